import { barsOf, type Dialect, type Reply, record, type Step, strings, type VenueTrade } from './dialect.ts'

type Side = Map<string, string>

export function coinbaseDialect(): Dialect {
  const books = new Map<string, { bids: Side; asks: Side }>()
  /** The trade before the recording begins, as it was sent. */
  const lastMatches = new Map<string, string>()
  return {
    venue: 'coinbase',
    read(raw): Step | undefined {
      const message = record(JSON.parse(raw))
      const product = String(message.product_id)
      switch (message.type) {
        case 'snapshot':
          books.set(product, { bids: sideOf(message.bids), asks: sideOf(message.asks) })
          return undefined
        case 'last_match':
          lastMatches.set(product, raw)
          return undefined
        case 'match':
          return { raw, key: `matches:${product}`, trades: [tradeOf(message)] }
        case 'l2update':
          return { raw, key: `level2_batch:${product}`, trades: [] }
        case 'heartbeat':
        case 'ticker':
          return { raw, key: `${message.type}:${product}`, trades: [] }
        default:
          return undefined
      }
    },
    happen(step) {
      const message = record(JSON.parse(step.raw))
      const book = books.get(String(message.product_id))
      if (message.type === 'match')
        lastMatches.set(String(message.product_id), JSON.stringify({ ...message, type: 'last_match' }))
      if (message.type !== 'l2update' || book === undefined || !Array.isArray(message.changes)) return
      for (const [side, price, size] of message.changes) {
        const levels = side === 'buy' ? book.bids : book.asks
        if (Number(size) === 0) levels.delete(price)
        else levels.set(price, size)
      }
    },
    reply(request): Reply {
      const { type, product_ids: productIds, channels } = record(request)
      const products = strings(productIds)
      if (type !== 'subscribe' && type !== 'unsubscribe') {
        const messages = [JSON.stringify({ type: 'error', message: 'Malformed request', reason: 'unknown type' })]
        return { messages, subscribe: [], unsubscribe: [] }
      }
      const unknown = products.find((product) => !books.has(product))
      if (unknown !== undefined) {
        const messages = [
          JSON.stringify({ type: 'error', message: 'Failed to subscribe', reason: `${unknown} is not a valid product` }),
        ]
        return { messages, subscribe: [], unsubscribe: [] }
      }
      const keys = strings(channels).flatMap((channel) => products.map((product) => `${channel}:${product}`))
      const list = strings(channels).map((name) => ({ name, product_ids: products, account_ids: null }))
      const answer = JSON.stringify({ type: 'subscriptions', channels: type === 'subscribe' ? list : [] })
      if (type === 'unsubscribe') return { messages: [answer], subscribe: [], unsubscribe: keys }
      const first = products.flatMap((product) =>
        [snapshotOf(product, books.get(product)), lastMatches.get(product) ?? []].flat(),
      )
      return { messages: [answer, ...first], subscribe: keys, unsubscribe: [] }
    },
    rest(path, query, happened) {
      if (path === '/time')
        return { iso: new Date(happened.at(-1)?.timeMs ?? 0).toISOString(), epoch: (happened.at(-1)?.timeMs ?? 0) / 1000 }
      if (path === '/products') return [...books.keys()].map(productOf)
      const [, product = '', what] = /^\/products\/([^/]+)\/(trades|candles)$/.exec(path) ?? []
      if (what === 'trades') return tradesBefore(happened, product, query)
      if (what === 'candles') return candles(happened, product, query)
      return undefined
    },
  }
}

function sideOf(levels: unknown): Side {
  return new Map(Array.isArray(levels) ? levels.map(([price, size]) => [String(price), String(size)]) : [])
}

function snapshotOf(product: string, book: { bids: Side; asks: Side } | undefined): string[] {
  if (book === undefined) return []
  const sorted = (side: Side, direction: 1 | -1) => [...side].sort(([a], [b]) => (Number(a) - Number(b)) * direction)
  return [JSON.stringify({ type: 'snapshot', product_id: product, asks: sorted(book.asks, 1), bids: sorted(book.bids, -1) })]
}

function tradeOf(message: Record<string, unknown>): VenueTrade {
  return {
    venueSymbol: String(message.product_id),
    id: Number(message.trade_id),
    price: String(message.price),
    size: String(message.size),
    takerBuys: message.side === 'sell',
    timeMs: Date.parse(String(message.time)),
  }
}

function productOf(id: string): unknown {
  const [base, quote] = id.split('-')
  const increments = { quote_increment: '0.01', base_increment: '0.00000001' }
  return { id, base_currency: base, quote_currency: quote, ...increments, status: 'online', trading_disabled: false }
}

function tradesBefore(happened: readonly VenueTrade[], product: string, query: URLSearchParams): unknown {
  const after = Number(query.get('after') ?? Number.POSITIVE_INFINITY)
  return happened
    .filter((trade) => trade.venueSymbol === product && trade.id < after)
    .sort((a, b) => b.id - a.id)
    .slice(0, Number(query.get('limit') ?? 1000))
    .map((trade) => ({
      ...{ trade_id: trade.id, side: trade.takerBuys ? 'sell' : 'buy', size: trade.size, price: trade.price },
      time: new Date(trade.timeMs).toISOString(),
    }))
}

function candles(happened: readonly VenueTrade[], product: string, query: URLSearchParams): unknown {
  const lengthMs = Number(query.get('granularity') ?? 60) * 1000
  const from = Date.parse(query.get('start') ?? '1970-01-01T00:00:00Z')
  const to = Date.parse(query.get('end') ?? '2100-01-01T00:00:00Z')
  return barsOf(happened, product, lengthMs)
    .filter(({ timeMs }) => timeMs >= from && timeMs <= to)
    .map((bar) => [bar.timeMs / 1000, Number(bar.low), Number(bar.high), Number(bar.open), Number(bar.close), Number(bar.volume)])
    .reverse()
}
