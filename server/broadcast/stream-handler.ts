import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Broadcaster } from './broadcaster.ts'
import { EventStreamEndpoint } from './event-stream-endpoint.ts'
import { answerProblem } from './http-answer.ts'
import { PollEndpoint } from './poll-endpoint.ts'
import { WebSocketEndpoint } from './websocket-endpoint.ts'

/** What the HTTP server asks of each request and upgrade: true when it was taken. */
export interface StreamHandler {
  request(request: IncomingMessage, response: ServerResponse, path: string): boolean
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, path: string): boolean
}

/** The stream's paths: `/stream`, `/api/stream` and `/api/poll`. */
export function createStreamHandler(broadcaster: Broadcaster): StreamHandler {
  const websocket = new WebSocketEndpoint(broadcaster)
  const events = new EventStreamEndpoint(broadcaster)
  const poll = new PollEndpoint(broadcaster)
  return {
    request(request, response, path) {
      if (path === '/api/stream') events.request(request, response)
      else if (path === '/api/poll') poll.request(request, response)
      else if (path === '/stream') answerPlainRequest(broadcaster, request, response)
      else return false
      return true
    },
    upgrade(request, socket, head, path) {
      if (path !== '/stream') return false
      websocket.upgrade(request, socket, head)
      return true
    },
  }
}

/** [C1] A browser's address bar, or `curl` without more. */
function answerPlainRequest(broadcaster: Broadcaster, request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('upgrade', 'websocket')
  response.setHeader('connection', 'upgrade')
  const detail = 'Only a WebSocket is served here: expected an upgrade; GET /api/stream has the same without one'
  answerProblem(broadcaster, request, response, 426, detail)
}
