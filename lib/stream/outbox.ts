import type { CancelTimer } from '../market/clock.ts'
import type { ClientMessage, ErrorMessage, RequestId, SubscribedMessage } from '../protocol/messages.ts'
import type { StreamEnvironment } from './environment.ts'

/** `more`: another answer to the same request follows, as where some symbols are refused and the others granted. */
export type OnAnswer = (answer: Answer) => 'done' | 'more'
export type Answer = SubscribedMessage | ErrorMessage
export type Request = Extract<ClientMessage, { readonly subscription?: number; readonly id?: RequestId }>

interface Waiting {
  sentMs: number
  readonly onAnswer: OnAnswer
  /** An answer that another one should have followed. */
  refused: ErrorMessage | undefined
}

/** Answers come with the next flush at the latest; beyond this the server has lost its mind or the connection is half dead. */
const answerWithinMs = 15_000
/** Between two checks; beyond this the page slept or its clock was set, and the server had no time to answer in. */
const checkedWithinMs = 3_000
/** Of the server's limit: as much at once, and as much again within the second, stay below it. */
const share = 0.45

/** Numbers requests, brings their answers back, and keeps below the server's limit of messages per second. */
export class Outbox {
  readonly #environment: StreamEnvironment
  readonly #send: (text: string) => void
  readonly #onSilent: () => void
  #perSecondMax = 10
  #allowance = 10
  #allowanceMs = 0
  #queue: string[] = []
  #timer: CancelTimer | undefined
  #nextId = 1
  #checkedMs = 0
  readonly #waiting = new Map<RequestId, Waiting>()

  /** `onSilent`: a request has waited too long. */
  constructor(environment: StreamEnvironment, send: (text: string) => void, onSilent: () => void) {
    this.#environment = environment
    this.#send = send
    this.#onSilent = onSilent
  }

  /** A new connection, with the server's limit. */
  open(messagesPerSecondMax: number): void {
    this.close()
    this.#perSecondMax = Math.max(1, messagesPerSecondMax * share)
    this.#allowance = this.#perSecondMax
    this.#allowanceMs = this.#environment.now()
    this.#checkedMs = this.#allowanceMs
  }

  close(): void {
    this.#timer?.()
    this.#timer = undefined
    this.#queue = []
    this.#waiting.clear()
  }

  request(message: Request, onAnswer: OnAnswer): void {
    const id = this.#nextId
    this.#nextId += 1
    this.#waiting.set(id, { sentMs: this.#environment.now(), onAnswer, refused: undefined })
    this.send({ ...message, id })
  }

  send(message: ClientMessage): void {
    this.#queue.push(JSON.stringify(message))
    this.#drain()
  }

  /** Whether it was the answer to a request of ours. */
  answer(answer: Answer): boolean {
    const waiting = answer.id === undefined ? undefined : this.#waiting.get(answer.id)
    if (waiting === undefined || answer.id === undefined) return false
    if (waiting.onAnswer(answer) === 'done') this.#waiting.delete(answer.id)
    else if (answer.type === 'error') waiting.refused = answer
    return true
  }

  /** To be called about once a second. */
  check(nowMs: number): void {
    const pausedMs = nowMs - this.#checkedMs
    this.#checkedMs = nowMs
    if (pausedMs < 0 || pausedMs > checkedWithinMs) for (const waiting of this.#waiting.values()) waiting.sentMs += pausedMs
    if (this.#queue.length > 0) return
    for (const [id, { sentMs, onAnswer, refused }] of [...this.#waiting]) {
      if (nowMs - sentMs <= answerWithinMs) continue
      this.#waiting.delete(id)
      if (refused !== undefined) {
        onAnswer({ ...refused, code: 'not_available' })
        continue
      }
      this.#onSilent()
      return
    }
  }

  #drain(): void {
    const now = this.#environment.now()
    const gained = Math.max(0, now - this.#allowanceMs) * (this.#perSecondMax / 1000)
    this.#allowance = Math.min(this.#perSecondMax, this.#allowance + gained)
    this.#allowanceMs = now
    let sent = 0
    while (sent < this.#queue.length && this.#allowance >= 1) {
      this.#send(this.#queue[sent] as string)
      this.#allowance -= 1
      sent += 1
    }
    this.#queue.splice(0, sent)
    if (this.#queue.length === 0 || this.#timer !== undefined) return
    this.#timer = this.#environment.after(Math.ceil(1000 / this.#perSecondMax), () => {
      this.#timer = undefined
      this.#drain()
    })
  }
}
