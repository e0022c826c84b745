/** Trades and quotes of seconds where it is busy, of hours where it is quiet. */
const generationMax = 1_000

/** The largest of the last one to two thousand numbers: an absurd one counts for so long, and not for good. */
export class RecentMaximum {
  #young = 0
  #old = 0
  #seen = 0

  get value(): number {
    return Math.max(this.#young, this.#old)
  }

  see(value: number): void {
    if (value > this.#young) this.#young = value
    this.#seen += 1
    if (this.#seen < generationMax) return
    this.#old = this.#young
    this.#young = 0
    this.#seen = 0
  }

  /** The numbers are counted in smaller steps from now on. */
  scale(ratio: number): void {
    this.#young *= ratio
    this.#old *= ratio
  }
}
