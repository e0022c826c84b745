import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { barVolumeLots } from '../../lib/market/bar.ts'
import { formatDecimal } from '../../lib/market/decimal.ts'
import type { FeedState } from '../../lib/market/feed.ts'
import { statusName } from '../../lib/market/status.ts'
import { parseStep } from '../../lib/market/step.ts'
import { formatSteps } from '../../lib/market/steps.ts'
import { wideToBigInt } from '../../lib/market/wide.ts'
import { binanceProtocol } from '../../server/ingest/binance/protocol.ts'
import { coinbaseProtocol } from '../../server/ingest/coinbase/protocol.ts'
import { krakenProtocol } from '../../server/ingest/kraken/protocol.ts'
import type { VenueLimits, VenueProtocol } from '../../server/ingest/live/protocol.ts'
import { RestClient } from '../../server/ingest/live/rest.ts'
import { VenueFeed } from '../../server/ingest/live/venue-feed.ts'
import type { Problem } from '../../server/ingest/problems.ts'
import { MarketState } from '../../server/market/market-state.ts'
import { LoopbackVenue } from '../loopback-venue/loopback-venue.ts'
import { withPartialBooks } from './partial-books.ts'

const fixtures = join(import.meta.dirname, '../fixtures')
export const clock = {
  now: () => performance.timeOrigin + performance.now(),
  after(delayMs: number, callback: () => void) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}

interface VenueUnderTest {
  /** In tests/fixtures, with its answers: only trades of `symbols`, or the totals never agree. */
  readonly recording: string
  readonly protocol: (wsUrl: string, rest: RestClient) => VenueProtocol
  /** Two: the venue's own symbols by ours. */
  readonly symbols: Readonly<Record<string, string>>
  /** Keys of the dialect that a subscription to both has. */
  readonly keys: number
  /** Those of the second symbol. */
  readonly keysOfSecond: readonly string[]
  /** Trades have numbers without holes, so that those that nobody was told of can be fetched. */
  readonly numbered: boolean
  /** Books come as changes, so that one that was missed breaks them. */
  readonly booksAreChanges: boolean
  /** How the venue refuses a request. */
  readonly refusal: string
  /** What it says when it has nothing to tell. */
  readonly sign: string
}

export const venues = {
  binance: {
    recording: 'binance-spot-20240809-btc-eth-90s',
    protocol: (ws: string, rest: RestClient) => binanceProtocol(ws, rest),
    symbols: { 'BINANCE:BTC-USDT': 'BTCUSDT', 'BINANCE:ETH-USDT': 'ETHUSDT' },
    keys: 8,
    keysOfSecond: ['ethusdt@trade', 'ethusdt@bookTicker', 'ethusdt@ticker', 'ethusdt@depth20@100ms'],
    numbered: true,
    booksAreChanges: false,
    refusal: '{"error":{"code":2,"msg":"Invalid request: too many parameters"},"id":77}',
    sign: '{"result":null,"id":99}',
  },
  coinbase: {
    recording: 'coinbase-exchange-20260707-btc-eth',
    protocol: (ws: string, rest: RestClient) => coinbaseProtocol(ws, rest),
    symbols: { 'COINBASE:BTC-USD': 'BTC-USD', 'COINBASE:ETH-USD': 'ETH-USD' },
    keys: 8,
    keysOfSecond: ['matches:ETH-USD', 'heartbeat:ETH-USD', 'ticker:ETH-USD', 'level2_batch:ETH-USD'],
    numbered: true,
    booksAreChanges: true,
    refusal: '{"type":"error","message":"Failed to subscribe","reason":"rate limit exceeded"}',
    sign: '{"type":"subscriptions","channels":[]}',
  },
  kraken: {
    recording: 'kraken-v2-20260707-btc-eth',
    protocol: (ws: string, rest: RestClient) => krakenProtocol(ws, rest),
    symbols: { 'KRAKEN:BTC-USD': 'BTC/USD', 'KRAKEN:ETH-USD': 'ETH/USD' },
    keys: 7,
    keysOfSecond: ['trade:ETH/USD', 'book:ETH/USD', 'ticker:ETH/USD'],
    numbered: true,
    booksAreChanges: true,
    refusal: '{"method":"subscribe","success":false,"error":"Exceeded msg rate","req_id":77}',
    sign: '{"channel":"heartbeat"}',
  },
} as const satisfies Readonly<Record<string, VenueUnderTest>>

export type VenueName = keyof typeof venues

export const cleanups: (() => Promise<void>)[] = []
/** After each test: everything that a test has set up ends. */
export async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
}

export async function setUp(
  name: VenueName,
  options: { limits?: Partial<VenueLimits>; symbols?: string[]; restDown?: boolean; books?: boolean } = {},
) {
  const { recording, protocol: create, symbols, keys } = venues[name]
  const lines = gunzipSync(await readFile(join(fixtures, `${recording}.tsv.gz`)))
    .toString()
    .trimEnd()
    .split('\n')
  const venue = await LoopbackVenue.startWith(
    name,
    name === 'binance' && options.books === true ? withPartialBooks(lines) : lines,
  )
  venue.restDown = options.restDown ?? false
  const made = create(venue.wsUrl, new RestClient(venue.restUrl, 0))
  const protocol: VenueProtocol = { ...made, limits: { ...made.limits, connectGapMs: 20, requestGapMs: 1, ...options.limits } }
  const market = new MarketState({ epoch: 'test' })
  const states: FeedState[] = []
  const problems: Problem[] = []
  const onState = (state: FeedState) => states.push(state)
  const onProblem = (problem: Problem) => problems.push(problem)
  const wanted = options.symbols ?? Object.keys(symbols)
  const feed = new VenueFeed({ protocol, symbols: wanted, clock, onState, onProblem, random: () => 0.5 })
  cleanups.push(
    () => venue.stop(),
    () => feed.stop(),
  )
  await feed.start(market)
  const expected = JSON.parse(await readFile(join(fixtures, `${recording}.expected.json`), 'utf8'))
  const ready = () => until('subscribed', () => venue.subscribed(keys))
  /** Happens, and nobody is told; not at venues where it would be lost for good. */
  const miss = (count: number) => {
    if (venues[name].numbered) venue.play(count, { drop: true })
  }
  return { venue, feed, market, states, problems, expected, ready, miss, symbols: symbols as Readonly<Record<string, string>> }
}

/** Waits for the thing itself; the limit only ends a test that has failed. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const endMs = Date.now() + 60_000
  while (!condition()) {
    if (Date.now() > endMs) throw new Error(`Never happened: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

export function find(market: MarketState, symbol: string) {
  const instrument = market.instruments.find(symbol)
  if (instrument === undefined) throw new Error(`${symbol} is not defined`)
  return instrument
}

export const tradeCount = (market: MarketState, symbol: string) => market.columns.tradeCount[find(market, symbol).id] ?? 0
export const statusOf = (market: MarketState, symbol: string) => statusName(market.columns.status[find(market, symbol).id] ?? -1)
export const total = (market: MarketState, symbols: object) =>
  Object.keys(symbols).reduce((sum, symbol) => sum + tradeCount(market, symbol), 0)

/** Count, volume and bars as the reference has them. */
export function answers(market: MarketState, symbol: string) {
  const { id, tickSize, lotSize } = find(market, symbol)
  const price = (ticks: number) => formatSteps(ticks, parseStep(tickSize))
  const volume = (lots: bigint) => formatDecimal({ digits: lots, decimals: parseStep(lotSize).decimals })
  const bars = market.bars.read(id, '1m', 0, Number.POSITIVE_INFINITY, 1000)
  return {
    count: tradeCount(market, symbol),
    volume: volume(wideToBigInt(market.columns.volumeHigh[id] ?? 0, market.columns.volumeLow[id] ?? 0)),
    bars: bars.map((bar) => ({
      ...{ t: bar.timeMs, o: price(bar.open), h: price(bar.high), l: price(bar.low), c: price(bar.close) },
      ...{ v: volume(barVolumeLots(bar)), n: bar.tradeCount },
    })),
  }
}

export interface Reference {
  readonly trades: { readonly count: number; readonly volume: string }
  readonly candles_1m: readonly { t: number; o: string; h: string; l: string; c: string; v: string; n: number }[]
}

export function reference({ trades, candles_1m: candles }: Reference) {
  return { count: trades.count, volume: trades.volume, bars: candles }
}

/** The book's best levels, best first. */
export function levelsOf(market: MarketState, symbol: string, depth: number) {
  const { id, tickSize, lotSize } = find(market, symbol)
  const column = () => new Float64Array(depth)
  const top = { bidCount: 0, askCount: 0, bidPrice: column(), bidSize: column(), askPrice: column(), askSize: column() }
  market.books.read(id, top)
  const level = (price: number, size: number) => [formatSteps(price, parseStep(tickSize)), formatSteps(size, parseStep(lotSize))]
  const side = (count: number, prices: Float64Array, sizes: Float64Array) =>
    Array.from({ length: count }, (_, index) => level(prices[index] ?? 0, sizes[index] ?? 0))
  return {
    bids: side(top.bidCount, top.bidPrice, top.bidSize),
    asks: side(top.askCount, top.askPrice, top.askSize),
  }
}

export function bestOf(market: MarketState, symbol: string) {
  const { id, tickSize, lotSize } = find(market, symbol)
  const column = () => new Float64Array(1)
  const top = { bidCount: 0, askCount: 0, bidPrice: column(), bidSize: column(), askPrice: column(), askSize: column() }
  market.books.read(id, top)
  const price = (values: Float64Array) => formatSteps(values[0] ?? 0, parseStep(tickSize))
  const size = (values: Float64Array) => formatSteps(values[0] ?? 0, parseStep(lotSize))
  return { bid: price(top.bidPrice), bid_size: size(top.bidSize), ask: price(top.askPrice), ask_size: size(top.askSize) }
}
