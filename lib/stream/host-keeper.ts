import type { CancelTimer, Clock } from '../market/clock.ts'
import type { HostMessage, PageMessage } from './bridge-messages.ts'

/** Where the stream is received. */
export interface HostPort {
  post(message: PageMessage, transfer: Transferable[]): void
  /** Ends it at once, whatever it does. Only a thread of its own can be ended, and can die or hang unseen. */
  end?(): void
}

/** Of hosts of one page: after one a thread is worth another try, after two it is not. */
export const threadFailuresMax = 2

/** `failures`: how many hosts of this page have failed. */
export type OpenHost = (
  onMessage: (message: HostMessage) => void,
  onFailed: (reason: string) => void,
  failures: number,
) => HostPort

export interface HostEvents {
  onMessage(message: HostMessage): void
  /** A new one, which knows nothing yet. */
  onOpen(): void
  /** It is gone with all that it knew; another one is opened after the pause. */
  onLost(reason: string, pauseMs: number): void
}

const lookEveryMs = 1_000
/** Looks at a host that says nothing, asked each time: well above what a busy machine keeps a thread from running. */
const silentLooksMax = 6
/** Until it first says something: its files come over the network. */
const openingLooksMax = 20
const pauseMsFirst = 1_000
const pauseMsMax = 30_000
/** A thread that was looked at so often before it failed had been a good one: a page that is open for days loses some. */
const goodLooks = 600
/** A closed socket has said so by then. */
const farewellMs = 1_000

/**
 * Keeps a host that answers, and opens another when it does not (P4). Silence is counted in looks, each of which has asked,
 * and not in time: timers of a hidden page run once a minute, those of a busy or sleeping one late, and neither is the host's fault.
 */
export class HostKeeper {
  /** Names the host that is open now: another number whenever one is opened or lost. */
  turn = 0
  readonly #clock: Clock
  readonly #open: OpenHost
  readonly #events: HostEvents
  #port: HostPort | undefined
  #timer: CancelTimer | undefined
  #failures = 0
  #looksInAll = 0
  #looks = 0
  #looksMax = openingLooksMax

  constructor(clock: Clock, open: OpenHost, events: HostEvents) {
    this.#clock = clock
    this.#open = open
    this.#events = events
  }

  /** Opens one at once, if none is open. */
  open(): void {
    if (this.#port !== undefined) return
    this.#timer?.()
    this.#looks = 0
    this.#looksInAll = 0
    this.#looksMax = openingLooksMax
    const own = this.turn
    this.#port = this.#open(
      (message) => {
        if (own === this.turn) this.#heard(message)
      },
      (reason) => {
        if (own === this.turn) this.#failed(reason)
      },
      this.#failures,
    )
    if (this.hasThread) this.#look()
    this.#events.onOpen()
  }

  /** Whether the open one has a thread of its own. */
  get hasThread(): boolean {
    return this.#port?.end !== undefined
  }

  /** To nobody when none is open: the next is told everything. */
  post(message: PageMessage, transfer: Transferable[] = []): void {
    this.#port?.post(message, transfer)
  }

  close(): void {
    this.post({ type: 'close' })
    const port = this.#forget()
    if (port?.end !== undefined) this.#clock.after(farewellMs, () => port.end?.())
  }

  #look(): void {
    this.#timer = this.#clock.after(lookEveryMs, () => {
      this.#looks += 1
      this.#looksInAll += 1
      if (this.#looks >= this.#looksMax) {
        this.#failed('its thread does not answer')
        return
      }
      if (this.#looks > 1) this.post({ type: 'ping' })
      this.#look()
    })
  }

  #heard(message: HostMessage): void {
    this.#looks = 0
    this.#looksMax = silentLooksMax
    this.#events.onMessage(message)
  }

  #failed(reason: string): void {
    console.warn('The stream is opened anew:', reason)
    const ran = this.#looksMax === silentLooksMax
    this.#forget()?.end?.()
    if (this.#looksInAll >= goodLooks) this.#failures = 0
    // What could not be loaded will hardly be the next time.
    this.#failures = Math.max(this.#failures + 1, ran ? 0 : threadFailuresMax)
    const excess = this.#failures - threadFailuresMax
    const pauseMs = excess > 0 ? Math.min(pauseMsMax, pauseMsFirst * 2 ** (excess - 1)) : 0
    this.#timer = this.#clock.after(pauseMs, () => this.open())
    this.#events.onLost(reason, pauseMs)
  }

  #forget(): HostPort | undefined {
    const port = this.#port
    this.turn += 1
    this.#port = undefined
    this.#timer?.()
    return port
  }
}
