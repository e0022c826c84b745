import type { IncomingMessage } from 'node:http'
import type { Broadcaster } from './broadcaster.ts'
import type { RefusalAnswer } from './viewers.ts'

/** A connection that may be made: from where, and for how long its token holds. */
export interface Admission {
  readonly address: string
  readonly authorizedUntilMs: number
}

const pendingMax = 1_000
let pending = 0

/** All that is checked before anything is allocated for a connection. Calls back once, at once unless a token is checked. */
export function admit(
  broadcaster: Broadcaster,
  request: IncomingMessage,
  answer: (result: Admission | RefusalAnswer) => void,
): void {
  const { viewers, authenticate, options } = broadcaster
  const address = addressOf(request, options.trustedProxies)
  const refusal = viewers.refusal(originOf(request), address)
  if (refusal !== undefined) {
    answer(refusal)
    return
  }
  if (authenticate === undefined) {
    answer({ address, authorizedUntilMs: Number.POSITIVE_INFINITY })
    return
  }
  const token = tokenOf(request)
  if (token === undefined) {
    const text = 'This server asks for a token: expected Authorization: Bearer <token>, or ?token=<token>'
    answer(viewers.refuse('unauthorized', 401, text))
    return
  }
  if (pending >= pendingMax) {
    answer(viewers.refuse('full', 503, 'Too many handshakes at once: try again in a few seconds'))
    return
  }
  pending += 1
  authenticate(token)
    .then(
      (accepted) => {
        if (accepted === undefined) return viewers.refuse('unauthorized', 401, 'The token was not accepted')
        // Others may have come in while it was checked.
        return viewers.refusal(originOf(request), address) ?? { address, authorizedUntilMs: accepted.expiresAtMs }
      },
      () => viewers.refuse('unauthorized', 401, 'The token could not be checked'),
    )
    .then(answer)
    .finally(() => {
      pending -= 1
    })
}

export function originOf(request: IncomingMessage): string | undefined {
  return request.headers.origin
}

/** The client's own address, as the outermost trusted proxy saw it. */
function addressOf(request: IncomingMessage, trustedProxies: number): string {
  const direct = request.socket.remoteAddress ?? 'unknown'
  if (trustedProxies === 0) return direct
  const header = request.headers['x-forwarded-for']
  const hops = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').map((hop) => hop.trim())
  const hop = hops[hops.length - trustedProxies]
  return hop === undefined || hop === '' ? direct : hop.slice(0, 64)
}

function tokenOf(request: IncomingMessage): string | undefined {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')
  if (bearer?.[1] !== undefined) return bearer[1]
  return queryOf(request).get('token') ?? undefined
}

export function queryOf(request: IncomingMessage): URLSearchParams {
  const url = request.url ?? ''
  const start = url.indexOf('?')
  return new URLSearchParams(start < 0 ? '' : url.slice(start + 1))
}

/** Problem details (RFC 9457). */
export function problemBody(status: number, detail: string): string {
  return JSON.stringify({ type: 'about:blank', status, detail })
}
