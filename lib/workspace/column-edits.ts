import type { Edit } from './undo.ts'
import { type ColumnId, defaultColumns, workspaceLimits as limits, type Workspace } from './workspace.ts'

/** Shows a column at the end, or hides it. That of the symbols stays: without it nobody knows whose row it is. */
export function toggleColumn(workspace: Workspace, id: ColumnId): Workspace {
  const { columns } = workspace
  if (!columns.some((column) => column.id === id)) return { ...workspace, columns: [...columns, { id, width: undefined }] }
  return id === 'symbol' ? workspace : { ...workspace, columns: columns.filter((column) => column.id !== id) }
}

export function moveColumn(workspace: Workspace, id: ColumnId, toIndex: number): Workspace {
  const column = workspace.columns.find((each) => each.id === id)
  if (column === undefined) return workspace
  const others = workspace.columns.filter((each) => each !== column)
  const at = Math.max(0, Math.min(toIndex, others.length))
  return { ...workspace, columns: [...others.slice(0, at), column, ...others.slice(at)] }
}

/** undefined: as wide as its content asks. */
export function resizeColumn(workspace: Workspace, id: ColumnId, width: number | undefined): Workspace {
  const fitting =
    width === undefined ? undefined : Math.round(Math.min(limits.columnWidthMax, Math.max(limits.columnWidthMin, width)))
  return { ...workspace, columns: workspace.columns.map((column) => (column.id === id ? { ...column, width: fitting } : column)) }
}

/** Several at once: what stands left of a column keeps its place while that one is resized. */
export function resizeColumns(workspace: Workspace, widths: ReadonlyMap<ColumnId, number>): Workspace {
  return [...widths].reduce((current, [id, width]) => resizeColumn(current, id, width), workspace)
}

/** To the place of another column that is shown. */
export function moveColumnTo(workspace: Workspace, id: ColumnId, place: ColumnId): Workspace {
  return moveColumn(
    workspace,
    id,
    workspace.columns.findIndex((column) => column.id === place),
  )
}

export function swapColumns(workspace: Workspace, one: ColumnId, other: ColumnId): Workspace {
  const { columns } = workspace
  const [first, second] = [one, other].map((id) => columns.find((column) => column.id === id))
  if (first === undefined || second === undefined) return workspace
  const swapped = columns.map((column) => (column === first ? second : column === second ? first : column))
  return { ...workspace, columns: swapped }
}

export function resetColumns(workspace: Workspace): Edit {
  const { columns } = workspace
  return {
    workspace: { ...workspace, columns: defaultColumns },
    undo: { label: 'Columns reset', apply: (current) => ({ ...current, columns }) },
  }
}

const textColumns: readonly ColumnId[] = ['symbol', 'name', 'status', 'venue']

/** What a click on a heading does: numbers from the largest, texts from A; then the other way; then the list's own order. */
export function cycleSort(workspace: Workspace, column: ColumnId): Workspace {
  const { sort } = workspace
  const descendingFirst = !textColumns.includes(column)
  if (sort?.column !== column) return { ...workspace, sort: { column, descending: descendingFirst } }
  return { ...workspace, sort: sort.descending === descendingFirst ? { column, descending: !descendingFirst } : undefined }
}
