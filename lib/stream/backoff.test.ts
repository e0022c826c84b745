import { describe, expect, it } from 'vitest'
import { backoffMs, hiddenLimits, visibleLimits } from './backoff.ts'

describe('backoff', () => {
  it('doubles its limit with every attempt, up to a maximum', () => {
    const limits = [0, 1, 2, 3, 10, 1_000].map((attempt) => backoffMs(attempt, visibleLimits, 1))
    expect(limits).toEqual([500, 1_000, 2_000, 4_000, 20_000, 20_000])
  })

  it('takes all of the range below the limit, so that viewers spread out', () => {
    expect(backoffMs(3, visibleLimits, 0)).toBe(0)
    expect(backoffMs(3, visibleLimits, 0.25)).toBe(1_000)
  })

  it('waits longer in a hidden page', () => {
    expect(backoffMs(0, hiddenLimits, 0.5)).toBeGreaterThan(backoffMs(0, visibleLimits, 1))
    expect(hiddenLimits.maxMs).toBeGreaterThan(visibleLimits.maxMs)
  })
})
