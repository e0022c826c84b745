import type { Interval } from '../../lib/market/bar.ts'
import type { Topic, TopicHistoryRequest } from '../../lib/protocol/conflation.ts'
import type { Channel } from '../../lib/protocol/messages.ts'

export interface Subscription {
  readonly number: number
  readonly channel: Channel
  tier: number
  /** Tier it will move to; the same while no move is pending. */
  nextTier: number
  /** Instruments, ascending. */
  ids: Int32Array
  readonly interval: Interval | undefined
  /** One for each instrument, in the order of `ids`; undefined for quotes, which have streams. */
  topics: TopicMember[] | undefined
}

/** What one topic owes one subscription. */
export interface TopicMember {
  topic: Topic
  /** While its session is paused: number of the first trade, or start of the first bar, that it misses; Infinity: none. */
  missedFrom: number
  /** It was paused when it subscribed: what it gets first. */
  beginning: TopicHistoryRequest | undefined
  /** Of bars: how many it asked for, and has again when their past was filled. */
  historyLimit: number
}
