import { WebSocket } from 'ws'
import type { CancelTimer, Clock } from '../../../lib/market/clock.ts'

export interface VenueSocketOptions {
  readonly url: string
  readonly clock: Clock
  /** Least time between two messages that we send. */
  readonly requestGapMs: number
  /** Nothing received for so long, pings of the venue included: the connection is dead, whatever TCP says. */
  readonly silenceMs: number
  /** What to send when the venue wants to hear from us, and how often. */
  readonly ping: { readonly everyMs: number; readonly text: () => string } | undefined
  readonly onOpen: () => void
  readonly onMessage: (raw: string, receivedTimeMs: number) => void
  /** Once, also when it never opened. `httpStatus`: what the venue answered instead of opening it. */
  readonly onClose: (reason: string, httpStatus?: number) => void
}

const messageBytesMax = 64 * 1024 * 1024
const handshakeMs = 10_000
const requestsMax = 10_000

/** One WebSocket to a venue: paced requests, pings, and an end when it falls silent. Not reused: a new one replaces it. */
export class VenueSocket {
  readonly #options: VenueSocketOptions
  readonly #socket: WebSocket
  readonly #requests: string[] = []
  #cancelRequest: CancelTimer | undefined
  #cancelPing: CancelTimer | undefined
  #cancelSilence: CancelTimer | undefined
  #heardAtMs: number
  #closed = false

  constructor(options: VenueSocketOptions) {
    this.#options = options
    this.#heardAtMs = options.clock.now()
    this.#socket = new WebSocket(options.url, {
      maxPayload: messageBytesMax,
      handshakeTimeout: handshakeMs,
      perMessageDeflate: false,
    })
    this.#socket.on('open', () => {
      this.#heard()
      this.#schedulePing()
      options.onOpen()
    })
    this.#socket.on('message', (content, isBinary) => {
      this.#heard()
      // Every venue here speaks text; a binary frame is handed on to be counted as what it is: unreadable.
      if (!this.#closed)
        options.onMessage(
          isBinary ? `binary message of ${String(content).length} characters` : String(content),
          options.clock.now(),
        )
    })
    this.#socket.on('ping', () => this.#heard())
    this.#socket.on('pong', () => this.#heard())
    this.#socket.on('unexpected-response', (request, { statusCode }) => {
      request.destroy()
      this.#end(`refused with HTTP status ${statusCode}`, statusCode)
    })
    this.#socket.on('error', (error) => this.#end(error.message))
    this.#socket.on('close', (code, reason) =>
      this.#end(`closed by the venue with code ${code}${reason.length > 0 ? `: ${reason.toString()}` : ''}`),
    )
    this.#watchSilence()
  }

  /** When it last brought anything, pings included. */
  get heardAtMs(): number {
    return this.#heardAtMs
  }

  /** Sends when the venue's limit allows, in order. */
  request(text: string): void {
    if (this.#closed || this.#requests.length >= requestsMax) return
    this.#requests.push(text)
    if (this.#cancelRequest === undefined) this.#sendNext()
  }

  close(reason = 'closed by us'): void {
    this.#end(reason)
  }

  #sendNext(): void {
    const text = this.#requests.shift()
    if (text === undefined || this.#closed) {
      this.#cancelRequest = undefined
      return
    }
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text)
    this.#cancelRequest = this.#options.clock.after(this.#options.requestGapMs, () => this.#sendNext())
  }

  #schedulePing(): void {
    const { ping, clock } = this.#options
    if (ping === undefined || this.#closed) return
    this.#cancelPing = clock.after(ping.everyMs, () => {
      this.request(ping.text())
      this.#schedulePing()
    })
  }

  #heard(): void {
    this.#heardAtMs = this.#options.clock.now()
  }

  #watchSilence(): void {
    const { clock, silenceMs } = this.#options
    const leftMs = this.#heardAtMs + silenceMs - clock.now()
    if (leftMs <= 0) this.#end(`nothing received for ${Math.round(silenceMs / 1000)} s`)
    else this.#cancelSilence = clock.after(leftMs, () => this.#watchSilence())
  }

  #end(reason: string, httpStatus?: number): void {
    if (this.#closed) return
    this.#closed = true
    this.#cancelRequest?.()
    this.#cancelPing?.()
    this.#cancelSilence?.()
    // A peer that is silent would not answer a closing handshake either.
    this.#socket.terminate()
    this.#options.onClose(reason, httpStatus)
  }
}
