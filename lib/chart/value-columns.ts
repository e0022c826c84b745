/** Columns of numbers that grow together; NaN is "no value here". */
export interface ValueColumns {
  readonly length: number
  get(column: number, index: number): number
  set(column: number, index: number, value: number): void
  /** Cuts or makes longer; new places are NaN. */
  resize(length: number): void
}

const capacityMin = 256

export function createValueColumns(count: number): ValueColumns {
  let columns = Array.from({ length: count }, () => new Float64Array(capacityMin).fill(Number.NaN))
  let length = 0
  return {
    get length() {
      return length
    },
    get: (column, index) => (index >= 0 && index < length ? ((columns[column] as Float64Array)[index] as number) : Number.NaN),
    set(column, index, value) {
      const values = columns[column] as Float64Array
      values[index] = value
    },
    resize(next) {
      const capacity = columns[0]?.length ?? 0
      if (next > capacity) columns = columns.map((old) => grown(old, Math.max(next, capacity * 2)))
      else if (next < length) for (const values of columns) values.fill(Number.NaN, next, length)
      length = next
    },
  }
}

function grown(old: Float64Array<ArrayBuffer>, capacity: number): Float64Array<ArrayBuffer> {
  const values = new Float64Array(capacity).fill(Number.NaN)
  values.set(old)
  return values
}
