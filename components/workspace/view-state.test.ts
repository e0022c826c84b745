import { expect, test } from 'vitest'
import { defaultView, formatView, parseView } from '@/components/workspace/view-state.ts'

test('an address says symbol, interval, pane and order', () => {
  const search =
    '?symbol=SIM:BTC-USD&interval=5m&pane=chart&sort=-percent&chart=line&scale=log&indicators=sma:50&side=trades&max=1'
  expect(parseView(search)).toEqual({
    symbol: 'SIM:BTC-USD',
    interval: '5m',
    pane: 'chart',
    sort: { column: 'percent', descending: true },
    chart: 'line',
    scale: 'log',
    indicators: 'sma:50',
    side: 'trades',
    maximised: true,
  })
})

test('what an address says comes back when it is written', () => {
  const search =
    '?symbol=SIM:BTC-USD&interval=5m&pane=chart&sort=symbol&chart=hollow&scale=percent&indicators=sma:50,rsi&side=depth'
  expect(formatView(parseView(search), '')).toBe(search)
})

test('parameters that cannot be used count as absent', () => {
  expect(parseView('?interval=7m&pane=sideways&sort=--x&symbol=%20&chart=pie&scale=no&side=far')).toEqual(defaultView)
})

test('defaults leave the address empty, and parameters of others stay', () => {
  expect(formatView(defaultView, '')).toBe('')
  expect(formatView(defaultView, '?debug=1&symbol=X')).toBe('?debug=1')
})
