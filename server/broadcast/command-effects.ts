import type { Interval } from '../../lib/market/bar.ts'
import type { InstrumentId } from '../../lib/market/units.ts'
import type { Topic } from '../../lib/protocol/conflation.ts'
import type { RequestId } from '../../lib/protocol/messages.ts'
import type { Problem } from './client-message.ts'
import type { Session } from './session.ts'
import type { Subscription, TopicMember } from './subscription.ts'

/** What commands do to the rest of the stage. */
export interface CommandEffects {
  readonly nowMs: number
  readonly epoch: string
  send(session: Session, message: object): void
  fail(session: Session, problem: Problem, symbols?: readonly string[]): void
  /** Brings the session's stream of a tier in line with its subscriptions. */
  settle(session: Session, tier: number): void
  /** Undefined when the session has ended. */
  openTopic(
    session: Session,
    channel: Topic['channel'],
    tier: number,
    id: InstrumentId,
    interval: Interval | undefined,
  ): TopicMember | undefined
  closeTopic(session: Session, member: TopicMember): void
  /** After `subscribed`: what the viewer needs before the next flush. */
  begin(session: Session, member: TopicMember, limit: number, fromMs: number): void
  /** At the first flush of the tier. */
  moveLater(session: Session, subscription: Subscription, tier: number, requestId: RequestId | undefined): void
  /** Answers a change of rate that has not come about, and forgets it. */
  cancelMove(subscription: Subscription): void
  /** False when the sequence was never sent. */
  acknowledge(session: Session, tier: number, sequence: number): boolean
  repair(session: Session, tier: number): void
  authenticate(session: Session, token: string, requestId: RequestId | undefined): void
}
