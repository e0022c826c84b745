import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../../lib/market/clock.ts'
import type { CloseName } from '../../lib/protocol/close-codes.ts'
import type { Broadcaster } from './broadcaster.ts'
import { admit, queryOf } from './handshake.ts'
import { answerMethod, answerProblem, answerTooMuch, answerUnknown, corsHeaders } from './http-answer.ts'
import { Session } from './session.ts'
import type { Transport } from './transport.ts'
import { subscriptionsOf } from './url-subscriptions.ts'

/** From `bye` until a connection that has not read it is cut. */
const closeMs = 5_000

class EventStreamTransport implements Transport {
  readonly kind = 'sse'
  readonly encoding = 'json'
  readonly #response: ServerResponse
  readonly #clock: Clock

  constructor(response: ServerResponse, clock: Clock) {
    this.#response = response
    this.#clock = clock
  }

  write(frames: Buffer): number {
    if (this.#response.writableEnded || this.#response.destroyed) return 0
    this.#response.write(frames)
    return this.#response.writableLength
  }

  get bufferedBytes(): number {
    return this.#response.writableLength
  }

  /** A comment: proxies cut streams that are silent for a minute. */
  ping(): void {
    if (!this.#response.writableEnded) this.#response.write(': ping\n\n')
  }

  close(name: CloseName): void {
    const response = this.#response
    if (response.destroyed) return
    response.once(
      'close',
      this.#clock.after(closeMs, () => response.destroy()),
    )
    // `end` waits for the reader.
    if (name === 'slowConsumer') response.destroy()
    else response.end()
  }

  terminate(): void {
    this.#response.destroy()
  }
}

/** `GET /api/stream?symbols=A,B&rate=4`: the JSON messages as server-sent events. */
export class EventStreamEndpoint {
  readonly #broadcaster: Broadcaster

  constructor(broadcaster: Broadcaster) {
    this.#broadcaster = broadcaster
  }

  request(request: IncomingMessage, response: ServerResponse): void {
    const broadcaster = this.#broadcaster
    if (answerMethod(broadcaster, request, response)) return
    const messages = subscriptionsOf(queryOf(request))
    if (typeof messages === 'string') {
      broadcaster.viewers.refuse('malformed', 400, messages)
      answerProblem(broadcaster, request, response, 400, messages)
      return
    }
    admit(broadcaster, request, (result) => {
      if (response.destroyed) return
      if ('refusal' in result) {
        answerProblem(broadcaster, request, response, result.httpStatus, result.text, result)
        return
      }
      if (answerUnknown(broadcaster, request, response, messages)) return
      if (answerTooMuch(broadcaster, request, response, messages, result.address)) return
      request.socket.setNoDelay(true)
      // It may be silent for as long as nothing happens.
      request.socket.setTimeout(0)
      response.writeHead(200, {
        ...corsHeaders(broadcaster, request),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        // nginx would collect the events.
        'x-accel-buffering': 'no',
      })
      const transport = new EventStreamTransport(response, broadcaster.clock)
      const session = new Session(transport, result.address, broadcaster.clock.now())
      session.authorizedUntilMs = result.authorizedUntilMs
      response.on('close', () => broadcaster.gone(session))
      broadcaster.open(session)
      for (const message of messages) broadcaster.execute(session, message)
      // Nothing that it asked for could be granted: it has been told, and would wait for ever.
      if (session.subscriptions.length === 0) broadcaster.end(session, 'policy')
    })
  }
}
