import { describe, expect, test } from 'vitest'
import { instrument } from './test-support/messages.ts'
import { emptyTape, type TradeTape, tapeWith } from './trade-tape.ts'
import type { StreamTrade } from './types.ts'

const terms = { limit: 3, worths: [1_000, 10_000] }
// A price of 10.00, so that a size is worth ten times as much.
const trade = (number: number, size: number): StreamTrade => ({ number, venueTimeMs: number, price: 1_000, size, side: 'buy' })
const numbers = (trades: readonly StreamTrade[] | undefined) => trades?.map(({ number }) => number)
const add = (tape: TradeTape, trades: readonly StreamTrade[], tickSize = '0.01') =>
  tapeWith(tape, trades, 0, instrument('A', 0, { tickSize }), terms)

describe('a trade tape', () => {
  test('keeps large trades however many small ones come after them, and as many as there is room for', () => {
    let tape = add(emptyTape, [trade(0, 1_000), trade(1, 100), trade(2, 99)])
    tape = add(
      tape,
      Array.from({ length: 50 }, (_, at) => trade(3 + at, 1)),
    )
    expect(numbers(tape.trades)).toEqual([52, 51, 50])
    expect(numbers(tape.atLeast.get(1_000))).toEqual([1, 0])
    expect(numbers(tape.atLeast.get(10_000))).toEqual([0])
    tape = add(tape, [trade(53, 100), trade(54, 100)])
    expect(numbers(tape.atLeast.get(1_000))).toEqual([54, 53, 1])
  })

  test('gives the same list as before where nothing was added to it', () => {
    const tape = add(emptyTape, [trade(0, 1_000)])
    expect(add(tape, [trade(1, 1)]).atLeast.get(10_000)).toBe(tape.atLeast.get(10_000))
  })

  test('begins again, large trades too, when prices are told in other steps', () => {
    const tape = add(add(emptyTape, [trade(0, 1_000)]), [trade(1, 1_000)], '0.001')
    expect(numbers(tape.trades)).toEqual([1])
    expect(numbers(tape.atLeast.get(1_000))).toEqual([1])
    expect(numbers(tape.atLeast.get(10_000))).toEqual([])
  })
})
