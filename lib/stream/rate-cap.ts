import type { CancelTimer } from '../market/clock.ts'
import type { StreamEnvironment } from './environment.ts'

/** A page nobody looks at wants to know, not to see. Merged updates still carry highs and lows, so alerts stay exact. */
const hiddenRateHz = 1
/** Going back and forth between tabs is not worth a change of rate. */
const hiddenAfterMs = 10_000

/** The highest rate to ask for: what the viewer chose, and less while the page is hidden. */
export class RateCap {
  readonly #environment: StreamEnvironment
  readonly #apply: (hz: number | undefined) => void
  #chosen: number | undefined
  #hidden = false
  #timer: CancelTimer | undefined

  constructor(environment: StreamEnvironment, apply: (hz: number | undefined) => void) {
    this.#environment = environment
    this.#apply = apply
  }

  set(hz: number | undefined): void {
    this.#chosen = hz
    this.#settle()
  }

  visibilityChanged(): void {
    this.close()
    if (!this.#environment.hidden) {
      this.#hidden = false
      this.#settle()
      return
    }
    this.#timer = this.#environment.after(hiddenAfterMs, () => {
      this.#hidden = true
      this.#settle()
    })
  }

  close(): void {
    this.#timer?.()
    this.#timer = undefined
  }

  #settle(): void {
    this.#apply(this.#hidden ? Math.min(hiddenRateHz, this.#chosen ?? hiddenRateHz) : this.#chosen)
  }
}
