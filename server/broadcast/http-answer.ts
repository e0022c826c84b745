import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Broadcaster } from './broadcaster.ts'
import { originOf, problemBody } from './handshake.ts'

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
): void {
  const retry = status === 503 || status === 429 ? { 'retry-after': '5' } : {}
  const type = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }
  response.writeHead(status, { ...corsHeaders(broadcaster, request), ...type, ...retry }).end(problemBody(status, detail))
}
