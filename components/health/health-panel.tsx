'use client'

import { type ReactNode, useRef } from 'react'
import useSWR from 'swr'
import { type ConnectionTone, describeConnection } from '@/components/connection/connection-text.ts'
import { HealthGraph } from '@/components/health/health-graph.tsx'
import { loadVenueTimes, priceHops } from '@/components/health/price-hops.ts'
import { samplesMax, useSamples } from '@/components/health/use-samples.ts'
import { describeStatus } from '@/components/instrument/status-text.ts'
import { formatAge, formatCount, formatNumber } from '@/lib/market/format.ts'
import { useConnection, useQuoteListener } from '@/lib/stream/hooks.ts'
import type { Connection, Quote } from '@/lib/stream/types.ts'

const unknown = 'unknown'
const venueTimesMs = 5000
// As little as there is: whoever shows the price asks for more, and this counts what comes.
const quoteHz = 0.5

const toneClasses: Record<ConnectionTone, string> = {
  good: 'text-ink-2',
  warning: 'text-warning',
  bad: 'text-danger',
  neutral: 'text-ink-3',
}
const transportNames = { websocket: 'WebSocket', sse: 'HTTP stream', poll: 'HTTP polling', none: 'none' } as const
const limitNames = { chosen: 'as you chose', hidden: 'while hidden', 'slow frames': 'this device draws slowly' } as const

/** Whether to trust the screen: the connection, how a price came here, and what arrives. */
export function HealthPanel({ symbol }: { readonly symbol: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by key
    <section tabIndex={0} aria-label="Figures" className="min-h-0 flex-1 overflow-y-auto px-3 py-2 text-xs">
      <ConnectionHealth />
      <PriceHealth key={symbol} symbol={symbol} />
    </section>
  )
}

function ConnectionHealth() {
  const connection = useConnection()
  const samples = useSamples(() => connection)
  const { roundTripMs, clockOffsetMs, rateLimit, checksPassed, checksFailed } = connection
  const text = describeConnection({ ...connection, retryAtMs: undefined }, 0)
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
        <Row label="Highest rate">
          {rateLimit === undefined ? 'not limited' : `${rateLimit.hz} Hz, ${limitNames[rateLimit.because]}`}
        </Row>
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

interface Arrivals {
  count: number
  receivedTimeMs: number | undefined
  arrivalMs: number | undefined
  status: Quote['status'] | undefined
}

function PriceHealth({ symbol }: { readonly symbol: string }) {
  const { roundTripMs, clockOffsetMs } = useConnection()
  const arrivals = useRef<Arrivals>({ count: 0, receivedTimeMs: undefined, arrivalMs: undefined, status: undefined })
  const times = useSWR(['venue-times', symbol] as const, ([, asked]) => loadVenueTimes(asked), { refreshInterval: venueTimesMs })
  useQuoteListener(symbol, quoteHz, (quote) => {
    const { current } = arrivals
    const first = current.receivedTimeMs === undefined
    if (quote.receivedTimeMs === current.receivedTimeMs) return
    current.receivedTimeMs = quote.receivedTimeMs
    current.status = quote.status
    // What was there before this panel, and snapshots, tell when the server received it, not when it was sent.
    if (first || quote.venueTimeMs !== 0) return
    current.count += 1
    current.arrivalMs = clockOffsetMs === undefined ? undefined : Date.now() + clockOffsetMs - quote.receivedTimeMs
  })
  const samples = useSamples(() => ({ ...arrivals.current, nowMs: Date.now() }))
  const newest = samples.at(-1)
  const hops = priceHops(times.error === undefined ? times.data : undefined, roundTripMs, newest?.arrivalMs)
  const perSecond = samples.map(({ count }, index) => (index === 0 ? undefined : count - (samples[index - 1]?.count ?? count)))
  const status = newest?.status === undefined ? undefined : describeStatus(newest.status)
  return (
    <section aria-label="Age of the price" className="mt-2 border-line border-t pt-2">
      {status !== undefined && <p className="mb-1 text-warning">{status.sentence}</p>}
      <dl className="grid grid-cols-[1fr_auto_auto] items-center gap-x-3 gap-y-1">
        <HealthGraph
          label="This price, updates/s"
          value={formatCount(perSecond.at(-1) ?? 0)}
          samples={perSecond}
          samplesMax={samplesMax}
        />
        <HealthGraph
          label="Flush to screen"
          value={milliseconds(newest?.arrivalMs)}
          samples={samples.map(({ arrivalMs }) => arrivalMs)}
          samplesMax={samplesMax}
        />
      </dl>
      <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
        <Row label="Last update">
          {newest?.receivedTimeMs === undefined || clockOffsetMs === undefined
            ? unknown
            : `${formatAge(newest.nowMs + clockOffsetMs - newest.receivedTimeMs)} ago`}
        </Row>
        <Row label="Venue to server">{hops.venueToServerMs === undefined ? unknown : milliseconds(hops.venueToServerMs)}</Row>
        <Row label="Wait for the flush">{unknown}, less than its interval</Row>
        <Row label="Wire, half a round trip">{milliseconds(hops.wireMs)}</Row>
        <Row label="Browser">{milliseconds(hops.browserMs)}</Row>
      </dl>
    </section>
  )
}

function Row({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="text-right">{children}</dd>
    </>
  )
}

function milliseconds(value: number | undefined): string {
  if (value === undefined) return unknown
  return Math.abs(value) < 10 ? `${formatNumber(value, 1)} ms` : `${formatCount(value)} ms`
}

function describeOffset(offsetMs: number): string {
  if (Math.abs(offsetMs) < 1) return 'as here'
  return `${formatAge(Math.abs(offsetMs))} ${offsetMs > 0 ? 'ahead' : 'behind'}`
}

function describeMissed(missed: Connection['missed']): string {
  if (missed === undefined || missed === 'unknown') return unknown
  return `${formatCount(missed.trades)} trades in ${formatCount(missed.instruments)} instruments`
}
