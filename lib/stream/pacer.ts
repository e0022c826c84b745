/** Timers run up to a millisecond early, and their times are rounded: what was waited for is due. */
const earlyMs = 2
/** Of its period: what comes at just this rate, a little early or late, is not held back for another frame. */
const usualSlack = 0.9
/** Where the page is drawn anyway, for a trade tape or a chart, nearly due is due: one paint for all instead of two. */
const sharedSlack = 0.5
/** For the same reason what nothing else brings waits a little longer: what comes at the same rate is about to come. */
const patience = 1.2

interface Pace<Item> {
  readonly periodMs: number
  tookMs: number
  waiting: Item[]
}

/** Holds items back until their rate allows them again. Those of one rate go together: one layout and one paint for all of them. */
export class Pacer<Item> {
  readonly #paces = new Map<number, Pace<Item>>()

  wait(item: Item, hz: number): void {
    let pace = this.#paces.get(hz)
    if (pace === undefined) {
      pace = { periodMs: 1_000 / hz, tookMs: Number.NEGATIVE_INFINITY, waiting: [] }
      this.#paces.set(hz, pace)
    }
    pace.waiting.push(item)
  }

  /** Gives what is due. `shared`: the page is drawn anyway. Returns in how many ms more is due, Infinity when nothing waits. */
  takeDue(nowMs: number, shared: boolean, take: (item: Item) => void): number {
    let nextMs = Number.POSITIVE_INFINITY
    for (const pace of this.#paces.values()) {
      const { waiting, periodMs } = pace
      if (waiting.length === 0) continue
      // A clock that was put back does not make anybody wait for it.
      const ageMs = nowMs - pace.tookMs
      if (ageMs >= 0 && ageMs + earlyMs < periodMs * (shared ? sharedSlack : usualSlack)) {
        nextMs = Math.min(nextMs, Math.max(1, periodMs * patience - ageMs))
        continue
      }
      pace.tookMs = nowMs
      pace.waiting = []
      for (const item of waiting) take(item)
    }
    return nextMs
  }
}
