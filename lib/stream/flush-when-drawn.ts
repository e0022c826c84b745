import type { CancelTimer } from '../market/clock.ts'
import type { StreamEnvironment } from './environment.ts'
import { type Flusher, hiddenFlushMs } from './flusher.ts'
import type { Drawn } from './frame-steps.ts'

/**
 * Drawing takes the page at most an eighth of its time: one with sixty rows that all move is told ten times a second where that
 * draws them in 12 ms, and less often where it takes longer.
 */
const restPerDrawing = 8
/** What moves is still seen to move. */
const restMsMax = 400

/** What the server sends in one write comes as several messages, a few ms apart: all of it in one frame. */
const gatherMs = 4

export interface FlushWhenDrawnParts {
  /** Returns whether there was anything to draw. */
  readonly flush: () => boolean
  /** Something waits that no slow page may hold back. */
  readonly isUrgent: () => boolean
  /** The latest flush was drawn; each frame of it took so long. */
  readonly onFrame: (nowMs: number, tookMs: number) => void
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
  #restUntilMs = 0
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
    if (this.#rests && this.#parts.isUrgent()) this.#stop()
    // In a page that is hidden for long, timers run once a minute where this is not a thread of its own.
    else if (this.#cancel !== undefined && Math.abs(this.#environment.now() - this.#plannedMs) >= hiddenFlushMs) {
      this.#stop()
      this.#run()
      return
    }
    this.#plan()
  }

  /** The latest flush is on the screen. */
  drawn({ tookMs, frames }: Drawn): void {
    const sinceMs = this.#drawingSinceMs
    if (sinceMs === undefined) return
    this.#drawingSinceMs = undefined
    const { hidden } = this.#environment
    const nowMs = this.#environment.now()
    // Nothing is drawn in a hidden page: how long that took says nothing of it.
    if (!hidden) {
      this.#parts.onFrame(nowMs, tookMs / frames)
      this.#restUntilMs = sinceMs + Math.min(restMsMax, tookMs * restPerDrawing)
    }
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
    const restMs = Math.ceil(this.#restMs())
    this.#rests = restMs > 0
    this.#plannedMs = this.#environment.now()
    const delayMs = Math.max(this.#environment.hidden ? hiddenFlushMs : gatherMs, restMs)
    this.#cancel = this.#environment.after(delayMs, () => this.#run())
  }

  #restMs(): number {
    const restMs = this.#restUntilMs - this.#environment.now()
    // A clock that was put back does not make anybody wait for it.
    return restMs <= 0 || restMs > restMsMax || this.#parts.isUrgent() ? 0 : restMs
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
