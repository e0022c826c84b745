import { followPointer, type Point } from '@/components/watchlist/follow-pointer.ts'
import type { ListRow, Place } from '@/components/watchlist/list-rows.ts'
import type { Release } from '@/lib/stream/types.ts'

/** Where rows are dragged. */
export interface DragView {
  readonly scroller: HTMLElement
  /** Holds the rows, the first of them at its top. */
  readonly body: HTMLElement
  readonly rowHeight: number
  readonly rows: () => readonly ListRow[]
}

interface RowDragOptions extends DragView {
  readonly symbol: string
  readonly label: string
  readonly pointerId: number
  readonly pointerType: string
  readonly start: Point
  /** Rows have no place of their own within a group. */
  readonly sorted: boolean
  readonly onDrop: (place: Place) => void
}

const edgePx = 36
const scrollPxMax = 14
const longPressMs = 350
const ghostOffsetPx = 12

/** Of the row that is taken along now. */
let taking: HTMLElement | undefined

/**
 * A finger that takes a row along does not scroll. Listens before any finger comes: with the first touch the browser decides
 * whether it asks the page before it scrolls.
 */
export function keepStill(scroller: HTMLElement): Release {
  const keep = (event: TouchEvent): void => {
    if (taking === scroller) event.preventDefault()
  }
  scroller.addEventListener('touchmove', keep, { passive: false })
  return () => scroller.removeEventListener('touchmove', keep)
}

/** Moves a row by pointer: to another place, or to another group. */
export function dragRow(options: RowDragOptions): void {
  const { symbol, scroller, body, rowHeight, rows } = options
  const ghost = made('drag-ghost')
  ghost.textContent = options.label
  const line = made('drop-line')
  let point = options.start
  let place: Place | undefined
  let frame = 0
  let press: ReturnType<typeof setTimeout> | undefined

  const draw = (): void => {
    const list = rows()
    const box = body.getBoundingClientRect()
    const exact = (point.y - box.top) / rowHeight
    const boundary = Math.max(0, Math.min(list.length, options.sorted ? Math.floor(exact) + 1 : Math.round(exact)))
    const found = placeAt(list, boundary)
    place = options.sorted ? { group: found.group, after: 'end' } : found
    const at = options.sorted ? list.findIndex((row) => row.kind === 'group' && row.group === found.group) + 1 : boundary
    const view = scroller.getBoundingClientRect()
    line.style.left = `${view.left}px`
    line.style.width = `${scroller.clientWidth}px`
    line.style.top = `${Math.max(view.top, Math.min(view.bottom - 2, box.top + at * rowHeight - 1))}px`
    ghost.style.transform = `translate(${point.x + ghostOffsetPx}px, ${point.y + ghostOffsetPx}px)`
  }
  /** The nearer to the edge, the faster. */
  const scroll = (): void => {
    frame = requestAnimationFrame(scroll)
    const { top, bottom } = scroller.getBoundingClientRect()
    const above = Math.max(0, top + rowHeight + edgePx - point.y)
    const below = Math.max(0, point.y - bottom + edgePx)
    const by = Math.min(edgePx, below) - Math.min(edgePx, above)
    if (by === 0) return
    scroller.scrollTop += Math.round((by / edgePx) * scrollPxMax) || Math.sign(by)
    draw()
  }
  const dim = (dragging: boolean): void => {
    for (const row of body.querySelectorAll<HTMLElement>('[data-symbol]')) {
      if (row.dataset.symbol !== symbol) continue
      if (dragging) row.dataset.dragging = 'true'
      else delete row.dataset.dragging
    }
  }

  const touch = options.pointerType === 'touch'
  const following = followPointer({
    capture: scroller,
    pointerId: options.pointerId,
    start: options.start,
    threshold: touch ? Number.POSITIVE_INFINITY : 5,
    onBegin() {
      document.body.append(line, ghost)
      dim(true)
      taking = scroller
      frame = requestAnimationFrame(scroll)
    },
    onMove(next) {
      point = next
      draw()
    },
    onEnd(dropped) {
      cancelAnimationFrame(frame)
      taking = undefined
      dim(false)
      line.remove()
      ghost.remove()
      if (dropped && place !== undefined) options.onDrop(place)
    },
  })
  if (!touch) return
  // A finger rests on a row before it takes it along; one that moves or leaves does not.
  press = setTimeout(following.begin, longPressMs)
  const stop = (event: PointerEvent): void => {
    const moved = Math.hypot(event.clientX - options.start.x, event.clientY - options.start.y)
    if (event.type === 'pointermove' && moved < 8) return
    clearTimeout(press)
    for (const type of ['pointermove', 'pointerup', 'pointercancel'] as const) window.removeEventListener(type, stop)
  }
  for (const type of ['pointermove', 'pointerup', 'pointercancel'] as const) window.addEventListener(type, stop)
}

function made(className: string): HTMLElement {
  const element = document.createElement('div')
  element.className = className
  element.setAttribute('aria-hidden', 'true')
  return element
}

/** Where a row comes to stand that is dropped above line `boundary`; with `boundary` the number of rows: below the last. */
function placeAt(rows: readonly ListRow[], boundary: number): Place {
  const above = rows[boundary - 1]
  if (above === undefined) return { group: 0, after: undefined }
  if (above.kind === 'symbol') return { group: above.group, after: above.symbol }
  return { group: above.group, after: above.collapsed ? 'end' : undefined }
}
