import type { BookChange } from '../../lib/market/feed.ts'
import type { BookSource, BookTop } from '../../lib/market/market-view.ts'
import type { InstrumentId } from '../../lib/market/units.ts'

/** More levels than this a side are not kept: the worst go first. Coinbase sends some 25,000. */
const levelsMax = 32_768

/** Price levels of one side, worst first: most changes are near the best, where they move few entries. */
class BookSide {
  count = 0
  price = new Float64Array(32)
  size = new Float64Array(32)
  /** 1: best is the highest price (bids), -1: the lowest (asks). */
  readonly #direction: 1 | -1

  constructor(direction: 1 | -1) {
    this.#direction = direction
  }

  set(price: number, size: number): void {
    let from = 0
    let to = this.count
    const rank = price * this.#direction
    while (from < to) {
      const middle = (from + to) >>> 1
      if ((this.price[middle] as number) * this.#direction < rank) from = middle + 1
      else to = middle
    }
    const found = from < this.count && this.price[from] === price
    if (size === 0) {
      if (found) this.#remove(from)
    } else if (found) {
      this.size[from] = size
    } else {
      this.#insert(from, price, size)
    }
  }

  /** What finer steps take beyond 2^53 is far from the best: such a price goes, such a size becomes the largest there is. */
  scale(priceRatio: number, sizeRatio: number): void {
    let kept = 0
    for (let index = 0; index < this.count; index++) {
      const price = (this.price[index] as number) * priceRatio
      if (price > Number.MAX_SAFE_INTEGER) continue
      this.price[kept] = price
      this.size[kept] = Math.min((this.size[index] as number) * sizeRatio, Number.MAX_SAFE_INTEGER)
      kept += 1
    }
    this.count = kept
  }

  #insert(at: number, price: number, size: number): void {
    let index = at
    if (this.count === levelsMax) {
      if (index === 0) return
      this.#remove(0)
      index -= 1
    }
    if (this.count === this.price.length) this.#grow()
    this.price.copyWithin(index + 1, index, this.count)
    this.size.copyWithin(index + 1, index, this.count)
    this.price[index] = price
    this.size[index] = size
    this.count += 1
  }

  #remove(index: number): void {
    this.price.copyWithin(index, index + 1, this.count)
    this.size.copyWithin(index, index + 1, this.count)
    this.count -= 1
  }

  #grow(): void {
    const price = new Float64Array(this.price.length * 2)
    price.set(this.price)
    this.price = price
    const size = new Float64Array(this.size.length * 2)
    size.set(this.size)
    this.size = size
  }
}

interface Book {
  readonly bids: BookSide
  readonly asks: BookSide
  /** A void book takes no changes: they would be on top of levels that are not known. */
  valid: boolean
}

/** The order books of all instruments whose venue sends one. */
export class OrderBooks implements BookSource {
  readonly #books: (Book | undefined)[] = []

  change(id: InstrumentId, change: BookChange): void {
    let book = this.#books[id]
    if (book === undefined) {
      book = { bids: new BookSide(1), asks: new BookSide(-1), valid: false }
      this.#books[id] = book
    }
    if (change.snapshot) {
      book.bids.count = 0
      book.asks.count = 0
      book.valid = change.lost !== true
    } else if (!book.valid) {
      return
    }
    for (const [price, size] of change.bids) book.bids.set(price, size)
    for (const [price, size] of change.asks) book.asks.set(price, size)
  }

  /** Its feed lost messages. False when there was nothing to clear. */
  clear(id: InstrumentId): boolean {
    const book = this.#books[id]
    if (book === undefined || !book.valid) return false
    book.bids.count = 0
    book.asks.count = 0
    book.valid = false
    return true
  }

  read(id: InstrumentId, into: BookTop): void {
    const book = this.#books[id]
    into.bidCount = book === undefined ? 0 : copyBest(book.bids, into.bidPrice, into.bidSize)
    into.askCount = book === undefined ? 0 : copyBest(book.asks, into.askPrice, into.askSize)
  }

  scale(id: InstrumentId, priceRatio: number, sizeRatio: number): void {
    this.#books[id]?.bids.scale(priceRatio, sizeRatio)
    this.#books[id]?.asks.scale(priceRatio, sizeRatio)
  }
}

function copyBest(side: BookSide, price: Float64Array, size: Float64Array): number {
  const count = Math.min(side.count, price.length)
  for (let index = 0; index < count; index++) {
    price[index] = side.price[side.count - 1 - index] as number
    size[index] = side.size[side.count - 1 - index] as number
  }
  return count
}
