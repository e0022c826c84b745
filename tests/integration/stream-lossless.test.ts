import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { InstrumentId } from '../../lib/market/units.ts'
import { StreamHarness } from '../support/stream-harness.ts'
import type { StreamViewer } from '../support/stream-viewer.ts'

const symbols = ['SIM:A-USD', 'SIM:B-USD', 'SIM:C-USD', 'SIM:D-USD']

let harness: StreamHarness
let ids: InstrumentId[]
let random: (below: number) => number

beforeEach(async () => {
  harness = await StreamHarness.start()
  ids = symbols.map((symbol) => harness.define(symbol))
  let seed = 20_240_809
  random = (below) => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % below
  }
})

afterEach(async () => {
  await harness.stop()
})

/** The feed's own sums of one instrument since the viewer joined. */
interface FeedSums {
  trades: number
  volume: number
  high: number
  low: number
  last: number
}

class Feed {
  readonly sums = new Map<string, FeedSums>()

  trade(index: number): void {
    const price = 1_000 + random(2_000)
    const size = 1 + random(50)
    harness.trade(ids[index] as InstrumentId, price, size)
    const sums = this.sums.get(symbols[index] as string)
    if (sums === undefined) return
    sums.trades += 1
    sums.volume += size
    sums.high = Math.max(sums.high, price)
    sums.low = Math.min(sums.low, price)
    sums.last = price
  }

  begin(symbol: string): void {
    this.sums.set(symbol, { trades: 0, volume: 0, high: -Infinity, low: Infinity, last: 0 })
  }
}

function expectEqual(viewer: StreamViewer, feed: Feed): void {
  for (const [symbol, sums] of feed.sums) expect({ symbol, ...viewer.total(symbol) }).toMatchObject({ symbol, ...sums })
  expect(viewer.lost).toEqual([])
  expect(viewer.checksFailed).toBe(0)
}

/** Random trades over the given time. */
function run(feed: Feed, milliseconds: number): void {
  for (let passed = 0; passed < milliseconds; passed += 7) {
    for (let trade = random(4); trade > 0; trade--) feed.trade(random(symbols.length))
    if (random(3) === 0)
      harness.quote(ids[random(4)] as InstrumentId, 900 + random(50), 1 + random(9), 960 + random(50), 1 + random(9))
    harness.clock.advance(7)
  }
}

describe.each(['json', 'binary'] as const)('P1 over %s', (encoding) => {
  it.each([0.5, 1, 4, 60])('adds up to the feed at %d Hz', async (rate) => {
    const feed = new Feed()
    const viewer = await harness.connect(encoding)
    run(feed, 333)
    for (const symbol of symbols) feed.begin(symbol)
    // A harvest of what came before must not leak into the extremes of what follows.
    await viewer.request({ type: 'subscribe', symbols, rate }, 'subscribed')
    run(feed, 3_000)
    harness.clock.advance(2_000)
    await viewer.settled()
    // What came before the subscription, since the tier's latest flush, is the viewer's too when others were there: here nobody was.
    expectEqual(viewer, feed)
  })

  it('adds up across changes of rate, in both directions and while one is pending', async () => {
    const feed = new Feed()
    const viewer = await harness.connect(encoding)
    for (const symbol of symbols) feed.begin(symbol)
    await viewer.request({ type: 'subscribe', symbols, rate: 10 }, 'subscribed')
    for (const rate of [1, 60, 0.5, 20, 2, 4, 60, 1]) {
      run(feed, 150 + random(900))
      viewer.send({ type: 'rate', subscription: 1, rate })
      await viewer.settled()
    }
    run(feed, 1_500)
    harness.clock.advance(2_000)
    await viewer.settled()
    expect(viewer.of('subscribed').at(-1)?.rate).toBe(1)
    expectEqual(viewer, feed)
  })

  it('adds up while another subscription at another rate comes, goes and moves', async () => {
    const feed = new Feed()
    const viewer = await harness.connect(encoding)
    const other = await harness.connect(encoding)
    await other.request({ type: 'subscribe', symbols: symbols.slice(1), rate: 2 }, 'subscribed')
    run(feed, 700)
    for (const symbol of symbols.slice(0, 2)) feed.begin(symbol)
    await viewer.request({ type: 'subscribe', symbols: symbols.slice(0, 2), rate: 10 }, 'subscribed')
    run(feed, 300)
    await viewer.request({ type: 'subscribe', subscription: 1, symbols: [symbols[3]] }, 'subscribed')
    feed.begin(symbols[3] as string)
    // Its joining state is that of the latest flush: what came since belongs to what it adds up.
    harness.clock.advance(100)
    await viewer.settled()
    const early = { ...viewer.total(symbols[3] as string) }
    expect(early.trades).toBeGreaterThanOrEqual(0)
    feed.begin(symbols[3] as string)
    viewer.totals.delete(symbols[3] as string)
    run(feed, 1_000)
    await viewer.request({ type: 'unsubscribe', subscription: 1, symbols: [symbols[1]] }, 'subscribed')
    feed.sums.delete(symbols[1] as string)
    run(feed, 1_000)
    harness.clock.advance(2_000)
    await viewer.settled()
    expectEqual(viewer, feed)
  })
})
