import { describe, expect, it } from 'vitest'
import { SimEngine, type SimEvents } from './engine.ts'
import { NoiseTrack } from './noise-track.ts'
import { PriceField } from './price-field.ts'
import { SimSessions, type StockSessions } from './sessions.ts'
import type { SimBookSide } from './sim-book.ts'
import { createUniverse, type SimActivity } from './universe.ts'

const startMs = Date.UTC(2026, 0, 5, 12)

class Log implements SimEvents {
  readonly lines: string[] = []
  readonly trades: { index: number; price: number; size: number; timeMs: number }[] = []
  readonly quotes: { index: number; bid: number; bidSize: number; ask: number; askSize: number; timeMs: number }[] = []
  readonly books: { index: number; bids: [number, number][]; asks: [number, number][]; timeMs: number }[] = []
  readonly closings: number[] = []
  readonly openings: number[] = []
  trade(index: number, price: number, size: number, buy: boolean, timeMs: number): void {
    this.trades.push({ index, price, size, timeMs })
    this.lines.push(`t ${index} ${price} ${size} ${buy} ${timeMs}`)
  }
  quote(index: number, bid: number, bidSize: number, ask: number, askSize: number, timeMs: number): void {
    this.quotes.push({ index, bid, bidSize, ask, askSize, timeMs })
    this.lines.push(`q ${index} ${bid} ${bidSize} ${ask} ${askSize} ${timeMs}`)
  }
  book(index: number, bids: SimBookSide, asks: SimBookSide, timeMs: number): void {
    const copy = (side: SimBookSide) => side.map(([price, size]): [number, number] => [price, size])
    this.books.push({ index, bids: copy(bids), asks: copy(asks), timeMs })
    this.lines.push(`b ${index} ${bids} ${asks} ${timeMs}`)
  }
  opened(index: number): void {
    this.openings.push(index)
  }
  closed(index: number): void {
    this.closings.push(index)
  }
}

function run(options: {
  seed?: number
  symbols?: number
  rate?: number
  steps: number[]
  mode?: StockSessions
  activity?: SimActivity
  start?: number
  books?: number
}): Log {
  const {
    books = 0,
    seed = 1,
    symbols = 20,
    rate = 2000,
    steps,
    mode = 'short-day',
    start = startMs,
    activity = 'market',
  } = options
  const instruments = createUniverse(seed, symbols, activity)
  const prices = new PriceField(seed, instruments)
  const engine = new SimEngine({
    seed,
    startMs: start,
    instruments,
    ticksPerSecond: rate,
    prices,
    sessions: new SimSessions(mode),
    activity,
    books,
  })
  const log = new Log()
  engine.begin(log)
  let reachedMs = start
  for (const step of steps) {
    reachedMs += step
    engine.advance(reachedMs, log)
  }
  return log
}

describe('SimEngine', () => {
  it('makes the same stream of a seed, however its time is cut into steps (P8)', () => {
    const whole = run({ steps: [3000] })
    expect(whole.lines.length).toBeGreaterThan(4000)
    expect(run({ steps: [1, 999.5, 0.25, 1000, 999.25] }).lines).toEqual(whole.lines)
    expect(run({ seed: 2, steps: [3000] }).lines).not.toEqual(whole.lines)
  })

  it('makes the same books of a seed, however its time is cut, and the same trades and quotes with them as without', () => {
    const whole = run({ steps: [3000], books: 12 })
    expect(run({ steps: [0.5, 999.5, 1, 1000, 999], books: 12 }).lines).toEqual(whole.lines)
    expect(run({ steps: [3000], books: 12, seed: 2 }).books).not.toEqual(whole.books)
    expect(whole.lines.filter((line) => !line.startsWith('b'))).toEqual(run({ steps: [3000] }).lines)
    expect(new Set(whole.books.map(({ index }) => index))).toEqual(new Set(Array.from({ length: 12 }, (_, index) => index)))
  })

  it('keeps to the rate asked for', () => {
    for (const rate of [500, 20_000]) {
      const seconds = 40_000 / rate
      const { lines } = run({ symbols: 100, rate, steps: [seconds * 1000] })
      expect(lines.length / seconds / rate).toBeGreaterThan(0.7)
      expect(lines.length / seconds / rate).toBeLessThan(1.3)
    }
  })

  it('sends only whole positive ticks and lots, never a crossed quote, in order of time', () => {
    const { trades, quotes } = run({ symbols: 200, rate: 20_000, steps: [5000] })
    const whole = (...numbers: number[]) => numbers.every((number) => Number.isSafeInteger(number) && number > 0)
    expect(trades.filter(({ price, size }) => !whole(price, size))).toEqual([])
    expect(quotes.filter(({ bid, ask, bidSize, askSize }) => !whole(bid, ask, bidSize, askSize) || bid >= ask)).toEqual([])
    const times = quotes.map(({ timeMs }) => timeMs)
    expect(times).toEqual([...times].sort((a, b) => a - b))
  })

  it('clusters its trades: most share their millisecond with the one before', () => {
    const { trades } = run({ symbols: 2, rate: 400, steps: [60_000] })
    const shared = trades.filter((trade, index) => trade.timeMs === trades[index - 1]?.timeMs).length / trades.length
    expect(shared).toBeGreaterThan(0.5)
    expect(shared).toBeLessThan(0.78)
  })

  it('with even activity gives every instrument its turn, at the rate asked for, and is still a function of its seed', () => {
    const even = { symbols: 100, rate: 20_000, mode: 'always', activity: 'even' } as const
    const { quotes, trades, lines } = run({ ...even, steps: [1000] })
    const counts = Array.from({ length: 100 }, (_, at) => quotes.slice(100).filter(({ index }) => index === at).length)
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
    expect(trades.length).toBeGreaterThan(1000)
    expect(lines.length / 20_000).toBeGreaterThan(0.9)
    expect(lines.length / 20_000).toBeLessThan(1.1)
    expect(run({ ...even, steps: [400, 0.5, 599.5] }).lines).toEqual(lines)
  })

  it('is silent about a stock in its session break, tells when it closes and opens, and leaves coins trading', () => {
    const instruments = createUniverse(1, 40)
    const sessions = new SimSessions('short-day')
    const isClosed = (timeMs: number) => instruments.findIndex((instrument) => !sessions.isOpen(instrument, timeMs))
    let start = startMs
    while (isClosed(start) < 0 || isClosed(start - 60_000) >= 0) start += 60_000
    const closed = isClosed(start)
    const log = run({ symbols: 40, rate: 200, steps: [1_200_000], start })
    expect(log.closings).toContain(closed)
    expect(log.openings).toContain(closed)
    const firstUpdate = log.quotes.slice(40).find(({ index }) => index === closed)?.timeMs ?? 0
    expect(firstUpdate - start).toBeGreaterThanOrEqual(540_000)
    expect(log.quotes.slice(40).find(({ index }) => index === 0)?.timeMs).toBeLessThan(start + 10_000)
  })

  it('follows the hours of New York when asked to', () => {
    const saturday = Date.UTC(2026, 0, 10, 15)
    const monday = Date.UTC(2026, 0, 12, 15)
    const stocksOf = (log: Log) => log.quotes.slice(20).filter(({ index }) => index % 2 === 1).length
    expect(stocksOf(run({ steps: [2000], mode: 'us-equity', start: saturday }))).toBe(0)
    expect(stocksOf(run({ steps: [2000], mode: 'us-equity', start: monday }))).toBeGreaterThan(100)
  })
})

describe('createUniverse', () => {
  it('lists 10,000 instruments with unique symbols, of which a shorter list is the beginning', () => {
    const all = createUniverse(1, 10_000)
    expect(new Set(all.map(({ definition }) => definition.symbol)).size).toBe(10_000)
    const symbols = createUniverse(1, 200).map(({ definition }) => definition.symbol)
    expect(symbols.slice(0, 3)).toEqual(['SIM:BTC-USD', 'SIM:AAPL', 'SIM:ETH-USD'])
    expect(all.slice(0, 200).map(({ definition }) => definition.symbol)).toEqual(symbols)
  })

  it('calls all of it simulated', () => {
    expect(createUniverse(3, 50).every(({ definition }) => definition.origin === 'simulated' && definition.venue === 'SIM')).toBe(
      true,
    )
  })
})

describe('NoiseTrack', () => {
  it('spreads over time like Brownian motion of one unit a year, from a minute to a day', () => {
    const yearMs = 365.25 * 86_400_000
    for (const stepMs of [60_000, 3_600_000, 86_400_000]) {
      let sum = 0
      for (let stream = 0; stream < 40; stream++) {
        const track = new NoiseTrack(7, stream)
        const base = startMs + stream * 3.7e9
        for (let step = 0; step < 100; step++) sum += (track.at(base + (step + 1) * stepMs) - track.at(base + step * stepMs)) ** 2
      }
      expect(sum / 4000 / (stepMs / yearMs)).toBeGreaterThan(0.5)
      expect(sum / 4000 / (stepMs / yearMs)).toBeLessThan(2)
    }
  })

  it('has one value at one time, whatever was asked before', () => {
    const walked = new NoiseTrack(1, 5)
    for (let timeMs = startMs; timeMs < startMs + 100_000; timeMs += 70) walked.at(timeMs)
    expect(walked.at(startMs + 12_345)).toBe(new NoiseTrack(1, 5).at(startMs + 12_345))
  })
})
