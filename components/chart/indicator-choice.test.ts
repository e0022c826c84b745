import { expect, test } from 'vitest'
import { chooseIndicator, formatIndicators, indicatorsMax, parseIndicators } from '@/components/chart/indicator-choice.ts'

test('initial settings make a short address, others are kept', () => {
  expect(formatIndicators([chooseIndicator('rsi')])).toBe('rsi')
  expect(formatIndicators([{ id: 'bollinger', parameters: { length: 30, deviations: 2.5, source: 'close' } }])).toBe(
    'bollinger:30:2.5',
  )
  expect(formatIndicators([])).toBeUndefined()
})

test('what an address says comes back', () => {
  const text = 'ema:50:hl2,rsi,macd:5:35:5'
  expect(formatIndicators(parseIndicators(text))).toBe(text)
})

test('unknown indicators are left out, unusable settings become initial ones', () => {
  expect(parseIndicators('magic:1,sma:many')).toEqual([chooseIndicator('sma')])
  expect(parseIndicators(undefined)).toEqual([])
  expect(parseIndicators(Array(20).fill('sma').join(','))).toHaveLength(indicatorsMax)
})
