import { type IncomingMessage, STATUS_CODES } from 'node:http'
import { isIPv6 } from 'node:net'
import type { Broadcaster } from './broadcaster.ts'
import type { Refusal } from './counters.ts'
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
      // Not 401, which is final: the token may be good.
      () => viewers.refuse('unauthorized', 503, 'The token could not be checked: try again in a few seconds'),
    )
    .then(answer)
    .finally(() => {
      pending -= 1
    })
}

export function originOf(request: IncomingMessage): string | undefined {
  return request.headers.origin
}

/** Whose limits count: with IPv6 everybody has 2^64 addresses (RFC 6177), so there it is their network. */
function addressOf(request: IncomingMessage, trustedProxies: number): string {
  const address = hostOf(request, trustedProxies)
  return isIPv6(address) ? networkOf(address) : address
}

/** The first four groups; an IPv4 address in the form of IPv6 as what it is. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  const [before = '', after] = address.replace(/%.*$/, '').split('::')
  const groups = (text: string | undefined) => (text === undefined || text === '' ? [] : text.split(':'))
  const [head, tail] = [groups(before), groups(after)]
  const zeros = after === undefined ? 0 : Math.max(0, 8 - head.length - tail.length)
  const all = [...head, ...Array.from({ length: zeros }, () => '0'), ...tail]
  return `${all
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}

/** The client's own address, as the outermost trusted proxy saw it. */
function hostOf(request: IncomingMessage, trustedProxies: number): string {
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

/** As the rest of the API names them; those with a page of their own at `/api/docs` say so. */
const problemCodes: Readonly<Record<number, { readonly code: string; readonly described: boolean }>> = {
  400: { code: 'invalid_parameters', described: true },
  401: { code: 'unauthorized', described: false },
  403: { code: 'origin_not_allowed', described: false },
  404: { code: 'unknown_symbol', described: true },
  405: { code: 'method_not_allowed', described: true },
  409: { code: 'wrong_cursor', described: false },
  410: { code: 'poll_ended', described: false },
  426: { code: 'upgrade_required', described: false },
  429: { code: 'too_many_connections', described: false },
  503: { code: 'server_full', described: true },
}

/** Where the status alone does not say why: who waits for a full server, one that restarts, or its issuer of tokens. */
const unavailableCodes: Readonly<Partial<Record<Refusal, string>>> = {
  draining: 'shutting_down',
  unauthorized: 'token_not_checked',
}

/** Problem details (RFC 9457). `symbols`: the unknown ones. */
export function problemBody(status: number, detail: string, refusal?: Refusal, symbols?: readonly string[]): string {
  const known = problemCodes[status]
  const unavailable = status === 503 && refusal !== undefined ? unavailableCodes[refusal] : undefined
  const code = unavailable ?? known?.code ?? 'internal'
  const type = known?.described === true ? `/api/docs#${code}` : 'about:blank'
  return JSON.stringify({ type, title: STATUS_CODES[status] ?? 'Error', status, detail, code, symbols })
}
