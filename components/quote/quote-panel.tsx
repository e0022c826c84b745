'use client'

import { type ReactNode, useEffect, useState } from 'react'
import useSWRImmutable from 'swr/immutable'
import { originMarks } from '@/components/connection/connection-text.ts'
import { describeStatus } from '@/components/instrument/status-text.ts'
import { usePausedSince } from '@/components/pause/pause-stream.tsx'
import { describeKnown, knownRange } from '@/components/quote/known-range.ts'
import { signOf } from '@/components/ui/sign.ts'
import { barsOf, loadBars } from '@/lib/api/bars.ts'
import {
  formatChange,
  formatCount,
  formatDate,
  formatDecimalText,
  formatNumber,
  formatPercent,
  formatPrice,
  formatSize,
  formatValue,
  formatVolume,
} from '@/lib/market/format.ts'
import { formatAge } from '@/lib/market/format-age.ts'
import { useConnection, useQuote } from '@/lib/stream/hooks.ts'
import type { Quote } from '@/lib/stream/types.ts'

const quoteHz = 4
const askAgainMs = 30_000
const yearDays = 365
const dayMs = 86_400_000

/** All there is to know of one instrument now, and how old each price is. */
export function QuotePanel({ symbol }: { readonly symbol: string }) {
  const quote = useQuote(symbol, quoteHz)
  const paused = usePausedSince() !== undefined
  if (quote === undefined) return <p className="m-auto px-4 text-center text-ink-3 text-xs">Waiting for a price.</p>
  const { instrument } = quote
  const status = describeStatus(quote.status)
  const known = quote.last !== 0 && quote.dayOpen !== 0
  const change = quote.last - quote.dayOpen
  return (
    <section
      aria-label="Figures"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it
      tabIndex={0}
      data-status={quote.status}
      className="min-h-0 flex-1 overflow-y-auto px-3 py-2 text-xs"
    >
      <Range label="Day" low={quote.dayLow} high={quote.dayHigh} quote={quote} />
      <YearRange quote={quote} />
      <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
        <Row label="Last" price change={quote.direction}>
          {formatPrice(quote.last, instrument)}
        </Row>
        <Row label="Open" price>
          {formatPrice(quote.dayOpen, instrument)}
        </Row>
        <Row label="Change" price change={known ? change : 0}>
          {known ? `${formatChange(change, instrument)} (${formatPercent(quote.last, quote.dayOpen)})` : '–'}
        </Row>
        <Row label="Bid" price>
          {formatPrice(quote.bid, instrument)} <span className="text-ink-3">× {formatSize(quote.bidSize, instrument)}</span>
        </Row>
        <Row label="Ask" price>
          {formatPrice(quote.ask, instrument)} <span className="text-ink-3">× {formatSize(quote.askSize, instrument)}</span>
        </Row>
        <Row label="Volume" price>
          {formatVolume(quote.dayVolumeLots, instrument)}
        </Row>
        <Row label="Turnover" price>
          {quote.last === 0 ? '–' : formatValue(quote.last, quote.dayVolumeLots, instrument)} {instrument.quote}
        </Row>
        <Row label="Trades seen">{formatCount(quote.tradeCount)}</Row>
        <Row label="State">
          <span title={status?.sentence}>{paused ? `paused, was ${status?.label ?? 'live'}` : (status?.label ?? 'live')}</span>
        </Row>
        <Row label="Prices">{originMarks[instrument.origin]?.long ?? 'market prices'}</Row>
        <Row label="Tick, lot">
          {formatDecimalText(instrument.tickSize)} · {formatDecimalText(instrument.lotSize)}
        </Row>
        <Row label="Venue">{instrument.venue}</Row>
      </dl>
      <Ages quote={quote} />
    </section>
  )
}

interface RowProps {
  readonly label: string
  /** Old as the price is. */
  readonly price?: boolean
  /** Coloured by it. */
  readonly change?: number
  readonly children: ReactNode
}

function Row({ label, price = false, change = 0, children }: RowProps) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className={`text-right ${price ? 'price' : ''}`} data-sign={signOf(change)}>
        {children}
      </dd>
    </>
  )
}

/** Highest and lowest of what the server has of a year, with how much that is. As high before it is known as after. */
function YearRange({ quote }: { readonly quote: Quote }) {
  const { tickSize } = quote.instrument
  const { data, error } = useSWRImmutable(
    ['year', quote.symbol, tickSize] as const,
    async ([, symbol]) => {
      const answer = await loadBars(symbol, '1d', yearDays, { fromMs: Date.now() - yearDays * dayMs })
      return answer.tickSize === tickSize ? { bars: barsOf(answer), missing: answer.missing } : { bars: [], missing: [] }
    },
    // The server may be fetching what it does not know yet.
    { refreshInterval: (latest) => (latest === undefined || latest.missing.length > 0 ? askAgainMs : 0) },
  )
  const range = data === undefined ? undefined : knownRange(data.bars, data.missing)
  const low = Math.min(quote.dayLow || Number.POSITIVE_INFINITY, range?.low ?? Number.POSITIVE_INFINITY)
  const since = range === undefined ? '' : formatDate(range.sinceMs, { timeZone: 'UTC' })
  const known = range === undefined ? 'Not known' : describeKnown(range, Date.now(), since)
  return (
    <>
      <Range
        label="52 weeks"
        low={range === undefined ? 0 : low}
        high={Math.max(quote.dayHigh, range?.high ?? 0)}
        quote={quote}
      />
      <p className="-mt-0.5 mb-2 h-4 truncate text-2xs text-ink-3" title={known}>
        {data === undefined && error === undefined ? '' : known}
      </p>
    </>
  )
}

interface RangeProps {
  readonly label: string
  readonly low: number
  readonly high: number
  readonly quote: Quote
}

function Range({ label, low, high, quote }: RangeProps) {
  const { instrument, last } = quote
  const known = low > 0 && high >= low && last > 0
  const at = known && high > low ? Math.min(1, Math.max(0, (last - low) / (high - low))) : 0.5
  return (
    <div className="mb-2">
      {/* Prices that come stand in the place of none, rather than move it. */}
      <div className="grid grid-cols-[1fr_auto_1fr] text-2xs text-ink-3" key={String(known)}>
        <span>{formatPrice(known ? low : 0, instrument)}</span>
        <span>{label}</span>
        <span className="text-right">{formatPrice(known ? high : 0, instrument)}</span>
      </div>
      <div className="day-range relative mt-1 h-1 rounded bg-line">
        {known && (
          <span className="absolute -top-0.5 h-2 w-1 -translate-x-1/2 rounded bg-accent" style={{ left: `${at * 100}%` }} />
        )}
      </div>
    </div>
  )
}

/** How old the price is, hop by hop: to the flush that brought it, then half a round trip. Negative where a venue's clock is ahead of the server's: shown as it is measured. */
function Ages({ quote }: { readonly quote: Quote }) {
  const { clockOffsetMs, roundTripMs } = useConnection()
  const { receivedTimeMs } = quote
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    // Anew with every quote, so that none looks as if it came from the future.
    if (receivedTimeMs > 0) setNowMs(Date.now())
    const timer = setInterval(() => setNowMs(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [receivedTimeMs])
  const serverNowMs = nowMs + (clockOffsetMs ?? 0)
  const venueToServerMs = quote.venueTimeMs === 0 ? undefined : quote.receivedTimeMs - quote.venueTimeMs
  return (
    <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 border-line border-t pt-2">
      <Row label="Age of the price">{formatAge(serverNowMs - (quote.venueTimeMs || quote.receivedTimeMs))}</Row>
      <Row label="Venue to server">{venueToServerMs === undefined ? 'no time sent' : `${Math.round(venueToServerMs)} ms`}</Row>
      <Row label="Server to here">{roundTripMs === undefined ? '–' : `${formatNumber(roundTripMs / 2, 1)} ms`}</Row>
    </dl>
  )
}
