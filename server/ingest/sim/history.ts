import { type Bar, intervalLengthMs } from '../../../lib/market/bar.ts'
import type { HistorySource, KeptInterval } from '../../../lib/market/history-source.ts'
import type { InstrumentDefinition } from '../../../lib/market/instrument.ts'
import { parseStep } from '../../../lib/market/step.ts'
import { formatSteps } from '../../../lib/market/steps.ts'
import { wideFromBigInt } from '../../../lib/market/wide.ts'
import { PriceField } from './price-field.ts'
import { hashNormal, hashUnit } from './random.ts'
import { SimSessions, type StockSessions } from './sessions.ts'
import { createUniverse, type SimActivity, type SimInstrument } from './universe.ts'

export interface SimHistoryOptions {
  readonly seed: number
  readonly symbols: number
  readonly ticksPerSecond: number
  readonly stockSessions: StockSessions
  readonly activity?: SimActivity
}

/** Of all events, as the engine makes them; and the trades of one burst. */
const tradesPerEvent = 0.2
/** Before it nothing was traded: a past without a beginning could be asked for, page by page, until no disk holds it. */
const beginsMs = Date.UTC(2020, 0, 1)
/** Looks at the price field per bar: enough for a bar to have wicks. */
const looks: Record<'1s' | '1m' | '1h', number> = { '1s': 3, '1m': 8, '1h': 24 }

/**
 * Bars of the simulated past. They come from the same price field as live prices, so that they end where the live ones begin
 * and are the same whenever they are asked for; volumes are drawn to match the live rate. Pure.
 */
export class SimHistory implements HistorySource {
  readonly venue = 'SIM'
  readonly intervals = ['1s', '1m', '1h'] as const
  readonly #options: SimHistoryOptions
  readonly #instruments: readonly SimInstrument[]
  readonly #indexBySymbol: ReadonlyMap<string, number>
  readonly #prices: PriceField
  readonly #sessions: SimSessions

  constructor(options: SimHistoryOptions) {
    this.#options = options
    this.#instruments = createUniverse(options.seed, options.symbols, options.activity)
    this.#indexBySymbol = new Map(this.#instruments.map(({ definition }, index) => [definition.symbol, index]))
    this.#prices = new PriceField(options.seed, this.#instruments)
    this.#sessions = new SimSessions(options.stockSessions)
  }

  /**
   * Bars that start in `[fromMs, toMs)`, ascending, in the ticks and lots of the instrument's definition. Empty for a symbol
   * that is not simulated; bars without a trade are left out.
   */
  bars(symbol: string, interval: '1s' | '1m' | '1h', fromMs: number, toMs: number): Bar[] {
    const index = this.#indexBySymbol.get(symbol)
    const instrument = index === undefined ? undefined : this.#instruments[index]
    if (index === undefined || instrument === undefined) return []
    const lengthMs = intervalLengthMs(interval)
    const bars: Bar[] = []
    for (let timeMs = Math.ceil(fromMs / lengthMs) * lengthMs; timeMs < toMs; timeMs += lengthMs) {
      const bar = this.#bar(index, instrument, timeMs, lengthMs, looks[interval])
      if (bar !== undefined) bars.push(bar)
    }
    return bars
  }

  async *fetchBars(instrument: InstrumentDefinition, interval: KeptInterval, fromMs: number, toMs: number, signal: AbortSignal) {
    const tick = parseStep(instrument.tickSize)
    const lot = parseStep(instrument.lotSize)
    const batchMs = intervalLengthMs(interval) * 500
    if (fromMs < beginsMs) yield { bars: [], coveredToMs: Math.min(beginsMs, toMs) }
    for (let startMs = Math.max(fromMs, beginsMs); startMs < toMs && !signal.aborted; startMs += batchMs) {
      const endMs = Math.min(startMs + batchMs, toMs)
      const drawn: Bar[] = []
      // A bar of an hour takes 0.1 ms, and the thread is the stream's: others get their turn every few milliseconds.
      for (let sliceMs = startMs; sliceMs < endMs && !signal.aborted; sliceMs += batchMs / 20) {
        drawn.push(...this.bars(instrument.symbol, interval, sliceMs, Math.min(sliceMs + batchMs / 20, endMs)))
        await new Promise<void>((resolve) => setImmediate(resolve))
      }
      if (signal.aborted) return
      const bars = drawn.map((bar) => ({
        timeMs: bar.timeMs,
        open: formatSteps(bar.open, tick),
        high: formatSteps(bar.high, tick),
        low: formatSteps(bar.low, tick),
        close: formatSteps(bar.close, tick),
        volume: formatSteps(bar.volumeLow, lot),
        tradeCount: bar.tradeCount,
      }))
      yield { bars, coveredToMs: endMs }
    }
  }

  #bar(index: number, instrument: SimInstrument, timeMs: number, lengthMs: number, count: number): Bar | undefined {
    if (!this.#sessions.isOpen(instrument, timeMs)) return undefined
    const price = (atMs: number) => Math.max(1, Math.round(this.#prices.fairTicks(index, atMs)))
    const open = price(timeMs)
    let high = open
    let low = open
    let close = open
    for (let look = 1; look <= count; look++) {
      close = price(timeMs + (lengthMs * look) / count)
      high = Math.max(high, close)
      low = Math.min(low, close)
    }
    const tradeCount = this.#tradeCount(index, instrument, timeMs, lengthMs, (high - low) / open)
    if (tradeCount === 0) return undefined
    const lots = Math.round(tradeCount * meanLots(instrument) * Math.exp(0.5 * this.#normal(index, timeMs, lengthMs, 2) - 0.125))
    const volume = wideFromBigInt(BigInt(Math.max(tradeCount, lots)))
    return { timeMs, open, high, low, close, volumeHigh: volume.high, volumeLow: volume.low, tradeCount }
  }

  /** As many as the live rate would bring, more where the price moved. Whole trades: a quiet second often has none. */
  #tradeCount(index: number, instrument: SimInstrument, timeMs: number, lengthMs: number, range: number): number {
    const perBar = (instrument.activity * this.#options.ticksPerSecond * tradesPerEvent * lengthMs) / 1000
    const usualRange = 0.00009 * Math.sqrt(lengthMs / 1000)
    const busy = Math.min(4, 0.7 + (0.3 * range) / usualRange)
    const expected = perBar * busy * Math.exp(0.35 * this.#normal(index, timeMs, lengthMs, 1) - 0.06)
    // Trades come in bursts of two or three: bars without any are more frequent than single trades would leave.
    const none = Math.exp(-expected / 2.4)
    const unit = hashUnit(this.#options.seed ^ 0x77aa, index * 4 + 3, Math.floor(timeMs / lengthMs) ^ lengthMs)
    return unit < none ? 0 : Math.max(1, Math.round(expected / (1 - none)))
  }

  #normal(index: number, timeMs: number, lengthMs: number, what: number): number {
    return hashNormal(this.#options.seed ^ 0x77aa, index * 4 + what, Math.floor(timeMs / lengthMs) ^ lengthMs)
  }
}

/** Of one trade: the mean of the sizes that the engine draws. */
function meanLots(instrument: SimInstrument): number {
  return instrument.isStock ? 190 : Math.max(1, instrument.tradeLots * 2.2)
}
