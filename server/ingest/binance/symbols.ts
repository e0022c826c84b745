import type { InstrumentDefinition, Origin } from '../../../lib/market/instrument.ts'
import { cryptoDefinition } from '../definitions.ts'

/**
 * Binance writes `BTCUSDT` without a mark between the currencies. Without its instrument list (a replay) the end tells them
 * apart: longest first, so that `BTCFDUSD` is not read as `BTCFD-USD`. From the venue's quote assets, 2021 to 2026.
 */
const quoteCurrencies = [
  ...['FDUSD', 'USDT', 'USDC', 'BUSD', 'TUSD', 'USDP', 'USD1', 'BIDR', 'BVND', 'IDRT', 'BKRW', 'AEUR', 'EURI', 'DOGE'],
  ...[
    'BTC',
    'ETH',
    'BNB',
    'TRX',
    'XRP',
    'DOT',
    'SOL',
    'DAI',
    'PAX',
    'VAI',
    'UST',
    'NGN',
    'RUB',
    'TRY',
    'EUR',
    'ZAR',
    'UAH',
    'GBP',
    'BRL',
    'AUD',
  ],
  ...['JPY', 'MXN', 'PLN', 'RON', 'ARS', 'CZK', 'COP', 'IDR', 'KZT', 'USD'],
] as const

const symbolPattern = /^[A-Z0-9]{2,40}$/

/** undefined when it is no symbol, or ends in no currency we know. */
export function splitBinanceSymbol(symbol: string): { readonly base: string; readonly quote: string } | undefined {
  if (!symbolPattern.test(symbol)) return undefined
  for (const quote of quoteCurrencies) {
    if (symbol.length > quote.length && symbol.endsWith(quote)) return { base: symbol.slice(0, -quote.length), quote }
  }
  return undefined
}

/** Definition by the symbol alone, with steps to be refined. undefined for what cannot be taken apart. */
export function describeBinanceSymbol(venueSymbol: string, origin: Origin): InstrumentDefinition | undefined {
  const pair = splitBinanceSymbol(venueSymbol)
  return pair === undefined ? undefined : cryptoDefinition('BINANCE', pair.base, pair.quote, origin)
}
