import type { Quote } from './types.ts'

/** Instruments that a page has met, a row each, as whoever shows them reads them. */
export interface QuoteRows {
  readonly symbols: readonly string[]
  /** Those of `takeDirty`, until the next change. */
  readonly dirtyRows: Int32Array
  find(symbol: string): number | undefined
  /** The row of a symbol, made when it has none yet. */
  rowOf(symbol: string): number
  /** As it is now, a new object each time; undefined while it has had no state. */
  quoteOf(row: number): Quote | undefined
  /** A number that is another when the row has another status, became stale or is kept again. */
  freshnessOf(row: number): number
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
