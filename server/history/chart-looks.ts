import { type Interval, intervalLengthMs } from '../../lib/market/bar.ts'
import type { CancelTimer, Clock } from '../../lib/market/clock.ts'
import type { InstrumentId } from '../../lib/market/units.ts'
import { edgeMs } from './coverage.ts'

interface Chart {
  readonly id: InstrumentId
  readonly interval: Interval
  readonly fromMs: number
  readonly limit: number
  readonly openedAtMs: number
}

/** Thousands may open the same chart at once: one look is enough for all. */
const sameLookMs = 5_000
const chartsMax = 10_000
/** By then it is known of every moment until the look before whether it was observed. */
const settledAfterMs = 3 * edgeMs
/** Charts opened so long ago are not looked at again when a feed connects. */
const recentMs = 600_000

/**
 * Which spans of opened charts are to be filled, and when. What has just happened cannot be judged yet, least of all right after
 * a restart: so every look is followed by a second one, and so is every connection of a feed.
 */
export class ChartLooks {
  readonly #clock: Clock
  readonly #look: (id: InstrumentId, interval: Interval, fromMs: number, toMs: number) => void
  readonly #venueOf: (id: InstrumentId) => string
  readonly #charts = new Map<string, Chart>()
  readonly #timers = new Set<CancelTimer>()

  constructor(
    clock: Clock,
    look: (id: InstrumentId, interval: Interval, fromMs: number, toMs: number) => void,
    venueOf: (id: InstrumentId) => string,
  ) {
    this.#clock = clock
    this.#look = look
    this.#venueOf = venueOf
  }

  opened(id: InstrumentId, interval: Interval, fromMs: number, limit: number): void {
    const nowMs = this.#clock.now()
    const key = `${id} ${interval}`
    const known = this.#charts.get(key)
    if (known !== undefined && known.openedAtMs + sameLookMs > nowMs && known.limit >= limit && known.fromMs <= fromMs) return
    if (known === undefined && this.#charts.size >= chartsMax) this.#charts.clear()
    const chart = { id, interval, fromMs, limit, openedAtMs: nowMs }
    this.#charts.set(key, chart)
    this.#lookAt(chart)
    this.#later(() => this.#lookAt(chart))
  }

  connected(venue: string): void {
    this.#later(() => {
      const oldest = this.#clock.now() - recentMs
      for (const chart of this.#charts.values())
        if (chart.openedAtMs >= oldest && this.#venueOf(chart.id) === venue) this.#lookAt(chart)
    })
  }

  close(): void {
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
  }

  #lookAt({ id, interval, fromMs, limit }: Chart): void {
    const nowMs = this.#clock.now()
    this.#look(id, interval, Math.max(fromMs, nowMs - limit * intervalLengthMs(interval)), nowMs)
  }

  #later(action: () => void): void {
    const cancel = this.#clock.after(settledAfterMs, () => {
      this.#timers.delete(cancel)
      action()
    })
    this.#timers.add(cancel)
  }
}
