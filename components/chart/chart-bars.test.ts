import { expect, test } from 'vitest'
import { currentBars, insertBars, prependBars, viewShift } from '@/components/chart/chart-bars.ts'
import { bar, instrument, series } from '@/components/test-support/fake-stream.ts'

const minute = 60_000
const times = (bars: readonly { readonly timeMs: number }[]) => bars.map((each) => each.timeMs / minute)

test('older pages stay in front of what the stream keeps current', () => {
  const start = currentBars(series('A', '1m', [bar(5 * minute, 1), bar(6 * minute, 1)]), undefined)
  const paged = prependBars([bar(3 * minute, 1), bar(4 * minute, 1), bar(5 * minute, 1)], start)
  expect(times(paged.bars)).toEqual([3, 4, 5, 6])
  const next = currentBars(series('A', '1m', [bar(5 * minute, 1), bar(6 * minute, 2), bar(7 * minute, 3)]), paged)
  expect(times(next.bars)).toEqual([3, 4, 5, 6, 7])
  expect(prependBars([bar(5 * minute, 1)], start)).toBe(start)
})

test('the first bar of the stream, known in part only, is the one that an older page completed, until the stream has another', () => {
  const part = bar(5 * minute, 3, { open: 3, tradeCount: 2 })
  const whole = bar(5 * minute, 3, { open: 1, low: 1, tradeCount: 9 })
  const start = currentBars(series('A', '1m', [part, bar(6 * minute, 4)]), undefined)
  const paged = prependBars([bar(4 * minute, 1), whole], start)
  expect(paged.bars).toEqual([bar(4 * minute, 1), whole, bar(6 * minute, 4)])
  const next = currentBars(series('A', '1m', [{ ...part }, bar(6 * minute, 5)]), paged)
  expect(next.bars).toEqual([bar(4 * minute, 1), whole, bar(6 * minute, 5)])
  const again = currentBars(series('A', '1m', [{ ...whole, tradeCount: 10 }, bar(6 * minute, 5)]), next)
  expect(again.bars[1]?.tradeCount).toBe(10)
  // The only one still forms: it is the stream's.
  const forming = currentBars(series('A', '1m', [part]), undefined)
  expect(prependBars([whole], forming)).toBe(forming)
})

test('bars at either end of a hole, known in part only, are completed with it', () => {
  const start = currentBars(series('A', '1m', at(9, 10)), undefined)
  const holed = prependBars(at(1, 5), start)
  const filled = insertBars([bar(minute, 1, { tradeCount: 7 }), ...at(2, 3, 4), bar(5 * minute, 1, { tradeCount: 8 })], holed)
  expect(times(filled.bars)).toEqual([1, 2, 3, 4, 5, 9, 10])
  expect(filled.bars.map(({ tradeCount }) => tradeCount)).toEqual([7, 1, 1, 1, 8, 1, 1])
  // The stream completes its own.
  expect(insertBars([bar(9 * minute, 1, { tradeCount: 7 })], filled)).toBe(filled)
})

test('after a reconnect whose history begins later, what it no longer holds is kept', () => {
  const start = currentBars(series('A', '1m', [bar(minute, 1), bar(2 * minute, 1)]), undefined)
  expect(times(currentBars(series('A', '1m', [bar(2 * minute, 1), bar(3 * minute, 1)]), start).bars)).toEqual([1, 2, 3])
})

test('bars of another instrument, interval or tick never stand in front', () => {
  const start = currentBars(series('A', '1m', [bar(minute, 1)]), undefined)
  expect(times(currentBars(series('B', '1m', [bar(2 * minute, 1)]), start).bars)).toEqual([2])
  expect(times(currentBars(series('A', '5m', [bar(5 * minute, 1)]), start).bars)).toEqual([5])
  const finer = { ...series('A', '1m', [bar(2 * minute, 10)]), instrument: instrument('A', { tickSize: '0.001' }) }
  expect(times(currentBars(finer, start).bars)).toEqual([2])
})

const at = (...minutes: number[]) => minutes.map((each) => bar(each * minute, 1))

test('a view of the newest bar stays at the newest when a hole before it is filled or newer bars come', () => {
  const before = at(0, 1, 2, 9)
  expect(viewShift(before, at(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), 7)).toBe(6)
  expect(viewShift(before, at(0, 1, 2, 9, 10, 11), 3.2)).toBe(2)
  expect(viewShift(at(9), at(7, 8, 9, 10), 9)).toBe(3)
})

test('a view of older bars keeps its last one, wherever bars come in', () => {
  const before = at(0, 1, 2, 9)
  expect(viewShift(before, at(-2, -1, 0, 1, 2, 5, 9, 10), 2)).toBe(2)
  expect(viewShift(before, at(0, 1, 2, 5, 9), 1)).toBe(0)
  expect(viewShift(before, at(-1, 0, 1, 2, 9), -40)).toBe(1)
  expect(viewShift(before, [], 1)).toBe(0)
})
