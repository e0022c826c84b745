'use client'

import { useEffect, useMemo } from 'react'
import { LazyChartPanel } from '@/components/chart/lazy-chart-panel.tsx'
import { ConnectionNotice } from '@/components/connection/connection-notice.tsx'
import { PaneTabs } from '@/components/dashboard/pane-tabs.tsx'
import { StatusBar } from '@/components/dashboard/status-bar.tsx'
import { TopBar } from '@/components/dashboard/top-bar.tsx'
import { useSettled } from '@/components/dashboard/use-settled.ts'
import { SymbolHeader } from '@/components/instrument/symbol-header.tsx'
import { UnknownSymbol } from '@/components/instrument/unknown-symbol.tsx'
import { PaletteHost } from '@/components/palette/palette-host.tsx'
import { WatchlistPanel } from '@/components/watchlist/watchlist-panel.tsx'
import { usePreferences } from '@/components/workspace/preferences.ts'
import { setViewState, useViewState } from '@/components/workspace/view-state.ts'
import { useInstruments } from '@/lib/api/instruments.ts'
import { useConnection, useStreamClient } from '@/lib/stream/hooks.ts'

// An arrow key held down passes rows faster than charts can be asked for.
const settleMs = 140

export function DashboardView() {
  const view = useViewState()
  const listing = useInstruments()
  const connection = useConnection()
  useRateCap()
  const symbols = useMemo(() => listing.instruments?.map((instrument) => instrument.symbol), [listing.instruments])
  const symbol = view.symbol ?? symbols?.[0]
  const unknown = symbols !== undefined && symbol !== undefined && !symbols.includes(symbol)
  const settled = useSettled(symbol, settleMs)
  const stale = connection.state === 'reconnecting' || connection.state === 'offline' || connection.state === 'closed'

  const step = (by: 1 | -1): void => {
    if (symbols === undefined || symbols.length === 0) return
    const at = symbol === undefined ? -1 : symbols.indexOf(symbol)
    setViewState({ symbol: symbols[(at + by + symbols.length) % symbols.length] })
  }

  return (
    <div className="flex h-dvh flex-col" data-pane={view.pane} data-maximised={view.maximised}>
      <TopBar />
      <main className="dashboard-panes min-h-0 flex-1">
        <WatchlistPanel
          listing={listing}
          symbols={symbols}
          order={view.sort}
          onOrder={(sort) => setViewState({ sort })}
          selected={symbol}
          onSelect={(chosen) => setViewState({ symbol: chosen })}
          onOpen={(chosen) => setViewState({ symbol: chosen, pane: 'chart' })}
          stale={stale}
        />
        <div className="dashboard-chart flex min-h-0 min-w-0 flex-col">
          {unknown ? (
            <UnknownSymbol symbol={symbol} suggestion={symbols[0]} onShow={(shown) => setViewState({ symbol: shown })} />
          ) : (
            <>
              {symbol === undefined ? (
                <div className="symbol-header shrink-0 border-line border-b bg-panel" />
              ) : (
                <SymbolHeader symbol={symbol} stale={stale} />
              )}
              <LazyChartPanel symbol={settled} />
            </>
          )}
        </div>
        <ConnectionNotice />
      </main>
      <StatusBar />
      <PaletteHost instruments={listing.instruments ?? []} onStep={step} />
      <PaneTabs pane={view.pane} onPane={(pane) => setViewState({ pane })} />
    </div>
  )
}

/** What the viewer chose in the settings holds for every stream of the page. */
function useRateCap(): void {
  const client = useStreamClient()
  const { rateCap } = usePreferences()
  useEffect(() => client.setRateCap(rateCap), [client, rateCap])
}
