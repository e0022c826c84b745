import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CancelTimer } from '../../lib/market/clock.ts'
import type { CloseName } from '../../lib/protocol/close-codes.ts'
import { hasMissed } from './backpressure.ts'
import type { Broadcaster } from './broadcaster.ts'
import { admit, queryOf } from './handshake.ts'
import { answerMethod, answerProblem, answerTooMuch, answerUnknown, corsHeaders } from './http-answer.ts'
import { Session } from './session.ts'
import type { Transport } from './transport.ts'
import { subscriptionsOf } from './url-subscriptions.ts'

const nothing = Buffer.alloc(0)
/** A longer answer is not kept to be given again. */
const keptBytesMax = 262_144
/** Answers kept and answers that are being read, of all polls. */
const allBytesMax = 67_108_864

interface WaitingPoll {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly cancelTimer: CancelTimer
}

/** Messages of one long poll between two requests. What changes meanwhile is merged, as for any viewer that is paused. */
class PollTransport implements Transport {
  readonly kind = 'poll'
  readonly encoding = 'json'
  readonly token = randomBytes(16).toString('hex')
  /** Number of the latest answer. */
  cursor = 0
  /** The latest answer, should it have been lost on the way; empty once it is known to have arrived, or when it is too long. */
  lastBody: Buffer = nothing
  messages: string[] = []
  waiting: WaitingPoll | undefined = undefined
  /** When its streams were checked last. */
  checkedMs = 0
  readonly #onClose: () => void

  constructor(onClose: () => void) {
    this.#onClose = onClose
  }

  write(frames: Buffer): number {
    this.messages.push(frames.toString())
    return 0
  }

  get bufferedBytes(): number {
    return 0
  }

  ping(): void {
    // Its requests are its signs of life.
  }

  close(_name: CloseName): void {
    this.#onClose()
  }

  terminate(): void {
    this.#onClose()
  }
}

/**
 * `GET /api/poll?symbols=A,B&rate=4` begins and answers `{session, cursor, messages}`; `GET /api/poll?session=&cursor=` waits
 * for something new. With the cursor before, the latest answer comes again.
 */
export class PollEndpoint {
  readonly #broadcaster: Broadcaster
  readonly #polls = new Map<string, { readonly session: Session; readonly transport: PollTransport }>()

  #bytes = 0

  constructor(broadcaster: Broadcaster) {
    this.#broadcaster = broadcaster
    broadcaster.onInstant = () => this.#answerWaiting()
  }

  request(request: IncomingMessage, response: ServerResponse): void {
    if (answerMethod(this.#broadcaster, request, response)) return
    const query = queryOf(request)
    const token = query.get('session')
    if (token === null) this.#begin(request, response, query)
    else this.#continue(request, response, token, query.get('cursor'))
  }

  #begin(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void {
    const broadcaster = this.#broadcaster
    if (this.#bytes > allBytesMax) {
      const { httpStatus, text } = broadcaster.viewers.refuse('full', 503, 'Too many answers of polls are still being read')
      answerProblem(broadcaster, request, response, httpStatus, text)
      return
    }
    admit(broadcaster, request, (result) => {
      if (response.destroyed) return
      if ('refusal' in result) {
        answerProblem(broadcaster, request, response, result.httpStatus, result.text, result)
        return
      }
      // After the token: who asks for nothing learns whether it would be let in.
      const messages = subscriptionsOf(query)
      if (typeof messages === 'string') {
        broadcaster.viewers.refuse('malformed', 400, messages)
        answerProblem(broadcaster, request, response, 400, messages)
        return
      }
      if (answerUnknown(broadcaster, request, response, messages)) return
      if (answerTooMuch(broadcaster, request, response, messages, result.address)) return
      const transport = new PollTransport(() => this.#forget(transport, session))
      transport.checkedMs = broadcaster.clock.now()
      const session = new Session(transport, result.address, broadcaster.clock.now())
      session.authorizedUntilMs = result.authorizedUntilMs
      session.paused = true
      this.#polls.set(transport.token, { session, transport })
      broadcaster.open(session)
      for (const message of messages) broadcaster.execute(session, message)
      this.#deliver(session, transport)
      this.#answer(request, response, transport)
      if (session.subscriptions.length === 0) broadcaster.end(session, 'policy')
    })
  }

  #continue(request: IncomingMessage, response: ServerResponse, token: string, cursorText: string | null): void {
    const broadcaster = this.#broadcaster
    const poll = this.#polls.get(token)
    if (poll === undefined) {
      answerProblem(broadcaster, request, response, 410, 'This poll has ended: begin again with ?symbols=A,B&rate=4')
      return
    }
    const { session, transport } = poll
    const cursor = Number(cursorText ?? Number.NaN)
    if (cursor !== transport.cursor && cursor !== transport.cursor - 1) {
      const detail = `Cannot continue from cursor ${JSON.stringify(cursorText)}: expected ${transport.cursor}`
      answerProblem(broadcaster, request, response, 409, detail)
      return
    }
    broadcaster.heard(session)
    this.#release(transport)
    if (cursor === transport.cursor - 1) {
      this.#repeat(request, response, session, transport)
      return
    }
    this.#keep(transport, nothing)
    if (transport.messages.length > 0 || hasMissed(session)) {
      broadcaster.counters.polls += 1
      this.#deliver(session, transport)
      this.#answer(request, response, transport)
    } else {
      const cancelTimer = broadcaster.clock.after(broadcaster.options.pollWaitMs, () => {
        this.#deliver(session, transport)
        this.#release(transport)
      })
      transport.waiting = { request, response, cancelTimer }
      broadcaster.counters.polls += 1
      response.on('close', () => {
        if (transport.waiting?.response !== response) return
        cancelTimer()
        transport.waiting = undefined
      })
    }
  }

  #deliver(session: Session, transport: PollTransport): void {
    const { clock, options } = this.#broadcaster
    const now = clock.now()
    const check = now - transport.checkedMs >= options.checkMs
    if (check) transport.checkedMs = now
    this.#broadcaster.deliver(session, check)
  }

  #repeat(request: IncomingMessage, response: ServerResponse, session: Session, transport: PollTransport): void {
    const broadcaster = this.#broadcaster
    if (transport.lastBody.length > 0 && this.#bytes <= allBytesMax) {
      broadcaster.counters.polls += 1
      this.#write(request, response, transport.lastBody)
      return
    }
    answerProblem(broadcaster, request, response, 410, 'This answer is not kept, and the poll has ended: begin again')
    broadcaster.end(session, 'idle')
  }

  /** At the end of a flush instant: who waits gets what changed. */
  #answerWaiting(): void {
    for (const { session, transport } of this.#polls.values()) {
      if (transport.waiting === undefined || (transport.messages.length === 0 && !hasMissed(session))) continue
      this.#deliver(session, transport)
      this.#broadcaster.heard(session)
      this.#release(transport)
    }
  }

  /** Answers a request that waits with what there is, which may be nothing. */
  #release(transport: PollTransport): void {
    const { waiting } = transport
    if (waiting === undefined) return
    transport.waiting = undefined
    waiting.cancelTimer()
    this.#answer(waiting.request, waiting.response, transport)
  }

  #answer(request: IncomingMessage, response: ServerResponse, transport: PollTransport): void {
    transport.cursor += 1
    const { token, cursor, messages } = transport
    const body = Buffer.from(`{"session":"${token}","cursor":${cursor},"messages":[${messages.join(',')}]}`)
    transport.messages = []
    this.#keep(transport, body)
    this.#write(request, response, body)
  }

  #keep(transport: PollTransport, body: Buffer): void {
    this.#bytes -= transport.lastBody.length
    transport.lastBody = body.length > keptBytesMax || this.#bytes + body.length > allBytesMax ? nothing : body
    this.#bytes += transport.lastBody.length
  }

  #write(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const { clock, options } = this.#broadcaster
    const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }
    this.#bytes += body.length
    // Who has not read it by then has lost the poll as well.
    const cancel = clock.after(options.pollExpiryMs, () => response.destroy())
    const done = () => {
      cancel()
      this.#bytes -= body.length
    }
    if (response.destroyed) done()
    else response.once('close', done)
    response.writeHead(200, { ...corsHeaders(this.#broadcaster, request), ...headers }).end(body)
  }

  #forget(transport: PollTransport, session: Session): void {
    this.#release(transport)
    this.#keep(transport, nothing)
    this.#polls.delete(transport.token)
    this.#broadcaster.gone(session)
  }
}
