import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TradeIds } from './trade-ids.ts'

describe('TradeIds', () => {
  it('accepts every id exactly once, in whatever order and however often they come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 200 }), (ids) => {
        const seen = new TradeIds()
        const accepted = ids.filter((id) => seen.see(id) !== 'duplicate')
        expect([...accepted].sort((a, b) => a - b)).toEqual([...new Set(ids)].sort((a, b) => a - b))
        const missing = seen.missing.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index))
        const [lowest, highest] = [Math.min(...ids), Math.max(...ids)]
        const between = Array.from({ length: Math.max(0, highest - lowest) }, (_, index) => lowest + index)
        expect(missing).toEqual(between.filter((id) => !ids.includes(id)))
      }),
    )
  })

  it('learns from the venue that trades exist which were not received', () => {
    const ids = new TradeIds()
    expect(ids.expect(9)).toBe(false)
    ids.see(5)
    expect(ids.expect(5)).toBe(false)
    expect(ids.expect(8)).toBe(true)
    expect(ids.missing).toEqual([{ from: 6, to: 8 }])
    expect([ids.see(7), ids.see(9), ids.see(7)]).toEqual(['late', 'next', 'duplicate'])
  })

  it('takes nothing up to what was declared history', () => {
    const ids = new TradeIds()
    ids.startAfter(10)
    expect([ids.see(10), ids.see(3), ids.see(11)]).toEqual(['duplicate', 'duplicate', 'next'])
  })

  it('does not ask again for what was given up', () => {
    const ids = new TradeIds()
    ids.see(1)
    ids.see(4)
    ids.abandon(2, 3)
    expect(ids.missing).toEqual([])
  })
})
