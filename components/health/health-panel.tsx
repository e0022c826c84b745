'use client'

import { useEffect, useMemo } from 'react'
import { type ConnectionTone, describeConnection } from '@/components/connection/connection-text.ts'
import { describeDrawing, describeLimit, describeMissed, describeRate } from '@/components/health/describe-rate.ts'
import { HealthGraph } from '@/components/health/health-graph.tsx'
import { milliseconds, HealthRow as Row, unknown } from '@/components/health/health-row.tsx'
import { PriceHealth } from '@/components/health/price-health.tsx'
import { ShownCounts, shownHz } from '@/components/health/shown-counts.ts'
import { samplesMax, useSamples } from '@/components/health/use-samples.ts'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { usePausedSince } from '@/components/pause/pause-stream.tsx'
import { formatCount, formatNumber } from '@/lib/market/format.ts'
import { formatAge } from '@/lib/market/format-age.ts'
import { useConnection, useConnectionState, useStreamClient } from '@/lib/stream/hooks.ts'
import type { Connection } from '@/lib/stream/types.ts'

const toneClasses: Record<ConnectionTone, string> = {
  good: 'text-ink-2',
  warning: 'text-warning',
  bad: 'text-danger',
  neutral: 'text-ink-3',
}
const transportNames = { websocket: 'WebSocket', sse: 'HTTP stream', poll: 'HTTP polling', none: 'none' } as const

/** Whether to trust the screen: the connection, how a price came here, and what arrives. */
export function HealthPanel({ symbol }: { readonly symbol: string | undefined }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by key
    <section tabIndex={0} aria-label="Figures" className="min-h-0 flex-1 overflow-y-auto px-3 py-2 text-xs">
      <ConnectionHealth />
      {symbol !== undefined && (
        <>
          <h3 className="mt-3 font-semibold normal-nums">{bareSymbol(symbol)}</h3>
          <PriceHealth key={symbol} symbol={symbol} />
        </>
      )}
      <h3 className="mt-3 font-semibold">Prices asked for, Hz</h3>
      <Rates />
    </section>
  )
}

function ConnectionHealth() {
  const connection = useConnection()
  const samples = useSamples(() => connection)
  const { roundTripMs, clockOffsetMs, checksPassed, checksFailed, receivedIn } = connection
  const text = describeConnection({ ...connection, retryAtMs: undefined }, 0, usePausedSince() !== undefined)
  const graph = (read: (sample: Connection) => number | undefined) => ({ samples: samples.map(read), samplesMax })
  return (
    <>
      <p className={`mb-2 ${toneClasses[text.tone]}`}>{text.sentence}</p>
      <dl className="grid grid-cols-[1fr_auto_auto] items-center gap-x-3 gap-y-1">
        <HealthGraph label="Round trip" value={milliseconds(roundTripMs)} {...graph((sample) => sample.roundTripMs)} />
        <HealthGraph
          label="Updates/s"
          value={formatCount(connection.updatesPerSecond)}
          {...graph((sample) => sample.updatesPerSecond)}
        />
        <HealthGraph
          label="Trades/s"
          value={formatCount(connection.tradesPerSecond)}
          {...graph((sample) => sample.tradesPerSecond)}
        />
        <HealthGraph
          label="kB/s"
          value={formatNumber(connection.bytesPerSecond / 1000, 1)}
          {...graph((sample) => sample.bytesPerSecond)}
        />
      </dl>
      <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 border-line border-t pt-2">
        <Row label="Transport">{transportNames[connection.transport]}</Row>
        {receivedIn !== undefined && <Row label="Received in">{receivedIn === 'worker' ? 'a worker' : 'the page itself'}</Row>}
        <Row label="Drawing">{describeDrawing(connection)}</Row>
        <Row label="Limit of rates">{describeLimit(connection)}</Row>
        <Row label="Server's clock">{clockOffsetMs === undefined ? unknown : describeOffset(clockOffsetMs)}</Row>
        <Row label="State checks">
          {formatCount(checksPassed)} passed,{' '}
          <span className={checksFailed === 0 ? '' : 'text-warning'}>{formatCount(checksFailed)} repaired</span>
        </Row>
        <Row label="Reconnects">{formatCount(connection.reconnects)}</Row>
        {connection.reconnects > 0 && <Row label="Missed at the last">{describeMissed(connection.missed)}</Row>}
      </dl>
    </>
  )
}

/** All prices of the page, by rate: rows in view come often, the rest of a list slowly. */
function Rates() {
  const client = useStreamClient()
  const state = useConnectionState()
  const counts = useMemo(() => new ShownCounts(client), [client])
  useEffect(() => () => counts.release(), [counts])
  const samples = useSamples(() => ({ nowMs: Date.now(), rates: counts.read(state) }))
  const shownOf = (hz: number) =>
    shownHz(samples.map(({ nowMs, rates }) => ({ nowMs, shown: rates.find(({ wanted }) => wanted === hz)?.shown })))
  return (
    <dl className="mt-1 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
      {samples.at(-1)?.rates.map(({ symbols, ...rate }) => (
        <Row key={rate.wanted} label={`${formatCount(symbols.size)} ${symbols.size === 1 ? 'price' : 'prices'}`}>
          {describeRate(rate, shownOf(rate.wanted))}
        </Row>
      ))}
    </dl>
  )
}

function describeOffset(offsetMs: number): string {
  if (Math.abs(offsetMs) < 1) return 'as here'
  return `${formatAge(Math.abs(offsetMs))} ${offsetMs > 0 ? 'ahead' : 'behind'}`
}
