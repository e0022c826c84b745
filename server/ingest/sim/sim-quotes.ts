import type { SimEvents } from './engine.ts'
import type { PriceField } from './price-field.ts'
import type { Random } from './random.ts'
import type { SimInstrument } from './universe.ts'

/**
 * Makers look at the fair price now and then, and otherwise only change their sizes: real quotes keep their prices through
 * 91 to 96 % of updates and then jump by many ticks at once. Mean time between looks of one instrument:
 */
const lookEveryMs = 3000
/** Once the price has moved it moves on, step by step, for about so long. */
const restlessMs = 90
const restlessLooks = 0.3
/** After trades the makers look at once, this often. */
const lookAfterTrades = 0.02
const widenAfterMove = 0.3
/** Stocks' quotes often repeat the one before (a change at a venue that is not the best); coins' seldom. */
const repeatStock = 0.45
const repeatCoin = 0.03

/** One best bid and offer. */
export interface SimTop {
  bid: number
  bidSize: number
  ask: number
  askSize: number
}

/** Best bid and offer of every instrument, and what moves them. */
export class SimQuotes {
  readonly #instruments: readonly SimInstrument[]
  readonly #prices: PriceField
  readonly #random: Random
  readonly #bid: Float64Array
  readonly #ask: Float64Array
  readonly #bidSize: Float64Array
  readonly #askSize: Float64Array
  readonly #lookedAtMs: Float64Array
  readonly #movedAtMs: Float64Array

  constructor(instruments: readonly SimInstrument[], prices: PriceField, random: Random) {
    this.#instruments = instruments
    this.#prices = prices
    this.#random = random
    const column = () => new Float64Array(instruments.length)
    this.#bid = column()
    this.#ask = column()
    this.#bidSize = column()
    this.#askSize = column()
    this.#lookedAtMs = column()
    this.#movedAtMs = column()
  }

  open(index: number, timeMs: number): void {
    const instrument = this.#of(index)
    this.#place(index, instrument, timeMs, instrument.spreadTicks)
    this.#lookedAtMs[index] = timeMs
  }

  /** All 0 before `open`. */
  read(index: number, into: SimTop): SimTop {
    into.bid = this.#bid[index] as number
    into.bidSize = this.#bidSize[index] as number
    into.ask = this.#ask[index] as number
    into.askSize = this.#askSize[index] as number
    return into
  }

  emit(index: number, wholeMs: number, events: SimEvents): void {
    events.quote(
      index,
      this.#bid[index] as number,
      this.#bidSize[index] as number,
      this.#ask[index] as number,
      this.#askSize[index] as number,
      wholeMs,
    )
  }

  /** One update between trades: a repeat, other sizes, a narrower spread, or new prices. True when prices began to move. */
  update(index: number, timeMs: number): boolean {
    const instrument = this.#of(index)
    const random = this.#random
    const restless = timeMs - (this.#movedAtMs[index] as number) < restlessMs
    const looks = restless ? restlessLooks : 1 - Math.exp(((this.#lookedAtMs[index] as number) - timeMs) / lookEveryMs)
    if (random.chance(looks)) {
      const before = this.#bid[index]
      const first = this.#look(index, instrument, timeMs)
      if (this.#bid[index] !== before) return first
    }
    if (random.chance(instrument.isStock ? repeatStock : repeatCoin)) return false
    const wide = (this.#ask[index] as number) - (this.#bid[index] as number) > instrument.spreadTicks
    if (wide && random.chance(0.5)) {
      if (random.chance(0.5)) {
        this.#ask[index] = (this.#bid[index] as number) + instrument.spreadTicks
        this.#askSize[index] = this.#quoteSize(instrument)
      } else {
        this.#bid[index] = Math.max(1, (this.#ask[index] as number) - instrument.spreadTicks)
        this.#bidSize[index] = this.#quoteSize(instrument)
      }
    } else if (random.chance(0.5)) this.#bidSize[index] = this.#nudge(this.#bidSize[index] as number, instrument)
    else this.#askSize[index] = this.#nudge(this.#askSize[index] as number, instrument)
    return false
  }

  /** The makers look after trades more often than otherwise. True when prices began to move. */
  afterTrades(index: number, timeMs: number): boolean {
    return this.#random.chance(lookAfterTrades) && this.#look(index, this.#of(index), timeMs)
  }

  /** Who is more likely to cross the spread: a buyer when the fair price has risen above the quote. */
  likelyBuy(index: number, timeMs: number): boolean {
    const bid = this.#bid[index] as number
    const ask = this.#ask[index] as number
    const position = (this.#prices.fairTicks(index, timeMs) - bid) / (ask - bid)
    return this.#random.chance(Math.min(0.85, Math.max(0.15, position)))
  }

  /** One trade at the touch; what is left there gets smaller, and when nothing is left the next tick is the touch. */
  take(index: number, buy: boolean, wholeMs: number, events: SimEvents): void {
    const instrument = this.#of(index)
    const sizes = buy ? this.#askSize : this.#bidSize
    const prices = buy ? this.#ask : this.#bid
    const size = Math.min(this.#tradeSize(instrument), Math.max(1, sizes[index] as number))
    events.trade(index, prices[index] as number, size, buy, wholeMs)
    sizes[index] = (sizes[index] as number) - size
    if ((sizes[index] as number) > 0) return
    prices[index] = Math.max(buy ? 2 : 1, (prices[index] as number) + (buy ? 1 : -1))
    sizes[index] = this.#quoteSize(instrument)
    if ((this.#bid[index] as number) >= (this.#ask[index] as number)) this.#ask[index] = (this.#bid[index] as number) + 1
  }

  /** True when prices changed, for the first time after a rest. */
  #look(index: number, instrument: SimInstrument, timeMs: number): boolean {
    this.#lookedAtMs[index] = timeMs
    const fair = this.#prices.fairTicks(index, timeMs)
    const middle = ((this.#bid[index] as number) + (this.#ask[index] as number)) / 2
    // A quote that is right to within its own spread stays: no maker gives up a place in the queue for less.
    if (Math.abs(fair - middle) < instrument.spreadTicks * 0.75 + 0.25) return false
    const extra = this.#random.chance(widenAfterMove)
      ? this.#random.geometric(0.7, 40) * Math.ceil(instrument.spreadTicks / 2)
      : 0
    this.#place(index, instrument, timeMs, instrument.spreadTicks + extra)
    if (timeMs - (this.#movedAtMs[index] as number) < lookEveryMs) return false
    this.#movedAtMs[index] = timeMs
    return true
  }

  #place(index: number, instrument: SimInstrument, timeMs: number, spreadTicks: number): void {
    const fair = this.#prices.fairTicks(index, timeMs)
    const bid = Math.max(1, Math.round(fair - spreadTicks / 2))
    this.#bid[index] = bid
    this.#ask[index] = bid + spreadTicks
    this.#bidSize[index] = this.#quoteSize(instrument)
    this.#askSize[index] = this.#quoteSize(instrument)
  }

  /** Sizes are spread over orders of magnitude; shares come in hundreds, one order in three of them in odd lots. */
  #tradeSize(instrument: SimInstrument): number {
    const random = this.#random
    if (instrument.isStock) {
      const kind = random.unit()
      if (kind < 0.35) return 1 + random.below(99)
      return 100 * (kind < 0.75 ? 1 : random.geometric(0.75, 400))
    }
    return roundSize(instrument.tradeLots * Math.exp(1.7 * random.normal()), random)
  }

  #quoteSize(instrument: SimInstrument): number {
    const size = instrument.quoteLots * Math.exp((instrument.isStock ? 0.9 : 1.4) * this.#random.normal())
    return instrument.isStock ? 100 * Math.max(1, Math.round(size / 100)) : roundSize(size, this.#random)
  }

  /** An order joins or leaves the queue at the touch. */
  #nudge(size: number, instrument: SimInstrument): number {
    const change = this.#quoteSize(instrument)
    const unit = instrument.isStock ? 100 : 1
    if (this.#random.chance(0.5)) return size + Math.ceil(change / 2 / unit) * unit
    return size > change ? size - change : this.#quoteSize(instrument)
  }

  #of(index: number): SimInstrument {
    const instrument = this.#instruments[index]
    if (instrument === undefined) throw new RangeError(`No simulated instrument ${index}`)
    return instrument
  }
}

/** Machines trade any number of lots, people round ones. */
function roundSize(lots: number, random: Random): number {
  const whole = Math.max(1, Math.round(lots))
  if (!random.chance(0.2)) return whole
  const unit = 10 ** Math.floor(Math.log10(whole))
  return Math.max(1, Math.round(whole / unit) * unit)
}
