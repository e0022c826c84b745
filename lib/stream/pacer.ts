/** Timers run up to a millisecond early, and their times are rounded: what was waited for is due. */
const earlyMs = 2
/** Of its period: what comes at just this rate, a little early or late, is not held back for another frame. */
const usualSlack = 0.9
/** Where the page is drawn anyway, for a trade tape or a chart, nearly due is due: one paint for all instead of two. */
const sharedSlack = 0.5
/** For the same reason what nothing else brings waits a little longer: what comes at the same rate is about to come. */
const patience = 1.2

/** Where so many change at once, nobody reads them as fast, and each costs the page the same: ten a second become four. */
const many = 40
const slower = 2.5
/** Only of what comes faster than that anyway. */
const fastMs = 100

interface Pace<Item> {
  readonly usualMs: number
  periodMs: number
  tookMs: number
  waiting: Item[]
}

/** Holds items back until their rate allows them again. Those of one rate go together: one layout and one paint for all of them. */
export class Pacer<Item> {
  readonly #paces = new Map<number, Pace<Item>>()
  readonly #many: number

  /** `slows`: false where what waits was held back by another pacer, for being many, before it came here. */
  constructor(slows = true) {
    this.#many = slows ? many : Number.POSITIVE_INFINITY
  }

  wait(item: Item, hz: number): void {
    let pace = this.#paces.get(hz)
    if (pace === undefined) {
      const usualMs = 1_000 / hz
      pace = { usualMs, periodMs: usualMs, tookMs: Number.NEGATIVE_INFINITY, waiting: [] }
      this.#paces.set(hz, pace)
    }
    pace.waiting.push(item)
  }

  /** For how long nothing that comes fast is due, because so many were at once. */
  restMs(nowMs: number): number {
    let restMs = 0
    for (const { periodMs, usualMs, tookMs } of this.#paces.values()) {
      const ageMs = nowMs - tookMs
      // A clock that was put back does not make anybody wait for it.
      if (periodMs > usualMs && ageMs >= 0) restMs = Math.max(restMs, periodMs * usualSlack - ageMs)
    }
    return restMs
  }

  /** Gives what is due. `shared`: the page is drawn anyway. Returns in how many ms more is due, Infinity when nothing waits. */
  takeDue(nowMs: number, shared: boolean, take: (item: Item) => void): number {
    let nextMs = Number.POSITIVE_INFINITY
    for (const pace of this.#paces.values()) {
      const { waiting, periodMs, usualMs } = pace
      if (waiting.length === 0) continue
      // A clock that was put back does not make anybody wait for it.
      const ageMs = nowMs - pace.tookMs
      if (ageMs >= 0 && ageMs + earlyMs < periodMs * (shared && periodMs === usualMs ? sharedSlack : usualSlack)) {
        nextMs = Math.min(nextMs, Math.max(1, periodMs * patience - ageMs))
        continue
      }
      pace.tookMs = nowMs
      pace.periodMs = pace.usualMs * (waiting.length > this.#many && pace.usualMs <= fastMs ? slower : 1)
      pace.waiting = []
      for (const item of waiting) take(item)
    }
    return nextMs
  }
}
