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
    expect(sort('status', true)).toBe(list)
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
