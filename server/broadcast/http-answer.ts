import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SubscribeMessage } from '../../lib/protocol/messages.ts'
import type { Broadcaster } from './broadcaster.ts'
import { shorten } from './client-message.ts'
import type { Refusal } from './counters.ts'
import { originOf, problemBody } from './handshake.ts'
import { weightOf } from './message-weight.ts'
import { allUnknown } from './url-subscriptions.ts'

/** Any origin that may connect may read. */
export function corsHeaders(broadcaster: Broadcaster, request: IncomingMessage): Record<string, string> {
  const { originsAllowed } = broadcaster.options
  if (originsAllowed.length === 0) return { 'access-control-allow-origin': '*' }
  const origin = originOf(request)
  return origin !== undefined && originsAllowed.includes(origin)
    ? { 'access-control-allow-origin': origin, vary: 'origin' }
    : { vary: 'origin' }
}

/** Answers what is not GET; true when it did. */
export function answerMethod(broadcaster: Broadcaster, request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method === 'GET') return false
  if (request.method === 'OPTIONS') {
    const allowed = {
      'access-control-allow-methods': 'GET',
      'access-control-allow-headers': 'authorization',
      allow: 'GET, OPTIONS',
    }
    response.writeHead(204, { ...corsHeaders(broadcaster, request), ...allowed }).end()
    return true
  }
  response.setHeader('allow', 'GET, OPTIONS')
  answerProblem(broadcaster, request, response, 405, `Cannot ${request.method ?? ''} here: expected GET`)
  return true
}

export function answerProblem(
  broadcaster: Broadcaster,
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  detail: string,
  more: { readonly refusal?: Refusal; readonly symbols?: readonly string[] } = {},
): void {
  const retry = status === 503 || status === 429 ? { 'retry-after': '5' } : {}
  const type = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }
  const body = problemBody(status, detail, more.refusal, more.symbols)
  response.writeHead(status, { ...corsHeaders(broadcaster, request), ...type, ...retry }).end(body)
}

/** Answers what is too much work for the address in this second; true when it did. */
export function answerTooMuch(
  broadcaster: Broadcaster,
  request: IncomingMessage,
  response: ServerResponse,
  messages: readonly SubscribeMessage[],
  address: string,
): boolean {
  const { viewers } = broadcaster
  const weight = messages.reduce((sum, message) => sum + weightOf(message, undefined), 0)
  if (viewers.affords(address, weight)) return false
  const detail = `More work is asked for from ${address} than may be done in a second: try again in one`
  const { httpStatus } = viewers.refuse('address', 429, detail)
  answerProblem(broadcaster, request, response, httpStatus, detail)
  return true
}

/** Answers what asks for nothing but symbols that are not known; true when it did. */
export function answerUnknown(
  broadcaster: Broadcaster,
  request: IncomingMessage,
  response: ServerResponse,
  messages: readonly SubscribeMessage[],
): boolean {
  const unknown = allUnknown(messages, (symbol) => broadcaster.knows(symbol))
  if (unknown === undefined) return false
  const named = unknown.slice(0, 5).map((symbol) => JSON.stringify(shorten(symbol)))
  const more = unknown.length > named.length ? ` and ${unknown.length - named.length} more` : ''
  const detail = `No instrument is known for ${named.join(', ')}${more}`
  broadcaster.viewers.refuse('malformed', 404, detail)
  answerProblem(broadcaster, request, response, 404, detail, { symbols: unknown.slice(0, 100).map(shorten) })
  return true
}
