import { describe, expect, it } from 'vitest'
import { bookLevels, SimBook, type SimBookSide } from './sim-book.ts'
import { createUniverse, type SimInstrument } from './universe.ts'

const instruments = createUniverse(1, 400)
const timeMs = Date.UTC(2026, 0, 5, 12)

const touchOf = (instrument: SimInstrument | undefined) => instrument?.basePriceTicks ?? 0
const copy = (side: SimBookSide) => side.map(([price, size]): [number, number] => [price, size])
const bids = (index: number, atMs = timeMs, moved = 0, seed = 1) =>
  copy(new SimBook(seed, instruments).bids(index, touchOf(instruments[index]) + moved, 77, atMs))
const asks = (index: number, atMs = timeMs, moved = 0) =>
  copy(new SimBook(1, instruments).asks(index, touchOf(instruments[index]) + moved, 55, atMs))

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length
}

describe('SimBook', () => {
  it('has 25 levels a side of every instrument: the touch first, each price once and worse than the one before, whole lots', () => {
    for (const [index, instrument] of instruments.entries()) {
      const [buy, sell] = [bids(index), asks(index)]
      expect([buy[0], sell[0]]).toEqual([
        [instrument.basePriceTicks, 77],
        [instrument.basePriceTicks, 55],
      ])
      for (const [side, direction] of [
        [buy, -1],
        [sell, 1],
      ] as const) {
        expect(side).toHaveLength(bookLevels)
        side.slice(1).forEach(([price, size], level) => {
          expect((price - (side[level]?.[0] ?? 0)) * direction).toBeGreaterThan(0)
          expect(Number.isSafeInteger(price) && Number.isSafeInteger(size) && size > 0).toBe(true)
          if (instrument.isStock) expect(size % 100).toBe(0)
        })
      }
    }
  })

  it('is a function of seed, instrument, price and time alone (P8)', () => {
    const book = new SimBook(1, instruments)
    for (let step = 0; step < 50; step++) book.bids(step, touchOf(instruments[step]) - step, 1, timeMs + step * 70)
    expect(copy(book.bids(0, touchOf(instruments[0]), 77, timeMs))).toEqual(bids(0))
    expect(bids(0, timeMs, 0, 2)).not.toEqual(bids(0))
  })

  it('keeps its levels in their places while the touch moves, and changes a few of them in a second, all in a minute', () => {
    const kept = (a: [number, number][], b: [number, number][]) => {
      const sizes = new Map(b)
      return a.slice(1).filter(([price, size]) => sizes.get(price) === size).length
    }
    const coins = [0, 2, 4, 6, 8, 10]
    const keptAfter = (ms: number, moved: number) =>
      mean(coins.map((index) => kept(asks(index), asks(index, timeMs + ms, moved))))
    expect(keptAfter(0, 1)).toBeGreaterThan(18)
    expect(keptAfter(100, 0)).toBeGreaterThan(20)
    expect(keptAfter(1000, 0)).toBeLessThan(20)
    expect(keptAfter(1000, 0)).toBeGreaterThan(6)
    expect(keptAfter(60_000, 0)).toBeLessThan(4)
  })

  it('grows with the distance, and most at round prices', () => {
    const near: number[] = []
    const far: number[] = []
    const round: number[] = []
    const other: number[] = []
    // Shares whose levels are a cent apart: round is a dime.
    for (let index = 1; index < 200; index += 2) {
      const usual = instruments[index]?.quoteLots ?? 1
      for (let moment = 0; moment < 20; moment++) {
        const side = bids(index, timeMs + moment * 60_000)
        near.push(...side.slice(1, 5).map(([, size]) => size / usual))
        far.push(...side.slice(-5).map(([, size]) => size / usual))
        if (instruments[index]?.spreadTicks !== 1) continue
        for (const [price, size] of side.slice(1)) (price % 10 === 0 ? round : other).push(size / usual)
      }
    }
    expect(mean(far) / mean(near)).toBeGreaterThan(1.3)
    expect(mean(far) / mean(near)).toBeLessThan(3)
    expect(mean(round) / mean(other)).toBeGreaterThan(1.5)
  })
})
