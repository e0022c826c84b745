/** Over this time frames are averaged: one long task is no reason, a page that cannot keep up is. */
const windowMs = 2_000
/**
 * A frame that shows hundreds of changed cells takes about 30 ms on a slow processor (`npm run bench -- browser`); where each takes
 * this long, frames are being dropped by the dozen, and it is not for how often there is something to draw (flush-when-drawn.ts).
 */
const slowMs = 100
const fastMs = 60
const slowWindows = 2
/** Longer than to slow down: a page that is just fast enough should not swing. */
const fastWindows = 8
/** Fewer say nothing of a page; where very many rows move there are nine in a window, and eight at the lowest rate. */
const framesMin = 4
/** From none to what the eye still takes as live. */
const capsHz = [undefined, 20, 10, 4] as const

/**
 * Lowers the rate of a page that cannot draw as fast as it is told (a slow phone, a busy machine), and raises it again. What
 * is merged at the server costs nobody anything.
 */
export class FrameGovernor {
  readonly #onCap: (hz: number | undefined) => void
  readonly #onMean: (waitMs: number | undefined) => void
  #level = 0
  #windowBeganMs = 0
  #waits = 0
  #frames = 0
  #slow = 0
  #fast = 0

  /** `onMean`: what it goes by, for whoever wants to see it; undefined where there were too few frames to tell. */
  constructor(onCap: (hz: number | undefined) => void, onMean: (waitMs: number | undefined) => void = () => undefined) {
    this.#onCap = onCap
    this.#onMean = onMean
  }

  /** A frame was drawn, which took so long, or for which its oldest update had waited so long. */
  frame(nowMs: number, waitedMs: number): void {
    const age = nowMs - this.#windowBeganMs
    if (age >= windowMs || age < 0) this.#endWindow(nowMs)
    this.#waits += waitedMs
    this.#frames += 1
  }

  #endWindow(nowMs: number): void {
    const mean = this.#waits / this.#frames
    const enough = this.#frames >= framesMin
    this.#onMean(enough ? Math.round(mean * 10) / 10 : undefined)
    this.#windowBeganMs = nowMs
    this.#waits = 0
    this.#frames = 0
    this.#slow = enough && mean > slowMs ? this.#slow + 1 : 0
    this.#fast = enough && mean < fastMs ? this.#fast + 1 : 0
    if (this.#slow >= slowWindows) this.#change(1)
    else if (this.#fast >= fastWindows) this.#change(-1)
  }

  #change(step: 1 | -1): void {
    this.#slow = 0
    this.#fast = 0
    const level = Math.max(0, Math.min(capsHz.length - 1, this.#level + step))
    if (level === this.#level) return
    this.#level = level
    this.#onCap(capsHz[level])
  }
}
