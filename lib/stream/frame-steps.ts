import type { CancelTimer } from '../market/clock.ts'
import type { StreamEnvironment } from './environment.ts'

/** For as many rows of a list as are drawn in this time each frame has room: the rest of 16 ms is the browser's, and what it takes varies. */
const frameMs = 10
/** Each frame costs something, however little is in it: a slow page would be slower with more of them. */
const roomMin = 24
const roomAtFirst = 44
/** Of less, most of what it takes is the frame's. */
const measuredFrom = 16
/** Of the latest flush, in what is known of the page's speed. */
const newest = 0.2

/** What was painted is then rasterized and composed, on the same core where there is no other: the next waits twice as long as its painting took. */
const restPerFrame = 2
const restMsMax = 40

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
  /** Of each frame, and what is left of it in the one that is not painted yet; in rows. */
  #frameRoom = roomAtFirst
  #room = roomAtFirst
  #weight = 0
  #msPerRow = frameMs / roomAtFirst

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
      this.#weight = 0
      this.#room = this.#frameRoom
    }
    const beganMs = this.#environment.now()
    this.#write()
    this.#count(beganMs)
    if (isFirst && (steps.length > 0 || onDrawn !== undefined)) this.#paint(() => undefined)
  }

  #measure(): void {
    if (this.#weight < measuredFrom) return
    this.#msPerRow += (this.#tookMs / this.#weight - this.#msPerRow) * newest
    this.#frameRoom = Math.max(roomMin, frameMs / this.#msPerRow)
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
      if (weight > this.#room && this.#room < this.#frameRoom) break
      this.#room -= weight
      this.#weight += weight
      count += 1
    }
    for (const { run } of this.#waiting.splice(0, count)) run()
  }

  #writeNext(): void {
    this.#room = this.#frameRoom
    this.#write()
  }

  #paint(write: () => void, restMs = 0): void {
    const cancelTimer = this.#environment.after(drawnWithinMs, () => this.finish())
    const draw = (): void => {
      const beganMs = this.#environment.now()
      write()
      // Timers wait until the frame is painted.
      cancelNext = this.#environment.after(0, () => {
        cancelTimer()
        this.#frames += 1
        const tookMs = this.#count(beganMs)
        if (this.#waiting.length > 0) {
          this.#paint(() => this.#writeNext(), Math.min(restMsMax, tookMs * restPerFrame))
          return
        }
        this.#measure()
        this.finish()
      })
    }
    let cancelNext =
      restMs === 0
        ? this.#environment.frame(draw)
        : this.#environment.after(restMs, () => {
            cancelNext = this.#environment.frame(draw)
          })
    this.#cancel = () => {
      cancelNext()
      cancelTimer()
    }
  }

  #count(sinceMs: number): number {
    const tookMs = Math.max(0, this.#environment.now() - sinceMs)
    this.#tookMs += tookMs
    return tookMs
  }
}
