/**
 * What the HTTP side answers. The same rows and quotes as in the stream's JSON messages, so that a client reads both with one
 * parser. Prices and sizes are decimal text, times Unix milliseconds.
 */
import type { Interval } from '../market/bar.ts'
import type { InstrumentDefinition, Origin } from '../market/instrument.ts'
import type { BarsMessage, SnapshotQuote, TradesMessage } from './messages.ts'

export interface InstrumentsResponse {
  readonly instruments: readonly InstrumentDefinition[]
  /** How many match, of which `instruments` is the part from `offset` on. */
  readonly total: number
}

/** `ageMs`: server time minus the time it was received, absent when nothing was. */
export type RestQuote = Omit<SnapshotQuote, 'trades' | 'volume' | 'high' | 'low' | 'missed'> & {
  readonly origin: Origin
  readonly ageMs?: number
}

export interface QuotesResponse {
  readonly serverTimeMs: number
  readonly epoch: string
  readonly quotes: readonly RestQuote[]
}

export interface BarsResponse {
  readonly symbol: string
  readonly interval: Interval
  readonly tickSize: string
  readonly lotSize: string
  /** Rows: start, open, high, low, close, volume, trades. Ascending; the newest of the range asked for. */
  readonly bars: BarsMessage['bars']
  /** Path of the page before this one; null when there is nothing older in the range. */
  readonly next: string | null
  /** Spans for which nothing is known: not observed, not filled from the venue. [from, to). */
  readonly missing: readonly (readonly [fromMs: number, toMs: number])[]
}

export interface ClosesResponse {
  readonly interval: Interval
  /** By symbol, in the order asked for; closes oldest first. */
  readonly closes: readonly (readonly [symbol: string, tickSize: string, closes: readonly string[]])[]
  readonly unknown: readonly string[]
}

export interface TradesResponse {
  readonly symbol: string
  readonly epoch: string
  /** Number of the first row among the epoch's trades of this instrument. */
  readonly first: number
  /** Rows: time (venue), price, size, side. Oldest first; the newest `limit` that are kept. */
  readonly trades: TradesMessage['trades']
}

/** RFC 9457, `application/problem+json`. */
export interface Problem {
  /** A path of this server that describes the kind, stable. */
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  /** Path and query of the request. */
  readonly instance: string
  readonly code: string
  /** Of invalid parameters: which, and what would be right. */
  readonly parameters?: readonly { readonly name: string; readonly reason: string }[]
  /** Of unknown symbols: which. */
  readonly symbols?: readonly string[]
}
