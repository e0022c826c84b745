import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bar } from '../market/bar.ts'
import { followBars } from './bar-follower.ts'
import { bar, randomBars } from './bars.test-support.ts'
import { createHeikinAshi } from './heikin-ashi.ts'

const all = (bars: readonly Bar[]) => {
  const chart = createHeikinAshi()
  chart.reset(bars)
  return bars.map((_, index) => chart.at(index))
}

describe('Heikin-Ashi', () => {
  it('averages as its definition says', () => {
    expect(all([bar(0, 10, 16, 8, 12), bar(1, 12, 14, 4, 6), bar(2, 40, 50, 38, 44)])).toEqual([
      { open: 11, high: 16, low: 8, close: 11.5 },
      { open: 11.25, high: 14, low: 4, close: 9 },
      { open: 10.125, high: 50, low: 10.125, close: 43 },
    ])
  })

  it('equals one made from the final bars after any run of ticks, new bars and corrections', () => {
    const source = randomBars(80)
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.nat(30), fc.integer({ min: -50, max: 50 })), { maxLength: 40 }),
        (operations) => {
          const live: Bar[] = []
          const chart = createHeikinAshi()
          for (const [append, back, shift] of operations) {
            const position = append ? live.length : Math.max(0, live.length - 1 - back)
            const old = live[position] ?? (source[position] as Bar)
            live[position] = { ...old, close: old.close + shift }
            followBars(chart, live, [live[position]])
          }
          expect(live.map((_, index) => chart.at(index))).toEqual(all(live))
        },
      ),
    )
  })

  it('has nothing outside its bars', () => {
    const chart = createHeikinAshi()
    chart.reset([bar(0, 1, 1, 1, 1)])
    expect([chart.at(-1), chart.at(1), chart.length]).toEqual([undefined, undefined, 1])
  })
})
