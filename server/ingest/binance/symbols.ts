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

/** Names in other scripts are listed, too, and futures of a delivery date. */
const symbolPattern = /^[\p{Lu}\p{Lo}\p{Nd}_]{2,40}$/u

/** undefined when it is no symbol, or ends in no currency we know. */
export function splitBinanceSymbol(symbol: string): { readonly base: string; readonly quote: string } | undefined {
  if (!symbolPattern.test(symbol)) return undefined
  for (const quote of quoteCurrencies) {
    if (symbol.length > quote.length && symbol.endsWith(quote)) return { base: symbol.slice(0, -quote.length), quote }
  }
  return undefined
}

/**
 * Definition by the symbol alone, with steps to be refined. A quote currency that is not known here is taken to have three
 * letters: a name that is cut in the wrong place is better than no prices. undefined for what is no symbol.
 */
export function describeBinanceSymbol(venueSymbol: string, origin: Origin): InstrumentDefinition | undefined {
  if (!symbolPattern.test(venueSymbol)) return undefined
  const cut = Math.max(1, venueSymbol.length - 3)
  const { base, quote } = splitBinanceSymbol(venueSymbol) ?? { base: venueSymbol.slice(0, cut), quote: venueSymbol.slice(cut) }
  return cryptoDefinition('BINANCE', base, quote, origin)
}
