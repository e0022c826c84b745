import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bar } from './bars.test-support.ts'
import { alignBars, percentBase, percentChange, percentSeries } from './compare.ts'

const at = (timeMs: number, close: number) => bar(timeMs, close, close, close, close)

describe('comparison', () => {
  it('puts several symbols on one time axis with whitespace where one has no bar', () => {
    const [a0, a2, b1, b2] = [at(0, 10), at(2, 12), at(1, 200), at(2, 100)]
    const aligned = alignBars([[a0, a2], [b1, b2], []])
    expect(aligned.timesMs).toEqual([0, 1, 2])
    expect(aligned.bars).toEqual([
      [a0, undefined, a2],
      [undefined, b1, b2],
      [undefined, undefined, undefined],
    ])
    expect(percentSeries(aligned, 1)).toEqual([
      [expect.closeTo(-16.6667, 3), Number.NaN, 0],
      [Number.NaN, 0, -50],
      [Number.NaN, Number.NaN, Number.NaN],
    ])
  })

  it('has every time once, in order, and every bar in its place', () => {
    const list = fc.uniqueArray(fc.nat(50)).map((times) => times.sort((a, b) => a - b).map((time) => at(time, time + 1)))
    fc.assert(
      fc.property(fc.array(list, { maxLength: 4 }), (lists) => {
        const { timesMs, bars } = alignBars(lists)
        expect(timesMs).toEqual([...new Set(lists.flat().map(({ timeMs }) => timeMs))].sort((a, b) => a - b))
        for (const [index, aligned] of bars.entries()) {
          expect(aligned).toHaveLength(timesMs.length)
          expect(aligned.filter((each) => each !== undefined)).toEqual(lists[index])
          for (const [position, each] of aligned.entries()) expect(each?.timeMs ?? timesMs[position]).toBe(timesMs[position])
        }
      }),
    )
  })

  it('counts percent from the first bar of the view', () => {
    const bars = [at(10, 50), at(20, 100), at(30, 150)]
    expect([percentBase(bars, 0), percentBase(bars, 11), percentBase(bars, 31)]).toEqual([50, 100, undefined])
    expect([percentChange(150, 100), percentChange(1, undefined), percentChange(1, 0)]).toEqual([50, Number.NaN, Number.NaN])
  })
})
