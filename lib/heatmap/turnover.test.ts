import { expect, test } from 'vitest'
import { commonCurrency, comparableCurrency, turnoverValue } from './turnover.ts'

test('volume is counted in money: many of a cheap coin are not more than a few of a dear one', () => {
  const bitcoin = { last: 6_000_000, dayVolumeLots: 200_000n, instrument: { tickSize: '0.01', lotSize: '0.00001', quote: 'USD' } }
  const doge = { last: 1_200, dayVolumeLots: 900_000n, instrument: { tickSize: '0.0001', lotSize: '1', quote: 'USD' } }
  expect(turnoverValue(bitcoin)).toBeCloseTo(120_000)
  expect(turnoverValue(doge)).toBeCloseTo(108_000)
  expect(turnoverValue({ ...doge, last: 0 })).toBe(0)
})

test('a venue whose day shrank below what we counted has no area, not a negative one', () => {
  expect(turnoverValue({ last: 100, dayVolumeLots: -5n, instrument: { tickSize: '1', lotSize: '1', quote: 'USD' } })).toBe(0)
})

test('dollar coins are laid beside dollars; other currencies are not', () => {
  expect(comparableCurrency('USDT')).toBe('USD')
  expect(comparableCurrency('EUR')).toBe('EUR')
  expect(commonCurrency(['EUR', 'USDT', 'USD', 'BTC'])).toBe('USD')
  expect(commonCurrency([])).toBeUndefined()
})
