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

  it('counts all that follows one absurd id, whether that is the first or comes later', () => {
    for (const absurd of [Number.MAX_SAFE_INTEGER, 20_020_101]) {
      const ids = new TradeIds()
      expect([ids.see(20_000_100), ids.see(absurd), ids.see(absurd)]).toEqual(['next', 'gap', 'duplicate'])
      ids.abandon(20_000_101, absurd - 1)
      const verdicts = [ids.see(20_000_101), ids.see(20_000_103), ids.see(20_000_102), ids.see(20_000_103)]
      expect(verdicts.map((verdict) => verdict !== 'duplicate')).toEqual([true, true, true, false])
    }
    const told = new TradeIds()
    told.startAfter(Number.MAX_SAFE_INTEGER)
    expect([told.see(7), told.see(8), told.see(9), told.see(8)]).toEqual(['next', 'next', 'next', 'duplicate'])
    expect(told.see(10)).toBe('next')
  })

  it('counts each trade of a long outage once: one that came before the others is known when they have come', () => {
    const ids = new TradeIds()
    expect([ids.see(5), ids.see(30_000)]).toEqual(['next', 'gap'])
    expect(ids.missing).toEqual([{ from: 6, to: 29_999 }])
    let counted = 2
    for (let id = 6; id <= 30_010; id++) if (ids.see(id) !== 'duplicate') counted += 1
    expect(counted).toBe(30_010 - 5 + 1)
    expect(ids.missing).toEqual([])
  })

  it('goes on far below once two ids stand there: the venue numbers anew', () => {
    const anew = new TradeIds()
    expect([anew.see(900_000_000), anew.see(1), anew.see(3), anew.see(2), anew.see(3), anew.see(4)]).toEqual([
      ...['next', 'next', 'next', 'late', 'duplicate', 'next'],
    ])
  })

  it('counts what was given up when it comes after all', () => {
    const ids = new TradeIds()
    ids.see(1)
    ids.see(4)
    ids.abandon(2, 3)
    expect([ids.see(3), ids.see(2), ids.see(3)]).toEqual(['late', 'late', 'duplicate'])
  })

  it('does not ask again for what was given up', () => {
    const ids = new TradeIds()
    ids.see(1)
    ids.see(4)
    ids.abandon(2, 3)
    expect(ids.missing).toEqual([])
  })
})
