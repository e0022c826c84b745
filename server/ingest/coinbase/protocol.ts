import { intervalLengthMs } from '../../../lib/market/bar.ts'
import type { HistorySource } from '../../../lib/market/history-source.ts'
import { cryptoDefinition } from '../definitions.ts'
import type { ListedInstrument, VenueProtocol, VenueRequest } from '../live/protocol.ts'
import type { RestClient } from '../live/rest.ts'
import { barOf, idOf, numberOf, objectOf, rowsOf, stepOf, textOf } from '../live/rest-rows.ts'
import { pairOf } from '../live/symbols.ts'
import { rfc3339Ms } from '../rfc3339.ts'
import type { RestTrade } from '../trade-intake.ts'
import { CoinbaseMapper } from './mapper.ts'

const venue = 'COINBASE'
const defaultSymbols = ['BTC', 'ETH', 'SOL', 'XRP', 'DOGE', 'ADA', 'AVAX', 'LINK', 'DOT', 'LTC'].map(
  (base) => `${venue}:${base}-USD`,
)
/** The batched book needs no key; `heartbeat` says every second, per product, which trade was the last. */
const channels = ['matches', 'heartbeat', 'ticker', 'level2_batch']
const tradesPerRequest = 1000
const barsPerRequest = 300

/** Limits: 8 requests/s per address, a subscription within 5 s of connecting. */
export function coinbaseProtocol(wsUrl: string, rest: RestClient): VenueProtocol {
  const request = (type: 'subscribe' | 'unsubscribe', products: readonly string[]): VenueRequest[] => [
    { symbols: products, text: JSON.stringify({ type, product_ids: products, channels }) },
  ]
  return {
    name: 'coinbase',
    venue,
    origin: 'live',
    url: wsUrl,
    defaultSymbols,
    limits: {
      connectGapMs: 1_000,
      requestGapMs: 150,
      connectionSilenceMs: 10_000,
      instrumentSilence: { leastMs: 5_000, mostMs: 10_000 },
      connectionLifeMs: Number.POSITIVE_INFINITY,
      symbolsMax: 200,
    },
    createMapper: (context) => new CoinbaseMapper(context),
    listInstruments: (symbols, signal) => list(rest, symbols, signal),
    describe,
    subscribe: (products) => request('subscribe', products),
    unsubscribe: (products) => request('unsubscribe', products),
    tellsLastTrade: true,
    booksNeedEveryChange: true,
    async fetchTrades(instrument, { fromId, toId }, signal) {
      const trades: RestTrade[] = []
      // Newest first; `after` means older than.
      for (let after = toId + 1; after > fromId; ) {
        const rows = rowsOf(
          await rest.get(`/products/${instrument.venueSymbol}/trades`, { after, limit: tradesPerRequest }, signal),
          'trades',
        )
        const page = rows.map(tradeOf)
        trades.push(...page)
        const oldest = Math.min(...page.map(({ id }) => Number(id)))
        if (page.length === 0 || oldest >= after) break
        after = oldest
      }
      return trades.toReversed()
    },
    async fetchTime(signal) {
      return numberOf(objectOf(await rest.get('/time', {}, signal), 'time').epoch, 'epoch') * 1000
    },
    history: history(rest),
  }
}

function describe(symbol: string): ListedInstrument | undefined {
  const pair = pairOf(symbol, venue)
  return (
    pair && {
      venueSymbol: `${pair.base}-${pair.quote}`,
      definition: cryptoDefinition(venue, pair.base, pair.quote, 'live'),
      halted: false,
    }
  )
}

async function list(rest: RestClient, symbols: readonly string[], signal: AbortSignal): Promise<ListedInstrument[]> {
  const wanted = new Set(symbols)
  return rowsOf(await rest.get('/products', {}, signal), 'products').flatMap((row) => {
    const product = objectOf(row, 'a product')
    const base = textOf(product.base_currency, 'base_currency')
    const quote = textOf(product.quote_currency, 'quote_currency')
    const definition = cryptoDefinition(
      venue,
      base,
      quote,
      'live',
      stepOf(product.quote_increment),
      stepOf(product.base_increment),
    )
    if (!wanted.has(definition.symbol)) return []
    const halted = product.trading_disabled === true || (product.status !== undefined && product.status !== 'online')
    return [{ venueSymbol: textOf(product.id, 'id'), definition, halted }]
  })
}

/** `side` is the maker's here, too. */
function tradeOf(row: unknown): RestTrade {
  const { trade_id: id, price, size, side, time } = objectOf(row, 'a trade')
  return {
    id: idOf(id, 'trade_id'),
    price: textOf(price, 'price'),
    size: textOf(size, 'size'),
    side: side === 'sell' ? 'buy' : 'sell',
    venueTimeMs: rfc3339Ms(time),
  }
}

function history(rest: RestClient): HistorySource {
  return {
    venue,
    intervals: ['1m', '1h'],
    async *fetchBars(instrument, interval, fromMs, toMs, signal) {
      const lengthMs = intervalLengthMs(interval)
      for (let startMs = fromMs; startMs < toMs; ) {
        const endMs = Math.min(startMs + barsPerRequest * lengthMs, toMs)
        const query = {
          granularity: lengthMs / 1000,
          start: new Date(startMs).toISOString(),
          end: new Date(endMs - 1).toISOString(),
        }
        const rows = rowsOf(await rest.get(`/products/${instrument.base}-${instrument.quote}/candles`, query, signal), 'candles')
        // Row: seconds, low, high, open, close, volume; newest first, without the number of trades.
        const bars = rows.map((row) => {
          const cells = rowsOf(row, 'a bar')
          return barOf(cells, { low: 1, high: 2, open: 3, close: 4, volume: 5 }, numberOf(cells[0], 'time') * 1000, 0)
        })
        const inRange = bars.filter(({ timeMs }) => timeMs >= startMs && timeMs < endMs)
        yield { bars: inRange.sort((a, b) => a.timeMs - b.timeMs), coveredToMs: endMs }
        startMs = endMs
      }
    },
  }
}
