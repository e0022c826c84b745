import type { ErrorCode } from '../../lib/protocol/messages.ts'
import type { Session } from './session.ts'

/** Checks a token; undefined when it is no good. */
export type Authenticate = (token: string) => Promise<{ readonly expiresAtMs: number } | undefined>

/** A session that stays connected beyond its token's end shows a newer one. One that is no good changes nothing. */
export function renewToken(
  authenticate: Authenticate | undefined,
  session: Session,
  token: string,
  answers: { readonly accept: () => void; readonly refuse: (code: ErrorCode, message: string) => void },
): void {
  if (authenticate === undefined) {
    answers.refuse('not_available', 'This server does not ask for authentication')
    return
  }
  authenticate(token).then(
    (accepted) => {
      if (session.closed) return
      if (accepted === undefined) {
        answers.refuse('unauthorized', 'The token was not accepted: the earlier one still counts')
        return
      }
      session.authorizedUntilMs = accepted.expiresAtMs
      answers.accept()
    },
    () => answers.refuse('unauthorized', 'The token could not be checked: try again'),
  )
}
