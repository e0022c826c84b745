import { beforeEach, describe, expect, it } from 'vitest'
import { FrameGovernor } from './frame-governor.ts'

let caps: (number | undefined)[]
let governor: FrameGovernor
let nowMs: number

beforeEach(() => {
  caps = []
  governor = new FrameGovernor((hz) => caps.push(hz))
  nowMs = 0
})

/** Frames for so many seconds, each so long after the one before, its updates having waited a given time. */
function draw(seconds: number, everyMs: number, waitedMs: number): void {
  for (const untilMs = nowMs + seconds * 1_000; nowMs < untilMs; nowMs += everyMs) governor.frame(nowMs, waitedMs)
}

describe('the rate of a page that cannot keep up', () => {
  it('goes down step by step, not below what is live to the eye', () => {
    draw(60, 120, 110)
    expect(caps).toEqual([20, 10, 4])
  })

  it('comes back when frames are quick again, more slowly than it went', () => {
    draw(9, 120, 110)
    expect(caps).toEqual([20, 10])
    draw(15, 17, 8)
    expect(caps).toHaveLength(2)
    draw(40, 17, 8)
    expect(caps).toEqual([20, 10, 20, undefined])
  })

  it('is left alone by a long task now and then, and by a page with little to draw', () => {
    for (let minute = 0; minute < 5; minute++) {
      draw(10, 17, 8)
      governor.frame(nowMs, 900)
    }
    draw(60, 1_000, 500)
    expect(caps).toEqual([])
  })

  it('is left alone by a screen of 30 Hz', () => {
    draw(60, 33, 17)
    expect(caps).toEqual([])
  })

  it('says what it goes by, and nothing where there is too little to tell', () => {
    const means: (number | undefined)[] = []
    governor = new FrameGovernor(
      () => undefined,
      (waitMs) => means.push(waitMs),
    )
    draw(5, 20, 8)
    draw(6, 1_000, 8)
    expect(means.slice(1)).toEqual([8, 8, undefined, undefined])
  })
})
