import { beforeEach, expect, it } from 'vitest'
import { FlushWhenDrawn } from './flush-when-drawn.ts'
import { FakeEnvironment } from './test-support/fake-environment.ts'

let environment: FakeEnvironment
let flusher: FlushWhenDrawn
let flushes: number
let something: boolean
let restMs: number
let waits: number[]

beforeEach(() => {
  environment = new FakeEnvironment()
  flushes = 0
  something = true
  restMs = 0
  waits = []
  flusher = new FlushWhenDrawn(environment, {
    flush() {
      flushes += 1
      return something
    },
    restMs: () => restMs,
    onFrame: (_, waitedMs) => waits.push(waitedMs),
  })
})

it('what comes within a few ms is flushed together, and the next not before it is drawn', () => {
  flusher.request()
  flusher.request()
  environment.advance(3)
  expect(flushes).toBe(0)
  environment.advance(1)
  expect(flushes).toBe(1)
  for (let passed = 0; passed < 20; passed++) {
    flusher.request()
    environment.advance(50)
  }
  expect(flushes).toBe(1)
  flusher.drawn()
  environment.advance(4)
  expect(flushes).toBe(2)
  expect(waits).toEqual([1_000])
})

it('a flush with nothing to draw waits for nobody', () => {
  something = false
  flusher.request()
  environment.advance(4)
  flusher.request()
  environment.advance(4)
  expect(flushes).toBe(2)
  flusher.drawn()
  expect(waits).toEqual([])
})

it('what rests waits, until something comes that does not', () => {
  restMs = 225
  flusher.request()
  environment.advance(100)
  expect(flushes).toBe(0)
  flusher.request()
  environment.advance(100)
  expect(flushes).toBe(0)
  restMs = 0
  flusher.request()
  environment.advance(4)
  expect(flushes).toBe(1)
  flusher.drawn()
  restMs = 225
  flusher.request()
  environment.advance(225)
  expect(flushes).toBe(2)
})

it('a rest of a fraction of a millisecond more is waited for whole: timers drop the fraction', () => {
  restMs = 224.3
  flusher.request()
  environment.advance(224)
  expect(flushes).toBe(0)
  environment.advance(1)
  expect(flushes).toBe(1)
})

it('a hidden page is told twice a second, and how long that takes is no matter', () => {
  environment.emit('hidden')
  flusher.request()
  environment.advance(499)
  expect(flushes).toBe(0)
  environment.advance(1)
  expect(flushes).toBe(1)
  flusher.drawn()
  expect(waits).toEqual([])
  flusher.request()
  environment.emit('visible')
  flusher.visibilityChanged()
  environment.advance(4)
  expect(flushes).toBe(2)
})

it('what is overdue because timers hardly run, as in a page hidden for long, is flushed with the next that comes', () => {
  environment.emit('hidden')
  flusher.request()
  environment.sleep(499)
  flusher.request()
  expect(flushes).toBe(0)
  environment.sleep(1)
  flusher.request()
  expect(flushes).toBe(1)
  flusher.drawn()
  flusher.request()
  // A clock that was put back does not make it wait either.
  environment.sleep(-60_000)
  flusher.request()
  expect(flushes).toBe(2)
  flusher.drawn()
  environment.advance(1_000)
  expect(flushes).toBe(2)
})

it('nothing is flushed after it was cancelled', () => {
  flusher.request()
  flusher.cancel()
  environment.advance(1_000)
  expect(flushes).toBe(0)
  expect(environment.timerCount).toBe(0)
})
