import type { Clock } from '../../lib/market/clock.ts'
import { type CloseName, closeCodes } from '../../lib/protocol/close-codes.ts'
import type { StreamCounters } from './counters.ts'
import type { Session } from './session.ts'
import type { StreamMembers } from './stream-members.ts'
import type { StreamOptions } from './stream-options.ts'
import type { TopicAudiences } from './topic-audiences.ts'
import type { Viewers } from './viewers.ts'

export interface DepartureParts {
  readonly viewers: Viewers
  readonly members: StreamMembers
  readonly audiences: TopicAudiences
  readonly counters: StreamCounters
  readonly options: StreamOptions
  readonly clock: Clock
  /** In [0, 1). */
  readonly random: () => number
  readonly send: (session: Session, message: object) => void
}

/** How sessions end: with a word of why, and with nothing left of them. */
export class Departures {
  readonly #parts: DepartureParts
  /** Sessions that have ended and whose connection is still open: it counts in the limits until it is gone. */
  readonly #closing = new Map<Session, () => void>()
  #onAllClosed: (() => void) | undefined

  constructor(parts: DepartureParts) {
    this.#parts = parts
  }

  /** Says why, then closes; while something is being done for the session, afterwards. */
  end(session: Session, name: CloseName): void {
    if (session.closed) return
    if (session.busy) {
      session.ending ??= name
      return
    }
    session.ending = undefined
    const { viewers, counters, options, random, send } = this.#parts
    const { code, next, text } = closeCodes[name]
    const retryInMs = Math.round(random() * options.reconnectSpreadMs)
    const bye = { type: 'bye', code, reason: text, ...(next === 'retry' ? { retryInMs } : {}) }
    counters.closed[name] += 1
    // Busy: what the outbox finds flooded, it ends.
    session.busy = true
    if (session.transport.bufferedBytes <= options.bufferedBytesMax) send(session, bye)
    session.busy = false
    this.#detach(session)
    this.#closing.set(session, viewers.hold(session.address))
    session.transport.close(name)
  }

  /** The connection is gone. */
  gone(session: Session): void {
    if (!session.closed) this.#detach(session)
    this.#closing.get(session)?.()
    this.#closing.delete(session)
    if (this.#closing.size === 0) this.#onAllClosed?.()
  }

  /** Sends everybody away and lets nobody in; resolves when all are gone, at the latest after `drainMs`. */
  async drain(name: 'goingAway' | 'restarting'): Promise<void> {
    const { viewers, clock, options } = this.#parts
    viewers.draining = true
    for (const session of viewers.all()) this.end(session, name)
    if (this.#closing.size === 0) return
    await new Promise<void>((resolve) => {
      const cancel = clock.after(options.drainMs, () => {
        for (const session of this.#closing.keys()) session.transport.terminate()
        resolve()
      })
      this.#onAllClosed = () => {
        cancel()
        resolve()
      }
    })
  }

  #detach(session: Session): void {
    const { viewers, members, audiences } = this.#parts
    session.closed = true
    session.queued = undefined
    session.queuedMore = undefined
    for (const stream of session.streams) members.leave(stream)
    for (const subscription of session.subscriptions) {
      for (const member of subscription.topics ?? []) audiences.close(session, member)
    }
    session.subscriptions = []
    viewers.remove(session)
  }
}
