import type { CancelTimer } from '../market/clock.ts'
import type { StreamEnvironment } from './environment.ts'
import { type Flusher, hiddenFlushMs } from './flusher.ts'

/**
 * For a client in one thread (client.ts), which no browser runs: one call per animation frame in which something changed. Animation frames stop in hidden pages and in windows that are
 * covered, and timers there are throttled to one a minute: so whatever arrives also looks whether a flush is overdue.
 */
export class FlushScheduler implements Flusher {
  readonly #environment: StreamEnvironment
  readonly #flush: () => void
  readonly #onFrame: (nowMs: number, waitedMs: number) => void
  #cancel: CancelTimer | undefined
  #requestedMs = 0

  /** `onFrame`: an animation frame was drawn, whose oldest change had waited so long. */
  constructor(environment: StreamEnvironment, flush: () => void, onFrame: (nowMs: number, waitedMs: number) => void) {
    this.#environment = environment
    this.#flush = flush
    this.#onFrame = onFrame
  }

  request(): void {
    const { hidden } = this.#environment
    const now = this.#environment.now()
    if (this.#cancel === undefined) {
      this.#requestedMs = now
      this.#cancel = hidden
        ? this.#environment.after(hiddenFlushMs, () => this.#run())
        : this.#environment.frame(() => this.#drawn())
    } else if (Math.abs(now - this.#requestedMs) >= hiddenFlushMs) {
      this.#run()
    }
  }

  /** The page was hidden or shown: what is pending moves to the timer that runs now. */
  visibilityChanged(): void {
    if (this.#cancel === undefined) return
    this.cancel()
    this.request()
  }

  cancel(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #drawn(): void {
    const requestedMs = this.#requestedMs
    this.#run()
    const now = this.#environment.now()
    this.#onFrame(now, Math.max(0, now - requestedMs))
  }

  #run(): void {
    this.cancel()
    this.#flush()
  }
}
