import type { CancelTimer } from '../market/clock.ts'
import type { StreamEnvironment } from './environment.ts'

/** In rows of a list. Of more, a frame would take longer to draw on a slow processor without a graphics card than a key may wait. */
const roomOfFrame = 44
/** A window that is covered draws no frames and is not hidden: it counts as drawn then. */
const drawnWithinMs = 500

/** Writes something into the page. */
export interface FrameStep {
  readonly run: () => void
  /** What that costs the page to draw, in rows of a list. */
  readonly weight: number
}

/** What it took to show a flush. */
export interface Drawn {
  /** Of the page's own thread, to write, lay out and paint it, with whatever else it did in those frames. */
  readonly tookMs: number
  readonly frames: number
}

/**
 * Writes what one flush changed over as many frames as keep each of them short: sixty rows, a chart and a tape at once would
 * hold up what somebody types and clicks.
 */
export class FrameSteps {
  readonly #environment: Pick<StreamEnvironment, 'now' | 'after' | 'frame' | 'hidden'>
  #waiting: FrameStep[] = []
  #cancel: CancelTimer | undefined
  #onDrawn: ((drawn: Drawn) => void) | undefined
  #tookMs = 0
  #frames = 0
  /** Of the frame that is not painted yet. */
  #room = roomOfFrame

  constructor(environment: Pick<StreamEnvironment, 'now' | 'after' | 'frame' | 'hidden'>) {
    this.#environment = environment
  }

  /**
   * The first of them are written at once and not in the next animation frame: a chart that draws itself in that frame is then
   * in the same paint. `onDrawn`: the last of them is painted.
   */
  show(steps: readonly FrameStep[], onDrawn?: (drawn: Drawn) => void): void {
    for (const step of steps) this.#waiting.push(step)
    this.#onDrawn = onDrawn ?? this.#onDrawn
    if (this.#environment.hidden) {
      // No frame will come, and timers hardly.
      this.finish()
      return
    }
    const isFirst = this.#cancel === undefined
    if (isFirst) {
      this.#tookMs = 0
      this.#frames = 0
      this.#room = roomOfFrame
    }
    const beganMs = this.#environment.now()
    this.#write()
    this.#count(beganMs)
    if (isFirst && (steps.length > 0 || onDrawn !== undefined)) this.#paint(() => undefined)
  }

  /** What still waits is written now: nobody waits for a frame. */
  finish(): void {
    this.#cancel?.()
    this.#cancel = undefined
    const waiting = this.#waiting
    this.#waiting = []
    for (const { run } of waiting) run()
    const onDrawn = this.#onDrawn
    this.#onDrawn = undefined
    onDrawn?.({ tookMs: this.#tookMs, frames: Math.max(1, this.#frames) })
  }

  /** As many as the frame has room for, one at least in each. */
  #write(): void {
    let count = 0
    for (const { weight } of this.#waiting) {
      if (weight > this.#room && this.#room < roomOfFrame) break
      this.#room -= weight
      count += 1
    }
    for (const { run } of this.#waiting.splice(0, count)) run()
  }

  #writeNext(): void {
    this.#room = roomOfFrame
    this.#write()
  }

  #paint(write: () => void): void {
    const cancelTimer = this.#environment.after(drawnWithinMs, () => this.finish())
    let cancelNext = this.#environment.frame(() => {
      const beganMs = this.#environment.now()
      write()
      // Timers wait until the frame is painted.
      cancelNext = this.#environment.after(0, () => {
        cancelTimer()
        this.#frames += 1
        this.#count(beganMs)
        if (this.#waiting.length === 0) this.finish()
        else this.#paint(() => this.#writeNext())
      })
    })
    this.#cancel = () => {
      cancelNext()
      cancelTimer()
    }
  }

  #count(sinceMs: number): void {
    this.#tookMs += Math.max(0, this.#environment.now() - sinceMs)
  }
}
