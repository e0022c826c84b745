import type { Bar } from '../../lib/market/bar.ts'

/** Numbers of one row: start, open, high, low, close, volumeHigh, volumeLow, tradeCount. */
export const rowWidth = 8

/** Bars as rows of one growing array: they cross to another thread as one transfer, without an object per bar. */
export class BarRows {
  values: Float64Array<ArrayBuffer>
  count = 0

  constructor(capacity = 64) {
    this.values = new Float64Array(capacity * rowWidth)
  }

  /** Takes the array over. */
  static from(values: Float64Array<ArrayBuffer>): BarRows {
    const rows = new BarRows(0)
    rows.values = values
    rows.count = values.length / rowWidth
    return rows
  }

  static of(bars: readonly Bar[]): BarRows {
    const rows = new BarRows(bars.length)
    for (const bar of bars) rows.push(bar)
    return rows
  }

  timeMs(row: number): number {
    return this.values[row * rowWidth] as number
  }

  /** Offset of a new row whose numbers the caller writes. */
  add(): number {
    const offset = this.count * rowWidth
    if (offset === this.values.length) {
      const grown = new Float64Array(Math.max(64 * rowWidth, this.values.length * 2))
      grown.set(this.values)
      this.values = grown
    }
    this.count += 1
    return offset
  }

  push(bar: Bar): void {
    const offset = this.add()
    const { values } = this
    values[offset] = bar.timeMs
    values[offset + 1] = bar.open
    values[offset + 2] = bar.high
    values[offset + 3] = bar.low
    values[offset + 4] = bar.close
    values[offset + 5] = bar.volumeHigh
    values[offset + 6] = bar.volumeLow
    values[offset + 7] = bar.tradeCount
  }

  copy(from: BarRows, row: number): void {
    const offset = this.add()
    const source = row * rowWidth
    for (let column = 0; column < rowWidth; column++) this.values[offset + column] = from.values[source + column] as number
  }

  bar(row: number): Bar {
    const { values } = this
    const offset = row * rowWidth
    return {
      timeMs: values[offset] as number,
      open: values[offset + 1] as number,
      high: values[offset + 2] as number,
      low: values[offset + 3] as number,
      close: values[offset + 4] as number,
      volumeHigh: values[offset + 5] as number,
      volumeLow: values[offset + 6] as number,
      tradeCount: values[offset + 7] as number,
    }
  }

  bars(): Bar[] {
    return Array.from({ length: this.count }, (_, row) => this.bar(row))
  }

  /** Known to be there and not to be expressed; see `rescale`. Only its start is left. */
  isBlank(row: number): boolean {
    return Number.isNaN(this.values[row * rowWidth + 1])
  }

  blank(row: number): void {
    this.values.fill(Number.NaN, row * rowWidth + 1, (row + 1) * rowWidth)
  }

  /** Those that have their numbers. */
  expressed(): BarRows {
    return this.blankTimes().length === 0 ? this : this.filter((_, row) => !this.isBlank(row))
  }

  blankTimes(): number[] {
    const times: number[] = []
    for (let row = 0; row < this.count; row++) if (this.isBlank(row)) times.push(this.timeMs(row))
    return times
  }

  /** The rows `[from, to)` in an array of their own. */
  slice(from: number, to: number): BarRows {
    return BarRows.from(this.values.slice(from * rowWidth, to * rowWidth))
  }

  filter(keep: (timeMs: number, row: number) => boolean): BarRows {
    const kept = new BarRows(this.count)
    for (let row = 0; row < this.count; row++) if (keep(this.timeMs(row), row)) kept.copy(this, row)
    return kept
  }

  /** The newest `limit`. */
  newest(limit: number): BarRows {
    return this.count <= limit ? this : this.slice(this.count - limit, this.count)
  }

  /** The array without spare room, to be transferred. */
  packed(): Float64Array<ArrayBuffer> {
    return this.values.length === this.count * rowWidth ? this.values : this.values.slice(0, this.count * rowWidth)
  }
}

/** Two ascending lists as one; where both have a bar, `choose` says whether the second's is taken. */
export function mergeRows(
  first: BarRows,
  second: BarRows,
  choose: (first: number, second: number) => boolean = () => true,
): BarRows {
  if (first.count === 0) return second
  if (second.count === 0) return first
  const merged = new BarRows(first.count + second.count)
  let a = 0
  let b = 0
  while (a < first.count || b < second.count) {
    const timeA = a < first.count ? first.timeMs(a) : Number.POSITIVE_INFINITY
    const timeB = b < second.count ? second.timeMs(b) : Number.POSITIVE_INFINITY
    if (timeA < timeB) merged.copy(first, a++)
    else if (timeB < timeA) merged.copy(second, b++)
    else if (choose(a++, b++)) merged.copy(second, b - 1)
    else merged.copy(first, a - 1)
  }
  return merged
}
