import { afterEach, describe, expect, it, vi } from 'vitest'
import type { LoopbackVenue } from '../loopback-venue/loopback-venue.ts'
import {
  answers,
  cleanUp,
  cleanups,
  levelsOf,
  reference,
  setUp,
  statusOf,
  total,
  until,
  type VenueName,
  venues,
} from '../support/venue-under-test.ts'

// Several outages, each seen and mended at its own pace.
vi.setConfig({ testTimeout: 60_000 })
afterEach(cleanUp)

type Stage = Awaited<ReturnType<typeof setUp>>

/** A connection that is gone is seen at once; this much is the sockets'. */
const seenAfterMs = 150

/** Looks all along: an instrument that nobody can have news of is not live. */
function watchHonesty({ venue, market, symbols }: Stage): string[] {
  const lies: string[] = []
  let deafSinceMs = Number.NaN
  const timer = setInterval(() => {
    if (venue.open > 0) deafSinceMs = Number.NaN
    else if (Number.isNaN(deafSinceMs)) deafSinceMs = Date.now()
    if (!(Date.now() - deafSinceMs > seenAfterMs)) return
    for (const symbol of Object.keys(symbols)) if (statusOf(market, symbol) === 'live') lies.push(`${symbol} live without a link`)
  }, 5)
  cleanups.push(async () => clearInterval(timer))
  return lies
}

async function aDay(stage: Stage, name: VenueName): Promise<void> {
  const { venue, market, states, problems, ready, miss, symbols } = stage
  const { numbered, booksAreChanges } = venues[name]
  const all = Object.keys(symbols)
  const every = (status: string) => all.every((symbol) => statusOf(market, symbol) === status)
  const caughtUp = (what: string) => until(what, () => total(market, symbols) === venue.happened.length)
  const hour = Math.floor(venue.left / 24)
  const reconnects = () => states.filter(({ state }) => state === 'reconnecting').length

  venue.play(4 * hour)
  await caughtUp('the first hours')
  await until('live', () => every('live'))
  venue.play(2 * hour, { duplicate: true })
  venue.say(venues[name].refusal)
  venue.say('{"half a mes')
  venue.say('{"e":"trade","type":"match","channel":"trade","data":[{}],"product_id":"BTC-USD","s":"BTCUSDT"}')
  await until('the wrong reply', () => problems.some(({ kind }) => kind === 'refused'))
  await caughtUp('each once')

  // Late: told after an hour of later trades.
  venue.play(hour, { hold: true })
  venue.play(hour)
  venue.release()
  venue.play(hour)
  await caughtUp('the late ones')
  expect(every('live')).toBe(true)

  // A cut; the REST side talks nonsense at first when it is over.
  const { connections } = venue
  venue.cut()
  await until('stale after the cut', () => every('stale'))
  miss(2 * hour)
  venue.restInstead = '<html>Bad gateway</html>'
  await until('a new connection', () => venue.connections > connections)
  await ready()
  if (numbered && name !== 'coinbase') await until('nonsense', () => problems.some(({ kind }) => kind === 'resume_failed'))
  venue.restInstead = undefined
  venue.play(2 * hour)
  await caughtUp('what the cut cost')
  await until('live after the cut', () => every('live'))

  // A gap in a stream that goes on. A book that follows changes is void then, and comes anew.
  miss(hour)
  venue.play(3 * hour)
  await caughtUp('what the gap cost')
  if (numbered && booksAreChanges)
    await until('a book known as broken', () => problems.some(({ kind }) => kind === 'book_broken'))

  // Silence: the link stands, and nothing comes.
  const before = reconnects()
  venue.silent = true
  miss(hour)
  await until('given up on', () => reconnects() > before)
  expect(every('stale')).toBe(true)
  expect(states.findLast(({ state }) => state === 'reconnecting')?.reason).toMatch(/^nothing received for/)
  // Who asked meanwhile was not heard.
  venue.cut()
  await until('all links gone', () => venue.open === 0)
  venue.silent = false
  await ready()
  venue.play(2 * hour)
  await caughtUp('what the silence cost')

  if (name === 'binance') await shutdown(stage, hour)
  venue.play(venue.left)
  await caughtUp('the whole day')
}

async function shutdown({ venue, states }: Stage, hour: number): Promise<void> {
  const before = states.length
  venue.announceShutdown()
  await until('two connections at once', () => venue.open === 2)
  venue.play(hour)
  await until('the old one closed', () => venue.open === 1)
  expect(states.slice(before).filter(({ state }) => state === 'reconnecting')).toEqual([])
}

/** The books that the same day leaves behind when nothing goes wrong. */
async function aCalmDay(name: VenueName): Promise<Map<string, ReturnType<typeof levelsOf>>> {
  const { venue, market, ready, symbols, problems } = await setUp(name, { books: true })
  await ready()
  venue.play(venue.left)
  // Read in order: what was said before it has been taken in.
  venue.say('the end of the day')
  await until('the end', () => problems.some(({ kind }) => kind === 'malformed_json'))
  return new Map(Object.keys(symbols).map((symbol) => [symbol, levelsOf(market, symbol, 10)]))
}

describe.each(Object.keys(venues) as VenueName[])('a day of faults at %s', (name) => {
  it('ends with exact trades, bars and books, and nothing is called live that is not', async () => {
    const calm = await aCalmDay(name)
    const stage = await setUp(name, { books: true, limits: { connectionSilenceMs: 2_500 } })
    const { venue, market, states, problems, expected, ready, symbols } = stage
    keepBreathing(venue, name)
    await ready()
    const lies = watchHonesty(stage)
    await aDay(stage, name)
    for (const [symbol, venueSymbol] of Object.entries(symbols)) {
      await until('the book', () => JSON.stringify(levelsOf(market, symbol, 10)) === JSON.stringify(calm.get(symbol)))
      expect(answers(market, symbol)).toEqual(reference(expected.symbols[venueSymbol]))
      expect(statusOf(market, symbol)).toBe('live')
    }
    expect(states.at(-1)).toMatchObject({ state: 'connected' })
    expect(lies).toEqual([])
    expect(problems.filter(({ kind }) => kind === 'trades_lost')).toEqual([])
  })
})

/** A venue that has nothing to tell still says that it is there, between the faults. */
function keepBreathing(venue: LoopbackVenue, name: VenueName): void {
  const timer = setInterval(() => venue.silent || venue.say(venues[name].sign), 200)
  cleanups.push(async () => clearInterval(timer))
}

describe('the clock of Kraken', () => {
  it('is compared with ours by the times in its answers', async () => {
    const { feed, ready, problems } = await setUp('kraken')
    await ready()
    await until('compared', () => feed.clockOffsetMs !== undefined)
    expect(Math.abs(feed.clockOffsetMs ?? Number.NaN)).toBeLessThan(1_000)
    expect(problems.filter(({ kind }) => kind === 'clock_offset')).toEqual([])
  })
})
