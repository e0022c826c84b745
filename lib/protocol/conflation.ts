import type { Interval } from '../market/bar.ts'
import type { QuoteColumns } from '../market/quote-columns.ts'
import type { InstrumentId } from '../market/units.ts'
import type { RecordModel } from './record-model.ts'
import type { EncodedRecords } from './tick-frame.ts'

/** How a viewer's frames are written; see SPEC.md [C1]. */
export type Encoding = 'binary' | 'json'

/** One rate, as the broadcast stage sees it. Arrays are replaced when they grow. */
export interface TierView {
  /** 0 to 6, as in SPEC.md [R1]. */
  readonly index: number
  readonly hz: number
  /** Flush intervals (1000 / hz ms) from the Unix epoch to the latest flush. */
  readonly flushIndex: number
  /** State of every instrument in use at the latest flush: what all its viewers have. */
  readonly baseline: QuoteColumns
  /** Extremes of the trades harvested since then, -Infinity and Infinity when there were none. */
  readonly pendingHigh: Float64Array
  readonly pendingLow: Float64Array
  /** Of the flush that is being told of. */
  readonly changed: Int32Array
  readonly changedCount: number
  /** Extremes of the flush's trades, of changed instruments only. */
  readonly flushedHigh: Float64Array
  readonly flushedLow: Float64Array
  /** What the coding of binary records has learnt; part of a key record. */
  readonly model: RecordModel
  /** The records of the flush, each instrument's once; `starts` is -1 where it did not change. */
  readonly binary: EncodedRecords
  readonly json: EncodedRecords
}

/** What is encoded once per flush for all who want the same: the trades, one interval's bars, or the book of an instrument. */
export interface Topic {
  readonly channel: 'trades' | 'bars' | 'book'
  readonly tier: number
  readonly id: InstrumentId
  readonly interval: Interval | undefined
  /** Of the payload that is being told of: number of its first trade, or start of its first bar. */
  readonly flushedFrom: number
}

/** Told by the conflate stage, in this order, at each flush instant. */
export interface FlushListener {
  /** Tick or lot of an instrument became finer: market and baselines are in the new units already. */
  refined(id: InstrumentId, priceRatio: number, sizeRatio: number): void
  tierFlushed(tier: TierView): void
  /** `payload` is one whole message in that encoding, valid during the call. */
  topicFlushed(topic: Topic, encoding: Encoding, payload: Uint8Array): void
  /** Bit `n` of `tiers` is set when tier n flushed. */
  instantEnded(tiers: number): void
}

export interface Conflation {
  readonly tiers: readonly TierView[]
  listen(listener: FlushListener): void
  /** Bring every tier's `pendingHigh`, `pendingLow` up to the market's latest change. */
  harvest(): void
  /** A cohort begins or ends: instruments that were not in use take the market's state as baseline. */
  retain(tier: number, ids: Int32Array, encoding: Encoding): void
  release(tier: number, ids: Int32Array, encoding: Encoding): void
  openTopic(channel: Topic['channel'], tier: number, id: InstrumentId, interval: Interval | undefined, encoding: Encoding): Topic
  closeTopic(topic: Topic, encoding: Encoding): void
  /** Keeps a tier flushing until its next flush although nobody is on it yet. */
  wake(tier: number): void
  /** Messages that hand a new viewer of a topic what it needs before the next flush; undefined when there is nothing. */
  topicHistory(topic: Topic, encoding: Encoding, request: TopicHistoryRequest): Uint8Array | undefined
  /**
   * What has not been flushed begins here. trades: a number. bars: the earliest start of those that changed, Infinity when none
   * did. book: 0.
   */
  pendingFrom(topic: Topic): number
}

export interface TopicHistoryRequest {
  /** trades: the number of the first one wanted. bars: the first start wanted, Unix ms. */
  readonly from: number
  /** Newest so many. */
  readonly limit: number
  /** Of bars: they replace what the viewer has. */
  readonly replace: boolean
}
