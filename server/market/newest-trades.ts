/** The slowest tier flushes every two seconds. */
const flushedAfterMs = 2_500

/** The newest trade of every instrument by the venue's order, for when older ones are fetched after it. */
export class NewestTrades {
  #price: Float64Array
  #timeMs: Float64Array
  /** Instruments that show the price of an older trade, and since when. */
  readonly #older = new Map<number, number>()

  constructor(capacity: number) {
    this.#price = new Float64Array(capacity)
    this.#timeMs = new Float64Array(capacity)
  }

  /** `late`: as in FeedSink. All others are in the venue's order as they come. */
  trade(id: number, price: number, timeMs: number, receivedTimeMs: number, late: boolean): void {
    if (late && timeMs < (this.#timeMs[id] as number)) {
      this.#older.set(id, receivedTimeMs)
      return
    }
    this.#price[id] = price
    this.#timeMs[id] = timeMs
    if (this.#older.size > 0) this.#older.delete(id)
  }

  /** Calls with what instruments should show that have shown an older trade for long enough. */
  settle(nowMs: number, show: (id: number, price: number) => void): void {
    for (const [id, sinceMs] of this.#older) {
      if (nowMs - sinceMs < flushedAfterMs) continue
      this.#older.delete(id)
      show(id, this.#price[id] as number)
    }
  }

  scale(id: number, priceRatio: number): void {
    this.#price[id] = (this.#price[id] as number) * priceRatio
  }

  grow(capacity: number): void {
    const [price, timeMs] = [this.#price, this.#timeMs]
    this.#price = new Float64Array(capacity)
    this.#price.set(price)
    this.#timeMs = new Float64Array(capacity)
    this.#timeMs.set(timeMs)
  }
}
