import { type Bar, type Interval, intervalLengthMs } from '../market/bar.ts'
import { isSameBar } from '../market/same-bar.ts'
import { wideFromBigInt } from '../market/wide.ts'
import type { SubscribeMessage } from '../protocol/messages.ts'
import type { StreamEnvironment } from './environment.ts'
import { withBars } from './merge-bars.ts'
import type { QuoteTable } from './quote-table.ts'
import type { SubscriptionLine } from './server-subscription.ts'
import { callSafely } from './signal.ts'
import { type Topic, Topics } from './topics.ts'
import type { BarSeries, BarsListener, Release } from './types.ts'

/** A chart's forming bar: above this the eye sees no difference. */
const rateHz = 10
/** Trades come late, and may have corrected bars of so long ago while the connection was away. */
const correctedWithinMs = 120_000
const barsAtLeast = 130
/** A series left open grows; beyond this its oldest half is dropped. */
const barsKeptMax = 20_000

interface Series {
  readonly symbol: string
  readonly interval: Interval
  limit: number
  /** Of the request under way: a history as long as this may be cut off. */
  asked: number
  /** Ascending; replaced, never written, so that what was published stays as it was. */
  bars: readonly Bar[]
  /** It has had its history, be it empty. Bars that come before are of a subscription that is about to end, and would leave a hole. */
  begun: boolean
  /** Starts of bars that changed since the last flush. */
  readonly changed: Set<number>
  /** All of it changed. */
  replaced: boolean
  published: BarSeries | undefined
  readonly listeners: Set<BarsListener>
  /** Those who have not had the history yet. */
  readonly newcomers: Set<BarsListener>
}

/** Bars of instruments: history once, then what changes, without a seam (P7). After a reconnect only what is missing is asked for. */
export class BarChannel {
  readonly #table: QuoteTable
  readonly #topics: Topics<Series>
  readonly #requestFlush: () => void

  constructor(environment: StreamEnvironment, line: SubscriptionLine, table: QuoteTable, requestFlush: () => void) {
    this.#table = table
    this.#topics = new Topics(environment, line)
    this.#requestFlush = requestFlush
  }

  watch(symbol: string, interval: Interval, limit: number, listener: BarsListener): Release {
    const key = keyOf(symbol, interval)
    const { topic, release } = this.#topics.acquire(key, symbol, rateHz, () => beginSeries(symbol, interval, limit))
    const series = topic.state
    if (limit > series.limit) {
      series.limit = limit
      series.bars = []
      series.begun = false
      topic.subscription.restart()
    }
    const own: BarsListener = {
      onHistory: (whole) => listener.onHistory(whole),
      onUpdate: (changed, whole) => listener.onUpdate(changed, whole),
    }
    series.newcomers.add(own)
    if (series.published !== undefined) this.#requestFlush()
    return () => {
      series.newcomers.delete(own)
      series.listeners.delete(own)
      release()
    }
  }

  get(symbol: string, interval: Interval): BarSeries | undefined {
    return this.#topics.get(keyOf(symbol, interval))?.state.published
  }

  demand(): SubscribeMessage[] {
    return this.#topics.demand()
  }

  accept(symbol: string, interval: Interval, history: boolean, bars: readonly Bar[]): void {
    const series = this.#topics.get(keyOf(symbol, interval))?.state
    if (series === undefined) return
    if (history) takeHistory(series, bars)
    else if (series.begun) mergeBars(series, bars)
    this.#requestFlush()
  }

  refined(symbol: string, priceRatio: number, sizeRatio: number): void {
    for (const { state } of this.#topics.all()) {
      if (state.symbol !== symbol) continue
      state.bars = state.bars.map((bar) => scaleBar(bar, priceRatio, sizeRatio))
      state.replaced = true
    }
  }

  forget(symbol: string): void {
    for (const { state, subscription } of this.#topics.all()) {
      if (state.symbol !== symbol) continue
      state.bars = []
      state.begun = false
      state.replaced = true
      subscription.restart()
    }
  }

  setRateCap(hz: number | undefined): void {
    this.#topics.setRateCap(hz)
  }

  reset(): void {
    this.#topics.reset()
  }

  close(): void {
    this.#topics.close()
  }

  flush(): void {
    for (const topic of this.#topics.all()) this.#flushSeries(topic)
  }

  #flushSeries({ symbol, state }: Topic<Series>): void {
    const row = this.#table.find(symbol)
    const instrument = row === undefined ? undefined : this.#table.instruments[row]?.instrument
    if (instrument === undefined) return
    const { replaced } = state
    const changed = replaced ? [] : state.bars.filter((bar) => state.changed.has(bar.timeMs))
    if (replaced || changed.length > 0) {
      state.published = { symbol, interval: state.interval, instrument, bars: state.bars }
      state.replaced = false
      state.changed.clear()
    }
    const { published } = state
    if (published === undefined) return
    for (const listener of [...state.listeners]) {
      if (replaced) callSafely(listener.onHistory, published)
      else if (changed.length > 0) callSafely(() => listener.onUpdate(changed, published), undefined)
    }
    for (const listener of [...state.newcomers]) {
      state.newcomers.delete(listener)
      state.listeners.add(listener)
      callSafely(listener.onHistory, published)
    }
  }
}

function keyOf(symbol: string, interval: Interval): string {
  return `${interval} ${symbol}`
}

function beginSeries(symbol: string, interval: Interval, limit: number) {
  const state: Series = {
    symbol,
    interval,
    limit,
    asked: limit,
    bars: [],
    begun: false,
    changed: new Set(),
    replaced: false,
    published: undefined,
    listeners: new Set(),
    newcomers: new Set(),
  }
  const terms = () => {
    const last = state.bars.at(-1)
    state.asked = last === undefined ? state.limit : Math.max(state.limit, barsAtLeast)
    const base = { channel: 'bars', interval, limit: state.asked } as const
    return last === undefined ? base : { ...base, fromMs: Math.max(0, last.timeMs - correctedWithinMs) }
  }
  return { state, terms }
}

/** After a reconnect the history begins a little before the last bar held; where more is missing than was asked for, it is a new series. */
function takeHistory(series: Series, bars: readonly Bar[]): void {
  series.begun = true
  const last = series.bars.at(-1)
  const first = bars[0]
  const hole = last !== undefined && first !== undefined && first.timeMs > last.timeMs + intervalLengthMs(series.interval)
  if (last === undefined || (hole && bars.length >= series.asked)) {
    series.bars = bars
    series.replaced = true
    return
  }
  if (first === undefined) return
  const held = new Map(series.bars.map((bar) => [bar.timeMs, bar]))
  // Its past was filled since: all of it is drawn anew.
  if (bars.some((bar) => bar.timeMs < last.timeMs && !held.has(bar.timeMs))) series.replaced = true
  series.bars = series.bars.filter((bar) => bar.timeMs < first.timeMs).concat(bars)
  // A server that has looked for what it lacked sends all of it once more, and mostly it is as it was.
  for (const bar of bars) if (!isSameBar(bar, held.get(bar.timeMs))) series.changed.add(bar.timeMs)
}

function mergeBars(series: Series, bars: readonly Bar[]): void {
  const held = series.bars.length > barsKeptMax ? series.bars.slice(barsKeptMax / 2) : series.bars
  series.bars = withBars(held, bars, ({ timeMs }) => series.changed.add(timeMs))
}

function scaleBar(bar: Bar, priceRatio: number, sizeRatio: number): Bar {
  const wide = wideFromBigInt((BigInt(bar.volumeHigh) * 2n ** 52n + BigInt(bar.volumeLow)) * BigInt(sizeRatio))
  return {
    ...bar,
    open: bar.open * priceRatio,
    high: bar.high * priceRatio,
    low: bar.low * priceRatio,
    close: bar.close * priceRatio,
    volumeHigh: wide.high,
    volumeLow: wide.low,
  }
}
