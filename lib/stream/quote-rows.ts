import type { QuoteColumns } from '../market/quote-columns.ts'
import type { WireInstrument } from '../protocol/messages.ts'

/** Instruments that a page has met, a row each, as whoever shows them reads them. */
export interface QuoteRows {
  readonly columns: QuoteColumns
  /** Sign of the latest change of `last`. */
  readonly direction: Int8Array
  /** Of the trades merged since the flush before; kept while there are none. */
  readonly mergedTrades: Float64Array
  readonly mergedHigh: Float64Array
  readonly mergedLow: Float64Array
  readonly symbols: readonly string[]
  readonly instruments: readonly ({ readonly instrument: WireInstrument } | undefined)[]
  /** Those of `takeDirty`, until the next change. */
  readonly dirtyRows: Int32Array
  find(symbol: string): number | undefined
  /** The row of a symbol, made when it has none yet. */
  rowOf(symbol: string): number
  /** Whether the row has had a state. */
  has(row: number): boolean
  /** Whether a stream keeps the row: what it says is of now. */
  isCurrent(row: number): boolean
  /** Begins a flush; returns how many of `dirtyRows` changed since the one before. */
  takeDirty(): number
}

/** Where the engine's quotes go. */
export interface QuoteSink {
  /**
   * What changed since the last flush goes out. `shared`: something else of this flush is shown too. Returns in how many ms
   * another one is due for what waits, Infinity when nothing does.
   */
  flush(nowMs: number, shared: boolean): number
}
