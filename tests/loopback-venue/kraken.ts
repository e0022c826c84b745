import { crc32 } from 'node:zlib'
import { barsOf, type Dialect, type Reply, record, type Step, strings, type VenueTrade } from './dialect.ts'

interface Level {
  readonly price: string
  readonly qty: string
}

interface Book {
  bids: Level[]
  asks: Level[]
}

/** The recording was made at this depth. */
const depth = 10

export function krakenDialect(): Dialect {
  const books = new Map<string, Book>()
  return {
    venue: 'kraken',
    read(raw): Step | undefined {
      const { channel, type } = record(JSON.parse(raw))
      if (channel === 'book' && type === 'snapshot') {
        books.set(symbolOf(raw), { bids: levelsOf(raw, 'bids'), asks: levelsOf(raw, 'asks') })
        return undefined
      }
      if (channel === 'heartbeat') return { raw, key: 'heartbeat', trades: [] }
      if (channel !== 'book' && channel !== 'trade') return undefined
      return { raw, key: `${channel}:${symbolOf(raw)}`, trades: channel === 'trade' ? tradesOf(raw) : [] }
    },
    happen(step) {
      if (!step.key.startsWith('book:')) return
      const book = books.get(step.key.slice('book:'.length))
      if (book === undefined) return
      book.bids = merge(book.bids, levelsOf(step.raw, 'bids'), -1)
      book.asks = merge(book.asks, levelsOf(step.raw, 'asks'), 1)
    },
    reply(request): Reply {
      const { method, params, req_id: requestId } = record(request)
      const { channel, symbol } = record(params)
      const symbols = strings(symbol)
      if (method === 'ping')
        return { messages: [JSON.stringify({ method: 'pong', req_id: requestId })], subscribe: [], unsubscribe: [] }
      const now = new Date().toISOString()
      const answers = symbols.map((name) => {
        const known = books.has(name)
        const result = { channel, symbol: name, ...(channel === 'book' ? { depth } : {}) }
        return JSON.stringify(
          known
            ? { method, result, success: true, time_in: now, time_out: now, req_id: requestId }
            : { method, error: `Currency pair not supported ${name}`, success: false, symbol: name, req_id: requestId },
        )
      })
      const keys = symbols.filter((name) => books.has(name)).map((name) => `${String(channel)}:${name}`)
      if (method === 'unsubscribe') return { messages: answers, subscribe: [], unsubscribe: keys }
      const snapshots = channel === 'book' ? symbols.flatMap((name) => snapshotOf(name, books.get(name))) : []
      return { messages: [...answers, ...snapshots], subscribe: [...keys, 'heartbeat'], unsubscribe: [] }
    },
    rest(path, query, happened) {
      if (path === '/0/public/AssetPairs') return { error: [], result: Object.fromEntries([...books.keys()].map(pairOf)) }
      const pair = (query.get('pair') ?? '').replace('XBT', 'BTC').replace(/^(.*)(USD)$/, '$1/$2')
      if (path === '/0/public/Trades') return trades(happened, pair, query)
      if (path === '/0/public/OHLC') return ohlc(happened, pair, query)
      return undefined
    },
  }
}

function symbolOf(raw: string): string {
  return /"symbol":"([^"]+)"/.exec(raw)?.[1] ?? ''
}

/** Levels by their text: the checksum needs the digits as sent. */
function levelsOf(raw: string, side: 'bids' | 'asks'): Level[] {
  const text = new RegExp(`"${side}":\\[(.*?)\\]`).exec(raw)?.[1] ?? ''
  return [...text.matchAll(/"price":([\d.]+),"qty":([\d.]+)/g)].map(([, price = '', qty = '']) => ({ price, qty }))
}

function merge(levels: readonly Level[], changes: readonly Level[], direction: 1 | -1): Level[] {
  const byPrice = new Map(levels.map((level) => [Number(level.price), level]))
  for (const change of changes) {
    if (Number(change.qty) === 0) byPrice.delete(Number(change.price))
    else byPrice.set(Number(change.price), change)
  }
  return [...byPrice.values()].sort((a, b) => (Number(a.price) - Number(b.price)) * direction).slice(0, depth)
}

function snapshotOf(symbol: string, book: Book | undefined): string[] {
  if (book === undefined) return []
  const side = (levels: readonly Level[]) => levels.map(({ price, qty }) => `{"price":${price},"qty":${qty}}`).join(',')
  const digits = (text: string) => text.replace('.', '').replace(/^0+/, '')
  const checksum = crc32([...book.asks, ...book.bids].map(({ price, qty }) => digits(price) + digits(qty)).join(''))
  return [
    `{"channel":"book","type":"snapshot","data":[{"symbol":"${symbol}","bids":[${side(book.bids)}],"asks":[${side(book.asks)}],"checksum":${checksum}}]}`,
  ]
}

function tradesOf(raw: string): VenueTrade[] {
  const pattern =
    /"symbol":"([^"]+)","side":"(\w+)","price":([\d.]+),"qty":([\d.]+),[^}]*?"trade_id":(\d+),"timestamp":"([^"]+)"/g
  return [...raw.matchAll(pattern)].map(([, venueSymbol = '', side, price = '', size = '', id, time = '']) => ({
    venueSymbol,
    id: Number(id),
    price,
    size,
    takerBuys: side === 'buy',
    timeMs: Date.parse(time),
  }))
}

function pairOf(symbol: string): [string, unknown] {
  const wsname = symbol.replace('BTC', 'XBT')
  const tick = symbol.startsWith('BTC') ? '0.1' : '0.01'
  return [wsname.replace('/', ''), { wsname, pair_decimals: 2, lot_decimals: 8, tick_size: tick, status: 'online' }]
}

function trades(happened: readonly VenueTrade[], pair: string, query: URLSearchParams): unknown {
  const sinceMs = Number(BigInt(query.get('since') ?? '0') / 1_000_000n)
  const rows = happened
    .filter((trade) => trade.venueSymbol === pair && trade.timeMs > sinceMs)
    .slice(0, Number(query.get('count') ?? 1000))
  const last = `${Math.floor(rows.at(-1)?.timeMs ?? sinceMs)}000000`
  const cells = rows.map((trade) => [
    trade.price,
    trade.size,
    trade.timeMs / 1000,
    trade.takerBuys ? 'b' : 's',
    'm',
    '',
    trade.id,
  ])
  return { error: [], result: { [pair.replace('/', '')]: cells, last } }
}

function ohlc(happened: readonly VenueTrade[], pair: string, query: URLSearchParams): unknown {
  const lengthMs = Number(query.get('interval') ?? 1) * 60_000
  const from = Number(query.get('since') ?? 0) * 1000
  const rows = barsOf(happened, pair, lengthMs)
    .filter(({ timeMs }) => timeMs > from)
    .map((bar) => [bar.timeMs / 1000, bar.open, bar.high, bar.low, bar.close, '0', bar.volume, bar.count])
  return { error: [], result: { [pair.replace('/', '')]: rows, last: 0 } }
}
