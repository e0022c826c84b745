import { type Interval, intervalLengthMs } from '../../lib/market/bar.ts'
import type { InstrumentId } from '../../lib/market/units.ts'
import type { Conflation, Encoding, Topic } from '../../lib/protocol/conflation.ts'
import type { Outbox } from './outbox.ts'
import type { Session } from './session.ts'
import { SharedFrame } from './shared-frame.ts'
import type { TopicMember } from './subscription.ts'

/** Trades that a viewer gets when it begins, or catches up. What it misses beyond is a gap in the numbers. */
const tradesAtBegin = 100
const tradesAtCatchUp = 2_000
const barsAtCatchUp = 5_000

interface Listener {
  readonly session: Session
  readonly member: TopicMember
}

/** Who listens to which trades, bars and books. */
export class TopicAudiences {
  readonly #conflation: Conflation
  readonly #outbox: Outbox
  readonly #audiences = new Map<Topic, Listener[]>()
  readonly #frame = new SharedFrame()
  #flushes = 0
  readonly #filled = new Map<InstrumentId, number>()

  constructor(conflation: Conflation, outbox: Outbox) {
    this.#conflation = conflation
    this.#outbox = outbox
  }

  /** Does not send anything yet; see `sendHistory`. Undefined when the session has ended. */
  open(
    session: Session,
    channel: Topic['channel'],
    tier: number,
    id: InstrumentId,
    interval: Interval | undefined,
  ): TopicMember | undefined {
    if (session.closed) return undefined
    const topic = this.#conflation.openTopic(channel, tier, id, interval, session.encoding)
    const member: TopicMember = { topic, missedFrom: Number.POSITIVE_INFINITY, beginning: undefined, historyLimit: 0 }
    const listeners = this.#audiences.get(topic)
    if (listeners === undefined) this.#audiences.set(topic, [{ session, member }])
    else listeners.push({ session, member })
    return member
  }

  /** Once more does nothing: others may have the topic. */
  close(session: Session, member: TopicMember): void {
    const before = this.#audiences.get(member.topic) ?? []
    const listeners = before.filter((listener) => listener.member !== member)
    if (listeners.length === before.length) return
    if (listeners.length === 0) this.#audiences.delete(member.topic)
    else this.#audiences.set(member.topic, listeners)
    this.#conflation.closeTopic(member.topic, session.encoding)
  }

  /** What came before the topic's next flush, for a paused viewer later. For bars: `limit` and `fromMs` of the request. */
  sendHistory(session: Session, member: TopicMember, limit: number, fromMs: number): void {
    const { topic } = member
    member.historyLimit = limit
    const request =
      topic.channel === 'trades' ? { from: 0, limit: tradesAtBegin, replace: false } : { from: fromMs, limit, replace: true }
    if (session.paused) {
      member.beginning = request
      member.missedFrom = request.from
      return
    }
    this.#sendHistory(session, topic, request)
  }

  topicFlushed(topic: Topic, encoding: Encoding, payload: Uint8Array): void {
    const listeners = this.#audiences.get(topic)
    if (listeners === undefined) return
    this.#frame.set(payload, encoding === 'binary')
    this.#flushes += 1
    for (const { session, member } of listeners) {
      if (session.encoding !== encoding) continue
      if (session.paused) member.missedFrom = Math.min(member.missedFrom, topic.flushedFrom)
      else if (session.topicFlush !== this.#flushes) {
        session.topicFlush = this.#flushes
        this.#outbox.enqueue(session, this.#frame.for(session.transport.kind))
      }
    }
  }

  /** Bars of the past changed, of intervals of at least `lengthMs`; see `sendFilled`. */
  barsFilled(id: InstrumentId, lengthMs: number): void {
    this.#filled.set(id, Math.min(lengthMs, this.#filled.get(id) ?? Number.POSITIVE_INFINITY))
  }

  /** Those who look at bars that were filled get them again, whole. Called now and then: a fill comes in many parts. */
  sendFilled(): void {
    if (this.#filled.size === 0) return
    for (const [topic, listeners] of this.#audiences) {
      const lengthMs = this.#filled.get(topic.id)
      if (topic.interval === undefined || lengthMs === undefined || intervalLengthMs(topic.interval) < lengthMs) continue
      // Viewers of one chart ask for the same: it is read and framed once for all.
      const frames = new Map<string, SharedFrame>()
      for (const { session, member } of [...listeners]) {
        if (member.historyLimit > 0) this.#sendAgain(session, member, frames)
      }
    }
    this.#filled.clear()
  }

  #sendAgain(session: Session, member: TopicMember, frames: Map<string, SharedFrame>): void {
    const request = { from: 0, limit: member.historyLimit, replace: true }
    if (session.paused) {
      member.beginning = request
      member.missedFrom = 0
      return
    }
    const key = `${session.encoding} ${request.limit}`
    let frame = frames.get(key)
    if (frame === undefined) {
      const payload = this.#conflation.topicHistory(member.topic, session.encoding, request)
      if (payload === undefined) return
      frame = new SharedFrame()
      // The encoder writes its next message over this one.
      frame.set(Buffer.from(payload), session.encoding === 'binary')
      frames.set(key, frame)
    }
    this.#outbox.sendFrame(session, frame.for(session.transport.kind))
  }

  /** True when the member has something to catch up with. */
  deliverMissed(session: Session, member: TopicMember): void {
    const from = member.missedFrom
    if (from === Number.POSITIVE_INFINITY) return
    member.missedFrom = Number.POSITIVE_INFINITY
    const { beginning } = member
    member.beginning = undefined
    if (beginning !== undefined) {
      this.#sendHistory(session, member.topic, beginning)
      return
    }
    this.#sendHistory(session, member.topic, { from, limit: catchUpLimit(member.topic), replace: false })
  }

  /** To another tier: what the old one had not flushed follows at once, so that nothing is missing or comes twice. */
  move(session: Session, member: TopicMember, tier: number): void {
    if (session.over) return
    const before = member.topic
    const pendingFrom = this.#conflation.pendingFrom(before)
    this.close(session, member)
    const opened = this.open(session, before.channel, tier, before.id, before.interval)
    if (opened === undefined) return
    this.#adopt(session, opened.topic, member)
    if (pendingFrom !== Number.POSITIVE_INFINITY) this.#offer(session, member, pendingFrom)
  }

  #adopt(session: Session, topic: Topic, member: TopicMember): void {
    const listeners = this.#audiences.get(topic) ?? []
    member.topic = topic
    listeners[listeners.length - 1] = { session, member }
  }

  #offer(session: Session, member: TopicMember, from: number): void {
    if (session.paused) {
      member.missedFrom = Math.min(member.missedFrom, from)
      return
    }
    this.#sendHistory(session, member.topic, { from, limit: catchUpLimit(member.topic), replace: false })
  }

  #sendHistory(session: Session, topic: Topic, request: { from: number; limit: number; replace: boolean }): void {
    const payload = this.#conflation.topicHistory(topic, session.encoding, request)
    if (payload !== undefined) this.#outbox.send(session, payload, session.encoding === 'binary')
  }
}

function catchUpLimit(topic: Topic): number {
  return topic.channel === 'bars' ? barsAtCatchUp : tradesAtCatchUp
}
