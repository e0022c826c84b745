// biome-ignore-all lint/a11y/useSemanticElements: rows are placed one by one; a table element would lay out all of them at every change
'use client'

import type { Column } from '@/components/watchlist/columns.ts'
import type { ColumnId, SortOrder } from '@/lib/workspace/workspace.ts'

interface WatchlistHeaderProps {
  readonly columns: readonly Column[]
  readonly template: string
  readonly order: SortOrder | undefined
  readonly onSort: (column: ColumnId) => void
}

export function WatchlistHeader({ columns, template, order, onSort }: WatchlistHeaderProps) {
  return (
    <div role="rowgroup" className="shrink-0 border-line border-b">
      <div
        role="row"
        tabIndex={-1}
        aria-rowindex={1}
        className="grid h-8 px-2 text-2xs text-ink-3 desk:h-7"
        style={{ gridTemplateColumns: template }}
      >
        {columns.map((column, position) => (
          <HeaderCell key={column.id} column={column} position={position} order={order} onSort={onSort} />
        ))}
      </div>
    </div>
  )
}

interface HeaderCellProps {
  readonly column: Column
  readonly position: number
  readonly order: SortOrder | undefined
  readonly onSort: (column: ColumnId) => void
}

function HeaderCell({ column, position, order, onSort }: HeaderCellProps) {
  const active = order?.column === column.id
  const direction = !active ? 'none' : order.descending ? 'descending' : 'ascending'
  const alignment = column.align === 'end' ? 'justify-end' : 'justify-start'
  return (
    <div
      role="columnheader"
      tabIndex={-1}
      aria-colindex={position + 1}
      {...(column.sortable ? { 'aria-sort': direction } : {})}
      className={`flex items-stretch ${alignment}`}
    >
      {column.sortable ? (
        <button
          type="button"
          title={column.description}
          onClick={() => onSort(column.id)}
          className={`flex items-center gap-1 px-1.5 hover:text-ink ${active ? 'text-ink' : ''} ${column.align === 'end' ? 'flex-row-reverse' : ''}`}
        >
          <span>{column.label}</span>
          <span className="sort-mark" data-direction={direction} aria-hidden="true" />
        </button>
      ) : (
        <span className="flex items-center px-1.5" title={column.description}>
          {column.label}
        </span>
      )}
    </div>
  )
}
