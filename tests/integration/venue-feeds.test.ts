import { afterEach, describe, expect, it, vi } from 'vitest'
import { parseStep } from '../../lib/market/step.ts'
import { formatSteps } from '../../lib/market/steps.ts'
import type { LoopbackVenue } from '../loopback-venue/loopback-venue.ts'
import {
  answers,
  bestOf,
  cleanUp,
  cleanups,
  find,
  reference,
  setUp,
  statusOf,
  total,
  until,
  type VenueName,
  venues,
} from '../support/venue-under-test.ts'

// Faults take seconds: reordered trades get one to arrive by themselves, a silent subscription two.
vi.setConfig({ testTimeout: 30_000 })

afterEach(cleanUp)

describe.each(Object.keys(venues) as VenueName[])('the %s feed over real sockets', (name) => {
  it('ends with the trades, bars and books of the reference, in steps that the venue lists', async () => {
    const { venue, market, states, problems, expected, ready, symbols } = await setUp(name)
    await ready()
    venue.play(venue.left)
    await until('all trades', () => total(market, symbols) === venue.happened.length)
    for (const [symbol, venueSymbol] of Object.entries(symbols)) {
      expect(answers(market, symbol)).toEqual(reference(expected.symbols[venueSymbol]))
      expect(find(market, symbol)).toMatchObject({ origin: 'live', revision: 0 })
      expect(statusOf(market, symbol)).toBe('live')
      const book = expected.books[venueSymbol]
      if (book !== undefined) {
        const { bid, bid_size, ask, ask_size } = book
        await until(
          'the last book',
          () => JSON.stringify(bestOf(market, symbol)) === JSON.stringify({ bid, bid_size, ask, ask_size }),
        )
      }
    }
    expect(states.at(-1)).toMatchObject({ state: 'connected', origin: 'live' })
    // The recordings were made years ago: that the clocks differ is true.
    expect(problems.filter(({ kind }) => kind !== 'clock_offset')).toEqual([])
  })

  it('loses nothing to cuts, gaps, duplicates, reordering and garbage', async () => {
    const { venue, market, expected, ready, miss, symbols, states } = await setUp(name)
    await ready()
    const part = Math.floor(venue.left / 8)
    venue.play(part)
    venue.play(part, { duplicate: true })
    venue.say('{"half a mes')
    venue.say('[]')
    venue.say('{"e":"trade","type":"match","channel":"trade","data":[{}]}')
    await until('the first parts', () => total(market, symbols) === venue.happened.length)

    venue.cut()
    await until('stale after the cut', () => Object.keys(symbols).every((symbol) => statusOf(market, symbol) === 'stale'))
    expect(states.at(-1)).toMatchObject({ state: 'reconnecting' })
    miss(part)
    await until('a second connection', () => venue.connections >= 2)
    await ready()
    venue.play(part)
    await until('the trades missed by the cut', () => total(market, symbols) === venue.happened.length)

    miss(20)
    venue.play(part - 20, { reorder: name !== 'kraken' })
    venue.play(part)
    venue.cut()
    await until('a third connection', () => venue.connections >= 3)
    await ready()
    venue.play(venue.left)
    await until('every trade that ever happened', () => total(market, symbols) === venue.happened.length)
    for (const [symbol, venueSymbol] of Object.entries(symbols)) {
      expect(answers(market, symbol)).toEqual(reference(expected.symbols[venueSymbol]))
    }
  })

  it('shows an instrument that was acknowledged and is silent as stale, and subscribes to it again', async () => {
    const { venue, market, ready, symbols } = await setUp(name, { limits: { instrumentSilence: { leastMs: 300, mostMs: 300 } } })
    const [, quiet = ''] = Object.keys(symbols)
    for (const key of venues[name].keysOfSecond) venue.muted.add(key)
    await ready()
    const requests = venue.requests.length
    const feedTheOther = setInterval(() => venue.play(1), 20)
    cleanups.push(async () => clearInterval(feedTheOther))
    await until('stale', () => statusOf(market, quiet) === 'stale')
    await until('subscribed again', () => venue.requests.slice(requests).some((text) => /unsubscribe/i.test(text)))
    venue.muted.clear()
    await until('live again', () => statusOf(market, quiet) === 'live')
  })

  it('makes a new connection when the old one says nothing at all', async () => {
    const { venue, states, ready } = await setUp(name, { limits: { connectionSilenceMs: 250 } })
    await ready()
    await until('a second connection', () => venue.connections >= 2)
    expect(states.some(({ state, reason }) => state === 'reconnecting' && reason.startsWith('nothing received for'))).toBe(true)
  })

  it('starts without the venue’s REST side, and learns tick and lot from the prices', async () => {
    const { venue, market, problems, ready, symbols, expected } = await setUp(name, { restDown: true })
    await ready()
    venue.play(venue.left)
    await until('all trades', () => total(market, symbols) === venue.happened.length)
    expect(problems.find(({ kind }) => kind === 'no_instrument_list')?.message).toContain('503')
    for (const [symbol, venueSymbol] of Object.entries(symbols)) {
      expect(answers(market, symbol)).toEqual(reference(expected.symbols[venueSymbol]))
    }
  })

  it('names a symbol that the venue does not list, and refuses to start with none', async () => {
    const [known = ''] = Object.keys(venues[name].symbols)
    const wrong = known.replace(/:.*/, ':NOPE-USD')
    const { problems } = await setUp(name, { symbols: [known, wrong] })
    expect(problems.map(({ message }) => message)).toContainEqual(expect.stringContaining(wrong))
    await expect(setUp(name, { symbols: [wrong] })).rejects.toMatchObject({ code: 'no_instruments' })
  })

  it('gives the history of bars as the venue has it', async () => {
    const { venue, feed, market, expected, symbols } = await setUp(name)
    venue.play(venue.left, { drop: true })
    const [[symbol = '', venueSymbol = ''] = []] = Object.entries(symbols)
    const candles: { t: number; h: string; n: number }[] = expected.symbols[venueSymbol].candles_1m
    const bars = []
    const [from, to] = [candles[0]?.t ?? 0, (candles.at(-1)?.t ?? 0) + 60_000]
    for await (const batch of feed.history?.fetchBars(find(market, symbol), '1m', from, to, new AbortController().signal) ?? [])
      bars.push(...batch.bars)
    // Kraken's last bar is still forming.
    const closed = name === 'kraken' ? candles.slice(0, -1) : candles
    expect(bars.map(({ timeMs, high }) => [timeMs, Number(high)])).toEqual(closed.map(({ t, h }) => [t, Number(h)]))
  })
})

describe('the past of Kraken', () => {
  it('is told as far as it reaches: the newest 720 bars, whatever was asked for', async () => {
    const { venue, feed, market } = await setUp('kraken')
    const nowMs = Math.floor(Date.now() / 60_000) * 60_000
    const row = (timeMs: number) => [timeMs / 1000, '1.0', '2.0', '0.5', '1.5', '1.2', '3.0', 7]
    const rows = Array.from({ length: 720 }, (_, index) => row(nowMs - (719 - index) * 60_000))
    venue.restInstead = JSON.stringify({ error: [], result: { XXBTZUSD: rows, last: 0 } })
    const [fromMs, signal] = [nowMs - 86_400_000, new AbortController().signal]
    const batches = []
    for await (const batch of feed.history?.fetchBars(find(market, 'KRAKEN:BTC-USD'), '1m', fromMs, nowMs, signal) ?? [])
      batches.push(batch)
    expect(batches).toMatchObject([{ coveredFromMs: nowMs - 719 * 60_000, coveredToMs: nowMs }])
    expect(batches[0]?.bars).toHaveLength(719)
    const beyondReach = feed.history?.fetchBars(find(market, 'KRAKEN:BTC-USD'), '1m', fromMs, fromMs + 60_000, signal)
    await expect(beyondReach?.[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'history_out_of_reach' })
  })
})

describe('an instrument of which nothing is sent', () => {
  it('has a price from the start, and the present one after a lost connection', async () => {
    const { venue, market, ready, symbols } = await setUp('binance')
    await ready()
    const quote = (symbol: string) => {
      const { id, tickSize } = find(market, symbol)
      return formatSteps(market.columns.bid[id] ?? 0, parseStep(tickSize))
    }
    for (const count of [2000, 3000]) {
      venue.play(count, { drop: true })
      venue.cut()
      await until('lost', () => venue.open === 0)
      await ready()
      const bids = await Promise.all(Object.values(symbols).map((symbol) => restBid(venue, symbol)))
      await until('the present quotes', () => Object.keys(symbols).every((symbol, index) => quote(symbol) === bids[index]))
      await until('live again', () => Object.keys(symbols).every((symbol) => statusOf(market, symbol) === 'live'))
      expect(Object.keys(symbols).every((symbol) => (market.columns.last[find(market, symbol).id] ?? 0) > 0)).toBe(true)
    }
  })
})

async function restBid(venue: LoopbackVenue, venueSymbol: string): Promise<string> {
  const response = await fetch(`${venue.restUrl}/api/v3/ticker/24hr?symbols=${encodeURIComponent(JSON.stringify([venueSymbol]))}`)
  const [ticker] = (await response.json()) as { bidPrice: string }[]
  return String(Number(ticker?.bidPrice))
}

describe('a connection that may live only so long', () => {
  it('is replaced again and again before its time is up, without a gap in the stream', async () => {
    const { venue, market, states, ready, symbols } = await setUp('binance', { limits: { connectionLifeMs: 300 } })
    await ready()
    const trickle = setInterval(() => venue.play(30), 20)
    cleanups.push(async () => clearInterval(trickle))
    await until('a third connection', () => venue.connections >= 3)
    clearInterval(trickle)
    await until('all trades', () => total(market, symbols) === venue.happened.length)
    expect(states.filter(({ state }) => state === 'reconnecting')).toEqual([])
  })
})

describe('a venue that announces its shutdown', () => {
  it('is left for a new connection while the old one still carries the stream', async () => {
    const { venue, market, states, ready, symbols } = await setUp('binance')
    await ready()
    venue.play(500)
    venue.announceShutdown()
    await until('two connections at once', () => venue.open === 2)
    const trickle = setInterval(() => venue.play(50), 20)
    cleanups.push(async () => clearInterval(trickle))
    await until('the old one closed', () => venue.open === 1)
    clearInterval(trickle)
    await until('all trades', () => total(market, symbols) === venue.happened.length)
    expect(states.filter(({ state }) => state === 'reconnecting')).toEqual([])
  })
})
