import { expect, test } from 'vitest'
import { currentBars, prependBars } from '@/components/chart/chart-bars.ts'
import { bar, instrument, series } from '@/components/test-support/fake-stream.ts'

const minute = 60_000
const times = (bars: readonly { readonly timeMs: number }[]) => bars.map((each) => each.timeMs / minute)

test('older pages stay in front of what the stream keeps current', () => {
  const start = currentBars(series('A', '1m', [bar(5 * minute, 1), bar(6 * minute, 1)]), undefined)
  const paged = prependBars([bar(3 * minute, 1), bar(4 * minute, 1), bar(5 * minute, 9)], start)
  expect(times(paged.bars)).toEqual([3, 4, 5, 6])
  expect(paged.bars[2]?.close).toBe(1)
  const next = currentBars(series('A', '1m', [bar(5 * minute, 1), bar(6 * minute, 2), bar(7 * minute, 3)]), paged)
  expect(times(next.bars)).toEqual([3, 4, 5, 6, 7])
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
