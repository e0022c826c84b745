import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bar } from '../../lib/market/bar.ts'
import { HistoryError } from '../../lib/market/bar-history.ts'
import { decodeBars, encodeBars } from './bar-codec.ts'
import { BarRows } from './bar-rows.ts'

const base = Date.parse('2026-03-02T00:00:00Z')
const step = 60_000
const largest = Number.MAX_SAFE_INTEGER

const anyBar = fc
  .record({
    prices: fc.array(fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: largest })), {
      minLength: 4,
      maxLength: 4,
    }),
    volumeHigh: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1_000_000 })),
    volumeLow: fc.integer({ min: 0, max: 2 ** 52 - 1 }),
    tradeCount: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 2 ** 32 })),
  })
  .map(({ prices, ...rest }) => {
    const [low, open, close, high] = prices.toSorted((a, b) => a - b) as [number, number, number, number]
    return rest.tradeCount % 2 === 0 ? { low, open, close, high, ...rest } : { low, open: close, close: open, high, ...rest }
  })

const anyBars = fc.uniqueArray(fc.integer({ min: 0, max: 1_439 }), { maxLength: 40 }).chain((slots) => {
  const times = slots.toSorted((a, b) => a - b).map((slot) => base + slot * step)
  return fc.tuple(...times.map((timeMs) => anyBar.map((bar): Bar => ({ timeMs, ...bar }))))
})

function decoded(bytes: Uint8Array): Bar[] {
  const rows = new BarRows(0)
  decodeBars(bytes, base, step, rows)
  return rows.bars()
}

describe('chunks of bars', () => {
  it('have these bytes', () => {
    const bars = BarRows.of([
      { timeMs: base + step, open: 100, high: 130, low: 95, close: 98, volumeHigh: 0, volumeLow: 3, tradeCount: 2 },
      { timeMs: base + 3 * step, open: 99, high: 99, low: 99, close: 99, volumeHigh: 1, volumeLow: 0, tradeCount: 200 },
    ])
    const bytes = [1, 2, 1, 0xc8, 1, 5, 30, 3, 6, 2, 1, 2, 0, 0, 0, 1, 1, 0xc8, 1]
    expect([...encodeBars(bars, base, step)]).toEqual(bytes)
  })

  it('come back as they went in, to the last digit of the largest numbers', () => {
    fc.assert(
      fc.property(anyBars, (bars) => {
        expect(decoded(encodeBars(BarRows.of(bars), base, step))).toEqual(bars)
      }),
      { numRuns: 300 },
    )
  })

  it('are refused when cut off at any byte', () => {
    const bars = Array.from({ length: 5 }, (_, index): Bar => {
      return {
        timeMs: base + index * step,
        open: 1e9,
        high: 2e9,
        low: 5,
        close: 7e8,
        volumeHigh: 3,
        volumeLow: 4e15,
        tradeCount: 9e5,
      }
    })
    const bytes = encodeBars(BarRows.of(bars), base, step)
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decoded(bytes.subarray(0, length)), `${length} bytes`).toThrow(HistoryError)
    }
  })

  it('never hang or exhaust memory when they are random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          expect(decoded(Uint8Array.of(1, ...bytes)).length).toBeLessThan(40)
        } catch (error) {
          expect(error).toBeInstanceOf(HistoryError)
        }
      }),
      { numRuns: 500 },
    )
  })
})
