// biome-ignore-all lint/a11y/useSemanticElements: rows are placed one by one; a table element would lay out all of them at every change
'use client'

import { type KeyboardEvent, type MouseEvent, useId, useMemo, useRef } from 'react'
import { useElementWidth } from '@/components/ui/use-element-width.ts'
import { useFixedRows } from '@/components/ui/use-fixed-rows.ts'
import { useMedia } from '@/components/ui/use-media.ts'
import { columnsForWidth, gridTemplate } from '@/components/watchlist/columns.ts'
import { useListQuotes } from '@/components/watchlist/use-list-quotes.ts'
import { useOrderHold } from '@/components/watchlist/use-order-hold.ts'
import { useSortedSymbols } from '@/components/watchlist/use-sorted-symbols.ts'
import { WatchlistHeader } from '@/components/watchlist/watchlist-header.tsx'
import { WatchlistRow } from '@/components/watchlist/watchlist-row.tsx'
import { useStreamClient } from '@/lib/stream/hooks.ts'
import type { ColumnId, ColumnSetting, SortOrder } from '@/lib/workspace/workspace.ts'

interface WatchlistTableProps {
  readonly label: string
  /** In the list's own order. The same array until the list changes. */
  readonly symbols: readonly string[]
  readonly order: SortOrder | undefined
  /** A click on a heading. */
  readonly onSort: (column: ColumnId) => void
  /** Chosen columns; without, those one begins with. */
  readonly columns?: readonly ColumnSetting[]
  /** Alt and an arrow; absent where the list has no order of its own. */
  readonly onMove?: ((symbol: string, by: 1 | -1) => void) | undefined
  readonly onRemove?: ((symbol: string) => void) | undefined
  readonly selected: string | undefined
  readonly onSelect: (symbol: string) => void
  /** Enter, or a tap: show it. */
  readonly onOpen: (symbol: string) => void
  /** Prices come from different kinds of feeds: each row says from which. */
  readonly mixedOrigins: boolean
  /** The connection is gone: every price is the last known one. */
  readonly stale: boolean
}

const rowHeightDense = 28
const rowHeightTouch = 46
const firstRowsMax = 40

export function WatchlistTable({
  label,
  symbols,
  order,
  onSort,
  columns,
  onMove,
  onRemove,
  selected,
  onSelect,
  onOpen,
  mixedOrigins,
  stale,
}: WatchlistTableProps) {
  const listId = useId()
  const grid = useRef<HTMLDivElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const { quotes } = useStreamClient()
  const hold = useOrderHold()
  const sorted = useSortedSymbols(symbols, order, hold.held, quotes)
  const width = useElementWidth(grid)
  const shownColumns = useMemo(() => (width === undefined ? [] : columnsForWidth(width, columns)), [width, columns])
  const template = gridTemplate(shownColumns)
  const rowHeight = useMedia('(min-width: 900px)', true) ? rowHeightDense : rowHeightTouch
  const { first, end, scrollTo } = useFixedRows({
    scroller: body,
    count: sorted.length,
    rowHeight,
    overscan: 6,
    firstRows: firstRowsMax,
  })
  const shown = useMemo(() => sorted.slice(first, end), [sorted, first, end])
  useListQuotes(symbols, shown)

  const selectedIndex = selected === undefined ? -1 : sorted.indexOf(selected)
  const selectedIsShown = selectedIndex >= first && selectedIndex < end

  const select = (index: number): void => {
    const symbol = sorted[Math.min(Math.max(index, 0), sorted.length - 1)]
    if (symbol === undefined) return
    onSelect(symbol)
    scrollTo(sorted.indexOf(symbol))
  }

  const edits = ({ key, altKey }: KeyboardEvent, symbol: string): boolean => {
    const by = !altKey ? 0 : key === 'ArrowUp' ? -1 : key === 'ArrowDown' ? 1 : 0
    if (by !== 0 && onMove !== undefined) onMove(symbol, by)
    else if (key === 'Delete' && !altKey && onRemove !== undefined) {
      // The focus stays in the list, on the row that takes its place.
      const next = sorted[selectedIndex + 1] ?? sorted[selectedIndex - 1]
      if (next !== undefined) onSelect(next)
      onRemove(symbol)
    } else return false
    return true
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== grid.current || event.ctrlKey || event.metaKey) return
    if (selected !== undefined && selectedIndex >= 0 && edits(event, selected)) {
      event.preventDefault()
      hold.onKey()
      return
    }
    if (event.altKey) return
    const page = Math.max(1, Math.floor((body.current?.clientHeight ?? 0) / rowHeight) - 1)
    const target = keyTarget(event.key, selectedIndex, page, sorted.length)
    if (target !== undefined) select(target)
    else if (event.key === 'Enter' && selected !== undefined) onOpen(selected)
    else return
    event.preventDefault()
    hold.onKey()
  }

  const onClick = (event: MouseEvent): void => {
    const symbol = symbolOf(event.target)
    if (symbol === undefined) return
    onSelect(symbol)
    onOpen(symbol)
  }

  return (
    <div
      ref={grid}
      role="grid"
      aria-label={label}
      aria-rowcount={sorted.length + 1}
      aria-colcount={shownColumns.length}
      aria-activedescendant={selectedIsShown ? rowId(listId, selected) : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      data-stale={stale}
      data-origins={mixedOrigins ? 'mixed' : 'one'}
      className="watchlist flex min-h-0 flex-1 flex-col"
    >
      <WatchlistHeader columns={shownColumns} template={template} order={order} onSort={onSort} />
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the grid's, which keeps the focus */}
      <div
        ref={body}
        role="rowgroup"
        className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden overscroll-contain"
        {...hold.handlers}
        // A click must not move the focus into a row that scrolling may remove.
        onMouseDown={(event) => {
          if (symbolOf(event.target) === undefined) return
          event.preventDefault()
          grid.current?.focus({ preventScroll: true })
        }}
        onClick={onClick}
      >
        <div role="presentation" className="relative" style={{ height: sorted.length * rowHeight }}>
          {shownColumns.length > 0 &&
            shown.map((symbol, offset) => (
              <WatchlistRow
                key={symbol}
                id={rowId(listId, symbol)}
                symbol={symbol}
                index={first + offset}
                top={(first + offset) * rowHeight}
                height={rowHeight}
                selected={symbol === selected}
                columns={shownColumns}
                template={template}
              />
            ))}
        </div>
      </div>
    </div>
  )
}

function rowId(listId: string, symbol: string | undefined): string {
  return `${listId}${symbol ?? ''}`
}

function keyTarget(key: string, from: number, page: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return from + 1
    case 'ArrowUp':
      return from < 0 ? 0 : from - 1
    case 'PageDown':
      return from + page
    case 'PageUp':
      return from - page
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return undefined
  }
}

function symbolOf(target: EventTarget): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>('[data-symbol]')?.dataset.symbol : undefined
}
