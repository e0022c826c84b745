'use client'

import { lazy, Suspense, useEffect, useEffectEvent, useMemo, useRef } from 'react'
import { LazyChartArea } from '@/components/chart/lazy-chart-area.tsx'
import { PaneTabs } from '@/components/dashboard/pane-tabs.tsx'
import { TopBar } from '@/components/dashboard/top-bar.tsx'
import { useSettled } from '@/components/dashboard/use-settled.ts'
import { SymbolHeader } from '@/components/instrument/symbol-header.tsx'
import { PaletteHost } from '@/components/palette/palette-host.tsx'
import { PauseStream } from '@/components/pause/pause-stream.tsx'
import { LazySidePanel } from '@/components/side/lazy-side-panel.tsx'
import type { ListRow } from '@/components/watchlist/list-rows.ts'
import { WatchlistPanel } from '@/components/watchlist/watchlist-panel.tsx'
import {
  activeChartOf,
  say,
  setActiveChart,
  setWorkspace,
  updateWorkspace,
  useWorkspace,
} from '@/components/workspace/workspace-store.ts'
import { type Instruments, useInstruments } from '@/lib/api/instruments.ts'
import { useConnectionState, useStreamClient } from '@/lib/stream/hooks.ts'
import type { ConnectionState } from '@/lib/stream/types.ts'
import { activeWatchlist, type ColumnId, listSymbols } from '@/lib/workspace/workspace.ts'

const LateParts = lazy(() => import('@/components/dashboard/late-parts.tsx'))
const StatusBar = lazy(() => import('@/components/dashboard/status-bar.tsx'))
const LateHosts = lazy(() => import('@/components/dashboard/late-hosts.tsx'))

// An arrow key held down passes rows faster than charts can be asked for.
const settleMs = 140

export function DashboardView() {
  const workspace = useWorkspace()
  const listing = useInstruments()
  const state = useConnectionState()
  useRateCap(workspace.rate.capHz)
  useRetryWhenLive(listing, state)
  const all = useMemo(() => listing.instruments?.map((instrument) => instrument.symbol), [listing.instruments])
  const list = activeWatchlist(workspace)
  // A list of one's own is known without the server.
  const known = all !== undefined || listing.error !== undefined
  const symbols = useMemo(() => (list.kind === 'own' && known ? listSymbols(list) : all), [all, list, known])
  const first = symbols?.[0] ?? all?.[0]
  const symbol = activeChartOf(workspace).symbol ?? first
  const unknown = all !== undefined && symbol !== undefined && !all.includes(symbol)
  const settled = useSettled(symbol, settleMs)
  const stale = state === 'reconnecting' || state === 'offline' || state === 'closed'

  const shownRows = useRef<readonly ListRow[]>([])
  const step = (by: 1 | -1): void => {
    // In the order that one sees.
    const shown = shownRows.current.flatMap((row) => (row.kind === 'symbol' ? [row.symbol] : []))
    const order = shown.length === 0 ? (symbols ?? []) : shown
    if (order.length === 0) return
    const at = symbol === undefined ? -1 : order.indexOf(symbol)
    setActiveChart({ symbol: order[(at + by + order.length) % order.length] })
  }

  return (
    <div className="dashboard">
      <TopBar />
      {/* What is written into cells without a render is written anew when numbers are written otherwise. */}
      <main key={`${workspace.formats.locale} ${workspace.formats.hourCycle}`} className="dashboard-panes">
        <PauseStream>
          <WatchlistPanel
            listing={listing}
            symbols={symbols}
            columns={workspace.columns}
            list={list}
            order={workspace.sort}
            onSort={sortBy}
            selected={symbol}
            onSelect={(chosen) => setActiveChart({ symbol: chosen })}
            onOpen={() => setWorkspace({ pane: 'chart' })}
            stale={stale}
            shownRows={shownRows}
          />
          <div className="dashboard-chart flex min-h-0 min-w-0 flex-col">
            {symbol === undefined || unknown ? (
              // Of one chart there is nothing to tell; of several the others stay where they are.
              (!unknown || workspace.charts.length > 1) && (
                <div className="symbol-header shrink-0 border-line border-b bg-panel" />
              )
            ) : (
              <SymbolHeader symbol={symbol} stale={stale} />
            )}
            <LazyChartArea symbol={settled} fallback={first} known={all} />
          </div>
          {known && (
            <Suspense>
              <LateParts symbol={unknown ? undefined : symbol} stale={stale} />
            </Suspense>
          )}
        </PauseStream>
        <LazySidePanel symbol={unknown ? undefined : settled} symbols={symbols} offered={all} />
      </main>
      {/* Its place is kept: what is above it does not move. */}
      <Suspense fallback={<div className="hidden h-6 shrink-0 desk:block" />}>
        <StatusBar />
      </Suspense>
      <PaneTabs pane={workspace.pane} onPane={(pane) => setWorkspace({ pane })} />
      <PaletteHost instruments={listing.instruments} symbol={symbol} onStep={step} />
      <Suspense>
        <LateHosts />
      </Suspense>
    </div>
  )
}

/** Edits of columns come after the first paint. */
function sortBy(column: ColumnId): void {
  import('@/lib/workspace/column-edits.ts').then(
    ({ cycleSort }) => updateWorkspace((current) => cycleSort(current, column)),
    () => say('Sorting could not be loaded.'),
  )
}

/** The next attempt of its own may be minutes away by the time the server is back. */
function useRetryWhenLive({ error, retry }: Instruments, state: ConnectionState): void {
  const failed = error !== undefined
  const again = useEffectEvent(retry)
  useEffect(() => {
    if (failed && state === 'live') again()
  }, [failed, state])
}

/** What the viewer chose in the settings holds for every stream of the page. */
function useRateCap(capHz: number | undefined): void {
  const client = useStreamClient()
  useEffect(() => client.setRateCap(capHz), [client, capHz])
}
