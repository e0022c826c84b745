'use client'

import { lazy, type RefObject, Suspense, useMemo, useState } from 'react'
import { usePausedSince } from '@/components/pause/pause-stream.tsx'
import { useHeldSince } from '@/components/pause/use-held-since.ts'
import { ErrorBoundary } from '@/components/ui/error-boundary.tsx'
import type { ListFilter } from '@/components/watchlist/list-filter.ts'
import type { ListRow } from '@/components/watchlist/list-rows.ts'
import { useListActions } from '@/components/watchlist/use-list-actions.ts'
import { WatchlistTable } from '@/components/watchlist/watchlist-table.tsx'
import type { Instruments } from '@/lib/api/instruments.ts'
import { formatTime } from '@/lib/market/format.ts'
import type { ColumnId, ColumnSetting, SortOrder, Watchlist, WatchlistGroup } from '@/lib/workspace/workspace.ts'

const ListTools = lazy(() => import('@/components/watchlist/list-tools.tsx'))

interface WatchlistPanelProps {
  readonly listing: Instruments
  readonly columns: readonly ColumnSetting[]
  readonly list: Watchlist
  /** Of that list; undefined while they are not known. */
  readonly symbols: readonly string[] | undefined
  readonly order: SortOrder | undefined
  readonly onSort: (column: ColumnId) => void
  readonly selected: string | undefined
  readonly onSelect: (symbol: string) => void
  readonly onOpen: (symbol: string) => void
  readonly stale: boolean
  readonly shownRows: RefObject<readonly ListRow[]>
}

const placeholderRows = Array.from({ length: 30 }, (_, index) => `row-${index}`)

export function WatchlistPanel({ listing, list, symbols, stale, ...table }: WatchlistPanelProps) {
  const mixed = useMemo(
    () => (['origin', 'venue'] as const).filter((of) => new Set(listing.instruments?.map((each) => each[of])).size > 1).join(' '),
    [listing.instruments],
  )
  const [filter, setFilter] = useState<ListFilter>()
  const { kind, groups } = list
  const all = useMemo((): readonly WatchlistGroup[] | undefined => {
    if (symbols === undefined) return undefined
    return kind === 'own' ? groups : [{ name: '', collapsed: false, symbols }]
  }, [symbols, kind, groups])
  const shown = useMemo(() => (all && filter ? filter.apply(all) : all), [all, filter])
  const sorted = table.order !== undefined
  const actions = useListActions(kind === 'own', list.id, sorted)
  const pausedSince = usePausedSince()
  const disconnectedSince = useHeldSince(stale)
  // Of a pause and a lost connection, what began first: no price is younger than that.
  const sinceMs = Math.min(disconnectedSince ?? Number.POSITIVE_INFINITY, pausedSince ?? Number.POSITIVE_INFINITY)
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
      ) : symbols.length === 0 && list.groups.length <= 1 && listing.instruments?.length !== 0 ? (
        <p className="m-auto px-6 text-center text-ink-2">
          This list is empty. Find an instrument by typing its name, then add it with the plus above.
        </p>
      ) : shown.length === 0 && filter ? (
        <p role="status" className="m-auto px-6 text-center text-ink-2">
          Nothing in this list matches “{filter.text.trim()}”.
        </p>
      ) : symbols.length === 0 && kind === 'all' ? (
        <p className="m-auto px-6 text-center text-ink-2">
          This server has no instruments yet. They appear here as soon as its feed delivers some.
        </p>
      ) : (
        <WatchlistTable
          label="Watchlist"
          groups={shown}
          actions={actions}
          mixed={mixed}
          stale={stale || pausedSince !== undefined}
          cutOff={stale}
          staleSince={sinceMs === Number.POSITIVE_INFINITY ? undefined : formatTime(sinceMs).slice(0, 5)}
          {...table}
        />
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
