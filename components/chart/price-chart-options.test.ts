import { expect, onTestFinished, test } from 'vitest'
import { percentageFormatter } from '@/components/chart/price-chart-options.ts'
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
