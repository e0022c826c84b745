import { intervalLengthMs } from '../../../lib/market/bar.ts'
import type { HistorySource, KeptInterval } from '../../../lib/market/history-source.ts'
import type { Origin } from '../../../lib/market/instrument.ts'
import { denoise } from '../denoise.ts'
import type { ListedInstrument, VenueProtocol, VenueRequest } from '../live/protocol.ts'
import type { RestClient } from '../live/rest.ts'
import { numberOf, objectOf, rowsOf, textOf } from '../live/rest-rows.ts'
import { tickerOf } from '../live/symbols.ts'
import { rfc3339Ms } from '../rfc3339.ts'
import { describeUsTicker } from '../us-ticks/mapper.ts'
import { AlpacaMapper } from './mapper.ts'

export interface AlpacaKeys {
  readonly key: string
  readonly secret: string
}

/** Thirty channels on the free feed: trades and quotes of these, and room for their trading status. */
const defaultSymbols = ['AAPL', 'NVDA', 'TSLA', 'MSFT', 'AMZN', 'AMD', 'META', 'GOOGL', 'SPY', 'QQQ'].map(
  (ticker) => `US:${ticker}`,
)
const timeframes: Partial<Record<KeptInterval, string>> = { '1m': '1Min', '1h': '1Hour' }

/** `wsUrl` names the feed: `.../v2/iex`, `/v2/sip`, `/v2/delayed_sip` (shown as delayed) or `/v2/test`. One connection a key. */
export function alpacaProtocol(wsUrl: string, rest: RestClient, keys: AlpacaKeys): VenueProtocol {
  const origin: Origin = /delayed/.test(wsUrl) ? 'delayed' : 'live'
  const feed = /\/v2\/(\w+)\/?$/.exec(wsUrl)?.[1] ?? 'iex'
  const request = (action: 'subscribe' | 'unsubscribe', tickers: readonly string[]): VenueRequest[] => [
    { symbols: tickers, text: JSON.stringify({ action, trades: tickers, quotes: tickers, statuses: tickers }) },
  ]
  const describe = (symbol: string): ListedInstrument | undefined => {
    const ticker = tickerOf(symbol)
    const definition = ticker === undefined ? undefined : describeUsTicker(ticker, origin)
    return ticker === undefined || definition === undefined ? undefined : { venueSymbol: ticker, definition, halted: false }
  }
  return {
    name: 'alpaca',
    venue: 'US',
    origin,
    url: wsUrl,
    defaultSymbols,
    limits: {
      connectGapMs: 5_000,
      requestGapMs: 200,
      // The venue sends WebSocket pings when there is nothing else.
      connectionSilenceMs: 60_000,
      instrumentSilence: { leastMs: 15_000, mostMs: 300_000 },
      connectionLifeMs: Number.POSITIVE_INFINITY,
      symbolsMax: /sip/.test(wsUrl) ? 500 : 10,
    },
    keyVariables: 'ALPACA_KEY, ALPACA_SECRET and ALPACA_WS_URL',
    authenticate: () => JSON.stringify({ action: 'auth', key: keys.key, secret: keys.secret }),
    createMapper: (context) => new AlpacaMapper(context),
    // Its list of assets is on another host and has neither tick nor lot: US rules say them for all.
    listInstruments: async (symbols) => symbols.flatMap((symbol) => describe(symbol) ?? []),
    describe,
    subscribe: (tickers) => request('subscribe', tickers),
    unsubscribe: (tickers) => request('unsubscribe', tickers),
    history: history(rest, feed),
  }
}

function history(rest: RestClient, feed: string): HistorySource {
  return {
    venue: 'US',
    intervals: ['1m', '1h'],
    async *fetchBars(instrument, interval, fromMs, toMs, signal) {
      const range = { start: new Date(fromMs).toISOString(), end: new Date(toMs - 1).toISOString() }
      const query = {
        symbols: instrument.base,
        timeframe: timeframes[interval] ?? '1Min',
        ...range,
        limit: 10_000,
        feed,
        adjustment: 'raw',
      }
      let coveredToMs = fromMs
      for (let page: string | undefined = ''; page !== undefined; ) {
        const answer = objectOf(
          await rest.get('/v2/stocks/bars', page === '' ? query : { ...query, page_token: page }, signal),
          'bars',
        )
        const rows = objectOf(answer.bars, 'bars')[instrument.base]
        const bars = rowsOf(rows ?? [], 'bars').map((row) => {
          const { t, o, h, l, c, v, n } = objectOf(row, 'a bar')
          const price = (value: unknown) => denoise(textOf(value, 'a price'))
          return {
            timeMs: rfc3339Ms(t),
            open: price(o),
            high: price(h),
            low: price(l),
            close: price(c),
            volume: price(v),
            tradeCount: numberOf(n, 'n'),
          }
        })
        page = typeof answer.next_page_token === 'string' ? answer.next_page_token : undefined
        const last = bars.at(-1)
        coveredToMs = page === undefined ? toMs : last === undefined ? coveredToMs : last.timeMs + intervalLengthMs(interval)
        yield { bars, coveredToMs }
      }
    },
  }
}
