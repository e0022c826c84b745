import { afterEach, describe, expect, it, vi } from 'vitest'
import type { FeedState } from '../../lib/market/feed.ts'
import { createVenueFeed } from '../../server/ingest/live/create-feed.ts'
import type { Problem } from '../../server/ingest/problems.ts'
import type { VenueAccess } from '../../server/ingest/venues.ts'
import { MarketState } from '../../server/market/market-state.ts'
import { alpacaKeys } from '../loopback-venue/alpaca.ts'
import { barsOf, sum } from '../loopback-venue/dialect.ts'
import { finnhubToken } from '../loopback-venue/finnhub.ts'
import { LoopbackVenue } from '../loopback-venue/loopback-venue.ts'
import { alpacaLines, finnhubLines, usSessionMs } from '../support/us-recording.ts'
import { answers, cleanUp, cleanups, clock, find, statusOf, total, until } from '../support/venue-under-test.ts'

// Reconnects wait for as long as the venues ask.
vi.setConfig({ testTimeout: 40_000 })
afterEach(cleanUp)

const symbols: Readonly<Record<string, string>> = { 'US:AAPL': 'AAPL', 'US:MSFT': 'MSFT' }
const venues = {
  alpaca: { lines: alpacaLines(7), right: alpacaKeys, wrong: { ...alpacaKeys, secret: 'another' }, keys: 6 },
  finnhub: { lines: finnhubLines(7), right: { key: finnhubToken }, wrong: { key: 'another' }, keys: 3 },
} as const
type UsVenue = keyof typeof venues

/** On the morning of the recording, whatever the day is now. */
const startedAtMs = clock.now()
/** The venues ask for five seconds between connections: time passes faster here. */
const hurried = (speed: number) => ({
  now: () => usSessionMs + (clock.now() - startedAtMs) * speed,
  after: (delayMs: number, callback: () => void) => clock.after(delayMs / speed, callback),
})

async function startVenue(name: UsVenue, lines: readonly string[] = venues[name].lines): Promise<LoopbackVenue> {
  const venue = await LoopbackVenue.startWith(name, lines)
  cleanups.push(() => venue.stop())
  return venue
}

async function startFeed(
  name: UsVenue,
  venue: LoopbackVenue,
  access: VenueAccess = venues[name].right,
  options: { symbols?: string[]; clock?: typeof clock } = {},
) {
  const market = new MarketState({ epoch: 'test' })
  const states: FeedState[] = []
  const problems: Problem[] = []
  const wsUrl = name === 'alpaca' ? `${venue.wsUrl}/v2/iex` : venue.wsUrl
  const feed = createVenueFeed(
    name,
    { wsUrl, restUrl: venue.restUrl, ...access },
    {
      symbols: options.symbols ?? Object.keys(symbols),
      clock: options.clock ?? hurried(5),
      onState: (state) => states.push(state),
      onProblem: (problem) => problems.push(problem),
      random: () => 0,
    },
  )
  cleanups.push(() => feed.stop())
  await feed.start(market)
  const ready = () => until('subscribed', () => venue.subscribed(venues[name].keys))
  return { feed, market, states, problems, ready }
}

/** What the venue's own trades add up to, in decimals. */
function reference(venue: LoopbackVenue, venueSymbol: string) {
  const trades = venue.happened.filter((trade) => trade.venueSymbol === venueSymbol)
  return {
    count: trades.length,
    volume: plain(trades.reduce((volume, { size }) => sum(volume, size), '0')),
    bars: barsOf(venue.happened, venueSymbol, 60_000).map((bar) => ({
      ...{ t: bar.timeMs, o: plain(bar.open), h: plain(bar.high), l: plain(bar.low), c: plain(bar.close) },
      ...{ v: plain(bar.volume), n: bar.count },
    })),
  }
}

/** Trailing zeros say nothing. */
function plain(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

const allLive = (market: MarketState) => Object.keys(symbols).every((symbol) => statusOf(market, symbol) === 'live')

describe.each(Object.keys(venues) as UsVenue[])('the %s feed over real sockets', (name) => {
  it('ends with the trades and bars that the venue’s own trades add up to', async () => {
    const venue = await startVenue(name)
    const { market, states, problems, ready } = await startFeed(name, venue)
    await ready()
    venue.play(venue.left)
    await until('all trades', () => total(market, symbols) === venue.happened.length)
    for (const [symbol, venueSymbol] of Object.entries(symbols)) {
      expect(answers(market, symbol)).toEqual(reference(venue, venueSymbol))
      expect(statusOf(market, symbol)).toBe('live')
      expect(find(market, symbol)).toMatchObject({ origin: 'live', session: 'us-equity' })
    }
    expect(states.at(-1)).toMatchObject({ state: 'connected' })
    expect(problems).toEqual([])
  })

  it('is stale while it is cut off, live after it has come back, and counts nothing twice', async () => {
    const venue = await startVenue(name)
    const { market, states, ready } = await startFeed(name, venue)
    await ready()
    const part = Math.floor(venue.left / 4)
    venue.play(part)
    await until('live', () => allLive(market))
    // An id that comes again is the same trade; where there are no ids, whatever comes counts.
    if (name === 'alpaca') venue.play(part, { duplicate: true })
    venue.say('{"half a mes')
    venue.say('[{"T":"t","S":"AAPL","p":-1,"s":1,"t":"never"},7]')
    venue.say('{"type":"trade","data":[{"s":"AAPL","p":"x","t":0,"v":1},null]}')
    await until('the first parts', () => total(market, symbols) === venue.happened.length)
    venue.cut()
    await until('stale', () => Object.keys(symbols).every((symbol) => statusOf(market, symbol) === 'stale'))
    expect(states.at(-1)).toMatchObject({ state: 'reconnecting' })
    await until('a second connection', () => venue.connections >= 2)
    await ready()
    venue.play(venue.left)
    await until('every trade', () => total(market, symbols) === venue.happened.length)
    for (const [symbol, venueSymbol] of Object.entries(symbols))
      expect(answers(market, symbol)).toEqual(reference(venue, venueSymbol))
    expect(allLive(market)).toBe(true)
    expect(states.at(-1)).toMatchObject({ state: 'connected' })
  })

  it('sees that an open connection says nothing at all, and makes a new one', async () => {
    const venue = await startVenue(name)
    const { market, states, ready } = await startFeed(name, venue, venues[name].right, { clock: hurried(40) })
    await ready()
    venue.play(500)
    await until('live', () => allLive(market))
    venue.silent = true
    await until('given up on', () => states.some(({ reason }) => reason.startsWith('nothing received for')))
    expect(allLive(market)).toBe(false)
    venue.cut()
    await until('all links gone', () => venue.open === 0)
    venue.silent = false
    await ready()
    venue.play(500)
    await until('all trades', () => total(market, symbols) === venue.happened.length)
    await until('live again', () => allLive(market))
  })

  it('fails with one clear sentence on a wrong key, and does not ask again', async () => {
    const venue = await startVenue(name)
    const { states, market, problems } = await startFeed(name, venue, venues[name].wrong)
    await until('failed', () => states.at(-1)?.state === 'failed')
    const sentence = {
      alpaca: 'Cannot use alpaca: 402: auth failed; check ALPACA_KEY, ALPACA_SECRET and ALPACA_WS_URL',
      finnhub: 'Cannot use finnhub: refused with HTTP status 401; check FINNHUB_TOKEN',
    }
    expect(states.at(-1)?.reason).toBe(sentence[name])
    expect(states.filter(({ state }) => state === 'failed')).toHaveLength(1)
    expect(problems).toEqual([])
    await until('closed', () => venue.open === 0)
    expect(venue.connections).toBe(name === 'alpaca' ? 1 : 0)
    expect(allLive(market)).toBe(false)
  })

  it.each([
    ['in the evening', '2026-03-02T23:00:00Z'],
    ['on a holiday', '2026-11-26T16:00:00Z'],
    ['after an early close', '2026-11-27T18:30:00Z'],
  ])('says closed, not stale, %s', async (_name, time) => {
    const venue = await startVenue(name)
    const then = { ...clock, now: () => Date.parse(time) }
    const { market } = await startFeed(name, venue, venues[name].right, { clock: then })
    await until('closed', () => Object.keys(symbols).every((symbol) => statusOf(market, symbol) === 'closed'))
  })
})

describe('the limits of Alpaca', () => {
  it('are waited for: a second connection of a key is tried until the first has ended', async () => {
    const venue = await startVenue('alpaca')
    const first = await startFeed('alpaca', venue)
    await first.ready()
    const second = await startFeed('alpaca', venue)
    await until('refused', () => second.states.some(({ reason }) => reason === 'refused: 406: connection limit exceeded'))
    expect(second.states.at(-1)).toMatchObject({ state: 'reconnecting' })
    await first.feed.stop()
    await until('let in', () => second.states.at(-1)?.state === 'connected')
    venue.play(venue.left)
    await until('its trades', () => total(second.market, symbols) === venue.happened.length)
  })

  it('are kept: of more symbols than the free feed carries the first ten are taken, and that is said', async () => {
    const venue = await startVenue('alpaca')
    const many = Array.from({ length: 12 }, (_, index) => `US:${String.fromCharCode(65 + index)}`)
    const { problems } = await startFeed('alpaca', venue, alpacaKeys, { symbols: many })
    await until('thirty channels', () => venue.subscribed(30))
    expect(problems.map(({ message }) => message)).toEqual([
      'Taking the first 10 of 12 symbols: US carries no more on a connection',
    ])
  })

  it('give the past in pages', async () => {
    const venue = await startVenue('alpaca', alpacaLines(7, 310_000))
    const { feed, market } = await startFeed('alpaca', venue)
    venue.play(venue.left, { drop: true })
    const bars = []
    const range = [usSessionMs, usSessionMs + 3_600_000] as const
    const batches = feed.history?.fetchBars(find(market, 'US:AAPL'), '1m', ...range, new AbortController().signal) ?? []
    let coveredToMs: number = usSessionMs
    for await (const batch of batches) {
      // What a page brings lies in what it covers: else it would be left out, and nobody would miss it.
      expect(batch.bars.filter(({ timeMs }) => timeMs < coveredToMs || timeMs >= batch.coveredToMs)).toEqual([])
      coveredToMs = batch.coveredToMs
      bars.push(...batch.bars)
    }
    expect(coveredToMs).toBe(range[1])
    expect(bars.map((bar) => [bar.timeMs, bar.open, bar.high, bar.low, bar.close, bar.volume, bar.tradeCount])).toEqual(
      reference(venue, 'AAPL').bars.map(({ t, o, h, l, c, v, n }) => [t, o, h, l, c, v, n]),
    )
  })
})

describe('a price of Finnhub without volume', () => {
  it('is no trade, and shows where there is no other price', async () => {
    const venue = await startVenue('finnhub')
    const { market, ready } = await startFeed('finnhub', venue)
    await ready()
    venue.say(`{"type":"trade","data":[{"s":"AAPL","p":190.5,"t":${usSessionMs},"v":0}]}`)
    await until('a price', () => (market.columns.last[find(market, 'US:AAPL').id] ?? 0) > 0)
    expect(answers(market, 'US:AAPL')).toMatchObject({ count: 0, bars: [] })
  })
})
