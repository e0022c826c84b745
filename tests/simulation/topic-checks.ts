import type { Bar, Interval } from '../../lib/market/bar.ts'
import { barVolumeLots } from '../../lib/market/bar.ts'
import type { WireInstrument } from '../../lib/protocol/messages.ts'
import type { BarSeries, StreamTrade } from '../../lib/stream/types.ts'
import { priceUnitsOf, unitsOf } from './exact-units.ts'
import type { ModelBar, ModelEpoch, ModelInstrument } from './plain-model.ts'

/** One watcher of the trades of an instrument: each trade as the feed had it, once, in order; gaps are told of. */
export class TradeWatch {
  readonly symbol: string
  readonly #epochs: readonly ModelEpoch[]
  readonly #onWrong: (text: string) => void
  #model: ModelInstrument | undefined
  /** Number of the trade that comes next; undefined before the first. */
  next: number | undefined
  missed = 0

  /** `epochs`: those the page has been connected to, latest first. */
  constructor(symbol: string, epochs: readonly ModelEpoch[], onWrong: (text: string) => void) {
    this.symbol = symbol
    this.#epochs = epochs
    this.#onWrong = onWrong
  }

  /** Whether all trades of an epoch up to its latest have come, or were said to be missing. */
  upToDate(model: ModelInstrument): boolean {
    return model.count === 0 || (this.#model === model && this.next === model.count)
  }

  readonly onTrades = (trades: readonly StreamTrade[], missed: number, instrument: WireInstrument): void => {
    this.missed += missed
    const tick = priceUnitsOf(instrument.tickSize)
    const lot = unitsOf(instrument.lotSize)
    let gap = missed
    for (const trade of trades) {
      const model = this.#modelOf(trade, tick, lot)
      if (model === undefined) {
        this.#onWrong(`trade ${trade.number} of ${this.symbol} (${trade.price} x ${trade.size}) is not the feed's`)
        return
      }
      if (model === this.#model && this.next !== undefined) {
        if (trade.number < this.next) this.#onWrong(`trade ${trade.number} of ${this.symbol} comes after ${this.next - 1}`)
        if (trade.number > this.next + gap) {
          this.#onWrong(`trade ${trade.number} of ${this.symbol} comes after ${this.next - 1}, with ${gap} said to be missing`)
        }
        gap -= trade.number - this.next
      }
      this.#model = model
      this.next = trade.number + 1
    }
  }

  #modelOf(trade: StreamTrade, tick: number, lot: bigint): ModelInstrument | undefined {
    const models = this.#epochs.flatMap((epoch) => epoch.instruments.get(this.symbol) ?? [])
    const own = this.#model
    const goesOn = own !== undefined && this.next !== undefined && trade.number >= this.next
    if (goesOn) models.sort((left, right) => Number(right === own) - Number(left === own))
    return models.find(
      (model) =>
        (model !== own || goesOn || this.next === undefined) &&
        model.prices[trade.number] === trade.price * tick &&
        model.sizes[trade.number] === BigInt(trade.size) * lot &&
        model.sides[trade.number] === trade.side,
    )
  }
}

/** One watcher of bars. */
export class BarWatch {
  readonly symbol: string
  readonly interval: '1s' | '1m'
  series: BarSeries | undefined
  readonly #epochs: readonly ModelEpoch[]

  /** `epochs`: those the page has been connected to. */
  constructor(symbol: string, interval: '1s' | '1m', epochs: readonly ModelEpoch[]) {
    this.symbol = symbol
    this.interval = interval
    this.#epochs = epochs
  }

  readonly listener = {
    onHistory: (series: BarSeries): void => {
      this.series = series
    },
    onUpdate: (_changed: readonly Bar[], series: BarSeries): void => {
      this.series = series
    },
  }

  /** What is wrong with the bars of one life of the server; undefined: nothing. */
  difference(model: ModelInstrument): string | undefined {
    const expected = model.bars[this.interval]
    const { series } = this
    const floorMs = this.#olderUntilMs(model)
    if (series === undefined) return expected.size === 0 ? undefined : `no ${this.interval} bars of ${this.symbol}`
    const first = series.bars[0]?.timeMs ?? Number.POSITIVE_INFINITY
    const own = new Map(series.bars.map((bar) => [bar.timeMs, bar]))
    if (series.bars.length === 0 && expected.size > 0) return `no ${this.interval} bars of ${this.symbol}`
    for (const [timeMs, bar] of expected) {
      if (timeMs < first || timeMs <= floorMs) continue
      const difference = barDifference(own.get(timeMs), bar, series.instrument)
      if (difference !== undefined) return `${this.interval} bar ${timeMs} of ${this.symbol}: ${difference}`
    }
    for (let index = 1; index < series.bars.length; index++) {
      if ((series.bars[index] as Bar).timeMs <= (series.bars[index - 1] as Bar).timeMs)
        return `${this.interval} bars of ${this.symbol} do not ascend`
    }
    return undefined
  }

  /** A server without a store knows nothing of the bars of its former life, which the page still has. */
  #olderUntilMs(model: ModelInstrument): number {
    let untilMs = Number.NEGATIVE_INFINITY
    for (const { instruments } of this.#epochs) {
      const older = instruments.get(this.symbol)
      if (older === undefined || older === model) continue
      for (const startMs of older.bars[this.interval].keys()) untilMs = Math.max(untilMs, startMs)
    }
    return untilMs
  }
}

function barDifference(bar: Bar | undefined, model: ModelBar, instrument: WireInstrument): string | undefined {
  if (bar === undefined) return `missing, the feed has ${model.tradeCount} trades`
  const tick = priceUnitsOf(instrument.tickSize)
  const own = [bar.open * tick, bar.high * tick, bar.low * tick, bar.close * tick, bar.tradeCount]
  const expected = [model.open, model.high, model.low, model.close, model.tradeCount]
  const volume = barVolumeLots(bar) * unitsOf(instrument.lotSize)
  if (own.every((value, index) => value === expected[index]) && volume === model.volume) return undefined
  return `${own.join(' ')} ${volume}, the feed ${expected.join(' ')} ${model.volume}`
}

export const watchedIntervals: readonly (Interval & ('1s' | '1m'))[] = ['1s', '1m']
