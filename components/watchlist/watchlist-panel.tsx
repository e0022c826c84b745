'use client'

import { lazy, Suspense, useMemo, useState } from 'react'
import { ErrorBoundary } from '@/components/ui/error-boundary.tsx'
import { WatchlistTable } from '@/components/watchlist/watchlist-table.tsx'
import type { Instruments } from '@/lib/api/instruments.ts'
import type { ColumnId, ColumnSetting, SortOrder } from '@/lib/workspace/workspace.ts'

const ListTools = lazy(() => import('@/components/watchlist/list-tools.tsx'))

interface WatchlistPanelProps {
  readonly listing: Instruments
  readonly columns: readonly ColumnSetting[]
  /** Absent for the list of all: that one is as the server has it. */
  readonly onMove: ((symbol: string, by: 1 | -1) => void) | undefined
  readonly onRemove: ((symbol: string) => void) | undefined
  readonly symbols: readonly string[] | undefined
  readonly order: SortOrder | undefined
  readonly onSort: (column: ColumnId) => void
  readonly selected: string | undefined
  readonly onSelect: (symbol: string) => void
  readonly onOpen: (symbol: string) => void
  readonly stale: boolean
}

const placeholderRows = Array.from({ length: 30 }, (_, index) => `row-${index}`)

export function WatchlistPanel({ listing, symbols, ...table }: WatchlistPanelProps) {
  const origins = useMemo(() => new Set(listing.instruments?.map((instrument) => instrument.origin)), [listing.instruments])
  const [filter, setFilter] = useState('')
  const names = useMemo(
    () => new Map(listing.instruments?.map(({ symbol, name }) => [symbol, `${symbol} ${name}`.toLowerCase()])),
    [listing.instruments],
  )
  const wanted = filter.trim().toLowerCase()
  const shown = useMemo(
    () => (wanted === '' ? symbols : symbols?.filter((symbol) => (names.get(symbol) ?? symbol.toLowerCase()).includes(wanted))),
    [symbols, names, wanted],
  )
  return (
    <section aria-label="Watchlist" className="dashboard-list flex min-h-0 min-w-0 flex-col bg-panel">
      <div className="flex h-10 shrink-0 items-center gap-0.5 border-line border-b px-1.5 desk:h-8">
        {symbols !== undefined && (
          <ErrorBoundary what="The list's menu">
            <Suspense>
              <ListTools instruments={listing.instruments ?? []} selected={table.selected} filter={filter} onFilter={setFilter} />
            </Suspense>
          </ErrorBoundary>
        )}
      </div>
      {symbols === undefined || shown === undefined ? (
        <Waiting listing={listing} />
      ) : symbols.length === 0 && listing.instruments?.length !== 0 ? (
        <p className="m-auto px-6 text-center text-ink-2">
          This list is empty. Find an instrument by typing its name, then add it with the plus above.
        </p>
      ) : shown.length === 0 && wanted !== '' ? (
        <p className="m-auto px-6 text-center text-ink-2">Nothing in this list matches “{filter.trim()}”.</p>
      ) : symbols.length === 0 ? (
        <p className="m-auto px-6 text-center text-ink-2">
          This server has no instruments yet. They appear here as soon as its feed delivers some.
        </p>
      ) : (
        <WatchlistTable label="Watchlist" symbols={shown} mixedOrigins={origins.size > 1} {...table} />
      )}
    </section>
  )
}

/** The list's own geometry without its content, so that nothing moves when it comes. */
function Waiting({ listing: { error, retry } }: { readonly listing: Instruments }) {
  if (error !== undefined) {
    return (
      <div role="alert" className="m-auto px-6 text-center text-ink-2">
        <p>The list of instruments could not be loaded. {error.message} Trying again by itself.</p>
        <button
          type="button"
          onClick={retry}
          className="mt-2 rounded border border-line-strong px-3 py-1 text-ink hover:bg-hover"
        >
          Try now
        </button>
      </div>
    )
  }
  return (
    <div aria-hidden="true" className="min-h-0 flex-1 overflow-hidden">
      <div className="h-8 border-line border-b desk:h-7" />
      {placeholderRows.map((row) => (
        <div key={row} className="flex h-[46px] items-center border-line/60 border-b px-3.5 desk:h-7">
          <span className="h-2 w-16 rounded bg-raised" />
          <span className="ml-auto h-2 w-24 rounded bg-raised" />
        </div>
      ))}
    </div>
  )
}
