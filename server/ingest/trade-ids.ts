/** What a trade's id says about it, given the ids before. */
export type TradeIdVerdict = 'next' | 'gap' | 'late' | 'duplicate'

const missingRangesMax = 256

/**
 * Follows the ids of one instrument at a venue that counts its trades without holes. Trades that were skipped are
 * remembered as ranges: one that turns up later (reordered, or fetched over REST) is `late` and counts; one seen before is
 * a `duplicate` and does not.
 */
export class TradeIds {
  #first = Number.NaN
  #last = Number.NaN
  /** Ascending, disjoint, both ends included. */
  readonly #missing: { from: number; to: number }[] = []

  /** Highest id so far; NaN before the first. */
  get last(): number {
    return this.#last
  }

  /** Ranges never received, oldest first; both ends included. */
  get missing(): readonly { readonly from: number; readonly to: number }[] {
    return this.#missing
  }

  see(id: number): TradeIdVerdict {
    if (Number.isNaN(this.#last)) this.#first = id
    if (Number.isNaN(this.#last) || id === this.#last + 1) {
      this.#last = id
      return 'next'
    }
    if (id > this.#last) {
      // The oldest hole is given up when there are too many: it stays missing, and late trades in it are taken for duplicates.
      if (this.#missing.length >= missingRangesMax) this.#missing.shift()
      this.#missing.push({ from: this.#last + 1, to: id - 1 })
      this.#last = id
      return 'gap'
    }
    return this.#precede(id) || this.#fill(id) ? 'late' : 'duplicate'
  }

  /** Declares ids up to and including `id` as history that is not wanted; later ones are expected. */
  startAfter(id: number): void {
    if (!Number.isNaN(this.#last)) return
    this.#first = Number.NEGATIVE_INFINITY
    this.#last = id
  }

  /** The venue said that `id` exists. True when it, or any before it, has not been received. */
  expect(id: number): boolean {
    if (Number.isNaN(this.#last) || id <= this.#last) return false
    if (this.#missing.length >= missingRangesMax) this.#missing.shift()
    this.#missing.push({ from: this.#last + 1, to: id })
    this.#last = id
    return true
  }

  /** What could not be fetched is given up, so that it is not asked for again. */
  abandon(from: number, to: number): void {
    for (let index = this.#missing.length - 1; index >= 0; index--) {
      const range = this.#missing[index]
      if (range !== undefined && range.from >= from && range.to <= to) this.#missing.splice(index, 1)
    }
  }

  /** The very first trades may come out of order, too. */
  #precede(id: number): boolean {
    if (!(id < this.#first)) return false
    if (id < this.#first - 1 && this.#missing.length < missingRangesMax)
      this.#missing.unshift({ from: id + 1, to: this.#first - 1 })
    this.#first = id
    return true
  }

  #fill(id: number): boolean {
    for (let index = this.#missing.length - 1; index >= 0; index--) {
      const range = this.#missing[index]
      if (range === undefined || id > range.to) return false
      if (id < range.from) continue
      const { from, to } = range
      const rest = [
        { from, to: id - 1 },
        { from: id + 1, to },
      ].filter((part) => part.from <= part.to)
      this.#missing.splice(index, 1, ...rest)
      return true
    }
    return false
  }
}
