import type { CancelTimer } from '../market/clock.ts'
import type { StreamEnvironment } from './environment.ts'
import { type Flusher, hiddenFlushMs } from './flusher.ts'

/** What the server sends in one write comes as several messages, a few ms apart: all of it in one frame. */
const gatherMs = 4

export interface FlushWhenDrawnParts {
  /** Returns whether there was anything to draw. */
  readonly flush: () => boolean
  /** For how long nothing of what waits need be drawn. */
  readonly restMs: () => number
  /** The latest flush was drawn; that took the page so long. */
  readonly onFrame: (nowMs: number, waitedMs: number) => void
}

/**
 * At once, but not again before what was flushed last is on the screen: what comes meanwhile is merged. For a stream that
 * is received in another thread than the one that draws.
 */
export class FlushWhenDrawn implements Flusher {
  readonly #environment: StreamEnvironment
  readonly #parts: FlushWhenDrawnParts
  #cancel: CancelTimer | undefined
  #rests = false
  /** Something waits to be flushed. */
  #requested = false
  #plannedMs = 0
  /** Since when the page has what it is drawing. */
  #drawingSinceMs: number | undefined

  constructor(environment: StreamEnvironment, parts: FlushWhenDrawnParts) {
    this.#environment = environment
    this.#parts = parts
  }

  request(): void {
    this.#requested = true
    if (this.#drawingSinceMs !== undefined) return
    // What has come since does not rest.
    if (this.#rests && this.#parts.restMs() === 0) this.#stop()
    // In a page that is hidden for long, timers run once a minute where this is not a thread of its own.
    else if (this.#cancel !== undefined && Math.abs(this.#environment.now() - this.#plannedMs) >= hiddenFlushMs) {
      this.#stop()
      this.#run()
      return
    }
    this.#plan()
  }

  /** The latest flush is on the screen. */
  drawn(): void {
    const sinceMs = this.#drawingSinceMs
    if (sinceMs === undefined) return
    this.#drawingSinceMs = undefined
    const { hidden } = this.#environment
    const nowMs = this.#environment.now()
    // Nothing is drawn in a hidden page: how long that took says nothing of it.
    if (!hidden) this.#parts.onFrame(nowMs, Math.max(0, nowMs - sinceMs))
    if (this.#requested) this.#plan()
  }

  visibilityChanged(): void {
    if (this.#cancel === undefined) return
    this.#stop()
    this.#plan()
  }

  cancel(): void {
    this.#stop()
    this.#requested = false
    this.#drawingSinceMs = undefined
  }

  #plan(): void {
    if (this.#cancel !== undefined) return
    // Timers drop what is less than a millisecond: one that ran early would find nothing due, and the page be drawn twice.
    const restMs = Math.ceil(this.#parts.restMs())
    this.#rests = restMs > 0
    this.#plannedMs = this.#environment.now()
    const delayMs = Math.max(this.#environment.hidden ? hiddenFlushMs : gatherMs, restMs)
    this.#cancel = this.#environment.after(delayMs, () => this.#run())
  }

  #run(): void {
    this.#cancel = undefined
    this.#requested = false
    if (this.#parts.flush()) this.#drawingSinceMs = this.#environment.now()
  }

  #stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }
}
