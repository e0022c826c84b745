import { describe, expect, test } from 'vitest'
import { instrument, quote } from '@/components/test-support/fake-stream.ts'
import { sortSymbols } from '@/components/watchlist/sort-symbols.ts'
import type { ColumnId } from '@/lib/workspace/workspace.ts'

const quotes = new Map(
  [
    quote('A', { last: 11_000 }),
    quote('B', { last: 9_000, instrument: instrument('B', { tickSize: '1' }) }),
    quote('C', { last: 0 }),
    quote('D', { last: 10_500 }),
  ].map((each) => [each.symbol, each]),
)
const list = ['C', 'D', 'A', 'unknown', 'B']
const sort = (column: ColumnId, descending: boolean) => sortSymbols(list, { column, descending }, (symbol) => quotes.get(symbol))

describe('sorting', () => {
  test('prices are compared as money, not as ticks', () => {
    expect(sort('last', true)).toEqual(['B', 'A', 'D', 'C', 'unknown'])
  })

  test('what has no value comes last in both directions, in the order of the list', () => {
    expect(sort('last', false)).toEqual(['D', 'A', 'B', 'C', 'unknown'])
    expect(sort('percent', true)).toEqual(['A', 'D', 'B', 'C', 'unknown'])
  })

  test('no order, or one of a column that does not exist, is the order of the list', () => {
    expect(sortSymbols(list, undefined, () => undefined)).toBe(list)
    expect(sort('spark', true)).toBe(list)
  })

  test('names and states sort by letter, ages from the oldest', () => {
    const named = [
      quote('A', { instrument: instrument('A', { name: 'Pepe' }), status: 'stale', receivedTimeMs: 2_000 }),
      quote('B', { instrument: instrument('B', { name: 'Apple' }), receivedTimeMs: 3_000 }),
      quote('C', { instrument: instrument('C', { name: 'eBay' }), status: 'halted', receivedTimeMs: 1_000 }),
      quote('D', { instrument: instrument('D', { name: 'Zcash' }), status: 'pending', receivedTimeMs: 0 }),
    ]
    const by = (column: ColumnId, descending: boolean) =>
      sortSymbols(['D', 'A', 'B', 'C'], { column, descending }, (symbol) => named.find((each) => each.symbol === symbol))
    expect(by('name', false)).toEqual(['B', 'C', 'A', 'D'])
    expect(by('status', false)).toEqual(['C', 'B', 'D', 'A'])
    expect(by('age', true)).toEqual(['C', 'A', 'B', 'D'])
  })

  test('symbols sort by letter', () => {
    expect(sort('symbol', false)).toEqual(['A', 'B', 'C', 'D', 'unknown'])
  })

  test('symbols of several venues sort as they are read, and namesakes by venue', () => {
    const several = ['SIM:AAPL', 'KRAKEN:BTC-USD', 'BINANCE:SOL-USDT', 'COINBASE:BTC-USD', 'SIM:BTC-USDT']
    const sorted = (descending: boolean) => sortSymbols(several, { column: 'symbol', descending }, () => undefined)
    const ascending = ['SIM:AAPL', 'COINBASE:BTC-USD', 'KRAKEN:BTC-USD', 'SIM:BTC-USDT', 'BINANCE:SOL-USDT']
    expect(sorted(false)).toEqual(ascending)
    expect(sorted(true)).toEqual(ascending.toReversed())
  })
})
