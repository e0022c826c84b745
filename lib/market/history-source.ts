import type { InstrumentDefinition } from './instrument.ts'

/** Intervals that history is fetched and kept in; others are derived. */
export const keptIntervals = ['1s', '1m', '1h'] as const
export type KeptInterval = (typeof keptIntervals)[number]

/** One bar as a venue's REST history has it: exact decimal text, any notation. */
export interface HistoryBar {
  readonly timeMs: number
  readonly open: string
  readonly high: string
  readonly low: string
  readonly close: string
  /** In the base currency or in shares. */
  readonly volume: string
  /** 0 where the venue does not say. */
  readonly tradeCount: number
}

export interface HistoryBatch {
  readonly bars: readonly HistoryBar[]
  readonly coveredToMs: number
  readonly coveredFromMs?: number
}

/** A venue's past. Paces itself within the venue's limits; one call at a time is made of each source. */
export interface HistorySource {
  /** As in `InstrumentDefinition.venue`. */
  readonly venue: string
  /** What it can be asked for. */
  readonly intervals: readonly KeptInterval[]
  /**
   * Batches of bars that start in `[fromMs, toMs)`, oldest first, only of closed intervals. `coveredToMs`: up to there the
   * venue has told everything, so that a span without trades is known to have none; `coveredFromMs`: not before that, as its
   * past reaches no further. Throws FeedError when the venue cannot answer; what was yielded before stays good.
   */
  fetchBars(
    instrument: InstrumentDefinition,
    interval: KeptInterval,
    fromMs: number,
    toMs: number,
    signal: AbortSignal,
  ): AsyncIterable<HistoryBatch>
}

/** What is left to fill of one venue. */
export interface BackfillState {
  readonly venue: string
  /** Spans waiting. */
  readonly waiting: number
  /** The span being filled. */
  readonly current: BackfillProgress | undefined
}

/** How a long backfill is getting on. */
export interface BackfillProgress {
  readonly symbol: string
  readonly interval: KeptInterval
  readonly fromMs: number
  readonly toMs: number
  /** Filled up to here. */
  readonly doneToMs: number
  readonly bars: number
  readonly state: 'running' | 'finished' | 'failed'
  readonly reason: string
}
