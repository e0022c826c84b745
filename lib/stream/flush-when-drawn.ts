import type { CancelTimer } from '../market/clock.ts'
import type { StreamEnvironment } from './environment.ts'
import { type Flusher, hiddenFlushMs } from './flush-scheduler.ts'

/** What the server sends in one write comes as several messages, a few ms apart: all of it in one frame. */
const gatherMs = 4

/**
 * At once, but not again before what was flushed last is on the screen: what comes meanwhile is merged. For a stream that
 * is received in another thread than the one that draws.
 */
export class FlushWhenDrawn implements Flusher {
  readonly #environment: StreamEnvironment
  /** Returns whether there was anything to draw. */
  readonly #flush: () => boolean
  readonly #onFrame: (nowMs: number, waitedMs: number) => void
  #cancel: CancelTimer | undefined
  /** Since when something waits to be flushed, and since when what is being drawn had waited. */
  #requestedMs: number | undefined
  #drawingSinceMs: number | undefined

  constructor(environment: StreamEnvironment, flush: () => boolean, onFrame: (nowMs: number, waitedMs: number) => void) {
    this.#environment = environment
    this.#flush = flush
    this.#onFrame = onFrame
  }

  request(): void {
    this.#requestedMs ??= this.#environment.now()
    if (this.#drawingSinceMs === undefined) this.#plan()
  }

  /** The latest flush is on the screen. */
  drawn(): void {
    const sinceMs = this.#drawingSinceMs
    if (sinceMs === undefined) return
    this.#drawingSinceMs = undefined
    const { now, hidden } = this.#environment
    const nowMs = now.call(this.#environment)
    // Nothing is drawn in a hidden page: how long that took says nothing of it.
    if (!hidden) this.#onFrame(nowMs, Math.max(0, nowMs - sinceMs))
    if (this.#requestedMs !== undefined) this.#plan()
  }

  visibilityChanged(): void {
    if (this.#cancel === undefined) return
    this.#stop()
    this.#plan()
  }

  cancel(): void {
    this.#stop()
    this.#requestedMs = undefined
    this.#drawingSinceMs = undefined
  }

  #plan(): void {
    const { hidden } = this.#environment
    this.#cancel ??= this.#environment.after(hidden ? hiddenFlushMs : gatherMs, () => this.#run())
  }

  #run(): void {
    this.#cancel = undefined
    const sinceMs = this.#requestedMs
    this.#requestedMs = undefined
    if (this.#flush()) this.#drawingSinceMs = sinceMs
  }

  #stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }
}
