import { expect, test } from 'vitest'
import { instrument } from '@/components/test-support/fake-stream.ts'
import { resolverOf } from '@/components/watchlist/resolve-symbol.ts'

const resolve = resolverOf(
  ['SIM:BTC-USD', 'US:AAPL', 'US:BRK.B', 'BINANCE:BTC-USDT', 'SIM:MSFT'].map((symbol) => instrument(symbol)),
)

test('a US stock is the same wherever other programs say that it is listed', () => {
  expect(resolve('NASDAQ:AAPL')).toBe('US:AAPL')
  expect(resolve('NYSE:BRK.B')).toBe('US:BRK.B')
  // A simulated price is not that of an exchange.
  expect(resolve('NASDAQ:MSFT')).toBeUndefined()
  expect(resolve('NASDAQ:BTCUSDT')).toBeUndefined()
  // Where the server itself has that exchange, it is no other.
  const own = resolverOf(['US:AAPL', 'NASDAQ:AAPL'].map((symbol) => instrument(symbol)))
  expect(own('NASDAQ:AAPL')).toBe('NASDAQ:AAPL')
})

test('a venue that the server does not have is not another', () => {
  expect(resolve('binance:btcusdt')).toBe('BINANCE:BTC-USDT')
  expect(resolve('BYBIT:BTCUSDT')).toBeUndefined()
  expect(resolve('btcusd')).toBe('SIM:BTC-USD')
})
