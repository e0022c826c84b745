import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Bar } from '../../lib/market/bar.ts'
import type { InstrumentId } from '../../lib/market/units.ts'
import { PageStreamClient } from '../../lib/stream/client.ts'
import type { RemoteStreamClient } from '../../lib/stream/remote-client.ts'
import type { BarSeries, Quote, StreamTrade } from '../../lib/stream/types.ts'
import { PageEnvironment } from '../support/page-environment.ts'
import { freePort } from '../support/server-process.ts'
import { StreamHarness } from '../support/stream-harness.ts'
import { threadedClient } from '../support/threaded-client.ts'

const symbols = ['SIM:A-USD', 'SIM:B-USD', 'SIM:C-USD']

let harness: StreamHarness
let page: PageEnvironment
let client: PageStreamClient | RemoteStreamClient
let ids: InstrumentId[]
let seed: number
/** What whoever listens to a symbol was told last, and has added up since. */
const told = new Map<string, { readonly quote: Quote; readonly firstCount: number; readonly merged: number }>()

const random = (below: number) => {
  seed = (seed * 48_271) % 2_147_483_647
  return seed % below
}

beforeEach(async () => {
  seed = 20_240_809
  harness = await StreamHarness.start()
  ids = symbols.map((symbol) => harness.define(symbol))
  page = new PageEnvironment()
})

afterEach(async () => {
  client.close()
  await harness.stop()
})

const threaded = 'binary, received in another thread'
const paced = `${threaded}, listening at a pace` as const
const ways = ['binary', threaded, paced, 'json'] as const
/** Of who listens at a pace, by symbol, Hz; undefined: with every flush. */
const paces = [10, 4, undefined]

function connect(way: (typeof ways)[number]): void {
  const url = `${harness.url.replace('http', 'ws')}/stream`
  client = way === 'binary' || way === 'json' ? new PageStreamClient(page, { url, encoding: way }) : threadedClient(page, url)
  told.clear()
  // All of them are on the screen.
  for (const [index, symbol] of symbols.entries()) {
    client.quotes.subscribe(symbol, () => hear(symbol), way === paced ? paces[index] : undefined)
  }
  client.start()
}

/** Whoever listens to a symbol adds up what was merged into what they are told, from the first on. */
function hear(symbol: string): void {
  const quote = client.quotes.get(symbol)
  const before = told.get(symbol)
  if (quote === undefined) return
  const merged = quote.tradeCount > (before?.quote.tradeCount ?? quote.tradeCount) ? quote.mergedTrades : 0
  told.set(symbol, { quote, firstCount: before?.firstCount ?? quote.tradeCount, merged: (before?.merged ?? 0) + merged })
}

/** The page finds its server at another port; undefined: at its own. */
function moveTo(port: number | undefined): void {
  page.addressOf = (url) => (port === undefined ? url : url.replace(/:\d+/, `:${port}`))
}

/** The market moves at random, and its time with it. */
function run(milliseconds: number): void {
  for (let passed = 0; passed < milliseconds; passed += 9) {
    const id = ids[random(ids.length)] as InstrumentId
    if (random(2) === 0) harness.trade(id, 1_000 + random(500), 1 + random(90))
    else harness.quote(id, 990 + random(9), 1 + random(50), 1_001 + random(9), 1 + random(50))
    harness.clock.advance(9)
  }
}

/** Runs the market on until the client has what is asked for. */
async function runUntil(condition: () => boolean, milliseconds = 100): Promise<void> {
  while (!condition()) {
    run(milliseconds)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** The same where the market may not run far ahead of the page: the server would take it for one that does not read. */
async function runBeside(condition: () => boolean): Promise<void> {
  const look = () => {
    run(50)
    return condition()
  }
  await vi.waitUntil(look, { timeout: 15_000, interval: 5 })
}

/** No more trades or quotes; flushes go on until the client has what the market has. */
async function converge(): Promise<void> {
  while (!equal()) {
    harness.clock.advance(50)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** For whoever listens. */
function equal(): boolean {
  return symbols.every((symbol, index) => {
    const quote = told.get(symbol)?.quote
    const id = ids[index] as InstrumentId
    const { columns } = harness.market
    return (
      quote !== undefined &&
      quote.tradeCount === columns.tradeCount[id] &&
      quote.last === columns.last[id] &&
      quote.bid === columns.bid[id] &&
      quote.ask === columns.ask[id] &&
      quote.bidSize === columns.bidSize[id] &&
      quote.dayHigh === columns.dayHigh[id] &&
      quote.dayLow === columns.dayLow[id] &&
      quote.dayVolumeLots === BigInt((columns.volumeLow[id] as number) - (columns.dayVolumeBaseLow[id] as number))
    )
  })
}

function known(): boolean {
  return symbols.every((symbol) => told.get(symbol)?.quote.status === 'live')
}

describe.each(ways)('a page on the real server over %s', (way) => {
  it('shows what the market has, and merges every trade into some frame', async () => {
    connect(way)
    run(500)
    client.watchQuotes(symbols, 10)
    await runUntil(known)
    await runUntil(() => symbols.every((symbol) => (told.get(symbol)?.merged ?? 0) > 0))
    // Not all at once: what comes with one message is held back while others follow.
    for (let round = 0; round < 20; round++) {
      run(250)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await converge()
    for (const symbol of symbols) {
      const { quote, firstCount = 0, merged = 0 } = told.get(symbol) ?? {}
      const traded = (quote?.tradeCount ?? 0) - firstCount
      expect(traded).toBeGreaterThan(50)
      expect(merged).toBe(traded)
    }
  })

  it('has the same state after a rate change, and its checks agree', async () => {
    connect(way)
    run(100)
    client.watchQuotes(symbols, 60)
    await runUntil(known)
    client.setRateCap(1)
    run(3_000)
    client.setRateCap(undefined)
    await runUntil(() => client.connection.get().checksPassed >= 2, 1_000)
    await converge()
    expect(client.connection.get().checksFailed).toBe(0)
  })

  it('comes back by itself after its connection was cut, and knows how many trades it missed', async () => {
    connect(way)
    run(100)
    client.watchQuotes(symbols, 10)
    await runUntil(known)
    await converge()
    const had = symbols.reduce((sum, symbol) => sum + (client.quotes.get(symbol)?.tradeCount ?? 0), 0)
    page.sockets.at(-1)?.terminate()
    await until(() => client.connection.get().state !== 'live')
    run(2_000)
    await until(() => client.connection.get().state === 'live')
    await converge()
    const has = symbols.reduce((sum, symbol) => sum + (client.quotes.get(symbol)?.tradeCount ?? 0), 0)
    const { missed, reconnects } = client.connection.get()
    expect(reconnects).toBe(1)
    expect(has - had).toBeGreaterThan(50)
    expect(missed).toEqual({ trades: has - had, instruments: symbols.length })
  })

  it('knows nothing of what it missed where the server has started anew, and shows what that has', async () => {
    connect(way)
    run(3_000)
    client.watchQuotes(symbols, 10)
    await runUntil(known)
    await converge()
    const before = harness
    harness = await StreamHarness.start({}, undefined, 'another epoch')
    moveTo(Number(new URL(harness.url).port))
    // Not in the order in which they were before.
    ids = symbols
      .toReversed()
      .map((symbol) => harness.define(symbol))
      .reverse()
    run(500)
    page.sockets.at(-1)?.terminate()
    await before.stop()
    await until(() => client.connection.get().missed === 'unknown')
    await converge()
    expect(symbols.map((symbol) => told.get(symbol)?.quote.status)).toEqual(['live', 'live', 'live'])
    expect(client.connection.get()).toMatchObject({ reconnects: 1, checksFailed: 0 })
  })

  it('finds out that it lost a frame, tells the server, and is repaired', async () => {
    connect(way)
    run(100)
    client.watchQuotes(symbols, 10)
    await runUntil(known)
    let lost = 0
    let snapshots = 0
    page.onMessage = (data) => {
      if (isSnapshot(data) && lost > 0) snapshots += 1
      if (!isTick(data) || lost > 0) return data
      lost += 1
      return undefined
    }
    await runBeside(() => lost === 1)
    // What is mended before the page draws is never on the screen of one that is told by another thread.
    if (client instanceof PageStreamClient)
      await runBeside(() => symbols.some((symbol) => told.get(symbol)?.quote.status === 'stale'))
    await runBeside(() => snapshots > 0)
    await runBeside(known)
    await runBeside(() => client.connection.get().checksPassed >= 1)
    await converge()
    expect(client.connection.get().reconnects).toBe(0)
  })

  it('hands over history and stream of bars without a seam, across a lost connection', async () => {
    connect(way)
    run(5_000)
    let series: BarSeries | undefined
    let histories = 0
    client.watchBars('SIM:A-USD', '1s', 500, {
      onHistory: (whole) => {
        series = whole
        histories += 1
      },
      onUpdate: (_, whole) => {
        series = whole
      },
    })
    await runUntil(() => (series?.bars.length ?? 0) > 7)
    page.sockets.at(-1)?.terminate()
    await until(() => client.connection.get().state !== 'live')
    run(4_000)
    await until(() => client.connection.get().state === 'live')
    run(3_000)
    const expected = () => harness.market.bars.read(ids[0] as InstrumentId, '1s', 0, Number.MAX_SAFE_INTEGER, 1_000)
    while (!sameBars(series?.bars ?? [], expected())) {
      harness.clock.advance(50)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(histories).toBe(1)
    expect(series?.bars.length).toBeGreaterThan(11)
  })

  it('gets every trade once and in order', async () => {
    connect(way)
    const trades: StreamTrade[] = []
    let missed = 0
    client.watchTrades('SIM:A-USD', 4, (more, lost) => {
      trades.push(...more)
      missed += lost
    })
    client.watchQuotes(symbols, 10)
    await runUntil(known)
    run(3_000)
    await converge()
    await until(
      () => trades.length === (harness.market.columns.tradeCount[ids[0] as InstrumentId] ?? 0),
      () => harness.clock.advance(50),
    )
    expect(missed).toBe(0)
    expect(trades.map(({ number }) => number)).toEqual(trades.map((_, index) => index))
  })
})

describe.each([threaded, paced] as const)('a page on the real server over %s', (way) => {
  it('tells of every price that it is stale while there is no connection', async () => {
    connect(way)
    run(100)
    client.watchQuotes(symbols, 10)
    await runUntil(known)
    const nobodyThere = await freePort()
    moveTo(nobodyThere)
    page.sockets.at(-1)?.terminate()
    await until(() => symbols.every((symbol) => told.get(symbol)?.quote.status === 'stale'))
    expect(client.connection.get().state).not.toBe('live')
    moveTo(undefined)
    client.reconnect()
    await runUntil(known)
    await converge()
  })
})

describe('a page that may not open sockets', () => {
  it.each([
    ['sse', true, 'binary'],
    ['poll', false, 'binary'],
    ['sse', true, threaded],
  ] as const)('gets the same over %s', { timeout: 30_000 }, async (transport, eventSources, way) => {
    page.eventSources = eventSources
    page.onOpen = () => {
      throw new Error('no sockets here')
    }
    connect(way)
    run(100)
    client.watchQuotes(symbols, 10)
    await until(() => client.connection.get().state === 'fallback')
    expect(client.connection.get().transport).toBe(transport)
    await runUntil(known)
    run(1_000)
    await converge()
    await vi.waitUntil(
      () => {
        // Real requests take real time: the market may not run far ahead of them.
        run(50)
        return client.connection.get().checksPassed > 0
      },
      { timeout: 20_000, interval: 5 },
    )
    expect(client.connection.get().checksFailed).toBe(0)
    let series: BarSeries | undefined
    client.watchBars('SIM:A-USD', '1s', 100, {
      onHistory: (whole) => {
        series = whole
      },
      onUpdate: () => undefined,
    })
    await until(
      () => (series?.bars.length ?? 0) > 0,
      () => harness.clock.advance(50),
    )
  })
})

/** Bits 3 and 4 of a binary header say what of a stream of quotes a frame is. */
const ofTick = [0, 1]
const ofSnapshot = [2]

function isTick(data: string | ArrayBuffer): boolean {
  return typeof data === 'string' ? data.includes('"type":"tick"') : isFrame(data, ofTick)
}

function isSnapshot(data: string | ArrayBuffer): boolean {
  return typeof data === 'string' ? data.includes('"type":"snapshot"') : isFrame(data, ofSnapshot)
}

function isFrame(data: ArrayBuffer, kinds: readonly number[]): boolean {
  const header = new Uint8Array(data)[0] ?? 0
  return header >>> 5 < 7 && kinds.includes((header >>> 3) & 3)
}

function sameBars(own: readonly Bar[], expected: readonly Bar[]): boolean {
  return JSON.stringify(own) === JSON.stringify(expected)
}

async function until(condition: () => boolean, meanwhile: () => void = () => undefined): Promise<void> {
  while (!condition()) {
    meanwhile()
    await new Promise((resolve) => setImmediate(resolve))
  }
}
