import type { Clock } from '../../../lib/market/clock.ts'

/** How long one run may hold the event loop before others get their turn. */
const sliceMs = 8
/** A pause longer than a timer can count (2^31 ms) is taken in parts. */
const timerMsMax = 60_000

/**
 * Decides when a recorded moment is due: at its distance from the first one, divided by the speed. Times that run backwards
 * are due at once: order is the recording's own, always.
 */
export class Pacer {
  readonly #clock: Clock
  readonly #speed: number
  #startedAtMs = 0
  #firstTimeMs = Number.NaN
  #sliceStartMs = 0
  #cancel: (() => void) | undefined
  #wake: (() => void) | undefined
  #stopped = false

  /** `speed`: 1 as recorded, Infinity as fast as possible. */
  constructor(clock: Clock, speed: number) {
    this.#clock = clock
    this.#speed = speed
  }

  /** 0: due now. Else how long to wait, as a hint. */
  waitMs(recordedTimeMs: number): number {
    const now = this.#clock.now()
    if (Number.isNaN(this.#firstTimeMs)) {
      this.#firstTimeMs = recordedTimeMs
      this.#startedAtMs = now
      this.#sliceStartMs = now
    }
    if (this.#stopped) return 0
    const dueAtMs = this.#startedAtMs + (recordedTimeMs - this.#firstTimeMs) / this.#speed
    if (dueAtMs > now) return dueAtMs - now
    // Behind or unpaced: still give way to others regularly.
    return now - this.#sliceStartMs >= sliceMs ? Number.MIN_VALUE : 0
  }

  async pause(waitMs: number): Promise<void> {
    if (this.#stopped) return
    if (waitMs === Number.MIN_VALUE) await new Promise<void>((resolve) => setImmediate(resolve))
    else {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        this.#cancel = this.#clock.after(Math.min(waitMs, timerMsMax), resolve)
      })
    }
    this.#sliceStartMs = this.#clock.now()
  }

  get stopped(): boolean {
    return this.#stopped
  }

  stop(): void {
    this.#stopped = true
    this.#cancel?.()
    this.#wake?.()
  }
}
