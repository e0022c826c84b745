import { expect, test } from 'vitest'
import { createChartScale, findBar } from '@/components/chart/bar-values.ts'
import { bar, instrument } from '@/components/test-support/fake-stream.ts'

test.each([
  ['0.01', 6_168_599, '61,685.99'],
  ['0.25', 22_001, '5,500.25'],
  ['0.00000000001', 123, '0.00000000123'],
  ['1', 12_000_000_000, '12,000,000,000'],
])('a price of tick %s goes to the chart as a whole number and comes back as exact text', (tickSize, ticks, text) => {
  const scale = createChartScale(instrument('X', { tickSize }))
  expect(Number.isInteger(scale.toChart(ticks))).toBe(true)
  expect(scale.format(scale.toChart(ticks))).toBe(text)
})

test('a position between two ticks reads as the nearest tick', () => {
  const scale = createChartScale(instrument('X', { tickSize: '0.25' }))
  expect(scale.format(scale.toChart(4) + 10)).toBe('1.00')
  expect(scale.format(scale.toChart(4) + 15)).toBe('1.25')
})

test('a bar is found by its start, and none where none starts', () => {
  const bars = [bar(0, 1), bar(60_000, 2), bar(180_000, 3)]
  expect(bars.map((each) => findBar(bars, each.timeMs))).toEqual([0, 1, 2])
  expect(findBar(bars, 120_000)).toBe(-1)
  expect(findBar([], 0)).toBe(-1)
})
