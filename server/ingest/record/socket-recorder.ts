import type { CancelTimer, Clock } from '../../../lib/market/clock.ts'
import { Backoff } from '../live/backoff.ts'
import { VenueSocket } from '../live/venue-socket.ts'

export interface SocketRecorderOptions {
  readonly url: string
  /** Sent on each new connection, in order. */
  readonly send: readonly string[]
  /** Sent every 20 s, where the venue closes connections that say nothing. */
  readonly ping: string | undefined
  readonly clock: Clock
  readonly onRaw: (raw: string, receivedTimeMs: number, connection: number) => void
  readonly onClosed: (reason: string) => void
}

const pingEveryMs = 20_000
/** Of a venue nobody knows yet, so long that a quiet one is not taken for dead. */
const silenceMs = 120_000
const requestGapMs = 250
const reconnectBaseMs = 1_000
const reconnectCapMs = 30_000

/** Every message of any WebSocket as it came, of a venue that no code here knows: the first look at it. */
export class SocketRecorder {
  readonly #options: SocketRecorderOptions
  readonly #backoff = new Backoff(reconnectBaseMs, reconnectCapMs, Math.random)
  #socket: VenueSocket | undefined
  #cancelReconnect: CancelTimer | undefined
  #connections = 0
  #stopped = false

  constructor(options: SocketRecorderOptions) {
    this.#options = options
  }

  start(): void {
    const { url, send, ping, clock, onRaw } = this.#options
    const connection = this.#connections++
    const socket = new VenueSocket({
      ...{ url, clock, requestGapMs, silenceMs },
      ping: ping === undefined ? undefined : { everyMs: pingEveryMs, text: () => ping },
      onOpen: () => {
        for (const text of send) socket.request(text)
      },
      onMessage: (raw, receivedTimeMs) => {
        this.#backoff.succeeded()
        onRaw(raw, receivedTimeMs, connection)
      },
      onClose: (reason) => this.#closed(reason),
    })
    this.#socket = socket
  }

  stop(): void {
    this.#stopped = true
    this.#cancelReconnect?.()
    this.#socket?.close()
  }

  #closed(reason: string): void {
    if (this.#stopped) return
    this.#options.onClosed(reason)
    this.#cancelReconnect = this.#options.clock.after(this.#backoff.next(), () => this.start())
  }
}
