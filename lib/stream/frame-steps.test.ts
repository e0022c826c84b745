import { beforeEach, expect, it } from 'vitest'
import { type Drawn, type FrameStep, FrameSteps } from './frame-steps.ts'
import { FakeEnvironment } from './test-support/fake-environment.ts'

let environment: FakeEnvironment
let steps: FrameSteps
let ran: string[]
let drawn: Drawn[]

beforeEach(() => {
  environment = new FakeEnvironment()
  steps = new FrameSteps(environment)
  ran = []
  drawn = []
})

const step = (name: string, weight = 1): FrameStep => ({ weight, run: () => ran.push(name) })
const rows = (count: number): FrameStep[] => Array.from({ length: count }, (_, at) => step(`row ${at}`))
const onDrawn = (what: Drawn): void => {
  drawn.push(what)
}

/** A frame that takes so long. */
function paint(ms = 0): void {
  environment.paint()
  environment.sleep(ms)
  environment.advance(0)
}

it('what a frame has room for is written at once and told when it is painted', () => {
  steps.show([step('chart', 16), ...rows(20)], onDrawn)
  expect(ran).toHaveLength(21)
  expect(drawn).toEqual([])
  environment.sleep(5)
  paint(9)
  expect(drawn).toEqual([{ tookMs: 9, frames: 1 }])
  expect(environment.timerCount).toBe(0)
})

it('what is more comes with the next frames, in its order, and counts as drawn with the last', () => {
  steps.show([step('chart', 16), step('tape', 8), ...rows(60)], onDrawn)
  expect(ran.slice(0, 3)).toEqual(['chart', 'tape', 'row 0'])
  const first = ran.length
  expect(first).toBeLessThan(30)
  paint(10)
  // Written in the frame that paints it.
  expect(ran).toHaveLength(first)
  environment.advance(20)
  paint(15)
  expect(ran).toHaveLength(62)
  expect(ran.at(-1)).toBe('row 59')
  expect(drawn).toEqual([{ tookMs: 25, frames: 2 }])
})

it('a page that is fast has it all in one frame, and one that is slow in more', () => {
  const framesOf = (msPerFrame: number): number => {
    steps.show(rows(96), onDrawn)
    for (let frame = 0; frame < 10; frame++) {
      paint(msPerFrame)
      environment.advance(40)
    }
    return drawn.at(-1)?.frames ?? 0
  }
  for (let flush = 0; flush < 20; flush++) framesOf(2)
  expect(framesOf(2)).toBe(1)
  for (let flush = 0; flush < 20; flush++) framesOf(25)
  expect(framesOf(25)).toBe(4)
})

it('leaves the browser twice as long as a frame took, at most 40 ms, to show it before the next', () => {
  const restAfter = (tookMs: number): number => {
    ran = []
    steps.show(rows(60))
    const first = ran.length
    paint(tookMs)
    let restMs = 0
    for (; ran.length === first && restMs < 100; restMs++) {
      environment.advance(1)
      environment.paint()
    }
    steps.finish()
    return restMs
  }
  expect(restAfter(3)).toBe(6)
  expect(restAfter(12)).toBe(24)
  expect(restAfter(90)).toBe(40)
})

it('what comes during such a rest is written after what waits, and who does not wait for it has all of it at once', () => {
  const painted = (): void => {
    ran = []
    steps.show(rows(60), onDrawn)
    paint(12)
    environment.advance(10)
  }
  const inOrder = [...rows(60).map((_, at) => `row ${at}`), 'late']
  painted()
  steps.show([step('late')])
  expect(ran).not.toContain('late')
  environment.advance(14)
  paint(3)
  expect(ran).toEqual(inOrder)
  // The rest is nobody's work.
  expect(drawn).toEqual([{ tookMs: 15, frames: 2 }])
  for (const end of [() => steps.finish(), () => environment.advance(500)]) {
    painted()
    steps.show([step('late')])
    end()
    expect(ran).toEqual(inOrder)
    paint(3)
    expect(ran).toEqual(inOrder)
    expect(environment.timerCount).toBe(0)
  }
  expect(drawn).toHaveLength(3)
})

it('one that is heavier than a frame has room for has a frame of its own', () => {
  steps.show([step('a', 900), step('b', 900)])
  expect(ran).toEqual(['a'])
  paint()
  paint()
  expect(ran).toEqual(['a', 'b'])
})

it('what comes before the frame is painted is of that frame, as long as there is room', () => {
  steps.show(rows(20), onDrawn)
  steps.show([step('soon')])
  expect(ran.at(-1)).toBe('soon')
  steps.show(rows(60))
  expect(ran).toHaveLength(44)
  paint()
  paint()
  expect(ran).toHaveLength(81)
  expect(drawn).toHaveLength(1)
})

it('nothing to show asks for no frame', () => {
  steps.show([])
  expect(environment.timerCount).toBe(0)
})

it('what comes while others wait is written after them', () => {
  steps.show(rows(60), onDrawn)
  steps.show([step('late')])
  expect(ran).not.toContain('late')
  paint()
  paint()
  expect(ran.at(-1)).toBe('late')
  expect(drawn).toHaveLength(1)
})

it('nothing waits for a frame in a hidden page, nor for one that does not come', () => {
  steps.show(rows(60), onDrawn)
  environment.advance(500)
  expect(ran).toHaveLength(60)
  expect(drawn).toHaveLength(1)
  environment.emit('hidden')
  steps.show(rows(60), onDrawn)
  expect(ran).toHaveLength(120)
  expect(drawn).toHaveLength(2)
  expect(environment.timerCount).toBe(0)
})

it('what waits is written when nobody waits for the frames any more, once', () => {
  steps.show(rows(60), onDrawn)
  steps.finish()
  expect(ran).toHaveLength(60)
  paint()
  environment.advance(1_000)
  expect(ran).toHaveLength(60)
  expect(drawn).toHaveLength(1)
})
