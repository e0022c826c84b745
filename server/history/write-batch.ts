import type { TimeRange } from '../../lib/market/bar-history.ts'

/** What one transaction of the writer takes. Plain data: it crosses to the writer's thread. */
export interface WriteBatch {
  /** Names given out, and scales refined, since the last batch. Ids are given out by the side that sends. */
  readonly symbols: readonly (readonly [id: number, symbol: string, scale: number])[]
  readonly scales: readonly (readonly [id: number, tick: string, lot: string])[]
  /** Rows of `batchWidth` numbers: series, scale, then a bar as in bar-rows.ts. Bars replace what is stored at their start. */
  readonly bars: Float64Array<ArrayBuffer>
  /** Spans of feeds; one with a known id is extended to `toMs`. */
  readonly live: readonly (readonly [id: number, venue: string, fromMs: number, toMs: number])[]
  /** Symbols of a span; `toMs` null: to the span's end. */
  readonly members: readonly (readonly [symbol: number, live: number, fromMs: number, toMs: number | null])[]
  /** What changed of the spans in which a symbol was not whole though its feed delivered. */
  readonly lost: readonly LostChange[]
  readonly fills: readonly Fill[]
}

export interface LostChange {
  readonly symbol: number
  /** Starts of stored spans that are no more; `all`: none of them is. */
  readonly gone: readonly number[] | 'all'
  /** New ones, and those with another end. In whole milliseconds. */
  readonly spans: readonly TimeRange[]
}

/** Bars of a venue's history, of one series. */
export interface Fill {
  readonly series: number
  readonly scale: number
  /** As in bar-rows.ts, ascending. */
  readonly bars: Float64Array<ArrayBuffer>
  /** What is known once they are stored. */
  readonly known: readonly TimeRange[]
}

export const batchWidth = 10
