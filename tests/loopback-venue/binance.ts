import { barsOf, type Dialect, type Reply, record, type Step, strings, type VenueTrade } from './dialect.ts'

const tickSizes: Readonly<Record<string, readonly [base: string, quote: string, tick: string, lot: string]>> = {
  BTCUSDT: ['BTC', 'USDT', '0.01000000', '0.00001000'],
  ETHUSDT: ['ETH', 'USDT', '0.01000000', '0.00010000'],
}

export function binanceDialect(): Dialect {
  const bookTickers = new Map<string, Record<string, unknown>>()
  return {
    venue: 'binance',
    read(raw): Step | undefined {
      const { stream, data } = record(JSON.parse(raw))
      const event = record(data)
      const trades: VenueTrade[] =
        event.e === 'trade'
          ? [
              {
                venueSymbol: String(event.s),
                id: Number(event.t),
                price: String(event.p),
                size: String(event.q),
                takerBuys: event.m === false,
                timeMs: Number(event.T),
              },
            ]
          : []
      return { raw, key: String(stream), trades }
    },
    happen(step) {
      const event = record(record(JSON.parse(step.raw)).data)
      if (step.key.endsWith('@bookTicker')) bookTickers.set(String(event.s), event)
    },
    reply(request): Reply {
      const { method, params, id } = record(request)
      const streams = strings(params)
      if (method !== 'SUBSCRIBE' && method !== 'UNSUBSCRIBE') {
        const messages = [JSON.stringify({ error: { code: 2, msg: 'Invalid request: unknown method' }, id })]
        return { messages, subscribe: [], unsubscribe: [] }
      }
      const messages = [JSON.stringify({ result: null, id })]
      return method === 'SUBSCRIBE'
        ? { messages, subscribe: streams, unsubscribe: [] }
        : { messages, subscribe: [], unsubscribe: streams }
    },
    rest(path, query, happened) {
      const symbol = query.get('symbol') ?? ''
      if (path === '/api/v3/time') return { serverTime: happened.at(-1)?.timeMs ?? 0 }
      if (path === '/api/v3/exchangeInfo') return exchangeInfo(strings(JSON.parse(query.get('symbols') ?? '[]')))
      if (path === '/api/v3/historicalTrades') {
        const from = Number(query.get('fromId'))
        const rows = happened.filter((trade) => trade.venueSymbol === symbol && trade.id >= from).sort((a, b) => a.id - b.id)
        return rows.slice(0, Number(query.get('limit') ?? 500)).map((trade) => ({
          ...{ id: trade.id, price: trade.price, qty: trade.size, time: trade.timeMs },
          ...{ isBuyerMaker: !trade.takerBuys, isBestMatch: true },
        }))
      }
      if (path === '/api/v3/ticker/24hr') return tickers(strings(JSON.parse(query.get('symbols') ?? '[]')), bookTickers, happened)
      if (path === '/api/v3/klines') return klines(query, happened)
      return undefined
    },
    shutdownNotice: () => JSON.stringify({ stream: '!serverShutdown', data: { e: 'serverShutdown', E: 0 } }),
  }
}

function exchangeInfo(symbols: readonly string[]): unknown {
  return {
    symbols: symbols.flatMap((symbol) => {
      const row = tickSizes[symbol]
      if (row === undefined) return []
      const [baseAsset, quoteAsset, tickSize, stepSize] = row
      const filters = [
        { filterType: 'PRICE_FILTER', tickSize },
        { filterType: 'LOT_SIZE', stepSize },
      ]
      return [{ symbol, status: 'TRADING', baseAsset, quoteAsset, filters }]
    }),
  }
}

function tickers(
  symbols: readonly string[],
  bookTickers: ReadonlyMap<string, Record<string, unknown>>,
  happened: readonly VenueTrade[],
): unknown {
  return symbols.map((symbol) => {
    const quote = bookTickers.get(symbol) ?? { b: '0.00000000', B: '0.00000000', a: '0.00000000', A: '0.00000000' }
    const lastPrice = happened.findLast((trade) => trade.venueSymbol === symbol)?.price ?? '0.00000000'
    const sides = { bidPrice: quote.b, bidQty: quote.B, askPrice: quote.a, askQty: quote.A }
    return { symbol, lastPrice, ...sides, openPrice: lastPrice, highPrice: lastPrice, lowPrice: lastPrice, volume: '0.00000000' }
  })
}

const intervalsMs: Readonly<Record<string, number>> = { '1s': 1_000, '1m': 60_000, '1h': 3_600_000 }

function klines(query: URLSearchParams, happened: readonly VenueTrade[]): unknown {
  const lengthMs = intervalsMs[query.get('interval') ?? ''] ?? 60_000
  const from = Number(query.get('startTime') ?? 0)
  const to = Number(query.get('endTime') ?? Number.POSITIVE_INFINITY)
  return barsOf(happened, query.get('symbol') ?? '', lengthMs)
    .filter(({ timeMs }) => timeMs >= from && timeMs <= to)
    .slice(0, Number(query.get('limit') ?? 500))
    .map((bar) => [
      bar.timeMs,
      bar.open,
      bar.high,
      bar.low,
      bar.close,
      bar.volume,
      bar.timeMs + lengthMs - 1,
      '0',
      bar.count,
      '0',
      '0',
      '0',
    ])
}
