/** Draws an index with given probabilities in constant time, whatever their number (Walker's alias method). */
export class AliasTable {
  readonly #keep: Float64Array
  readonly #alias: Int32Array

  /** `weights`: not negative, not all zero. */
  constructor(weights: readonly number[]) {
    const count = weights.length
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const scaled = weights.map((weight) => (weight * count) / total)
    this.#keep = new Float64Array(count).fill(1)
    this.#alias = Int32Array.from({ length: count }, (_, index) => index)
    const small = scaled.flatMap((value, index) => (value < 1 ? [index] : []))
    const large = scaled.flatMap((value, index) => (value >= 1 ? [index] : []))
    for (
      let low = small.pop(), high = large.at(-1);
      low !== undefined && high !== undefined;
      low = small.pop(), high = large.at(-1)
    ) {
      this.#keep[low] = scaled[low] ?? 1
      this.#alias[low] = high
      const rest = (scaled[high] ?? 1) - (1 - (scaled[low] ?? 1))
      scaled[high] = rest
      if (rest < 1) {
        large.pop()
        small.push(high)
      }
    }
  }

  /** `unit`: uniform in [0, 1). */
  draw(unit: number): number {
    const position = unit * this.#keep.length
    const index = Math.floor(position)
    return position - index < (this.#keep[index] as number) ? index : (this.#alias[index] as number)
  }
}
