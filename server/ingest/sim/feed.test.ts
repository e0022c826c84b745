import { describe, expect, it } from 'vitest'
import type { FeedState } from '../../../lib/market/feed.ts'
import { instrumentId } from '../../../lib/market/units.ts'
import { ManualClock } from '../test-support/manual-clock.ts'
import { RecordingSink } from '../test-support/recording-sink.ts'
import { createSimFeed } from './feed.ts'
import { SimHistory } from './history.ts'
import { SimSessions } from './sessions.ts'
import { createUniverse } from './universe.ts'

const startMs = Date.UTC(2026, 0, 5, 12)
const options = { seed: 1, symbols: 30, ticksPerSecond: 400 }

async function start(seconds: number) {
  const clock = new ManualClock(startMs)
  const sink = new RecordingSink()
  const states: FeedState[] = []
  const feed = createSimFeed({ ...options, clock, onState: (state) => states.push(state) })
  await feed.start(sink)
  const afterStart = sink.quotes.length
  clock.advance(seconds * 1000)
  return { clock, sink, states, feed, afterStart }
}

describe('the simulated feed', () => {
  it('quotes every instrument at once and then goes on in real time until stopped', async () => {
    const { clock, sink, states, feed, afterStart } = await start(10)
    expect(afterStart).toBe(30)
    expect(states).toMatchObject([{ state: 'connected', origin: 'simulated', venue: 'SIM' }])
    const count = sink.trades.length + sink.quotes.length
    expect(count).toBeGreaterThan(2000)
    expect(
      sink.trades.every(({ venueTimeMs, receivedTimeMs }) => receivedTimeMs >= venueTimeMs && receivedTimeMs - venueTimeMs <= 11),
    ).toBe(true)
    expect(sink.trades.map(({ tradeId }) => tradeId)).toEqual(sink.trades.map((_, index) => index + 1))
    await feed.stop()
    clock.advance(5000)
    expect(sink.trades.length + sink.quotes.length).toBe(count)
  })

  it('says so when it skips what a machine that stood still had no time for', async () => {
    const clock = new ManualClock(startMs)
    let stoodStillMs = 0
    const states: [string, number | undefined][] = []
    const behind = { now: () => clock.now() + stoodStillMs, after: clock.after.bind(clock) }
    const feed = createSimFeed({ ...options, clock: behind, onState: ({ state }) => states.push([state, feed.heardMs]) })
    await feed.start(new RecordingSink())
    clock.advance(1_000)
    stoodStillMs = 3_000
    clock.advance(1_000)
    expect(states).toEqual([['connected', startMs]])
    stoodStillMs += 20_000
    clock.advance(10)
    expect(states.slice(1)).toEqual([
      ['reconnecting', startMs + 5_000],
      ['connected', startMs + 5_000],
    ])
    await feed.stop()
  })

  it('shows a stock that is closed with the quote and the last price of its session, and nothing traded', async () => {
    const sessions = new SimSessions('short-day')
    const universe = createUniverse(options.seed, options.symbols)
    let closedMs = startMs
    const closing = () => universe.find((one) => !sessions.isOpen(one, closedMs) && sessions.isOpen(one, closedMs - 1))
    while (closing() === undefined) closedMs += 60_000
    const symbol = closing()?.definition.symbol ?? ''
    const clock = new ManualClock(closedMs + 500_000)
    const sink = new RecordingSink()
    const feed = createSimFeed({ ...options, clock, onState: () => undefined })
    await feed.start(sink)
    clock.advance(1000)
    await feed.stop()
    const past = sink.pastTrades.find((trade) => trade.symbol === symbol)
    const quote = sink.quotes.find((one) => one.symbol === symbol)
    const [bar] = new SimHistory({ ...options, stockSessions: 'short-day' }).bars(symbol, '1m', closedMs - 60_000, closedMs)
    expect(past).toMatchObject({ size: '0', venueTimeMs: closedMs })
    expect(Math.round(Number(past?.price) * 100)).toBe(bar?.close)
    // The last bar ends with the session, and its close is the fair price of that moment.
    expect(Math.abs(Number(quote?.bid) - Number(past?.price))).toBeLessThanOrEqual(0.02)
    expect(sink.statuses.find((one) => one.symbol === symbol)?.status).toBe('closed')
    expect(sink.trades.filter((trade) => trade.symbol === symbol)).toEqual([])
  })

  it('does not live through the hours that the machine slept', async () => {
    const { clock, sink } = await start(1)
    const before = sink.trades.length + sink.quotes.length
    // The timer fires once, an hour late.
    const sleepy = clock.now() + 3_600_000
    Object.defineProperty(clock, 'now', { value: () => sleepy, configurable: true })
    clock.advance(10)
    expect(sink.trades.length + sink.quotes.length - before).toBeLessThan(100)
  })
})

describe('SimHistory', () => {
  const history = new SimHistory({ ...options, stockSessions: 'short-day' })

  it('ends where live prices begin', async () => {
    const { sink } = await start(0)
    for (const definition of sink.definitions.slice(0, 3)) {
      const last = history.bars(definition.symbol, '1m', startMs - 600_000, startMs).at(-1)
      const quote = sink.quotes.find(({ symbol }) => symbol === definition.symbol)
      const close = (last?.close ?? 0) * Number(definition.tickSize)
      expect(last?.timeMs).toBe(startMs - 60_000)
      expect(Math.abs(close / Number(quote?.bid) - 1)).toBeLessThan(0.0005)
    }
  })

  it('is the same whenever and in whatever parts it is asked for', () => {
    const whole = history.bars('SIM:AAPL', '1m', startMs - 3_600_000, startMs)
    const again = new SimHistory({ ...options, stockSessions: 'short-day' })
    const parts = [1, 2, 3, 4].flatMap((part) =>
      again.bars('SIM:AAPL', '1m', startMs - 3_600_000 + (part - 1) * 900_000, startMs - 3_600_000 + part * 900_000),
    )
    expect(parts).toEqual(whole)
    expect(whole.length).toBeGreaterThan(40)
    expect(history.bars('SIM:NONE', '1m', 0, startMs)).toEqual([])
  })

  it('has bars that hold together: high and low around open and close, a volume for each', () => {
    for (const interval of ['1s', '1m', '1h'] as const) {
      const bars = history.bars('SIM:ETH-USD', interval, startMs - 7_200_000, startMs)
      expect(bars.length).toBeGreaterThan(1)
      for (const bar of bars) {
        expect(bar.high).toBeGreaterThanOrEqual(Math.max(bar.open, bar.close))
        expect(bar.low).toBeLessThanOrEqual(Math.min(bar.open, bar.close))
        expect(bar.volumeLow).toBeGreaterThanOrEqual(bar.tradeCount)
      }
    }
  })

  it('has a past that begins once: what is asked of before holds nothing, and is known to', async () => {
    const { sink } = await start(0)
    const begins = Date.UTC(2020, 0, 1)
    const ask = async (fromMs: number, toMs: number) => {
      const batches = []
      const { signal } = new AbortController()
      for await (const batch of history.fetchBars(sink.definition(instrumentId(0)), '1h', fromMs, toMs, signal))
        batches.push(batch)
      return { first: batches.flatMap(({ bars }) => bars)[0]?.timeMs, coveredToMs: batches.at(-1)?.coveredToMs }
    }
    expect(await ask(0, begins - 3_600_000)).toEqual({ first: undefined, coveredToMs: begins - 3_600_000 })
    expect(await ask(begins - 7_200_000, begins + 7_200_000)).toEqual({ first: begins, coveredToMs: begins + 7_200_000 })
  })

  it('answers as a venue does: decimal text in batches, told how far it is', async () => {
    const { sink } = await start(0)
    const batches = []
    const signal = new AbortController().signal
    for await (const batch of history.fetchBars(sink.definition(instrumentId(0)), '1m', startMs - 86_400_000, startMs, signal))
      batches.push(batch)
    const bars = history.bars('SIM:BTC-USD', '1m', startMs - 86_400_000, startMs)
    expect(batches.length).toBe(3)
    expect(batches.at(-1)?.coveredToMs).toBe(startMs)
    expect(batches.flatMap((batch) => batch.bars.map((bar) => Math.round(Number(bar.close) * 100)))).toEqual(
      bars.map((bar) => bar.close),
    )
  })
})
