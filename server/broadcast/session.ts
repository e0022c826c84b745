import type { CloseName } from '../../lib/protocol/close-codes.ts'
import type { Encoding } from '../../lib/protocol/conflation.ts'
import type { RequestId } from '../../lib/protocol/messages.ts'
import type { SessionStream } from './session-stream.ts'
import type { Subscription } from './subscription.ts'
import type { Transport } from './transport.ts'

/** One viewer. There are thousands: what not every one of them needs is made when it is needed. */
export class Session {
  readonly transport: Transport
  readonly encoding: Encoding
  readonly address: string
  streams: SessionStream[] = []
  subscriptions: Subscription[] = []
  nextSubscription = 1
  /** Frames of the flush in progress; most flushes have one. */
  queued: Buffer | undefined = undefined
  queuedMore: Buffer[] | undefined = undefined
  /** The latest flush of a topic that was queued for it: of equal subscriptions the others get no second one. */
  topicFlush = 0
  /** It gets no frames; what it misses is merged. */
  paused = false
  pausedAtMs = 0
  closed = false
  /** Something is being done for it: it cannot end in the middle of that, so that it ends afterwards, for this reason. */
  busy = false
  ending: CloseName | undefined = undefined
  heardMs: number
  pingedMs = 0
  /** Since when it has had no subscription. */
  idleSinceMs: number
  messagesThisSecond = 0
  /** Not forgiven yet, and since when the next one is being forgiven. */
  invalidMessages = 0
  invalidSinceMs = 0
  /** Feeds changed while it was paused. */
  feedsMissed = false
  authorizedUntilMs = Number.POSITIVE_INFINITY
  /** After `resume`: what it knew, by symbol; null: it knew it of another epoch. */
  resumed: Map<string, readonly [trades: number, volume: string] | null> | undefined = undefined
  /** The highest sequence that a stream which has ended was sent: its acknowledgement may still come. */
  sentBefore = 0
  /** Place in the list of sessions. */
  position = -1

  constructor(transport: Transport, address: string, nowMs: number) {
    this.transport = transport
    this.encoding = transport.encoding
    this.address = address
    this.heardMs = nowMs
    this.idleSinceMs = nowMs
  }

  /** Nothing may be begun or sent for it any more. */
  get over(): boolean {
    return this.closed || this.ending !== undefined
  }

  stream(tier: number): SessionStream | undefined {
    for (const stream of this.streams) if (stream.tier === tier) return stream
    return undefined
  }

  subscription(number: number): Subscription | undefined {
    for (const subscription of this.subscriptions) if (subscription.number === number) return subscription
    return undefined
  }

  get symbolCount(): number {
    let count = 0
    for (const subscription of this.subscriptions) count += subscription.ids.length
    return count
  }
}

/** Ends a session for a stated reason. */
export type CloseSession = (session: Session, name: CloseName) => void

/** A `rate` that waits for the first flush of the new tier. */
export interface PendingMove {
  readonly session: Session
  readonly subscription: Subscription
  readonly tier: number
  readonly requestId: RequestId | undefined
}
