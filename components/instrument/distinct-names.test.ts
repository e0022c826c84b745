import { expect, test } from 'vitest'
import { distinctNames } from '@/components/instrument/distinct-names.ts'

test('only namesakes are called with their venue', () => {
  const nameOf = distinctNames(['KRAKEN:BTC-USD', 'COINBASE:BTC-USD', 'BINANCE:BTC-USDT', 'BINANCE:BTC-USDT'])
  expect(['KRAKEN:BTC-USD', 'COINBASE:BTC-USD', 'BINANCE:BTC-USDT', 'US:AAPL'].map(nameOf)).toEqual([
    'BTC-USD KRAKEN',
    'BTC-USD COINBASE',
    'BTC-USDT',
    'AAPL',
  ])
})
