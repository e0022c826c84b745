import type { BarSource } from './bar-source.ts'
import type { Instrument } from './instrument.ts'
import type { QuoteColumns } from './quote-columns.ts'
import type { InstrumentId } from './units.ts'

export interface InstrumentSource {
  /** Ids run from 0 to `size - 1`. */
  readonly size: number
  /** Throws RangeError for an id that was never given out. */
  get(id: InstrumentId): Instrument
  find(symbol: string): Instrument | undefined
  all(): Iterable<Instrument>
}

/** Rows touched since `clearDirty`, each once, with the extremes of their trades since then (-Infinity, Infinity: none). */
export interface DirtyRows {
  readonly count: number
  readonly ids: Int32Array
  readonly high: Float64Array
  readonly low: Float64Array
}

/** Some consecutive trades of one instrument, oldest first, as columns; reused by the next read. */
export interface TradeBatch {
  count: number
  /** Number of the first among the epoch's trades of the instrument. */
  first: number
  venueTimeMs: Float64Array
  price: Float64Array
  size: Float64Array
  /** Index into `sides`. */
  side: Uint8Array
}

export const sides = ['buy', 'sell', 'unknown'] as const

export interface TradeSource {
  /** Trades numbered `from` to `tradeCount - 1`; those that are no longer kept are missing at the front. */
  read(id: InstrumentId, from: number, into: TradeBatch): void
}

/** The best levels of one order book, best first, as columns; reused by the next read. */
export interface BookTop {
  bidCount: number
  askCount: number
  readonly bidPrice: Float64Array
  readonly bidSize: Float64Array
  readonly askPrice: Float64Array
  readonly askSize: Float64Array
}

export interface BookSource {
  /** As many levels a side as the columns of `into` hold; none when there is no book or it is void. */
  read(id: InstrumentId, into: BookTop): void
}

/** What happens between two harvests and cannot wait for one. */
export interface MarketListener {
  /** Tick or lot became finer: prices and sizes of the row were multiplied by these whole numbers. */
  refined(id: InstrumentId, priceRatio: number, sizeRatio: number): void
  /** After every trade, before the next: the 1s and 1m bars that hold `venueTimeMs` of this instrument changed. */
  barChanged(id: InstrumentId, venueTimeMs: number): void
  bookChanged(id: InstrumentId): void
  /** So many trades since the last harvest that the ring will soon overwrite some of them. */
  tradesPressing(): void
}

/** The market stage as the later stages see it. `columns` and the arrays of `dirty` are replaced when they grow. */
export interface MarketView {
  /** Names the run of counters: totals of different epochs must not be subtracted. */
  readonly epoch: string
  readonly instruments: InstrumentSource
  readonly columns: QuoteColumns
  readonly dirty: DirtyRows
  clearDirty(): void
  readonly trades: TradeSource
  readonly bars: BarSource
  readonly books: BookSource
  listen(listener: MarketListener): void
}
