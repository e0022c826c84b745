import type { CancelTimer } from '../market/clock.ts'
import type { StreamEnvironment } from './environment.ts'

const beatMs = 1_000
const pingEveryMs = 5_000
/** After waking up, and when asked to make sure: how long the answer to a ping may take. */
const answerWithinMs = 4_000

export interface HeartbeatEvents {
  /** About once a second while connected. */
  onBeat(nowMs: number): void
  onPing(nowMs: number): void
  onSilent(reason: string): void
}

/**
 * Notices that a connection is dead. Timers of hidden pages are throttled to one a minute and stop during sleep, so that what
 * arrives beats too, and a late timer asks again before it judges.
 */
export class Heartbeat {
  readonly #environment: StreamEnvironment
  readonly #events: HeartbeatEvents
  #timer: CancelTimer | undefined
  #beatMs = 0
  #pingMs = 0
  #receivedMs = 0
  /** When the page wants an answer by; undefined: the usual silence counts. */
  #answerByMs: number | undefined
  #silentAfterMs = Number.POSITIVE_INFINITY
  #pings = false

  constructor(environment: StreamEnvironment, events: HeartbeatEvents) {
    this.#environment = environment
    this.#events = events
  }

  /** `silentAfterMs`: this long without anything is a dead connection. `pings`: whether the server can be asked. */
  start(silentAfterMs: number, pings: boolean): void {
    const now = this.#environment.now()
    this.#silentAfterMs = silentAfterMs
    this.#pings = pings
    this.#receivedMs = now
    this.#beatMs = now
    this.#answerByMs = undefined
    this.#ping(now)
    this.#arm()
  }

  stop(): void {
    this.#timer?.()
    this.#timer = undefined
  }

  received(): void {
    const now = this.#environment.now()
    this.#receivedMs = now
    this.#answerByMs = undefined
    if (this.#timer !== undefined && Math.abs(now - this.#beatMs) >= beatMs * 1.5) this.#beat(now)
  }

  /** Asks the server now, and takes silence for death sooner than usual: after sleep, or a change of network. */
  makeSure(): void {
    if (this.#timer === undefined || !this.#pings) return
    const now = this.#environment.now()
    this.#ping(now)
    this.#answerByMs = now + answerWithinMs
  }

  #arm(): void {
    this.#timer?.()
    this.#timer = this.#environment.after(beatMs, () => {
      const now = this.#environment.now()
      const late = now - this.#beatMs > beatMs * 3 || now < this.#beatMs
      // What arrived during the pause is delivered after this timer.
      if (late) {
        this.#receivedMs = now
        this.makeSure()
      }
      this.#beat(now)
    })
  }

  #beat(now: number): void {
    this.#beatMs = now
    const silence = this.#silence(now)
    if (silence !== undefined) {
      this.#events.onSilent(silence)
      return
    }
    if (now - this.#pingMs >= pingEveryMs || now < this.#pingMs) this.#ping(now)
    this.#arm()
    this.#events.onBeat(now)
  }

  #silence(now: number): string | undefined {
    if (this.#answerByMs !== undefined && now >= this.#answerByMs) return 'the server does not answer'
    const silentMs = now - this.#receivedMs
    return silentMs >= this.#silentAfterMs ? `nothing received for ${Math.round(silentMs / 1000)} s` : undefined
  }

  #ping(now: number): void {
    this.#pingMs = now
    if (this.#pings) this.#events.onPing(now)
  }
}
