// biome-ignore-all lint/a11y/useSemanticElements: rows are placed one by one; a table element would lay out all of them at every change
'use client'

import { lazy, Suspense } from 'react'
import type { Column } from '@/components/watchlist/columns.ts'
import type { ColumnId, SortOrder } from '@/lib/workspace/workspace.ts'

// Lies over the heading, so that nothing moves when it comes; makes that movable and says what it is.
const ColumnSeparator = lazy(() => import('@/components/watchlist/column-separator.tsx'))

interface WatchlistHeaderProps {
  readonly columns: readonly Column[]
  readonly order: SortOrder | undefined
  readonly onSort: (column: ColumnId) => void
}

export function WatchlistHeader({ columns, order, onSort }: WatchlistHeaderProps) {
  return (
    <div role="rowgroup" className="watch-head">
      <div role="row" tabIndex={-1} aria-rowindex={1} className="watch-tracks h-8 px-2 text-2xs text-ink-3 desk:h-7">
        {columns.map((column, position) => (
          <HeaderCell key={column.id} column={column} position={position} order={order} onSort={onSort} />
        ))}
      </div>
    </div>
  )
}

interface HeaderCellProps extends Omit<WatchlistHeaderProps, 'columns'> {
  readonly column: Column
  readonly position: number
}

function HeaderCell({ column, position, order, onSort }: HeaderCellProps) {
  const active = order?.column === column.id
  const direction = !active ? 'none' : order.descending ? 'descending' : 'ascending'
  const alignment = column.align === 'end' ? 'justify-end' : 'justify-start'
  const face = `flex min-w-0 items-center gap-1 px-1.5 ${column.align === 'end' ? 'flex-row-reverse' : ''}`
  const label = <span className="truncate">{column.label}</span>
  return (
    <div
      role="columnheader"
      // One that does not sort has no button: it is moved by keys from here.
      tabIndex={column.sortable ? -1 : 0}
      aria-colindex={position + 1}
      aria-label={column.label}
      data-header={column.id}
      {...(column.sortable ? { 'aria-sort': direction } : {})}
      className={`flex min-w-0 items-stretch ${alignment}`}
    >
      {column.sortable ? (
        <button
          type="button"
          onClick={() => onSort(column.id)}
          className={`${face} cursor-pointer font-medium hover:bg-hover hover:text-ink ${active ? 'text-ink' : 'text-ink-2'}`}
        >
          {label}
          <span className="sort-mark flex-none" data-direction={direction} aria-hidden="true" />
        </button>
      ) : (
        <span className={`${face} cursor-grab`}>{label}</span>
      )}
      <Suspense>
        <ColumnSeparator column={column} />
      </Suspense>
    </div>
  )
}
