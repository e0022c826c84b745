import { expect, onTestFinished, test } from 'vitest'
import { axisText, percentageFormatter } from '@/components/chart/price-chart-options.ts'
import { setPageFormats } from '@/lib/market/page-formats.ts'

test('percent on the axis have two decimals, and what rounds to nothing has no sign', () => {
  expect([0.016, -0.016, -1.5, 0, -0.0049].map((percent) => percentageFormatter(percent))).toEqual([
    '0.02%',
    '\u22120.02%',
    '\u22121.50%',
    '0.00%',
    '0.00%',
  ])
})

test('percent on the axis have the decimal mark of the locale', () => {
  setPageFormats({ locale: 'de-DE', hourCycle: 'h23' })
  onTestFinished(() => setPageFormats({ locale: 'en-US', hourCycle: 'h23' }))
  expect(percentageFormatter(-1.5)).toBe('\u22121,50%')
})

test('a price is written as the axis writes it, on each scale', () => {
  const text = (scale: Parameters<typeof axisText>[0], first: number | undefined) =>
    axisText(scale, 110, first, (price) => `${price}.00`)
  expect([text('linear', undefined), text('log', 100)]).toEqual(['110.00', '110.00'])
  expect([text('percent', 100), text('percent', 125)]).toEqual(['10.00%', '\u221212.00%'])
  expect([text('indexed', 100), text('indexed', 125)]).toEqual(['110.00', '88.00'])
  expect(text('percent', undefined)).toBe('')
})
