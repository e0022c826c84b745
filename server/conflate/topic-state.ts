import { barStartMs, type Interval } from '../../lib/market/bar.ts'
import type { InstrumentId } from '../../lib/market/units.ts'
import type { Encoding, Topic } from '../../lib/protocol/conflation.ts'

/** More corrected bars than this between two flushes, and all bars since the earliest are sent instead. */
const startsMax = 64

/** One topic of a tier: who wants it in which encoding, and what happened since its last flush. */
export class TopicState implements Topic {
  readonly channel: Topic['channel']
  readonly tier: number
  readonly id: InstrumentId
  readonly interval: Interval | undefined
  readonly refs: Record<Encoding, number> = { binary: 0, json: 0 }
  /** trades: number of the first trade that was not flushed. */
  flushedTrades = 0
  flushedFrom = 0
  /** book: it changed. */
  bookChanged = false
  /** bars: starts of those that changed, in the order in which they did. */
  readonly starts: number[] = []
  /** bars: all from here on changed; Infinity: only those in `starts`. */
  changedFromMs = Number.POSITIVE_INFINITY

  constructor(channel: Topic['channel'], tier: number, id: InstrumentId, interval: Interval | undefined) {
    this.channel = channel
    this.tier = tier
    this.id = id
    this.interval = interval
  }

  get used(): boolean {
    return this.refs.binary + this.refs.json > 0
  }

  /** See Conflation. */
  get pendingFrom(): number {
    if (this.channel === 'trades') return this.flushedTrades
    return this.channel === 'bars' ? Math.min(this.changedFromMs, ...this.starts) : 0
  }

  markBar(venueTimeMs: number, interval: Interval): void {
    const start = barStartMs(venueTimeMs, interval)
    const { starts } = this
    if (starts.length > 0 && (starts[starts.length - 1] === start || starts.includes(start))) return
    if (starts.length < startsMax) starts.push(start)
    else this.changedFromMs = Math.min(this.changedFromMs, start, ...starts)
  }

  clearBars(): void {
    this.starts.length = 0
    this.changedFromMs = Number.POSITIVE_INFINITY
  }
}
