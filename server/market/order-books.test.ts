import { describe, expect, it } from 'vitest'
import type { BookChange } from '../../lib/market/feed.ts'
import type { BookTop } from '../../lib/market/market-view.ts'
import { instrumentId, priceTicks, sizeLots } from '../../lib/market/units.ts'
import { OrderBooks } from './order-books.ts'

const id = instrumentId(3)
type Levels = readonly (readonly [number, number])[]
const levels = (list: Levels) => list.map(([price, size]) => [priceTicks(price), sizeLots(size)] as const)
const change = (snapshot: boolean, bids: Levels, asks: Levels): BookChange => ({
  snapshot,
  bids: levels(bids),
  asks: levels(asks),
  venueTimeMs: 0,
  receivedTimeMs: 0,
})

function top(books: OrderBooks): [number[][], number[][]] {
  const into: BookTop = {
    bidCount: 0,
    askCount: 0,
    bidPrice: new Float64Array(3),
    bidSize: new Float64Array(3),
    askPrice: new Float64Array(3),
    askSize: new Float64Array(3),
  }
  books.read(id, into)
  const side = (count: number, price: Float64Array, size: Float64Array) =>
    [...price.subarray(0, count)].map((value, index) => [value, size[index] as number])
  return [side(into.bidCount, into.bidPrice, into.bidSize), side(into.askCount, into.askPrice, into.askSize)]
}

describe('OrderBooks', () => {
  it('keeps both sides sorted through changes, best first', () => {
    const books = new OrderBooks()
    books.change(
      id,
      change(
        true,
        [
          [10, 1],
          [9, 2],
          [7, 4],
        ],
        [
          [11, 1],
          [14, 3],
          [12, 2],
        ],
      ),
    ) // prettier-ignore
    books.change(
      id,
      change(
        false,
        [
          [8, 3],
          [10, 0],
          [9, 5],
        ],
        [
          [11, 7],
          [13, 9],
          [20, 0],
        ],
      ),
    ) // prettier-ignore
    expect(top(books)).toEqual([
      [
        [9, 5],
        [8, 3],
        [7, 4],
      ],
      [
        [11, 7],
        [12, 2],
        [13, 9],
      ],
    ])
  })

  it('is empty without a snapshot, and void from a loss until the next one', () => {
    const books = new OrderBooks()
    books.change(id, change(false, [[10, 1]], []))
    expect(top(books)).toEqual([[], []])
    books.change(id, change(true, [[10, 1]], [[11, 1]]))
    expect(books.clear(id)).toBe(true)
    expect(books.clear(id)).toBe(false)
    books.change(id, change(false, [[9, 1]], []))
    expect(top(books)).toEqual([[], []])
  })

  it('takes changes of an empty book, and none of a lost one', () => {
    const books = new OrderBooks()
    books.change(id, change(true, [], []))
    books.change(id, change(false, [[3, 5]], []))
    expect(top(books)).toEqual([[[3, 5]], []])
    books.change(id, { ...change(true, [], []), lost: true })
    books.change(id, change(false, [[3, 5]], []))
    expect(top(books)).toEqual([[], []])
    books.change(id, change(true, [[4, 1]], []))
    expect(top(books)).toEqual([[[4, 1]], []])
  })

  it('keeps only what integers can bear when steps become finer', () => {
    const books = new OrderBooks()
    books.change(
      id,
      change(
        true,
        [[3, 5]],
        [
          [888_888_004, 1],
          [4, 1_127_313_210],
        ],
      ),
    )
    books.scale(id, 1e8, 1e8)
    expect(top(books)).toEqual([[[3e8, 5e8]], [[4e8, Number.MAX_SAFE_INTEGER]]])
  })

  it('equals a plain model after thousands of random changes', () => {
    const books = new OrderBooks()
    const model = new Map<number, number>()
    let seed = 1
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % below
    }
    books.change(id, change(true, [], []))
    for (let step = 0; step < 5_000; step++) {
      const price = 1 + random(300)
      const size = random(3)
      if (size === 0) model.delete(price)
      else model.set(price, size)
      books.change(id, change(false, [[price, size]], [[1_000 - price, size]]))
    }
    const best = [...model].sort(([left], [right]) => right - left).slice(0, 3)
    expect(top(books)).toEqual([best, best.map(([price, size]) => [1_000 - price, size])])
  })
})
