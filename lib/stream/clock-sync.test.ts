import { describe, expect, it } from 'vitest'
import { ClockSync } from './clock-sync.ts'

describe('clock offset', () => {
  it('is that of the quickest ping, which has the least error', () => {
    const clock = new ClockSync()
    // The server is 1,000 ms ahead; the slow pings were held up on one way only.
    clock.add(0, 200, 1_010)
    clock.add(10_000, 10_020, 11_010)
    clock.add(20_000, 20_400, 21_390)
    expect(clock.offsetMs).toBe(1_000)
    expect(clock.roundTripMs).toBe(400)
  })

  it('follows a clock that drifts once the old pings are forgotten', () => {
    const clock = new ClockSync()
    clock.add(0, 2, 1_001)
    for (let ping = 1; ping <= 16; ping++) clock.add(ping * 5_000, ping * 5_000 + 20, ping * 5_000 + 510)
    expect(clock.offsetMs).toBe(500)
  })

  it('knows nothing after the system clock was set back during a ping', () => {
    const clock = new ClockSync()
    clock.add(1_000, 1_010, 1_005)
    clock.add(10_000, 4_000, 10_005)
    expect(clock.offsetMs).toBeUndefined()
    expect(clock.roundTripMs).toBeUndefined()
  })
})
