// biome-ignore-all lint/a11y/useSemanticElements: rows are placed one by one; a table element would lay out all of them at every change
// biome-ignore-all lint/a11y/noStaticElementInteractions: its role is a grid, or with groups a tree of them
// biome-ignore-all lint/a11y/useAriaPropsSupportedByRole: the same
'use client'

import {
  type CSSProperties,
  type KeyboardEvent,
  lazy,
  type MouseEvent,
  type PointerEvent,
  type RefObject,
  Suspense,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react'
import { textScale } from '@/components/ui/text-scale.ts'
import { useElementWidth } from '@/components/ui/use-element-width.ts'
import { useFixedRows } from '@/components/ui/use-fixed-rows.ts'
import { useMedia } from '@/components/ui/use-media.ts'
import { columnsForWidth, leastRowWidth } from '@/components/watchlist/columns.ts'
import type { ListActions } from '@/components/watchlist/list-actions.ts'
import { indexOfSymbol, type ListRow, listRows } from '@/components/watchlist/list-rows.ts'
import { useFurtherCells } from '@/components/watchlist/use-further-cells.ts'
import { useListCursor } from '@/components/watchlist/use-list-cursor.ts'
import { useListQuotes } from '@/components/watchlist/use-list-quotes.ts'
import { useOrderHold } from '@/components/watchlist/use-order-hold.ts'
import { useRevealSelected } from '@/components/watchlist/use-reveal-selected.ts'
import { useSortedGroups } from '@/components/watchlist/use-sorted-groups.ts'
import { WatchlistHeader } from '@/components/watchlist/watchlist-header.tsx'
import { WatchlistRow } from '@/components/watchlist/watchlist-row.tsx'
import { useStreamClient } from '@/lib/stream/hooks.ts'
import type { ColumnId, ColumnSetting, SortOrder, WatchlistGroup } from '@/lib/workspace/workspace.ts'
import './watchlist.css'

interface WatchlistTableProps {
  readonly label: string
  /** In the list's own order; the first has no line of its own. The same array until the list changes. */
  readonly groups: readonly WatchlistGroup[]
  readonly order: SortOrder | undefined
  /** A click on a heading. */
  readonly onSort: (column: ColumnId) => void
  /** Chosen columns; without, those one begins with. */
  readonly columns?: readonly ColumnSetting[]
  /** Absent where the list is not one's own. */
  readonly actions?: ListActions | undefined
  readonly selected: string | undefined
  readonly onSelect: (symbol: string) => void
  /** Enter, or a tap: show it. */
  readonly onOpen: (symbol: string) => void
  /** What each row says because it is not the same of all instruments: `origin`, `venue`, both with a space between, or neither. */
  readonly mixed: string
  /** Every price is an old one: the connection is gone, or the viewer paused some time ago. */
  readonly stale: boolean
  /** The connection is gone: what a pause holds is not only held but old, and rows say so. */
  readonly cutOff?: boolean
  /** Clock time from when on they have been; undefined: not known, or not stale. */
  readonly staleSince?: string | undefined
  /** Gets the rows as they are shown; empty without a list. */
  readonly shownRows?: RefObject<readonly ListRow[]>
}

const rowHeightDense = 28
const headHeightDense = 28
const rowHeightTouch = 46
const headHeightTouch = 32
const firstRowsMax = 40
// Most lists have no groups.
const GroupRow = lazy(() => import('@/components/watchlist/group-row.tsx'))

export function WatchlistTable(props: WatchlistTableProps) {
  const { label, groups, order, onSort, columns, actions, selected, onOpen, mixed, stale, staleSince } = props
  const listId = useId()
  const grid = useRef<HTMLDivElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const { quotes } = useStreamClient()
  const hold = useOrderHold()
  const sorted = useSortedGroups(groups, order, hold.held, quotes)
  const rows = useMemo(() => listRows(groups, sorted), [groups, sorted])
  const ownRows = useRef(rows)
  const latestRows = props.shownRows ?? ownRows
  useLayoutEffect(() => {
    latestRows.current = rows
    return () => {
      latestRows.current = []
    }
  }, [rows, latestRows])
  const width = useElementWidth(grid)
  const shownColumns = useMemo(() => (width === undefined ? [] : columnsForWidth(width, columns)), [width, columns])
  const further = useFurtherCells(shownColumns)
  const tracks = useMemo(() => shownColumns.map(({ track }) => track), [shownColumns])
  const desk = useMedia('(min-width: 56.25em)', true)
  const rowHeight = textScale * (desk ? rowHeightDense : rowHeightTouch)
  const headHeight = textScale * (desk ? headHeightDense : headHeightTouch)
  const { first, end, scrollTo } = useFixedRows({
    scroller,
    count: rows.length,
    rowHeight,
    overscan: 8,
    firstRows: firstRowsMax,
    covered: headHeight,
  })
  const shown = useMemo(() => rows.slice(first, end), [rows, first, end])
  const symbols = useMemo(() => groups.flatMap((group) => group.symbols), [groups])
  const shownSymbols = useMemo(() => shown.flatMap((row) => (row.kind === 'symbol' ? [row.symbol] : [])), [shown])
  useListQuotes(symbols, shownSymbols)

  useEffect(() => (scroller.current === null ? undefined : actions?.keepStill(scroller.current)), [actions])

  const select = useRevealSelected(
    selected,
    groups,
    (symbol) => {
      if (order !== undefined) hold.onKey()
      scrollTo(indexOfSymbol(rows, symbol))
    },
    // Where prices order the list, it is read from its top, and its rows have no places yet.
    order === undefined,
  )
  const onSelect = (symbol: string): void => {
    select(symbol)
    props.onSelect(symbol)
  }
  const cursor = useListCursor({
    rows,
    selected,
    actions,
    onSelect,
    onOpen,
    scrollTo,
    pageRows: () => Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - headHeight) / rowHeight) - 1),
  })
  const cursorRow = cursor.index >= first && cursor.index < end ? rows[cursor.index] : undefined
  const tree = groups.length > 1
  const held = hold.keyed && order !== undefined && order.column !== 'symbol'

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== grid.current || event.ctrlKey || event.metaKey) return
    if (event.key === 'Escape' && hold.keyed) hold.release()
    else if (cursor.onKey(event)) hold.setKeyed(true)
    else return
    event.preventDefault()
  }

  const onClick = (event: MouseEvent): void => {
    const symbol = symbolOf(event.target)
    if (symbol === undefined) return
    cursor.toGroup(undefined)
    onSelect(symbol)
    onOpen(symbol)
  }

  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    hold.handlers.onPointerDown()
    hold.setKeyed(false)
    const symbol = symbolOf(event.target)
    const view = scroller.current
    if (symbol === undefined || view === null) return
    actions?.drag(event.nativeEvent, symbol, {
      scroller: view,
      body: event.currentTarget,
      rowHeight,
      rows: () => latestRows.current,
    })
  }

  const lineOf = (row: ListRow, index: number) => {
    const place = { index, top: index * rowHeight, height: rowHeight, cursor: index === cursor.index, id: rowId(listId, row) }
    if (row.kind === 'symbol') {
      const level = !tree ? undefined : row.group === 0 ? 1 : 2
      const isSelected = row.symbol === selected
      const { symbol } = row
      return (
        <WatchlistRow
          key={symbol}
          {...place}
          symbol={symbol}
          selected={isSelected}
          level={level}
          columns={shownColumns}
          further={further}
        />
      )
    }
    const { group, collapsed } = row
    return (
      <Suspense key={`group ${group}`}>
        <GroupRow
          {...place}
          {...row}
          columnCount={shownColumns.length}
          renaming={cursor.renaming === group}
          onFold={() => {
            cursor.toGroup(group)
            actions?.fold(group, !collapsed)
          }}
          onRename={() => cursor.rename(group)}
          onNamed={(name) => {
            cursor.rename(undefined)
            if (name !== undefined) actions?.rename(group, name)
            grid.current?.focus({ preventScroll: true })
          }}
          onRemove={() => actions?.removeGroup(group)}
        />
      </Suspense>
    )
  }

  return (
    <div
      ref={grid}
      role={tree ? 'treegrid' : 'grid'}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={shownColumns.length}
      aria-activedescendant={cursorRow === undefined ? undefined : rowId(listId, cursorRow)}
      tabIndex={0}
      onKeyDown={onKeyDown}
      {...hold.focusHandlers}
      aria-description={held ? 'The order is held. Escape sorts it.' : undefined}
      data-held={held}
      data-stale={stale}
      data-own={actions !== undefined}
      data-since={staleSince !== undefined}
      data-cut={props.cutOff}
      data-mixed={mixed}
      // Wider than its place: what names a row stays in it.
      data-wide={width !== undefined && width < leastRowWidth(tracks)}
      className="watchlist flex min-h-0 flex-1 flex-col"
      style={listStyle(tracks, rowHeight, staleSince)}
    >
      <div ref={scroller} role="presentation" className="min-h-0 flex-1 overflow-auto overscroll-contain">
        <WatchlistHeader columns={shownColumns} order={order} onSort={onSort} />
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the grid's, which keeps the focus */}
        <div
          role="rowgroup"
          className="watch-body relative"
          {...hold.handlers}
          onPointerDown={onPointerDown}
          // A click must not move the focus into a row that scrolling may remove.
          onMouseDown={(event) => {
            if (event.target instanceof HTMLInputElement) return
            event.preventDefault()
            grid.current?.focus({ preventScroll: true })
            // Coming from a field, it looks as if keys had brought it.
            hold.setKeyed(false)
          }}
          onClick={onClick}
          style={{ height: rows.length * rowHeight }}
        >
          <div className="watch-lines" style={{ top: 0, height: first * rowHeight }} />
          {shownColumns.length > 0 && shown.map((row, offset) => lineOf(row, first + offset))}
          <div className="watch-lines" style={{ top: shownColumns.length > 0 ? end * rowHeight : 0, bottom: 0 }} />
        </div>
      </div>
    </div>
  )
}

function listStyle(tracks: readonly string[], rowHeight: number, since: string | undefined): CSSProperties {
  const style: Record<string, string> = {
    '--tracks': tracks.join(' '),
    '--tracks-width': `${leastRowWidth(tracks)}px`,
    '--row-height': `${rowHeight}px`,
  }
  if (since !== undefined) style['--since'] = JSON.stringify(since)
  return style
}

function rowId(listId: string, row: ListRow): string {
  return row.kind === 'symbol' ? `${listId}${row.symbol}` : `${listId}group/${row.group}`
}

function symbolOf(target: EventTarget): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>('[data-symbol]')?.dataset.symbol : undefined
}
