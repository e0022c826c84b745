import { type Interval, intervalLengthMs } from '../../../lib/market/bar.ts'
import { FeedError } from '../../../lib/market/feed.ts'
import type { HistorySource, KeptInterval } from '../../../lib/market/history-source.ts'
import type { InstrumentDefinition } from '../../../lib/market/instrument.ts'
import { cryptoDefinition } from '../definitions.ts'
import type { ListedInstrument, VenueProtocol, VenueRequest, VenueStanding } from '../live/protocol.ts'
import type { RestClient } from '../live/rest.ts'
import { barOf, idOf, numberOf, objectOf, rowsOf, stepOf, textOf } from '../live/rest-rows.ts'
import { chunks, pairOf } from '../live/symbols.ts'
import type { RestTrade } from '../trade-intake.ts'
import { BinanceMapper } from './mapper.ts'

const venue = 'BINANCE'
const defaultSymbols = ['BTC', 'ETH', 'SOL', 'BNB', 'XRP', 'DOGE', 'ADA', 'AVAX', 'LINK', 'TRX', 'DOT', 'LTC'].map(
  (base) => `${venue}:${base}-USDT`,
)
/** Four streams each; 1,024 fit into one connection. */
const symbolsMax = 256
/** A request takes any number of streams, but a message of more than 4 KB is refused. */
const symbolsPerRequest = 25
const tradesPerRequest = 1000
/** Above 100 symbols the request weighs twice as much. */
const standingsPerRequest = 100
const hourMs = 3_600_000

/** Limits: at most 5 messages/s to the venue, 300 attempts to connect in 5 minutes, 24 h a connection; it pings every 20 s. */
export function binanceProtocol(wsUrl: string, rest: RestClient): VenueProtocol {
  let requestId = 0
  const requests = (method: 'SUBSCRIBE' | 'UNSUBSCRIBE', venueSymbols: readonly string[]): VenueRequest[] =>
    chunks(venueSymbols, symbolsPerRequest).map((symbols) => {
      requestId += 1
      return { symbols, text: JSON.stringify({ method, params: symbols.flatMap(streamsOf), id: requestId }) }
    })
  return {
    name: 'binance',
    venue,
    origin: 'live',
    url: `${wsUrl.replace(/\/+$/, '')}/stream`,
    defaultSymbols,
    limits: {
      connectGapMs: 1_100,
      requestGapMs: 350,
      connectionSilenceMs: 30_000,
      instrumentSilence: { leastMs: 10_000, mostMs: 120_000 },
      connectionLifeMs: 23.5 * hourMs,
      symbolsMax,
    },
    createMapper: (context) => new BinanceMapper(context),
    listInstruments: (symbols, signal) => list(rest, symbols, signal),
    describe,
    subscribe: (symbols) => requests('SUBSCRIBE', symbols),
    unsubscribe: (symbols) => requests('UNSUBSCRIBE', symbols),
    async fetchTrades(instrument, { fromId, toId }, signal) {
      const trades: RestTrade[] = []
      for (let next = fromId; next <= toId; ) {
        const rows = rowsOf(
          await rest.get(
            '/api/v3/historicalTrades',
            { symbol: instrument.venueSymbol, fromId: next, limit: tradesPerRequest },
            signal,
          ),
          'trades',
        )
        trades.push(...rows.map(tradeOf))
        const last = trades.at(-1)?.id
        if (rows.length < tradesPerRequest || typeof last !== 'number' || last < next) break
        next = last + 1
      }
      return trades
    },
    async fetchStandings(venueSymbols, signal) {
      const standings: VenueStanding[] = []
      for (const symbols of chunks(venueSymbols, standingsPerRequest)) {
        const rows = await rest.get('/api/v3/ticker/24hr', { symbols: JSON.stringify(symbols) }, signal)
        standings.push(...rowsOf(rows, 'tickers').map(standingOf))
      }
      return standings
    },
    fetchTime: async (signal) => numberOf(objectOf(await rest.get('/api/v3/time', {}, signal), 'time').serverTime, 'serverTime'),
    history: history(rest),
  }
}

function streamsOf(venueSymbol: string): string[] {
  const name = venueSymbol.toLowerCase()
  return [`${name}@trade`, `${name}@bookTicker`, `${name}@ticker`, `${name}@depth20@100ms`]
}

function describe(symbol: string): ListedInstrument | undefined {
  const pair = pairOf(symbol, venue)
  return (
    pair && {
      venueSymbol: pair.base + pair.quote,
      definition: cryptoDefinition(venue, pair.base, pair.quote, 'live'),
      halted: false,
    }
  )
}

async function list(rest: RestClient, symbols: readonly string[], signal: AbortSignal): Promise<ListedInstrument[]> {
  const wanted = new Map(symbols.flatMap((symbol) => describe(symbol) ?? []).map((entry) => [entry.venueSymbol, entry]))
  const info = objectOf(await exchangeInfo(rest, [...wanted.keys()], signal), 'exchangeInfo')
  return rowsOf(info.symbols, 'symbols of exchangeInfo').flatMap((row) => {
    const { symbol, status, baseAsset, quoteAsset, filters } = objectOf(row, 'a symbol of exchangeInfo')
    const venueSymbol = textOf(symbol, 'symbol')
    if (!wanted.has(venueSymbol)) return []
    const steps = rowsOf(filters, 'filters').map((filter) => objectOf(filter, 'a filter'))
    const tickSize = stepOf(steps.find((filter) => filter.filterType === 'PRICE_FILTER')?.tickSize)
    const lotSize = stepOf(steps.find((filter) => filter.filterType === 'LOT_SIZE')?.stepSize)
    const definition = cryptoDefinition(
      venue,
      textOf(baseAsset, 'baseAsset'),
      textOf(quoteAsset, 'quoteAsset'),
      'live',
      tickSize,
      lotSize,
    )
    return [{ venueSymbol, definition, halted: status !== 'TRADING' }]
  })
}

/** One unknown symbol makes the venue refuse the whole list: then all 3,000 are asked for, and the known ones picked. */
async function exchangeInfo(rest: RestClient, venueSymbols: readonly string[], signal: AbortSignal): Promise<unknown> {
  try {
    return await rest.get('/api/v3/exchangeInfo', { symbols: JSON.stringify(venueSymbols) }, signal)
  } catch (error) {
    if (!(error instanceof FeedError) || !error.message.includes('-1121')) throw error
    return await rest.get('/api/v3/exchangeInfo', { permissions: 'SPOT' }, signal)
  }
}

function tradeOf(row: unknown): RestTrade {
  const { id, price, qty, time, isBuyerMaker } = objectOf(row, 'a trade')
  const side = isBuyerMaker === true ? 'sell' : 'buy'
  return {
    id: idOf(id, 'id'),
    price: textOf(price, 'price'),
    size: textOf(qty, 'qty'),
    side,
    venueTimeMs: numberOf(time, 'time'),
  }
}

function standingOf(row: unknown): VenueStanding {
  const ticker = objectOf(row, 'a ticker')
  const text = (name: string) => textOf(ticker[name], name)
  return {
    venueSymbol: text('symbol'),
    last: text('lastPrice'),
    bid: text('bidPrice'),
    bidSize: text('bidQty'),
    ask: text('askPrice'),
    askSize: text('askQty'),
    open: text('openPrice'),
    high: text('highPrice'),
    low: text('lowPrice'),
    volume: text('volume'),
  }
}

const barsPerRequest = 1000

function history(rest: RestClient): HistorySource {
  return {
    venue,
    intervals: ['1s', '1m', '1h'],
    async *fetchBars(
      instrument: InstrumentDefinition,
      interval: KeptInterval,
      fromMs: number,
      toMs: number,
      signal: AbortSignal,
    ) {
      const lengthMs = intervalLengthMs(interval satisfies Interval)
      for (let startMs = fromMs; startMs < toMs; ) {
        const query = {
          symbol: instrument.base + instrument.quote,
          interval,
          startTime: startMs,
          endTime: toMs - 1,
          limit: barsPerRequest,
        }
        const rows = rowsOf(await rest.get('/api/v3/klines', query, signal), 'klines')
        // Row: open time, open, high, low, close, volume, close time, quote volume, trades, ...
        const bars = rows.map((row) => {
          const cells = rowsOf(row, 'a bar')
          return barOf(
            cells,
            { open: 1, high: 2, low: 3, close: 4, volume: 5 },
            numberOf(cells[0], 'time'),
            numberOf(cells[8], 'trades'),
          )
        })
        const last = bars.at(-1)?.timeMs ?? toMs
        startMs = rows.length < barsPerRequest ? toMs : last + lengthMs
        yield { bars, coveredToMs: Math.min(startMs, toMs) }
      }
    },
  }
}
