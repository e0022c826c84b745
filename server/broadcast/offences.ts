import type { ErrorCode } from '../../lib/protocol/messages.ts'
import type { Session } from './session.ts'

/** One invalid message is forgiven in this time. */
const forgivenMs = 10_000
/** What happens to clients that do everything right: markets come and go, and limits are met. */
const honest: ReadonlySet<ErrorCode> = new Set(['unknown_symbol', 'too_many_symbols', 'too_many_subscriptions', 'not_available'])

/** Whether an error is held against who caused it. */
export function isOffence(code: ErrorCode): boolean {
  return !honest.has(code)
}

/** Counts one more, less those that time has forgiven. */
export function countOffence(session: Session, nowMs: number): void {
  const forgiven = Math.min(session.invalidMessages, Math.floor((nowMs - session.invalidSinceMs) / forgivenMs))
  session.invalidMessages -= forgiven
  session.invalidSinceMs = session.invalidMessages === 0 ? nowMs : session.invalidSinceMs + forgiven * forgivenMs
  session.invalidMessages += 1
}
