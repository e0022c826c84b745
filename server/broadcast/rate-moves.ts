import type { Conflation } from '../../lib/protocol/conflation.ts'
import { tierCount } from '../../lib/protocol/grid-time.ts'
import type { RequestId } from '../../lib/protocol/messages.ts'
import type { PendingMove, Session } from './session.ts'
import type { Carry } from './session-stream.ts'
import type { StreamMembers } from './stream-members.ts'
import type { Subscription } from './subscription.ts'
import type { TopicAudiences } from './topic-audiences.ts'

/**
 * Changes of rate ([R5]): a subscription stays in its old stream until the new tier's next flush, and takes along what the
 * old tier has merged but not sent, so that sums and extremes have no gap and no overlap.
 */
export class RateMoves {
  readonly #conflation: Conflation
  readonly #members: StreamMembers
  readonly #audiences: TopicAudiences
  readonly #answer: (session: Session, subscription: Subscription, requestId: RequestId | undefined) => void
  readonly #settle: (session: Session, tier: number, carries?: ReadonlyMap<number, Carry>) => void
  readonly #within: (session: Session, work: () => void) => void
  readonly #pending: PendingMove[][] = Array.from({ length: tierCount }, () => [])

  constructor(parts: {
    conflation: Conflation
    members: StreamMembers
    audiences: TopicAudiences
    /** Sends `subscribed`. */
    answer: (session: Session, subscription: Subscription, requestId: RequestId | undefined) => void
    settle: (session: Session, tier: number, carries?: ReadonlyMap<number, Carry>) => void
    /** Does something for a session that cannot end before it is done. */
    within: (session: Session, work: () => void) => void
  }) {
    this.#conflation = parts.conflation
    this.#members = parts.members
    this.#audiences = parts.audiences
    this.#answer = parts.answer
    this.#settle = parts.settle
    this.#within = parts.within
  }

  request(session: Session, subscription: Subscription, tier: number, requestId: RequestId | undefined): void {
    this.cancel(subscription)
    subscription.nextTier = tier
    if (tier === subscription.tier) {
      this.#answer(session, subscription, requestId)
      return
    }
    this.#pending[tier]?.push({ session, subscription, tier, requestId })
    this.#conflation.wake(tier)
  }

  /** The tiers of `mask` have flushed. */
  run(mask: number): void {
    for (let tier = 0; tier < tierCount; tier++) {
      const moves = this.#pending[tier]
      if (moves === undefined || moves.length === 0 || (mask & (1 << tier)) === 0) continue
      this.#pending[tier] = []
      for (const move of moves) if (isAlive(move)) this.#within(move.session, () => this.#move(move))
    }
  }

  /** A request that a later one overtakes, or the end of its subscription, is answered with the rate that still holds. */
  cancel(subscription: Subscription): void {
    if (subscription.nextTier === subscription.tier) return
    const moves = this.#pending[subscription.nextTier] ?? []
    const index = moves.findIndex((move) => move.subscription === subscription)
    const [move] = index < 0 ? [] : moves.splice(index, 1)
    subscription.nextTier = subscription.tier
    if (move?.requestId !== undefined) this.#answer(move.session, subscription, move.requestId)
  }

  #move({ session, subscription, tier, requestId }: PendingMove): void {
    const from = subscription.tier
    subscription.tier = tier
    this.#answer(session, subscription, requestId)
    if (session.over) return
    if (subscription.channel !== 'quotes') {
      for (const member of subscription.topics ?? []) this.#audiences.move(session, member, tier)
      return
    }
    const old = session.stream(from)
    const carries = new Map<number, Carry>()
    for (const id of subscription.ids) {
      const carry = old === undefined ? undefined : this.#members.carry(old, id)
      if (carry !== undefined) carries.set(id, carry)
    }
    this.#settle(session, from)
    this.#settle(session, tier, carries)
  }
}

function isAlive({ session, subscription }: PendingMove): boolean {
  return session.subscriptions.includes(subscription)
}
