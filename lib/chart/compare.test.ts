import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bar } from './bars.test-support.ts'
import { barBy, carryBars } from './compare.ts'

const at = (timeMs: number, close: number) => bar(timeMs, close, close, close, close)
const times = fc.uniqueArray(fc.nat(60)).map((all) => all.sort((a, b) => a - b))

describe('comparison', () => {
  it('has at each bar of the chart what the other traded at last by then', () => {
    const other = [at(1, 200), at(2, 100), at(7, 300)]
    const axis = [0, 1, 3, 4, 8].map((timeMs) => at(timeMs, 1))
    expect(carryBars(axis, other).map((each) => each?.close)).toEqual([undefined, 200, 100, 100, 300])
    expect(carryBars(axis, [])).toEqual(axis.map(() => undefined))
  })

  it('finds for one bar what it finds for all', () => {
    fc.assert(
      fc.property(times, times, (axisTimes, otherTimes) => {
        const axis = axisTimes.map((timeMs) => at(timeMs, 1))
        const other = otherTimes.map((timeMs) => at(timeMs, timeMs + 1))
        expect(carryBars(axis, other)).toEqual(axis.map(({ timeMs }) => barBy(other, timeMs)))
        for (const each of carryBars(axis, other)) expect(each === undefined || other.includes(each)).toBe(true)
      }),
    )
  })
})
