import type { ListedInstrument, VenueProtocol, VenueRequest } from '../live/protocol.ts'
import { tickerOf } from '../live/symbols.ts'
import { describeFinnhubSymbol, FinnhubMapper } from './mapper.ts'

const defaultSymbols = ['AAPL', 'NVDA', 'TSLA', 'MSFT', 'AMZN', 'AMD', 'META', 'GOOGL', 'SPY', 'QQQ'].map(
  (ticker) => `US:${ticker}`,
)

/** Trades of US stocks. One connection a key, fifty symbols on the free one; nothing is acknowledged. */
export function finnhubProtocol(wsUrl: string, token: string): VenueProtocol {
  const requests = (type: 'subscribe' | 'unsubscribe', tickers: readonly string[]): VenueRequest[] =>
    tickers.map((symbol) => ({ symbols: [symbol], text: JSON.stringify({ type, symbol }) }))
  return {
    name: 'finnhub',
    venue: 'US',
    origin: 'live',
    url: `${wsUrl}${wsUrl.includes('?') ? '&' : '?'}token=${encodeURIComponent(token)}`,
    defaultSymbols,
    limits: {
      connectGapMs: 5_000,
      requestGapMs: 100,
      connectionSilenceMs: 120_000,
      instrumentSilence: { leastMs: 30_000, mostMs: 300_000 },
      connectionLifeMs: Number.POSITIVE_INFINITY,
      symbolsMax: 50,
    },
    keyVariables: 'FINNHUB_TOKEN',
    createMapper: (context) => new FinnhubMapper(context),
    listInstruments: async (symbols) => symbols.flatMap((symbol) => describe(symbol) ?? []),
    describe,
    subscribe: (tickers) => requests('subscribe', tickers),
    unsubscribe: (tickers) => requests('unsubscribe', tickers),
  }
}

function describe(symbol: string): ListedInstrument | undefined {
  const ticker = tickerOf(symbol)
  const definition = ticker === undefined ? undefined : describeFinnhubSymbol(ticker, 'live')
  return ticker === undefined || definition === undefined ? undefined : { venueSymbol: ticker, definition, halted: false }
}
