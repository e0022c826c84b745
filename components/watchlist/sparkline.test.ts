// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { createSparkline, linePath } from '@/components/watchlist/sparkline.ts'

test('a shape that is not known is not drawn, one that is level is', () => {
  expect(linePath([])).toBe('')
  expect(linePath([100])).toBe('')
  expect(linePath([100, 100])).toBe('M0.0 9.0L60.0 9.0')
})

test("has the colour of its own change and not of the day's", () => {
  const cell = document.createElement('div')
  createSparkline(cell, [100, 104, 103])
  expect(cell.dataset.sign).toBe('up')
  createSparkline(cell, [100, 104, 99])
  expect(cell.dataset.sign).toBe('down')
})
