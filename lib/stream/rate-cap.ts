import type { CancelTimer } from '../market/clock.ts'
import type { StreamEnvironment } from './environment.ts'

/** A page nobody looks at wants to know, not to see. Merged updates still carry highs and lows, so alerts stay exact. */
const hiddenRateHz = 1
/** Going back and forth between tabs is not worth a change of rate. */
const hiddenAfterMs = 10_000

export interface RateLimit {
  readonly hz: number
  readonly because: 'chosen' | 'hidden' | 'slow frames'
}

/** The highest rate to ask for: what the viewer chose, less while the page is hidden or cannot draw that fast. */
export class RateCap {
  readonly #environment: StreamEnvironment
  readonly #apply: (limit: RateLimit | undefined) => void
  readonly #limits: Record<RateLimit['because'], number | undefined> = {
    chosen: undefined,
    hidden: undefined,
    'slow frames': undefined,
  }
  #timer: CancelTimer | undefined

  constructor(environment: StreamEnvironment, apply: (limit: RateLimit | undefined) => void) {
    this.#environment = environment
    this.#apply = apply
  }

  /** undefined lifts a limit. */
  set(because: RateLimit['because'], hz: number | undefined): void {
    if (this.#limits[because] === hz) return
    this.#limits[because] = hz
    let lowest: RateLimit | undefined
    for (const [reason, limit] of Object.entries(this.#limits)) {
      if (limit !== undefined && limit < (lowest?.hz ?? Number.POSITIVE_INFINITY)) {
        lowest = { hz: limit, because: reason as RateLimit['because'] }
      }
    }
    this.#apply(lowest)
  }

  visibilityChanged(): void {
    this.close()
    if (this.#environment.hidden) this.#timer = this.#environment.after(hiddenAfterMs, () => this.set('hidden', hiddenRateHz))
    else this.set('hidden', undefined)
  }

  close(): void {
    this.#timer?.()
    this.#timer = undefined
  }
}
