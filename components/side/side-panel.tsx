'use client'

import { X } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useMemo } from 'react'
import { AlertsPanel } from '@/components/alerts/alerts-panel.tsx'
import { DepthPanel } from '@/components/depth/depth-panel.tsx'
import { HealthPanel } from '@/components/health/health-panel.tsx'
import { distinctNames } from '@/components/instrument/distinct-names.ts'
import { StatusMark } from '@/components/instrument/status-mark.tsx'
import { MoversPanel } from '@/components/movers/movers-panel.tsx'
import { usePausedSince } from '@/components/pause/pause-stream.tsx'
import { PauseTopics } from '@/components/pause/pause-topics.tsx'
import { QuotePanel } from '@/components/quote/quote-panel.tsx'
import { sidePanels, switchSidePanel } from '@/components/side/side-panels.ts'
import { TradesPanel } from '@/components/trades/trades-panel.tsx'
import { useMedia } from '@/components/ui/use-media.ts'
import { useWorkspace } from '@/components/workspace/workspace-store.ts'
import { formatTime } from '@/lib/market/format.ts'
import { openPanels } from '@/lib/workspace/open-panels.ts'
import type { PanelId } from '@/lib/workspace/workspace.ts'

const HeatmapPanel = lazy(() => import('@/components/heatmap/heatmap-panel.tsx'))

/** A pause does not hold them. */
const goingOn: readonly PanelId[] = ['alerts', 'health']
/** What of an instrument is held for them. */
const partNames: Partial<Record<PanelId, string>> = { quote: 'quote', depth: 'book', trades: 'trades' }

interface SidePanelProps {
  readonly symbol: string | undefined
  /** Of the list shown. */
  readonly symbols: readonly string[] | undefined
  /** All that the server has; undefined until they are known. */
  readonly offered: readonly string[] | undefined
}

/** The open panels above one another; on a narrow screen the one that its tab names. */
export function SidePanel({ symbol, symbols, offered }: SidePanelProps) {
  const workspace = useWorkspace()
  const { pane } = workspace
  const wide = useMedia('(min-width: 56.25em)', true)
  const nameOf = useMemo(() => distinctNames(offered ?? []), [offered])
  const known = new Set(sidePanels.map((panel) => panel.id))
  const open: readonly PanelId[] = wide
    ? openPanels(workspace)
    : sidePanels.filter((panel) => panel.id === pane).map((panel) => panel.id)
  return open
    .filter((id) => known.has(id))
    .map((id) => (
      <Panel key={id} id={id} subject={id === 'movers' || id === 'heatmap' ? undefined : symbol} nameOf={nameOf} closable={wide}>
        {id === 'alerts' ? (
          <AlertsPanel symbol={symbol} offered={offered} />
        ) : id === 'health' ? (
          <HealthPanel symbol={symbol} />
        ) : (
          <PauseTopics>{content(id, symbol, symbols)}</PauseTopics>
        )}
      </Panel>
    ))
}

function content(id: PanelId, symbol: string | undefined, symbols: readonly string[] | undefined): ReactNode {
  if (id === 'movers') return symbols === undefined ? null : <MoversPanel symbols={symbols} />
  if (id === 'heatmap') {
    if (symbols === undefined) return null
    return (
      <Suspense>
        <HeatmapPanel symbols={symbols} selected={symbol} />
      </Suspense>
    )
  }
  // At first there is none for a moment; with a link to one that does not exist there stays none.
  if (symbol === undefined)
    return <p className="appear-late m-auto px-4 text-center text-ink-3 text-xs">No instrument is chosen.</p>
  switch (id) {
    case 'quote':
      return <QuotePanel symbol={symbol} />
    case 'trades':
      return <TradesPanel symbol={symbol} />
    case 'depth':
      return <DepthPanel symbol={symbol} />
    default:
      return null
  }
}

interface PanelProps {
  readonly id: PanelId
  readonly subject: string | undefined
  readonly nameOf: (symbol: string) => string
  readonly closable: boolean
  readonly children: ReactNode
}

function Panel({ id, subject, nameOf, closable, children }: PanelProps) {
  const name = sidePanels.find((panel) => panel.id === id)?.name ?? id
  const part = partNames[id]
  const since = usePausedSince(part === undefined || subject === undefined ? undefined : `${part} ${subject}`)
  const pausedSince = goingOn.includes(id) ? undefined : since
  return (
    <section aria-label={name} className="side-panel" data-panel={id} data-stale={pausedSince !== undefined}>
      <div className="flex h-8 shrink-0 items-center gap-2 border-line border-b pr-1 pl-3">
        <h2 className="font-semibold text-xs">{name}</h2>
        {subject !== undefined && <span className="truncate text-ink-3 text-xs normal-nums">{nameOf(subject)}</span>}
        {part !== undefined && subject !== undefined && <StatusMark symbol={subject} />}
        {pausedSince !== undefined && (
          <span className="shrink-0 text-2xs text-warning" title="Prices are paused">
            <span className="sr-only">Paused </span>since {formatTime(pausedSince)}
          </span>
        )}
        {closable && (
          <button type="button" aria-label={`Close ${name}`} onClick={() => switchSidePanel(id)} className="tool-button ml-auto">
            <X className="size-3.5" aria-hidden="true" />
          </button>
        )}
      </div>
      {children}
    </section>
  )
}
