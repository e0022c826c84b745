import type { Clock } from '../../lib/market/clock.ts'
import type { Topic } from '../../lib/protocol/conflation.ts'
import { tiersHz } from '../../lib/protocol/messages.ts'
import type { StreamCounters } from './counters.ts'
import type { CloseSession, Session } from './session.ts'
import type { StreamMembers } from './stream-members.ts'
import type { StreamOptions } from './stream-options.ts'
import type { TopicMember } from './subscription.ts'
import type { TopicAudiences } from './topic-audiences.ts'

/** Pauses viewers that read too slowly, and brings them up to date when they have caught up (P3). */
export class Backpressure {
  readonly #members: StreamMembers
  readonly #audiences: TopicAudiences
  readonly #options: StreamOptions
  readonly #clock: Clock
  readonly #counters: StreamCounters
  readonly #send: (session: Session, message: object) => void
  readonly #onResumed: (session: Session) => void
  readonly #close: CloseSession

  constructor(parts: {
    members: StreamMembers
    audiences: TopicAudiences
    options: StreamOptions
    clock: Clock
    counters: StreamCounters
    send: (session: Session, message: object) => void
    /** Told before the viewer gets what it missed. */
    onResumed: (session: Session) => void
    close: CloseSession
  }) {
    this.#members = parts.members
    this.#audiences = parts.audiences
    this.#options = parts.options
    this.#clock = parts.clock
    this.#counters = parts.counters
    this.#send = parts.send
    this.#onResumed = parts.onResumed
    this.#close = parts.close
  }

  /** At a flush the kernel did not take what is written for the viewer. */
  congested(session: Session): void {
    if (!session.closed && !session.paused) this.pause(session)
  }

  pause(session: Session): void {
    session.paused = true
    session.pausedAtMs = this.#clock.now()
    this.#counters.paused += 1
    for (const stream of session.streams) this.#members.pause(stream)
    this.#tell(session, true)
  }

  /** False when the sequence was never sent. */
  acknowledge(session: Session, tier: number, sequence: number): boolean {
    const stream = session.stream(tier)
    if (stream === undefined) return true
    if (sequence > Math.max(stream.sentMax, stream.cohort.sequence)) return sequence <= session.sentBefore
    stream.acked = sequence
    if (session.paused) this.tryResume(session)
    return true
  }

  /** Once a second. */
  sweep(session: Session, now: number): void {
    // A long poll is always paused: between two requests there is nobody to send to.
    if (session.transport.kind === 'poll') return
    if (session.paused) {
      this.tryResume(session)
      if (session.paused && now - session.pausedAtMs > this.#options.stalledMs) this.#close(session, 'slowConsumer')
      return
    }
    for (const stream of session.streams) {
      if (stream.repairWanted) this.#members.repair(stream)
      if (stream.acked >= stream.marked) {
        stream.marked = stream.cohort.sequence
        stream.markedAtMs = now
      } else if (session.transport.kind === 'websocket' && now - stream.markedAtMs > this.#options.ackMs) {
        this.pause(session)
        return
      }
    }
  }

  /** When the viewer has read all that was sent, it gets the merged difference and its rate back. */
  tryResume(session: Session): void {
    if (session.transport.kind === 'poll' || session.transport.bufferedBytes > 0 || !allAcknowledged(session)) return
    session.paused = false
    this.#counters.resumed += 1
    this.#tell(session, false)
    this.#onResumed(session)
    for (const stream of session.streams) {
      this.#members.deliverMissed(stream, true)
      if (session.over) return
      this.#members.resume(stream)
    }
    this.deliverTopics(session)
  }

  /** Of a long poll, which is always paused: what changed since it asked last. */
  deliver(session: Session): void {
    for (const stream of session.streams) this.#members.deliverMissed(stream, false)
    this.deliverTopics(session)
  }

  deliverTopics(session: Session): void {
    mergeEqual(session)
    for (const subscription of session.subscriptions) {
      for (const member of subscription.topics ?? []) this.#audiences.deliverMissed(session, member)
    }
  }

  /** Whether frames of a stream are being merged. */
  tell(session: Session, tier: number, behind: boolean): void {
    if (session.transport.kind === 'poll') return
    this.#send(session, { type: 'status', timeMs: Math.round(this.#clock.now()), behind: { rate: tiersHz[tier], behind } })
  }

  #tell(session: Session, behind: boolean): void {
    for (const stream of session.streams) this.tell(session, stream.tier, behind)
  }
}

/** SSE has no acknowledgements: that the kernel takes its bytes again must do. */
function allAcknowledged(session: Session): boolean {
  if (session.transport.kind !== 'websocket') return true
  return session.streams.every((stream) => stream.acked >= stream.awaited)
}

/** What equal subscriptions of a session missed comes once, from the earliest on. */
function mergeEqual(session: Session): void {
  const first = new Map<Topic, TopicMember>()
  for (const subscription of session.subscriptions) {
    for (const member of subscription.topics ?? []) {
      if (member.missedFrom === Number.POSITIVE_INFINITY || member.beginning !== undefined) continue
      const other = first.get(member.topic)
      if (other === undefined) {
        first.set(member.topic, member)
        continue
      }
      other.missedFrom = Math.min(other.missedFrom, member.missedFrom)
      member.missedFrom = Number.POSITIVE_INFINITY
    }
  }
}

/** Whether a paused session would get anything now. */
export function hasMissed(session: Session): boolean {
  for (const stream of session.streams) if ((stream.missed?.changedCount ?? 0) > 0) return true
  for (const subscription of session.subscriptions) {
    for (const member of subscription.topics ?? []) if (member.missedFrom !== Number.POSITIVE_INFINITY) return true
  }
  return false
}
