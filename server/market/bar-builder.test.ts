import { describe, expect, it } from 'vitest'
import { instrumentId } from '../../lib/market/units.ts'
import { wideUnit } from '../../lib/market/wide.ts'
import { BarBuilder } from './bar-builder.ts'

const id = instrumentId(0)
const all = [0, Number.POSITIVE_INFINITY, 10_000] as const
const start = Date.parse('2024-08-09T10:00:00Z')

describe('BarBuilder', () => {
  it('puts a trade into the second and the minute of its venue time', () => {
    const bars = new BarBuilder()
    bars.addTrade(id, start + 999.5, 10, 1)
    bars.addTrade(id, start + 1_000, 12, 2)
    bars.addTrade(id, start + 59_999, 9, 4)
    bars.addTrade(id, start + 60_000, 11, 8)
    expect(bars.read(id, '1s', ...all).map((bar) => bar.timeMs - start)).toEqual([0, 1_000, 59_000, 60_000])
    expect(bars.read(id, '1m', ...all)).toEqual([
      { timeMs: start, open: 10, high: 12, low: 9, close: 9, volumeHigh: 0, volumeLow: 7, tradeCount: 3 },
      { timeMs: start + 60_000, open: 11, high: 11, low: 11, close: 11, volumeHigh: 0, volumeLow: 8, tradeCount: 1 },
    ])
  })

  it('corrects the bar of a late trade, whose price is then its close, and inserts one that had none', () => {
    const bars = new BarBuilder()
    bars.addTrade(id, start, 10, 1)
    bars.addTrade(id, start + 120_000, 20, 1)
    bars.addTrade(id, start + 500, 15, 1)
    bars.addTrade(id, start + 60_000, 17, 1)
    expect(bars.read(id, '1m', ...all).map(({ open, high, close, tradeCount }) => [open, high, close, tradeCount])).toEqual([
      [10, 15, 15, 2],
      [17, 17, 17, 1],
      [20, 20, 20, 1],
    ])
  })

  it('derives longer intervals, and gives the newest of a range', () => {
    const bars = new BarBuilder()
    for (let minute = 0; minute < 120; minute++) bars.addTrade(id, start + minute * 60_000, 100 + minute, wideUnit - 1)
    const fives = bars.read(id, '5m', 0, Number.POSITIVE_INFINITY, 2)
    expect(fives.map((bar) => (bar.timeMs - start) / 60_000)).toEqual([110, 115])
    expect(fives[1]).toMatchObject({ open: 215, high: 219, low: 215, close: 219, volumeHigh: 4, tradeCount: 5 })
    expect(bars.read(id, '1h', start, start + 3_600_000, 10)).toHaveLength(1)
    expect(bars.read(id, '1h', start + 1, Number.POSITIVE_INFINITY, 10).map((bar) => bar.open)).toEqual([160])
    expect(bars.read(id, '1d', ...all)).toMatchObject([{ tradeCount: 120, timeMs: Date.parse('2024-08-09T00:00:00Z') }])
  })

  it('forgets the oldest, and gives no derived bar of which a part was forgotten', () => {
    const bars = new BarBuilder({ secondsMax: 60, minutesMax: 64, barsMax: 1e6 })
    for (let minute = 0; minute < 100; minute++) bars.addTrade(id, start + minute * 60_000, 1, 1)
    const minutes = bars.read(id, '1m', ...all)
    expect(minutes.length).toBeLessThanOrEqual(64)
    expect(minutes.at(-1)?.timeMs).toBe(start + 99 * 60_000)
    for (const bar of bars.read(id, '5m', ...all)) expect(bar.tradeCount).toBe(5)
    const kept = minutes.length
    bars.addTrade(id, start, 1, 1)
    expect(bars.read(id, '1m', ...all)).toHaveLength(kept)
  })

  it('shares a bounded number of bars among instruments', () => {
    const bars = new BarBuilder({ secondsMax: 10_000, minutesMax: 10_000, barsMax: 2_000 })
    for (let index = 0; index < 10; index++) {
      for (let minute = 0; minute < 1_000; minute++) bars.addTrade(instrumentId(index), start + minute * 60_000, 1, 1)
    }
    expect(bars.read(instrumentId(9), '1m', ...all).length).toBeLessThanOrEqual(120)
  })

  it('takes bars of the past without touching what trades built', () => {
    const bars = new BarBuilder()
    bars.addTrade(id, start, 10, 1)
    const past = { timeMs: start - 60_000, open: 1, high: 2, low: 1, close: 2, volumeHigh: 0, volumeLow: 9, tradeCount: 3 }
    bars.backfill(id, '1m', [past, { ...past, timeMs: start }])
    expect(bars.read(id, '1m', ...all).map((bar) => bar.volumeLow)).toEqual([9, 1])
  })

  it('finds the place of a late trade in its bar by its time: before the open, between, after the close', () => {
    const bars = new BarBuilder()
    bars.addTrade(id, start + 10_000, 10, 1)
    bars.addTrade(id, start + 40_000, 20, 1)
    const openAndClose = () =>
      bars.read(id, '1m', 0, Number.POSITIVE_INFINITY, 10).map(({ open, close, tradeCount }) => [open, close, tradeCount])
    bars.addTrade(id, start + 20_000, 15, 1, true)
    expect(openAndClose()).toEqual([[10, 20, 3]])
    bars.addTrade(id, start + 5_000, 9, 1, true)
    bars.addTrade(id, start + 50_000, 30, 1, true)
    bars.addTrade(id, start + 50_000, 21, 1, true)
    expect(openAndClose()).toEqual([[9, 21, 6]])
    bars.addTrade(id, start + 30_000, 7, 1)
    expect(openAndClose()).toEqual([[9, 7, 7]])
  })
})
