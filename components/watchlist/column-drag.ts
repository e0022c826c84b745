import { textScale } from '@/components/ui/text-scale.ts'
import { columns, leastRowWidth, leastWidth } from '@/components/watchlist/columns.ts'
import { followPointer } from '@/components/watchlist/follow-pointer.ts'
import { updateWorkspace } from '@/components/workspace/workspace-store.ts'
import { moveColumnTo, resizeColumns, swapColumns } from '@/lib/workspace/column-edits.ts'
import { type ColumnId, columnIds, workspaceLimits as limits } from '@/lib/workspace/workspace.ts'

/** Moving and resizing columns from their headings. Loaded with the first of it. Widths are kept as they are with usual letters. */

const roomForSort = 28
const cellPadding = 14

/** `cell`: the heading that the pointer is down on. */
export function dragColumn(cell: HTMLElement, startX: number, pointerId: number): void {
  const row = cell.parentElement
  if (row === null) return
  const line = document.createElement('div')
  line.className = 'drop-line drop-line-column'
  let place: HTMLElement | undefined
  followPointer({
    capture: row,
    pointerId,
    start: { x: startX, y: 0 },
    threshold: 5,
    onBegin() {
      cell.dataset.dragging = 'true'
      document.body.append(line)
    },
    onMove({ x }) {
      const cells = cellsOf(row)
      const from = cells.indexOf(cell)
      place = cells.findLast((each) => each.getBoundingClientRect().left <= x) ?? cells[0]
      const to = place === undefined ? from : cells.indexOf(place)
      const box = (place ?? cell).getBoundingClientRect()
      line.style.left = `${to > from ? box.right - 1 : box.left - 1}px`
      line.style.top = `${box.top}px`
      line.style.height = `${row.closest('.watchlist')?.clientHeight ?? box.height}px`
      line.hidden = to === from
    },
    onEnd(dropped) {
      delete cell.dataset.dragging
      line.remove()
      const [id, at] = [idOf(cell), place === undefined ? undefined : idOf(place)]
      if (dropped && id !== undefined && at !== undefined && id !== at)
        updateWorkspace((current) => moveColumnTo(current, id, at))
    },
  })
}

/** Changes places with the next one on the screen: those for which there is no room now stay where they are. */
export function moveColumnBy(cell: HTMLElement, by: -1 | 1): void {
  const cells = cell.parentElement === null ? [] : cellsOf(cell.parentElement)
  const place = cells[cells.indexOf(cell) + by]
  const [id, at] = [idOf(cell), place === undefined ? undefined : idOf(place)]
  if (id !== undefined && at !== undefined) updateWorkspace((current) => swapColumns(current, id, at))
}

/** Written into the list directly while the pointer moves; kept when it is let go. */
export function resizeByPointer(cell: HTMLElement, startX: number, pointerId: number): void {
  const grid = cell.closest<HTMLElement>('.watchlist')
  const row = cell.parentElement
  if (grid === null || row === null) return
  const before = grid.style.cssText
  const widths = widthsUpTo(cell)
  const own = idOf(cell)
  const from = own === undefined ? undefined : widths.get(own)
  if (own === undefined || from === undefined) return
  followPointer({
    capture: row,
    pointerId,
    start: { x: startX, y: 0 },
    threshold: 2,
    onBegin() {
      cell.dataset.resizing = 'true'
    },
    onMove({ x }) {
      widths.set(own, within(from + (x - startX) / textScale))
      const tracks = cellsOf(row).map((each) => {
        const id = idOf(each)
        const width = id === undefined ? undefined : widths.get(id)
        return width === undefined ? (columns.find((column) => column.id === id)?.track ?? 'auto') : `${width * textScale}px`
      })
      grid.style.setProperty('--tracks', tracks.join(' '))
      grid.style.setProperty('--tracks-width', `${leastRowWidth(tracks)}px`)
    },
    onEnd(dropped) {
      delete cell.dataset.resizing
      if (dropped) updateWorkspace((current) => resizeColumns(current, widths))
      else grid.style.cssText = before
    },
  })
}

export function resizeBy(separator: HTMLElement, by: number): void {
  const cell = separator.parentElement
  const own = cell === null ? undefined : idOf(cell)
  if (cell === null || own === undefined) return
  const widths = widthsUpTo(cell)
  const width = within((widths.get(own) ?? 0) + by)
  updateWorkspace((current) => resizeColumns(current, widths.set(own, width)))
  separator.setAttribute('aria-valuenow', String(width))
}

/** As wide as the widest of what is on the screen. */
export function fitColumn(separator: HTMLElement): void {
  const cell = separator.parentElement
  const own = cell === null ? undefined : idOf(cell)
  const column = columns.find(({ id }) => id === own)
  if (cell === null || own === undefined || column === undefined) return
  const label = cell.querySelector('.truncate')
  const range = document.createRange()
  let width = roomForSort
  if (label !== null) {
    range.selectNodeContents(label)
    width += range.getBoundingClientRect().width / textScale
  }
  for (const each of cell.closest('.watchlist')?.querySelectorAll(`[data-symbol] [data-column="${own}"]`) ?? []) {
    range.selectNodeContents(each)
    // Of the arrow before a price, too.
    const mark = own === 'last' ? 14 : 0
    width = Math.max(width, Math.ceil(range.getBoundingClientRect().width / textScale) + cellPadding + mark)
  }
  // Lines and bars are as wide as their column, whatever it is.
  const fitting = within(own === 'spark' || own === 'range' ? leastWidth(column) / textScale : width)
  updateWorkspace((current) => resizeColumns(current, widthsUpTo(cell).set(own, fitting)))
  separator.setAttribute('aria-valuenow', String(fitting))
}

/** Of the columns up to this one: those left of it must not move while it is resized. */
function widthsUpTo(cell: HTMLElement): Map<ColumnId, number> {
  const cells = cell.parentElement === null ? [] : cellsOf(cell.parentElement)
  return new Map(
    cells.slice(0, cells.indexOf(cell) + 1).flatMap((each) => {
      const id = idOf(each)
      return id === undefined ? [] : [[id, Math.round(each.getBoundingClientRect().width / textScale)] as const]
    }),
  )
}

function within(width: number): number {
  return Math.round(Math.min(limits.columnWidthMax, Math.max(limits.columnWidthMin, width)))
}

function cellsOf(row: HTMLElement): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>('[data-header]')]
}

function idOf({ dataset }: HTMLElement): ColumnId | undefined {
  return columnIds.find((id) => id === dataset.header)
}
