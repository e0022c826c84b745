'use client'

import { useRef } from 'react'
import useSWR from 'swr'
import { describeMerged, describeRate, isReached, ratesNow } from '@/components/health/describe-rate.ts'
import { HealthGraph } from '@/components/health/health-graph.tsx'
import { milliseconds, HealthRow as Row, unknown } from '@/components/health/health-row.tsx'
import { loadVenueTimes, priceHops } from '@/components/health/price-hops.ts'
import { shownHz } from '@/components/health/shown-counts.ts'
import { samplesMax, useSamples } from '@/components/health/use-samples.ts'
import { headerHz } from '@/components/instrument/header-rate.ts'
import { describeStatus } from '@/components/instrument/status-text.ts'
import { formatCount } from '@/lib/market/format.ts'
import { formatAge } from '@/lib/market/format-age.ts'
import { useConnection, useQuoteListener, useStreamClient } from '@/lib/stream/hooks.ts'
import type { Quote } from '@/lib/stream/types.ts'

const venueTimesMs = 5000

interface Arrivals {
  shown: number
  /** Since the server's epoch began. */
  trades: number | undefined
  receivedTimeMs: number | undefined
  arrivalMs: number | undefined
  status: Quote['status'] | undefined
}

/** How the price shown came here, hop by hop, how often one is shown, and what is merged into it. */
export function PriceHealth({ symbol }: { readonly symbol: string }) {
  const client = useStreamClient()
  const { state, roundTripMs, clockOffsetMs } = useConnection()
  const arrivals = useRef<Arrivals>({
    shown: 0,
    trades: undefined,
    receivedTimeMs: undefined,
    arrivalMs: undefined,
    status: undefined,
  })
  const times = useSWR(['venue-times', symbol] as const, ([, asked]) => loadVenueTimes(asked), { refreshInterval: venueTimesMs })
  // As often as it is shown, and at the same moments: to listen less often would count less, and more often would show more.
  useQuoteListener(symbol, headerHz, (quote) => {
    const { current } = arrivals
    const first = current.receivedTimeMs === undefined
    current.status = quote.status
    current.trades = quote.tradeCount
    if (quote.receivedTimeMs === current.receivedTimeMs) return
    current.receivedTimeMs = quote.receivedTimeMs
    // What was there before this panel, and snapshots, tell when the server received it, not when it was sent.
    if (first || quote.venueTimeMs !== 0) return
    current.shown += 1
    // The clocks agree only to within half a round trip: nothing arrives before it was sent.
    current.arrivalMs = clockOffsetMs === undefined ? undefined : Math.max(0, Date.now() + clockOffsetMs - quote.receivedTimeMs)
  })
  const samples = useSamples(() => ({
    ...arrivals.current,
    // How long the last one took says nothing while none comes.
    arrivalMs: isReached(state) ? arrivals.current.arrivalMs : undefined,
    nowMs: Date.now(),
    rate: ratesNow(client, state).find(({ symbols }) => symbols.has(symbol)),
  }))
  const newest = samples.at(-1)
  const rate = newest?.rate
  const hops = priceHops(times.error === undefined ? times.data : undefined, roundTripMs, newest?.arrivalMs)
  const shown = perSecond(samples, (sample) => sample.shown)
  const trades = perSecond(samples, (sample) => sample.trades)
  const status = newest?.status === undefined ? undefined : describeStatus(newest.status)
  return (
    <section aria-label="Age of the price" className="mt-2 border-line border-t pt-2">
      {status !== undefined && <p className="mb-1 text-warning">{status.sentence}</p>}
      <dl className="grid grid-cols-[1fr_auto_auto] items-center gap-x-3 gap-y-1">
        <HealthGraph label="Shown/s" value={formatCount(shown.at(-1) ?? 0)} samples={shown} samplesMax={samplesMax} />
        <HealthGraph label="Trades/s" value={formatCount(trades.at(-1) ?? 0)} samples={trades} samplesMax={samplesMax} />
        <HealthGraph
          label="Flush to screen"
          value={milliseconds(newest?.arrivalMs)}
          samples={samples.map(({ arrivalMs }) => arrivalMs)}
          samplesMax={samplesMax}
        />
      </dl>
      <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
        <Row label="Rate, Hz">{rate === undefined ? unknown : describeRate(rate, shownHz(samples))}</Row>
        <Row label="Merged">{describeMerged(trades.at(-1), shown.at(-1))}</Row>
        <Row label="Last update">
          {newest?.receivedTimeMs === undefined || clockOffsetMs === undefined
            ? unknown
            : `${formatAge(newest.nowMs + clockOffsetMs - newest.receivedTimeMs)} ago`}
        </Row>
        <Row label="Venue to server">{venueText(hops.venueToServerMs)}</Row>
        <Row label="Wait for the flush">
          {rate?.granted === undefined ? unknown : `up to ${formatCount(1000 / rate.granted)} ms`}
        </Row>
        <Row label="Wire, estimated">{milliseconds(hops.wireMs)}</Row>
        <Row label="Browser">{milliseconds(hops.browserMs)}</Row>
      </dl>
    </section>
  )
}

/** A time below zero is none; what it tells is that the clocks differ. */
function venueText(ms: number | undefined): string {
  return ms !== undefined && ms < 0 ? `its clock is ${milliseconds(-ms)} ahead` : milliseconds(ms)
}

/** What a growing total grew by in each second; undefined where that is not known, or where it began anew. */
function perSecond<Sample>(samples: readonly Sample[], total: (sample: Sample) => number | undefined): (number | undefined)[] {
  return samples.map((sample, index) => {
    const before = samples[index - 1]
    const [from, to] = [before === undefined ? undefined : total(before), total(sample)]
    return from === undefined || to === undefined || to < from ? undefined : to - from
  })
}
