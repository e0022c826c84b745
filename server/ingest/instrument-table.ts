import { parseDecimal } from '../../lib/market/decimal.ts'
import type { FeedSink } from '../../lib/market/feed.ts'
import type { InstrumentDefinition } from '../../lib/market/instrument.ts'
import { parseStep, refineStep, type Step, stepRatio } from '../../lib/market/step.ts'
import { formatStep, formatSteps, parseSteps, wholeSteps } from '../../lib/market/steps.ts'
import { type InstrumentId, type PriceTicks, priceTicks, type SizeLots, sizeLots } from '../../lib/market/units.ts'
import { type Problems, shown } from './problems.ts'
import { RecentMaximum } from './recent-maximum.ts'

/**
 * How fine the steps may become, so that one absurd number does not make all the others too large for integers. An absurdly
 * large one holds them up only until it is no longer recent; what is still held of it (a trade's bar) the sink refuses to break.
 */
interface StepBounds {
  readonly tickDecimalsMax: number
  readonly lotDecimalsMax: number
  /** Prices and sizes of trades and quotes, in the steps of now. */
  readonly ticks: RecentMaximum
  readonly lots: RecentMaximum
}

/** One instrument of one feed. `tick` and `lot` are the steps its integers are in at this moment. */
export interface IngestInstrument {
  /** As the venue writes it: `BTCUSDT`, `BTC/USD`. */
  readonly venueSymbol: string
  readonly id: InstrumentId
  readonly definition: InstrumentDefinition
  readonly tick: Step
  readonly lot: Step
  readonly bounds: StepBounds
}

export type BookLevel = readonly [PriceTicks, SizeLots]

const safeMax = BigInt(Number.MAX_SAFE_INTEGER)

/** What `InstrumentTable.quote` read last. */
export const quoteNumbers = { bid: priceTicks(0), bidSize: sizeLots(0), ask: priceTicks(0), askSize: sizeLots(0) }

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/** A venue that invents symbols without end must not make us allocate without end (P9). */
const instrumentsMax = 20_000

/** Beyond it a number is noise: 1e-18 is the finest unit of any token, and 2^53 lots of it are still 0.009. */
const decimalsMax = 18

/** Prices may rise this much before a tick that one of them asked for becomes too fine. */
const priceHeadroom = 100

/**
 * A feed's instruments by venue symbol, and the one place where venue text becomes integers (P6). A number that tick or lot
 * cannot express makes them finer: the instrument is defined again and the sink multiplies what it holds.
 */
export class InstrumentTable {
  readonly #sink: FeedSink
  readonly #describe: (venueSymbol: string) => InstrumentDefinition | undefined
  readonly #problems: Problems
  readonly #bySymbol = new Map<string, Mutable<IngestInstrument> | null>()

  /** `describe`: undefined for symbols that this feed should ignore. Asked once per symbol. */
  constructor(sink: FeedSink, describe: (venueSymbol: string) => InstrumentDefinition | undefined, problems: Problems) {
    this.#sink = sink
    this.#describe = describe
    this.#problems = problems
  }

  /** undefined: not an instrument of this feed. */
  get(venueSymbol: unknown): IngestInstrument | undefined {
    if (typeof venueSymbol !== 'string') return undefined
    const known = this.#bySymbol.get(venueSymbol)
    if (known !== undefined) return known ?? undefined
    return this.#add(venueSymbol)
  }

  /** All instruments defined so far. */
  all(): IngestInstrument[] {
    return [...this.#bySymbol.values()].filter((entry) => entry !== null)
  }

  /**
   * Text of a price. NaN, and counted, when it is not a positive number that can be expressed. With `zero`, 0 is accepted:
   * some venues write an empty side of a quote so.
   */
  price(instrument: IngestInstrument, text: unknown, zero = false): PriceTicks {
    const ticks = this.#ticks(instrument, text)
    if (ticks > 0 || (zero && ticks === 0)) {
      instrument.bounds.ticks.see(ticks)
      return priceTicks(ticks)
    }
    return this.#badPrice(instrument, text)
  }

  /** Text of a quantity, zero included. NaN, and counted, when it is not a number that can be expressed. */
  size(instrument: IngestInstrument, text: unknown): SizeLots {
    const lots = this.#lots(instrument, text)
    if (lots >= 0) {
      instrument.bounds.lots.see(lots)
      return sizeLots(lots)
    }
    return this.#badSize(instrument, text)
  }

  /**
   * One level of an order book. Far from the best stand prices and sizes that integers of this instrument cannot bear: 9,999,999,999
   * in ticks of 1e-8, 1,127,313,210.00855204 in lots of 1e-8. Such a size becomes the nearest that can be borne, such a price is
   * `unbearable` and its level left out, as is one at a price of zero; all are counted. undefined when a number is not usable:
   * negative, or no number.
   */
  level(instrument: IngestInstrument, priceText: unknown, sizeText: unknown): BookLevel | 'unbearable' | undefined {
    // Not `price` and `size`: what stands far from the best must not bound the steps of trades and quotes.
    const ticks = this.#ticks(instrument, priceText)
    const lotsOrNone = this.#lots(instrument, sizeText)
    const price = ticks > 0 ? priceTicks(ticks) : this.#badPrice(instrument, priceText)
    const size = lotsOrNone >= 0 ? sizeLots(lotsOrNone) : this.#badSize(instrument, sizeText)
    if (!Number.isNaN(price + size)) return [price, size]
    const decimal = (text: unknown) => (typeof text === 'string' ? parseDecimal(text) : undefined)
    const sizeDecimal = decimal(sizeText)
    if (sizeDecimal === undefined || sizeDecimal.digits < 0n) return undefined
    if (Number.isNaN(price)) return (decimal(priceText)?.digits ?? -1n) >= 0n ? 'unbearable' : undefined
    const lots = wholeSteps(sizeDecimal, instrument.lot)
    return [price, sizeLots(lots < 1n ? 1 : Number(lots < safeMax ? lots : safeMax))]
  }

  /**
   * Reads numbers that belong together. A later number may make the step finer, which would leave the earlier ones in the
   * old step: then all are read again. At most twice more, once for the tick and once for the lot.
   */
  together<T>(instrument: IngestInstrument, read: () => T): T {
    for (;;) {
      const { tick, lot } = instrument
      const result = read()
      if (tick === instrument.tick && lot === instrument.lot) return result
    }
  }

  /** Best bid and offer from texts into `quoteNumbers`; false, and counted, when one of them is not usable. Without a closure: hot path. */
  quote(instrument: IngestInstrument, bid: unknown, bidSize: unknown, ask: unknown, askSize: unknown): boolean {
    for (;;) {
      const { tick, lot } = instrument
      quoteNumbers.bid = this.price(instrument, bid, true)
      quoteNumbers.bidSize = this.size(instrument, bidSize)
      quoteNumbers.ask = this.price(instrument, ask, true)
      quoteNumbers.askSize = this.size(instrument, askSize)
      if (tick === instrument.tick && lot === instrument.lot) break
    }
    const { bid: bidTicks, bidSize: bidLots, ask: askTicks, askSize: askLots } = quoteNumbers
    if (Number.isNaN(bidTicks + bidLots + askTicks + askLots)) return false
    if (bidTicks === 0) quoteNumbers.bidSize = sizeLots(0)
    if (askTicks === 0) quoteNumbers.askSize = sizeLots(0)
    return true
  }

  #ticks(instrument: IngestInstrument, text: unknown): number {
    if (typeof text !== 'string') return Number.NaN
    const ticks = parseSteps(text, instrument.tick)
    return Number.isNaN(ticks) && this.#refine(instrument, 'tickSize', text) ? parseSteps(text, instrument.tick) : ticks
  }

  #lots(instrument: IngestInstrument, text: unknown): number {
    if (typeof text !== 'string') return Number.NaN
    const lots = parseSteps(text, instrument.lot)
    return Number.isNaN(lots) && this.#refine(instrument, 'lotSize', text) ? parseSteps(text, instrument.lot) : lots
  }

  #badPrice(instrument: IngestInstrument, text: unknown): PriceTicks {
    this.#problems.add(
      'bad_price',
      () => `Cannot use price ${shown(text)} of ${instrument.venueSymbol}: expected a positive decimal${range(instrument.tick)}`,
    )
    return priceTicks(Number.NaN)
  }

  #badSize(instrument: IngestInstrument, text: unknown): SizeLots {
    this.#problems.add(
      'bad_size',
      () =>
        `Cannot use size ${shown(text)} of ${instrument.venueSymbol}: expected a decimal, zero or more${range(instrument.lot)}`,
    )
    return sizeLots(Number.NaN)
  }

  #add(venueSymbol: string): IngestInstrument | undefined {
    const definition = this.#bySymbol.size < instrumentsMax ? this.#describe(venueSymbol) : undefined
    if (definition === undefined) {
      this.#problems.add('unknown_symbol', () => `Ignoring messages of ${shown(venueSymbol)}: not an instrument of this feed`)
      if (this.#bySymbol.size < instrumentsMax) this.#bySymbol.set(venueSymbol, null)
      return undefined
    }
    const id = this.#sink.define(definition)
    // The sink may know the instrument in finer steps than these.
    const registered = this.#sink.definition(id)
    const entry: Mutable<IngestInstrument> = {
      venueSymbol,
      id,
      definition: registered,
      tick: parseStep(registered.tickSize),
      lot: parseStep(registered.lotSize),
      bounds: {
        tickDecimalsMax: decimalsBound(definition.tickSize),
        lotDecimalsMax: decimalsBound(definition.lotSize),
        ticks: new RecentMaximum(),
        lots: new RecentMaximum(),
      },
    }
    this.#bySymbol.set(venueSymbol, entry)
    return entry
  }

  #refine(instrument: IngestInstrument, which: 'tickSize' | 'lotSize', text: string): boolean {
    const entry = this.#bySymbol.get(instrument.venueSymbol)
    if (entry === undefined || entry === null) return false
    const step = which === 'tickSize' ? entry.tick : entry.lot
    const finer = refineStep(step, text)
    if (finer === undefined || (finer.decimals === step.decimals && finer.multiple === step.multiple)) return false
    const { bounds } = entry
    if (finer.decimals > (which === 'tickSize' ? bounds.tickDecimalsMax : bounds.lotDecimalsMax)) return false
    const ratio = stepRatio(step, finer)
    const largest = which === 'tickSize' ? bounds.ticks.value * priceHeadroom : bounds.lots.value
    if (largest * ratio > Number.MAX_SAFE_INTEGER || Number.isNaN(parseSteps(text, finer))) return false
    this.#sink.define({ ...entry.definition, [which]: formatStep(finer) })
    // It refuses what would take the integers it holds beyond 2^53: then the number is refused here.
    const registered = this.#sink.definition(entry.id)
    if (registered[which] === entry.definition[which]) return false
    entry.definition = registered
    entry.tick = parseStep(registered.tickSize)
    entry.lot = parseStep(registered.lotSize)
    if (which === 'tickSize') bounds.ticks.scale(stepRatio(step, entry.tick))
    else bounds.lots.scale(stepRatio(step, entry.lot))
    return true
  }
}

/** A step becomes as fine as a number needs unless what is held would leave 2^53 of them: the range that is left. */
function range(step: Step): string {
  return `, at most ${formatSteps(Number.MAX_SAFE_INTEGER, step)}, in steps that its other numbers can bear`
}

/** Venues make their ticks finer by a decimal or two; a number with many more is garbage. 1: nothing is known of the step yet. */
function decimalsBound(step: string): number {
  const { decimals } = parseStep(step)
  return step === '1' ? decimalsMax : Math.min(decimals + 6, Math.max(decimals + 2, 10))
}
