import type { DirtyRows } from '../../lib/market/market-view.ts'

/** Rows that changed since the last harvest, each once, and the extremes of their trades since then. */
export class DirtyList implements DirtyRows {
  count = 0
  ids: Int32Array
  high: Float64Array
  low: Float64Array
  #listed: Uint8Array

  constructor(capacity: number) {
    this.ids = new Int32Array(capacity)
    this.high = new Float64Array(capacity).fill(Number.NEGATIVE_INFINITY)
    this.low = new Float64Array(capacity).fill(Number.POSITIVE_INFINITY)
    this.#listed = new Uint8Array(capacity)
  }

  add(id: number): void {
    if (this.#listed[id] === 1) return
    this.#listed[id] = 1
    this.ids[this.count] = id
    this.count += 1
  }

  addTrade(id: number, price: number): void {
    this.add(id)
    if (price > (this.high[id] as number)) this.high[id] = price
    if (price < (this.low[id] as number)) this.low[id] = price
  }

  clear(): void {
    for (let index = 0; index < this.count; index++) {
      const id = this.ids[index] as number
      this.#listed[id] = 0
      this.high[id] = Number.NEGATIVE_INFINITY
      this.low[id] = Number.POSITIVE_INFINITY
    }
    this.count = 0
  }

  scale(id: number, priceRatio: number): void {
    this.high[id] = (this.high[id] as number) * priceRatio
    this.low[id] = (this.low[id] as number) * priceRatio
  }

  grow(capacity: number): void {
    const before = { ids: this.ids, high: this.high, low: this.low, listed: this.#listed }
    this.ids = new Int32Array(capacity)
    this.ids.set(before.ids)
    this.high = new Float64Array(capacity).fill(Number.NEGATIVE_INFINITY)
    this.high.set(before.high)
    this.low = new Float64Array(capacity).fill(Number.POSITIVE_INFINITY)
    this.low.set(before.low)
    this.#listed = new Uint8Array(capacity)
    this.#listed.set(before.listed)
  }
}
