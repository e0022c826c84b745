import { describe, expect, it } from 'vitest'
import type { DayStatistics, FeedSink } from '../../../lib/market/feed.ts'
import { instrumentId } from '../../../lib/market/units.ts'
import { DaySoFar, type RecordedRange } from './day-so-far.ts'
import { SimHistory } from './history.ts'
import { PriceField } from './price-field.ts'
import { SimSessions } from './sessions.ts'
import { createUniverse } from './universe.ts'

const options = { seed: 3, symbols: 2, ticksPerSecond: 400, stockSessions: 'short-day' } as const
const startMs = Date.parse('2026-03-02T10:20:30Z')
const midnight = Date.parse('2026-03-02T00:00:00Z')

function follow(fromMs = startMs, recorded?: RecordedRange) {
  const instruments = createUniverse(options.seed, options.symbols)
  const told: { id: number; day: DayStatistics }[] = []
  const lastPrices: [id: number, price: number, size: number, timeMs: number][] = []
  const pastTrade = (id: number, price: number, size: number, _side: string, timeMs: number) =>
    lastPrices.push([id, price, size, timeMs])
  const sink = { pastTrade, day: (id: number, day: DayStatistics) => told.push({ id, day }) } as unknown as FeedSink
  const history = new SimHistory(options)
  const prices = new PriceField(options.seed, instruments)
  const symbols = instruments.map(({ definition }) => definition.symbol)
  const day = new DaySoFar(sink, history, prices, symbols, [instrumentId(0), instrumentId(1)], fromMs, recorded)
  return { day, told, lastPrices, history, symbols }
}

describe('the simulated day so far', () => {
  it('begins at midnight: its open is the first past bar, its volume and range hold the past and the trades since the start', () => {
    const { day, told, history, symbols } = follow()
    day.trade(0, 1_000_000_000, 7)
    day.step(startMs + 10)
    const hours = history.bars(symbols[0] ?? '', '1h', midnight, Date.parse('2026-03-02T10:00:00Z'))
    expect(told).toHaveLength(1)
    expect(told[0]?.day.open).toBe(hours[0]?.open)
    expect(told[0]?.day.high).toBe(1_000_000_000)
    expect(told[0]?.day.low).toBeLessThanOrEqual(Math.min(...hours.map((bar) => bar.low)))
    expect(told[0]?.day.volumeLots ?? 0n).toBeGreaterThan(BigInt(hours.reduce((sum, bar) => sum + bar.volumeLow, 0)))
  })

  it('reaches as far as the bars of the day that charts have, those found later too, until midnight', () => {
    let recorded: ReturnType<RecordedRange>
    const asked: number[] = []
    const { day, told } = follow(startMs, (_, dayMs) => {
      asked.push(dayMs)
      return recorded
    })
    day.filled(instrumentId(0))
    expect(told).toEqual([])
    day.step(startMs + 10)
    const [first] = told
    recorded = { high: (first?.day.high ?? 0) + 5, low: (first?.day.low ?? 0) - 5 }
    day.trade(0, first?.day.open ?? 0, 7)
    day.filled(instrumentId(0))
    expect(asked).toEqual([midnight, midnight])
    const volumeLots = (first?.day.volumeLots ?? 0n) + 7n
    expect(told.at(-1)).toEqual({ id: 0, day: { open: first?.day.open, ...recorded, volumeLots } })
    day.step(midnight + 86_400_000 + 5)
    const count = told.length
    day.filled(instrumentId(0))
    expect(told).toHaveLength(count)
  })

  it('gives the last price of the past without a size, so that a quiet instrument has one and nothing is counted', () => {
    const { day, lastPrices, history, symbols } = follow()
    day.step(startMs + 10)
    const minute = Date.parse('2026-03-02T10:20:00Z')
    const latest = history.bars(symbols[0] ?? '', '1m', minute - 600_000, minute).at(-1)
    expect(lastPrices).toEqual([[0, latest?.close, 0, (latest?.timeMs ?? 0) + 60_000]])
  })

  it('gives a stock in its break the price at which its session ended', () => {
    const sessions = new SimSessions('short-day')
    const [, stock] = createUniverse(options.seed, options.symbols)
    if (stock === undefined) throw new Error('Expected a stock')
    let closedMs = midnight
    while (sessions.isOpen(stock, closedMs)) closedMs += 60_000
    for (const fromMs of [closedMs + 90_000, closedMs + 599_000]) {
      const { day, lastPrices, history, symbols } = follow(fromMs)
      day.step(fromMs + 10)
      day.step(fromMs + 20)
      const latest = history.bars(symbols[1] ?? '', '1m', closedMs - 600_000, closedMs).at(-1)
      expect(lastPrices[1]).toEqual([1, latest?.close, 0, (latest?.timeMs ?? 0) + 60_000])
      expect(latest?.timeMs).toBeGreaterThan(closedMs - 300_000)
    }
  })

  it('tells each instrument once, and all of them anew at midnight, with nothing traded', () => {
    const { day, told } = follow()
    for (let step = 1; step < 6; step++) day.step(startMs + step * 10)
    expect(told.map(({ id }) => id)).toEqual([0, 1])
    day.step(midnight + 86_400_000 + 5)
    expect(told.slice(2).map(({ id, day: { volumeLots } }) => [id, volumeLots])).toEqual([
      [0, 0n],
      [1, 0n],
    ])
  })
})
