import { type Bar, barVolumeLots } from '../../../lib/market/bar.ts'
import type { FeedSink } from '../../../lib/market/feed.ts'
import { type InstrumentId, priceTicks, sizeLots } from '../../../lib/market/units.ts'
import type { SimHistory } from './history.ts'
import type { PriceField } from './price-field.ts'

/** How far the bars of a day so far reach, in ticks; undefined: there are none. */
export type RecordedRange = (id: InstrumentId, dayMs: number) => { readonly high: number; readonly low: number } | undefined

interface Past {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly volumeLots: bigint
}

const dayMs = 86_400_000
const hourMs = 3_600_000
const minuteMs = 60_000
/** A weekend of stocks that keep the hours of New York. */
const lastPriceWithinMs = 3 * dayMs
const pieceMs = 15 * minuteMs

/**
 * The day's statistics of simulated instruments, which began before we did: the past from the simulated history, since then
 * from trades. One instrument at a time, since its past takes milliseconds to compute; the liveliest come first. No bar that a chart
 * shows is beyond the day's range: those recorded before a restart are of trades, and minutes are drawn finer than the hours of the past.
 */
export class DaySoFar {
  readonly #sink: FeedSink
  readonly #history: SimHistory
  readonly #prices: PriceField
  readonly #symbols: readonly string[]
  readonly #ids: readonly InstrumentId[]
  readonly #startMs: number
  readonly #recorded: RecordedRange
  /** Of those told, until midnight. */
  readonly #past = new Map<number, Past>()
  readonly #high: Float64Array
  readonly #low: Float64Array
  readonly #lots: Float64Array
  #dayMs: number
  #next = 0

  constructor(
    sink: FeedSink,
    history: SimHistory,
    prices: PriceField,
    symbols: readonly string[],
    ids: readonly InstrumentId[],
    startMs: number,
    recorded: RecordedRange = () => undefined,
  ) {
    this.#sink = sink
    this.#history = history
    this.#prices = prices
    this.#symbols = symbols
    this.#ids = ids
    this.#startMs = startMs
    this.#recorded = recorded
    this.#dayMs = Math.floor(startMs / dayMs) * dayMs
    this.#high = new Float64Array(ids.length)
    this.#low = new Float64Array(ids.length).fill(Number.POSITIVE_INFINITY)
    this.#lots = new Float64Array(ids.length)
  }

  trade(index: number, price: number, size: number): void {
    if (price > (this.#high[index] as number)) this.#high[index] = price
    if (price < (this.#low[index] as number)) this.#low[index] = price
    this.#lots[index] = (this.#lots[index] as number) + size
  }

  /** Does a little; called at every step of the simulation. */
  step(nowMs: number): void {
    if (nowMs >= this.#dayMs + dayMs) this.#newDay(nowMs)
    if (this.#next === this.#ids.length) return
    this.#tell(this.#next)
    this.#next += 1
  }

  /** Bars of its past were found. */
  filled(id: InstrumentId): void {
    this.#say(this.#ids.indexOf(id))
  }

  #tell(index: number): void {
    const symbol = this.#symbols[index] as string
    const hour = Math.floor(this.#startMs / hourMs) * hourMs
    // The minute that we started in is left to our own trades.
    const minute = Math.floor(this.#startMs / minuteMs) * minuteMs
    const past = [
      ...this.#history.bars(symbol, '1h', this.#dayMs, hour),
      ...this.#history.bars(symbol, '1m', Math.max(hour, this.#dayMs), minute),
    ]
    this.#tellLast(index, symbol, minute)
    const [first] = past
    if (first === undefined) return
    this.#past.set(index, {
      open: first.open,
      high: Math.max(...past.map((bar) => bar.high)),
      low: Math.min(...past.map((bar) => bar.low)),
      volumeLots: past.reduce((sum, bar) => sum + barVolumeLots(bar), 0n),
    })
    this.#say(index)
  }

  #say(index: number): void {
    const past = this.#past.get(index)
    if (past === undefined) return
    const id = this.#ids[index] as InstrumentId
    const recorded = this.#recorded(id, this.#dayMs) ?? past
    const high = Math.max(past.high, recorded.high, this.#high[index] as number)
    const low = Math.min(past.low, recorded.low, this.#low[index] as number)
    const volumeLots = past.volumeLots + BigInt(this.#lots[index] as number)
    this.#sink.day(id, { open: priceTicks(past.open), high: priceTicks(high), low: priceTicks(low), volumeLots }, this.#startMs)
  }

  /**
   * Where the chart's past ends. Who is closed now, or seldom trades, would have no last price otherwise. Its size is 0: no trade is
   * told of, only a price, and nothing is counted.
   */
  #tellLast(index: number, symbol: string, minute: number): void {
    let last: Bar | undefined
    // Backwards in pieces longer than a break of the short day.
    for (let toMs = minute; last === undefined && toMs > minute - lastPriceWithinMs; toMs -= pieceMs) {
      last = this.#history.bars(symbol, '1m', toMs - pieceMs, toMs).at(-1)
    }
    if (last === undefined) return
    const id = this.#ids[index] as InstrumentId
    this.#sink.pastTrade(id, priceTicks(last.close), sizeLots(0), 'unknown', last.timeMs + minuteMs, this.#startMs, 0)
  }

  /** From midnight on the day is what trades make it, beginning with the price it began with. */
  #newDay(nowMs: number): void {
    this.#dayMs = Math.floor(nowMs / dayMs) * dayMs
    this.#next = this.#ids.length
    this.#past.clear()
    this.#ids.forEach((id, index) => {
      const price = priceTicks(Math.max(1, Math.round(this.#prices.fairTicks(index, this.#dayMs))))
      this.#sink.day(id, { open: price, high: price, low: price, volumeLots: 0n }, nowMs)
    })
  }
}
