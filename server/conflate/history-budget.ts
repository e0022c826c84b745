import { type Interval, intervalLengthMs } from '../../lib/market/bar.ts'

/** A row of the store takes 0.4 µs to be read, joined and derived (`npm run bench -- history`): a tenth of this thread. */
const rowsPerSecond = 250_000
/** The charts of a morning: hundreds of them at once, or a dozen as long as can be. */
const rowsMax = 1_000_000
/** As many are always given: a fifth of a millisecond. */
const rowsMin = 500

const minuteMs = 60_000
const hourMs = 3_600_000

/**
 * How much of the past is read for charts on the thread that streams. Anybody may ask for 5,000 bars of 15 minutes, 75,000 rows,
 * fifty times a second: beyond the budget a chart begins with fewer bars, the newest, and gets the others over HTTP, which reads
 * elsewhere.
 */
export class HistoryBudget {
  #rows = rowsMax
  #atMs = Number.NEGATIVE_INFINITY

  /** Of `limit` bars, how many may be read now. */
  grant(interval: Interval, limit: number, nowMs: number): number {
    // The clock may be set back.
    const sinceMs = Math.max(0, nowMs - this.#atMs)
    this.#atMs = nowMs
    this.#rows = Math.min(rowsMax, this.#rows + (sinceMs * rowsPerSecond) / 1_000)
    return this.#rows > 0 ? limit : Math.min(limit, Math.ceil(rowsMin / rowsPerBar(interval)))
  }

  spend(interval: Interval, bars: number): void {
    this.#rows -= bars * rowsPerBar(interval)
  }
}

/** Bars of 1s, 1m and 1h are kept; the others are derived from the longest of these that divides them. */
function rowsPerBar(interval: Interval): number {
  const lengthMs = intervalLengthMs(interval)
  if (lengthMs <= minuteMs) return 1
  return lengthMs / (lengthMs < hourMs ? minuteMs : hourMs)
}
