import { barsOf, type Dialect, type LoopbackSession, type Reply, record, type Step, strings, type VenueTrade } from './dialect.ts'

/** What this venue takes for a key. */
export const alpacaKeys = { key: 'a key', secret: 'its secret' }

/** Of the free feed. */
const channelsMax = 30
const channels = ['trades', 'quotes', 'statuses', 'bars'] as const
const channelOf: Readonly<Record<string, string>> = { t: 'trades', q: 'quotes', s: 'statuses' }
const timeframesMs: Readonly<Record<string, number>> = { '1Min': 60_000, '1Hour': 3_600_000 }
const barsPerPage = 2

export function alpacaDialect(): Dialect {
  return {
    venue: 'alpaca',
    keys: alpacaKeys,
    read(raw): Step | undefined {
      const messages = (JSON.parse(raw) as unknown[]).map(record)
      const channel = channelOf[String(messages[0]?.T)]
      if (channel === undefined) return undefined
      const trades = messages.flatMap((message) => (message.T === 't' ? [tradeOf(message)] : []))
      return { raw, key: `${channel}:${String(messages[0]?.S)}`, trades }
    },
    happen() {
      // Quotes and trades come whole.
    },
    greet: () => ['[{"T":"success","msg":"connected"}]'],
    reply: (request, session) => replyTo(record(request), session),
    rest(path, query, happened) {
      return path === '/v2/stocks/bars' ? bars(query, happened) : undefined
    },
  }
}

function replyTo(request: Record<string, unknown>, session: LoopbackSession): Reply {
  const refuse = (code: number, msg: string, close = false): Reply => ({
    messages: [JSON.stringify([{ T: 'error', code, msg }])],
    subscribe: [],
    unsubscribe: [],
    close,
  })
  if (request.action === 'auth') {
    if (request.key !== alpacaKeys.key || request.secret !== alpacaKeys.secret) return refuse(402, 'auth failed', true)
    if (session.authenticated) return refuse(403, 'already authenticated')
    if (session.others > 0) return refuse(406, 'connection limit exceeded')
    session.authenticated = true
    return { messages: ['[{"T":"success","msg":"authenticated"}]'], subscribe: [], unsubscribe: [] }
  }
  if (!session.authenticated) return refuse(401, 'not authenticated')
  if (request.action !== 'subscribe' && request.action !== 'unsubscribe') return refuse(400, 'invalid syntax')
  const asked = channels.flatMap((channel) => strings(request[channel]).map((symbol) => `${channel}:${symbol}`))
  const keys = new Set(session.keys)
  for (const key of asked) {
    if (request.action === 'subscribe') keys.add(key)
    else keys.delete(key)
  }
  if (keys.size > channelsMax) return refuse(405, 'symbol limit exceeded')
  const of = (channel: string) => [...keys].filter((key) => key.startsWith(`${channel}:`)).map((key) => key.split(':')[1])
  const subscription = { T: 'subscription', ...Object.fromEntries(channels.map((channel) => [channel, of(channel)])) }
  const messages = [JSON.stringify([subscription])]
  return request.action === 'subscribe'
    ? { messages, subscribe: asked, unsubscribe: [] }
    : { messages, subscribe: [], unsubscribe: asked }
}

function tradeOf({ S, i, p, s, t }: Record<string, unknown>): VenueTrade {
  return {
    venueSymbol: String(S),
    id: Number(i),
    price: String(p),
    size: String(s),
    takerBuys: false,
    timeMs: Date.parse(String(t)),
  }
}

function bars(query: URLSearchParams, happened: readonly VenueTrade[]): unknown {
  const symbol = query.get('symbols') ?? ''
  const lengthMs = timeframesMs[query.get('timeframe') ?? ''] ?? 60_000
  const [from, to] = [Date.parse(query.get('start') ?? ''), Date.parse(query.get('end') ?? '')]
  const found = barsOf(happened, symbol, lengthMs).filter(({ timeMs }) => timeMs >= from && timeMs <= to)
  const start = Number(query.get('page_token') ?? 0)
  const page = found.slice(start, start + barsPerPage).map(({ timeMs, open, high, low, close, volume, count }) => ({
    t: new Date(timeMs).toISOString(),
    ...{ o: Number(open), h: Number(high), l: Number(low), c: Number(close), v: Number(volume), n: count, vw: Number(close) },
  }))
  const next = start + barsPerPage
  return { bars: { [symbol]: page }, next_page_token: next < found.length ? String(next) : null }
}
