import { describe, expect, it } from 'vitest'
import { createSystemClock } from './system-clock.ts'

describe('the system clock', () => {
  it('follows the wall clock forward after a sleep, never back, and says since when it was behind', () => {
    let monotonicMs = 0
    let wallMs = 1_000_000
    const clock = createSystemClock(
      wallMs,
      () => monotonicMs,
      () => wallMs,
    )
    const steps: number[] = []
    clock.onStep((beforeMs) => steps.push(beforeMs))
    const pass = (ms: number, wall = ms) => {
      monotonicMs += ms
      wallMs += wall
      clock.look()
      return clock.now()
    }
    expect(pass(5_000)).toBe(1_005_000)
    // As much as NTP may slew.
    expect(pass(5_000, 5_500)).toBe(1_010_000)
    expect(pass(1_000, 8 * 3_600_000)).toBe(wallMs)
    expect(steps).toEqual([1_011_000])
    const beforeMs = clock.now()
    expect(pass(1_000, -3_600_000)).toBe(beforeMs + 1_000)
    expect(steps).toHaveLength(1)
  })
})
