'use client'

import { Bell } from 'lucide-react'
import { memo } from 'react'
import { setAnAlert } from '@/components/alerts/open-alerts.ts'
import { originMarks } from '@/components/connection/connection-text.ts'
import { headerHz } from '@/components/instrument/header-rate.ts'
import { describeStatus } from '@/components/instrument/status-text.ts'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { usePausedSince } from '@/components/pause/pause-stream.tsx'
import { signOf } from '@/components/ui/sign.ts'
import { formatChange, formatPercent, formatPrice, formatSpread, formatTime, formatVolume } from '@/lib/market/format.ts'
import { useQuote } from '@/lib/stream/hooks.ts'
import type { Quote } from '@/lib/stream/types.ts'

/** Everything at a glance about the instrument on the chart. The same height with and without a price. */
export function SymbolHeader({ symbol, stale }: { readonly symbol: string; readonly stale: boolean }) {
  const quote = useQuote(symbol, headerHz)
  const pausedSinceMs = usePausedSince(`quote ${symbol}`)
  const status = quote === undefined ? undefined : stale ? 'stale' : quote.status
  return (
    <header
      className="symbol-header shrink-0 border-line border-b bg-panel"
      data-status={stale ? 'stale' : quote?.status}
      data-stale={pausedSinceMs !== undefined}
    >
      <Title
        symbol={symbol}
        venue={quote?.instrument.venue}
        name={quote?.instrument.name}
        origin={quote?.instrument.origin}
        status={status}
        staleSinceMs={status === 'stale' ? quote?.receivedTimeMs : undefined}
        pausedSinceMs={pausedSinceMs}
      />
      <LastPrice quote={quote} />
      <Facts quote={quote} />
    </header>
  )
}

interface TitleProps {
  readonly symbol: string
  readonly venue: string | undefined
  readonly name: string | undefined
  readonly origin: Quote['instrument']['origin'] | undefined
  readonly status: Quote['status'] | undefined
  readonly staleSinceMs: number | undefined
  readonly pausedSinceMs: number | undefined
}

/** What does not move with the price is not rendered with it. */
const Title = memo(function Title({ symbol, venue, name, origin, status, staleSinceMs, pausedSinceMs }: TitleProps) {
  return (
    <div className="flex min-w-0 flex-col justify-center">
      <div className="flex items-center gap-1.5">
        <h2 className="truncate font-semibold text-base text-ink normal-nums">{bareSymbol(symbol)}</h2>
        <button
          type="button"
          aria-label={`Set an alert on ${bareSymbol(symbol)}`}
          title="Set an alert (Alt+A)"
          onClick={setAnAlert}
          className="tool-button -my-1"
        >
          <Bell className="size-3.5" aria-hidden="true" />
        </button>
        {origin !== undefined && status !== undefined && <Marks origin={origin} status={status} />}
      </div>
      <p className="flex h-4 gap-1.5 text-ink-3 text-xs">
        {/* In the place of the name: nothing moves. */}
        {pausedSinceMs === undefined ? (
          <span className="truncate">
            {venue !== undefined && origin !== 'simulated' && `${venue} · `}
            {name}
          </span>
        ) : (
          <span className="truncate text-warning">Paused since {formatTime(pausedSinceMs)}</span>
        )}
        {staleSinceMs !== undefined && <span className="row-age" data-stale-since={staleSinceMs} />}
      </p>
    </div>
  )
})

interface MarksProps {
  readonly origin: Quote['instrument']['origin']
  readonly status: Quote['status']
}

function Marks({ origin, status }: MarksProps) {
  const mark = originMarks[origin]
  const condition = describeStatus(status)
  return (
    <>
      {mark !== undefined && (
        <span className="row-mark" title={`Prices are ${mark.long}`}>
          {mark.short}
        </span>
      )}
      {/* Wide enough for what comes and goes with the connection: the price beside it stays. */}
      <span className="flex min-w-11 flex-none">
        {condition !== undefined && (
          <span className="row-mark row-status" title={condition.sentence}>
            {condition.label}
          </span>
        )}
      </span>
    </>
  )
}

function LastPrice({ quote }: { readonly quote: Quote | undefined }) {
  const known = quote !== undefined && quote.last !== 0
  const change = known && quote.dayOpen !== 0 ? quote.last - quote.dayOpen : undefined
  return (
    <div className="flex min-w-36 flex-col items-end justify-center desk:items-start">
      <span
        className="price font-semibold text-ink text-xl leading-6"
        data-sign={quote?.direction === 1 ? 'up' : quote?.direction === -1 ? 'down' : 'none'}
      >
        {known ? formatPrice(quote.last, quote.instrument) : '–'}
      </span>
      <span className="price h-4 text-xs" data-sign={signOf(change ?? 0)}>
        {known && change !== undefined
          ? `${formatChange(change, quote.instrument)} (${formatPercent(quote.last, quote.dayOpen)})`
          : ''}
      </span>
    </div>
  )
}

function Facts({ quote }: { readonly quote: Quote | undefined }) {
  const price = (ticks: number): string => (quote === undefined ? '–' : formatPrice(ticks, quote.instrument))
  const twoSided = quote !== undefined && quote.bid !== 0 && quote.ask !== 0
  return (
    <dl className="symbol-facts">
      <Fact label="Bid" value={price(quote?.bid ?? 0)} />
      <Fact label="Ask" value={price(quote?.ask ?? 0)} />
      <Fact label="Day low" value={price(quote?.dayLow ?? 0)} />
      <Fact label="Day high" value={price(quote?.dayHigh ?? 0)} />
      <Fact label="Volume" value={quote === undefined ? '–' : formatVolume(quote.dayVolumeLots, quote.instrument)} />
      <Fact label="Spread" value={twoSided ? formatSpread(quote, quote.instrument) : '–'} />
    </dl>
  )
}

function Fact({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div className="flex flex-col justify-center">
      <dt className="text-2xs text-ink-3">{label}</dt>
      <dd className="price whitespace-nowrap text-ink text-xs">{value}</dd>
    </div>
  )
}
