/** What a trade's id says about it, given the ids before. */
export type TradeIdVerdict = 'next' | 'gap' | 'late' | 'duplicate'

const missingRangesMax = 256

/** An id so far below the last is garbage, unless the next one stands beside it: then the venue numbers anew. */
const jumpDownMax = 10_000_000
const besideMax = 20_000

/**
 * Follows the ids of one instrument at a venue that counts its trades without holes. Trades that were skipped are
 * remembered as ranges: one that turns up later (reordered, or fetched over REST) is `late` and counts; one seen before is
 * a `duplicate` and does not. However far above the last one is, what lies between is a hole, so that all of it still
 * counts when it comes. One far below counts, and the ids go on where they were; with a second one beside it they go on there.
 */
export class TradeIds {
  #first = Number.NaN
  #last = Number.NaN
  /** Ascending, disjoint, both ends included. `abandoned`: nobody waits for them, and they would still count. */
  #missing: { from: number; to: number; abandoned: boolean }[] = []
  /** The last id that was far below the others. */
  #far = Number.NaN

  /** Highest id so far; NaN before the first. */
  get last(): number {
    return this.#last
  }

  /** Ranges never received, oldest first; both ends included. */
  get missing(): readonly { readonly from: number; readonly to: number }[] {
    return this.#missing.filter(({ abandoned }) => !abandoned).map(({ from, to }) => ({ from, to }))
  }

  see(id: number): TradeIdVerdict {
    if (Number.isNaN(this.#last)) this.#first = id
    if (Number.isNaN(this.#last) || id === this.#last + 1) {
      this.#last = id
      return 'next'
    }
    if (id < this.#last - jumpDownMax) return this.#elsewhere(id)
    if (id > this.#last) {
      this.#miss(this.#last + 1, id - 1)
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
    this.#miss(this.#last + 1, id)
    this.#last = id
    return true
  }

  /** What could not be fetched is given up, so that it is not asked for again. */
  abandon(from: number, to: number): void {
    for (const range of this.#missing) if (range.from >= from && range.to <= to) range.abandoned = true
  }

  #elsewhere(id: number): TradeIdVerdict {
    const far = this.#far
    if (id === far) return 'duplicate'
    this.#far = id
    if (!(id > far && id <= far + besideMax)) return 'next'
    this.#missing = []
    this.#first = far
    this.#miss(far + 1, id - 1)
    this.#last = id
    return 'next'
  }

  /** The oldest hole is given up when there are too many: it stays missing, and late trades in it are taken for duplicates. */
  #miss(from: number, to: number): void {
    if (from > to) return
    if (this.#missing.length >= missingRangesMax) this.#missing.shift()
    this.#missing.push({ from, to, abandoned: false })
  }

  /** The very first trades may come out of order, too. */
  #precede(id: number): boolean {
    if (!(id < this.#first)) return false
    if (id < this.#first - 1 && this.#missing.length < missingRangesMax)
      this.#missing.unshift({ from: id + 1, to: this.#first - 1, abandoned: false })
    this.#first = id
    return true
  }

  #fill(id: number): boolean {
    for (let index = this.#missing.length - 1; index >= 0; index--) {
      const range = this.#missing[index]
      if (range === undefined || id > range.to) return false
      if (id < range.from) continue
      const { from, to, abandoned } = range
      const rest = [
        { from, to: id - 1, abandoned },
        { from: id + 1, to, abandoned },
      ].filter((part) => part.from <= part.to)
      this.#missing.splice(index, 1, ...rest)
      return true
    }
    return false
  }
}
