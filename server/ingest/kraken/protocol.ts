import { intervalLengthMs } from '../../../lib/market/bar.ts'
import { FeedError } from '../../../lib/market/feed.ts'
import type { HistorySource } from '../../../lib/market/history-source.ts'
import { cryptoDefinition } from '../definitions.ts'
import { isObject, type JsonObject } from '../json-guards.ts'
import type { ListedInstrument, VenueProtocol, VenueRequest } from '../live/protocol.ts'
import type { RestClient } from '../live/rest.ts'
import { barOf, idOf, numberOf, objectOf, rowsOf, stepOf, textOf } from '../live/rest-rows.ts'
import { pairOf } from '../live/symbols.ts'
import { shown } from '../problems.ts'
import type { RestTrade } from '../trade-intake.ts'
import { KrakenMapper } from './mapper.ts'

const venue = 'KRAKEN'
const defaultSymbols = ['BTC', 'ETH', 'SOL', 'XRP', 'DOGE', 'ADA', 'AVAX', 'LINK', 'DOT', 'LTC'].map(
  (base) => `${venue}:${base}-USD`,
)
/** Twenty levels are shown; of the depths on offer (10, 25, 100, 500, 1000) this is the least that has them. */
const bookDepth = 25
const tradesPerRequest = 1000
/** REST still uses the old names of two currencies. */
const restNames: Readonly<Record<string, string>> = { BTC: 'XBT', DOGE: 'XDG' }
const currentNames: Readonly<Record<string, string>> = { XBT: 'BTC', XDG: 'DOGE' }

/** Limits: about 150 connections in 10 minutes; a heartbeat every second; closed after a minute in which we say nothing. */
export function krakenProtocol(wsUrl: string, rest: RestClient): VenueProtocol {
  let requestId = 0
  const requests = (method: 'subscribe' | 'unsubscribe', symbols: readonly string[]): VenueRequest[] =>
    [
      { channel: 'trade', snapshot: false },
      { channel: 'book', depth: bookDepth },
      { channel: 'ticker', event_trigger: 'trades' },
    ].map((channel) => {
      requestId += 1
      return { symbols, text: JSON.stringify({ method, params: { ...channel, symbol: symbols }, req_id: requestId }) }
    })
  return {
    name: 'kraken',
    venue,
    origin: 'live',
    url: wsUrl,
    defaultSymbols,
    ping: {
      everyMs: 20_000,
      text: () => {
        requestId += 1
        return JSON.stringify({ method: 'ping', req_id: requestId })
      },
    },
    limits: {
      connectGapMs: 4_000,
      requestGapMs: 200,
      connectionSilenceMs: 10_000,
      instrumentSilence: { leastMs: 10_000, mostMs: 120_000 },
      connectionLifeMs: Number.POSITIVE_INFINITY,
      symbolsMax: 400,
    },
    createMapper: (context) => new KrakenMapper(context),
    listInstruments: (symbols, signal) => list(rest, symbols, signal),
    describe,
    subscribe: (symbols) => requests('subscribe', symbols),
    unsubscribe: (symbols) => requests('unsubscribe', symbols),
    async fetchTrades(instrument, { toId, sinceMs }, signal) {
      const { base, quote } = instrument.definition
      const trades: RestTrade[] = []
      // `since` is exclusive and in ns: a little earlier, so that no trade of the same moment is left out.
      for (let since = `${Math.floor(sinceMs) - 1}000000`; ; ) {
        const result = resultOf(
          await rest.get('/0/public/Trades', { pair: restPair(base, quote), since, count: tradesPerRequest }, signal),
        )
        const page = rowsOf(seriesOf(result), 'trades').map(tradeOf)
        trades.push(...page)
        const last = textOf(result.last, 'last')
        if (page.length < tradesPerRequest || last === since || Number(trades.at(-1)?.id ?? toId) >= toId) return trades
        since = last
      }
    },
    history: history(rest),
  }
}

function describe(symbol: string): ListedInstrument | undefined {
  const pair = pairOf(symbol, venue)
  return (
    pair && {
      venueSymbol: `${pair.base}/${pair.quote}`,
      definition: cryptoDefinition(venue, pair.base, pair.quote, 'live'),
      halted: false,
    }
  )
}

async function list(rest: RestClient, symbols: readonly string[], signal: AbortSignal): Promise<ListedInstrument[]> {
  const wanted = new Set(symbols)
  const pairs = Object.values(resultOf(await rest.get('/0/public/AssetPairs', {}, signal))).filter(isObject)
  return pairs.flatMap((pair) => {
    const [oldBase = '', oldQuote = ''] = typeof pair.wsname === 'string' ? pair.wsname.split('/') : []
    const base = currentNames[oldBase] ?? oldBase
    const quote = currentNames[oldQuote] ?? oldQuote
    if (!wanted.has(`${venue}:${base}-${quote}`)) return []
    const lotSize = stepOf(`1e-${textOf(pair.lot_decimals, 'lot_decimals')}`)
    const tickSize = stepOf(pair.tick_size) ?? stepOf(`1e-${textOf(pair.pair_decimals, 'pair_decimals')}`)
    const halted = pair.status !== undefined && pair.status !== 'online'
    return [
      { venueSymbol: `${base}/${quote}`, definition: cryptoDefinition(venue, base, quote, 'live', tickSize, lotSize), halted },
    ]
  })
}

/** `{"error":[],"result":{...}}`. Throws FeedError with the venue's own error. */
function resultOf(answer: unknown): JsonObject {
  const { error, result } = objectOf(answer, 'the answer')
  if (Array.isArray(error) && error.length > 0) throw new FeedError('rest_failed', `Kraken refused a request: ${shown(error)}`)
  return objectOf(result, 'result')
}

/** The one list among the result, under whatever old name the venue has for the pair. */
function seriesOf(result: JsonObject): unknown {
  return Object.entries(result).find(([name]) => name !== 'last')?.[1]
}

function restPair(base: string, quote: string): string {
  return (restNames[base] ?? base) + (restNames[quote] ?? quote)
}

/** Row: price, volume, seconds, b or s, order type, miscellaneous, id. */
function tradeOf(row: unknown): RestTrade {
  const cells = rowsOf(row, 'a trade')
  return {
    id: idOf(cells[6], 'trade id'),
    price: textOf(cells[0], 'price'),
    size: textOf(cells[1], 'volume'),
    side: cells[3] === 'b' ? 'buy' : 'sell',
    venueTimeMs: Math.round(numberOf(cells[2], 'time') * 1e6) / 1e3,
  }
}

function history(rest: RestClient): HistorySource {
  return {
    venue,
    intervals: ['1m', '1h'],
    async *fetchBars(instrument, interval, fromMs, toMs, signal) {
      const lengthMs = intervalLengthMs(interval)
      const query = {
        pair: restPair(instrument.base, instrument.quote),
        interval: lengthMs / 60_000,
        since: Math.floor(fromMs / 1000) - 1,
      }
      const rows = rowsOf(seriesOf(resultOf(await rest.get('/0/public/OHLC', query, signal))), 'OHLC')
      // Row: seconds, open, high, low, close, vwap, volume, trades. The last one is still forming; at most 720, the newest.
      const bars = rows.map((row) => {
        const cells = rowsOf(row, 'a bar')
        return barOf(
          cells,
          { open: 1, high: 2, low: 3, close: 4, volume: 6 },
          numberOf(cells[0], 'time') * 1000,
          numberOf(cells[7], 'trades'),
        )
      })
      // Minutes without a trade are sent too, flat and empty: no bar of ours.
      const traded = bars.slice(0, -1).filter(({ timeMs, tradeCount }) => timeMs >= fromMs && timeMs < toMs && tradeCount > 0)
      const coveredFromMs = bars[0]?.timeMs ?? fromMs
      if (coveredFromMs >= toMs) {
        throw new FeedError(
          'history_out_of_reach',
          `Kraken keeps 720 bars of ${interval}: ${instrument.symbol} begins at ${new Date(coveredFromMs).toISOString()}`,
        )
      }
      yield { bars: traded, coveredFromMs, coveredToMs: Math.min(toMs, bars.at(-1)?.timeMs ?? toMs) }
    },
  }
}
