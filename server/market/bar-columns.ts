import type { Bar } from '../../lib/market/bar.ts'
import { addWide } from '../../lib/market/quote-columns.ts'
import { canScaleWide } from '../../lib/market/refine-row.ts'
import { wideFromBigInt, wideToBigInt } from '../../lib/market/wide.ts'

const firstCapacity = 16

/** Bars of one instrument and one interval, ascending by start, at most `capacityMax` of them: the oldest go first. */
export class BarColumns {
  count = 0
  /** Older bars existed and are gone. */
  dropped = false
  timeMs = new Float64Array(firstCapacity)
  open = new Float64Array(firstCapacity)
  high = new Float64Array(firstCapacity)
  low = new Float64Array(firstCapacity)
  close = new Float64Array(firstCapacity)
  volumeHigh = new Float64Array(firstCapacity)
  volumeLow = new Float64Array(firstCapacity)
  tradeCount = new Uint32Array(firstCapacity)
  /** Ms from the bar's start to the trades that opened and closed it: where a late trade finds its place. */
  openAtMs = new Uint16Array(firstCapacity)
  closeAtMs = new Uint16Array(firstCapacity)

  get capacity(): number {
    return this.timeMs.length
  }

  /** Adds a trade to the bar that starts at `startMs`. False when that bar is older than all that can be kept. */
  addTrade(startMs: number, atMs: number, price: number, size: number, late: boolean, capacityMax: number): boolean {
    let index = this.count - 1
    if (index < 0 || (this.timeMs[index] as number) !== startMs) {
      index = this.lowerBound(startMs)
      if (index === this.count || this.timeMs[index] !== startMs) {
        index = this.#insert(index, startMs, capacityMax)
        if (index < 0) return false
        this.open[index] = price
        this.high[index] = price
        this.low[index] = price
        this.close[index] = price
        this.openAtMs[index] = atMs
        this.closeAtMs[index] = atMs
      }
    }
    if (price > (this.high[index] as number)) this.high[index] = price
    if (price < (this.low[index] as number)) this.low[index] = price
    if (!late) {
      this.close[index] = price
      this.closeAtMs[index] = atMs
    } else if (Math.floor(atMs) > (this.closeAtMs[index] as number)) {
      this.close[index] = price
      // Late trades come in their order: the next one of the same millisecond is to win over this one.
      this.closeAtMs[index] = atMs - 1
    }
    if (late && Math.floor(atMs) < (this.openAtMs[index] as number)) {
      this.open[index] = price
      this.openAtMs[index] = atMs
    }
    addWide(this.volumeHigh, this.volumeLow, index, size)
    this.tradeCount[index] = (this.tradeCount[index] as number) + 1
    return true
  }

  /** Puts a whole bar, in place of one with the same start. */
  put(bar: Bar, capacityMax: number): void {
    let index = this.lowerBound(bar.timeMs)
    if (index === this.count || this.timeMs[index] !== bar.timeMs) index = this.#insert(index, bar.timeMs, capacityMax)
    if (index < 0) return
    this.open[index] = bar.open
    this.high[index] = bar.high
    this.low[index] = bar.low
    this.close[index] = bar.close
    this.volumeHigh[index] = bar.volumeHigh
    this.volumeLow[index] = bar.volumeLow
    this.tradeCount[index] = bar.tradeCount
    // A whole bar knows its open and close better than any trade that comes later.
    this.openAtMs[index] = 0
    this.closeAtMs[index] = 65_535
  }

  has(startMs: number): boolean {
    return this.timeMs[this.lowerBound(startMs)] === startMs && this.count > 0
  }

  at(index: number): Bar {
    return {
      timeMs: this.timeMs[index] as number,
      open: this.open[index] as number,
      high: this.high[index] as number,
      low: this.low[index] as number,
      close: this.close[index] as number,
      volumeHigh: this.volumeHigh[index] as number,
      volumeLow: this.volumeLow[index] as number,
      tradeCount: this.tradeCount[index] as number,
    }
  }

  /** Index of the first bar that starts at `startMs` or later; `count` when there is none. */
  lowerBound(startMs: number): number {
    let from = 0
    let to = this.count
    // Late trades are seconds late: look near the end before halving the whole.
    if (to > 8 && (this.timeMs[to - 8] as number) < startMs) from = to - 8
    while (from < to) {
      const middle = (from + to) >>> 1
      if ((this.timeMs[middle] as number) < startMs) from = middle + 1
      else to = middle
    }
    return from
  }

  /** False when a price or a volume would no longer be an exact integer. */
  canScale(priceRatio: number, sizeRatio: number): boolean {
    for (let index = 0; index < this.count; index++) {
      if (!Number.isSafeInteger((this.high[index] as number) * priceRatio)) return false
      if (!canScaleWide(this.volumeHigh[index] as number, sizeRatio)) return false
    }
    return true
  }

  scale(priceRatio: number, sizeRatio: number): void {
    for (let index = 0; index < this.count; index++) {
      for (const column of [this.open, this.high, this.low, this.close]) column[index] = (column[index] as number) * priceRatio
      const volume = wideToBigInt(this.volumeHigh[index] as number, this.volumeLow[index] as number) * BigInt(sizeRatio)
      const { high, low } = wideFromBigInt(volume)
      this.volumeHigh[index] = high
      this.volumeLow[index] = low
    }
  }

  /** Opens a place for a new bar and returns its index, -1 when it would be older than all that fit. */
  #insert(at: number, startMs: number, capacityMax: number): number {
    let index = at
    if (index === 0 && (this.dropped || this.count >= capacityMax)) {
      this.dropped = true
      return -1
    }
    if (this.count >= capacityMax) {
      this.dropped = true
      const dropped = Math.min(this.count, Math.max(1, this.count - capacityMax + (capacityMax >> 3)))
      this.#move(dropped, 0, this.count - dropped)
      this.count -= dropped
      index -= dropped
    } else if (this.count === this.capacity) {
      this.#grow(Math.min(capacityMax, this.capacity * 2))
    }
    if (index < 0) return -1
    if (index < this.count) this.#move(index, index + 1, this.count - index)
    this.timeMs[index] = startMs
    this.volumeHigh[index] = 0
    this.volumeLow[index] = 0
    this.tradeCount[index] = 0
    this.count += 1
    return index
  }

  #columns(): (Float64Array | Uint32Array | Uint16Array)[] {
    const { timeMs, open, high, low, close, volumeHigh, volumeLow, tradeCount, openAtMs, closeAtMs } = this
    return [timeMs, open, high, low, close, volumeHigh, volumeLow, tradeCount, openAtMs, closeAtMs]
  }

  #move(from: number, to: number, length: number): void {
    for (const column of this.#columns()) column.copyWithin(to, from, from + length)
  }

  #grow(capacity: number): void {
    this.timeMs = grown(this.timeMs, capacity)
    this.open = grown(this.open, capacity)
    this.high = grown(this.high, capacity)
    this.low = grown(this.low, capacity)
    this.close = grown(this.close, capacity)
    this.volumeHigh = grown(this.volumeHigh, capacity)
    this.volumeLow = grown(this.volumeLow, capacity)
    const counts = new Uint32Array(capacity)
    counts.set(this.tradeCount)
    this.tradeCount = counts
    this.openAtMs = grownOffsets(this.openAtMs, capacity)
    this.closeAtMs = grownOffsets(this.closeAtMs, capacity)
  }
}

function grown(column: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity)
  larger.set(column)
  return larger
}

function grownOffsets(column: Uint16Array, capacity: number): Uint16Array<ArrayBuffer> {
  const larger = new Uint16Array(capacity)
  larger.set(column)
  return larger
}
