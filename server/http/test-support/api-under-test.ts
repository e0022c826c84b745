import { createServer } from 'node:http'
import { type BarHistory, memoryOnly } from '../../../lib/market/bar-history.ts'
import type { FeedSink, FeedState } from '../../../lib/market/feed.ts'
import type { BackfillState } from '../../../lib/market/history-source.ts'
import type { InstrumentDefinition } from '../../../lib/market/instrument.ts'
import type { MarketView } from '../../../lib/market/market-view.ts'
import type { MetricSample } from '../../../lib/market/metric.ts'
import { priceTicks, sizeLots } from '../../../lib/market/units.ts'
import { createHttpApi } from '../http-api.ts'
import type { HttpDeps, StoreHealth } from '../http-deps.ts'

export const startMs = Date.parse('2026-03-02T10:00:00Z')

const bitcoin: InstrumentDefinition = {
  symbol: 'BINANCE:BTC-USDT',
  venue: 'BINANCE',
  name: 'Bitcoin / Tether',
  base: 'BTC',
  quote: 'USDT',
  assetClass: 'crypto',
  session: 'continuous',
  origin: 'live',
  tickSize: '0.01',
  lotSize: '0.00001',
}

export const definitions: readonly InstrumentDefinition[] = [
  bitcoin,
  { ...bitcoin, symbol: 'BINANCE:WBTC-BTC', name: 'Wrapped Bitcoin / Bitcoin', base: 'WBTC', quote: 'BTC', tickSize: '0.00001' },
  { ...bitcoin, symbol: 'SIM:BTC-USD', venue: 'SIM', name: 'Bitcoin / Dollar', quote: 'USD', origin: 'simulated' },
  {
    symbol: 'US:AAPL',
    venue: 'US',
    name: 'Apple',
    base: 'AAPL',
    quote: 'USD',
    assetClass: 'stock',
    session: 'us-equity',
    origin: 'delayed',
    tickSize: '0.01',
    lotSize: '1',
  },
]

type Market = FeedSink & MarketView

/** The HTTP side on a real socket, over a real market. */
export interface ApiUnderTest {
  readonly url: string
  readonly market: Market
  nowMs: number
  feeds: FeedState[]
  store: StoreHealth
  backfill: BackfillState[]
  draining: boolean
  readonly errors: unknown[]
  readonly missingAsked: unknown[]
  fill: () => Promise<boolean>
  trade(symbol: string, priceText: number, size: number, timeMs: number): void
  get(path: string, init?: RequestInit): Promise<Response>
  json(path: string): Promise<unknown>
  close(): Promise<void>
}

export async function startApi(
  market: Market,
  options: { bars?: BarHistory; metrics?: readonly MetricSample[] } = {},
): Promise<ApiUnderTest> {
  for (const definition of definitions) market.define(definition)
  const deps: HttpDeps = {
    market,
    bars: options.bars ?? memoryOnly(market.bars),
    feeds: () => under.feeds,
    store: () => under.store,
    backfill: () => under.backfill,
    draining: () => under.draining,
    metrics: [() => options.metrics ?? []],
    now: () => under.nowMs,
    onError: (error) => under.errors.push(error),
    fillMissing: async (...asked) => {
      under.missingAsked.push(asked)
      return await under.fill()
    },
  }
  const api = createHttpApi(deps)
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').replace(/[?#].*$/s, '')
    if (!api.request(request, response, path)) response.writeHead(299, { 'x-next': 'yes' }).end('pages')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  const under: ApiUnderTest = {
    url,
    market,
    nowMs: startMs,
    feeds: [],
    backfill: [],
    store: { state: 'ready', reason: '' },
    draining: false,
    errors: [],
    missingAsked: [],
    fill: async () => false,
    trade(symbol, price, size, timeMs) {
      const id = market.instruments.find(symbol)?.id
      if (id === undefined) throw new Error(`no ${symbol}`)
      market.trade(id, priceTicks(price), sizeLots(size), 'buy', timeMs, timeMs + 5, 1)
    },
    get: (path, init) => fetch(url + path, init),
    json: async (path) => (await fetch(url + path)).json(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return under
}
