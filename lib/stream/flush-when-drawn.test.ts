import { beforeEach, expect, it } from 'vitest'
import { FlushWhenDrawn } from './flush-when-drawn.ts'
import { FakeEnvironment } from './test-support/fake-environment.ts'

const drawn = { tookMs: 0, frames: 1 }

let environment: FakeEnvironment
let flusher: FlushWhenDrawn
let flushes: number
let something: boolean
let urgent: boolean
let frames: number[]

beforeEach(() => {
  environment = new FakeEnvironment()
  flushes = 0
  something = true
  urgent = false
  frames = []
  flusher = new FlushWhenDrawn(environment, {
    flush() {
      flushes += 1
      return something
    },
    isUrgent: () => urgent,
    onFrame: (_, tookMs) => frames.push(tookMs),
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
  flusher.drawn(drawn)
  environment.advance(4)
  expect(flushes).toBe(2)
  expect(frames).toEqual([0])
})

it('a flush with nothing to draw waits for nobody', () => {
  something = false
  flusher.request()
  environment.advance(4)
  flusher.request()
  environment.advance(4)
  expect(flushes).toBe(2)
  flusher.drawn(drawn)
  expect(frames).toEqual([])
})

/** Asks for a flush that is drawn 20 ms after it was told, of which `tookMs` were work. */
function showOne(tookMs: number): void {
  flusher.request()
  environment.advance(4)
  environment.advance(20)
  flusher.drawn({ tookMs, frames: 1 })
}

it.each([
  { what: 'an eighth of its time is drawing', tookMs: 16, pauseMs: 16 * 8 },
  { what: 'not less often than two and a half times a second', tookMs: 2_000, pauseMs: 400 },
  { what: 'a fraction of a millisecond is waited for whole, as timers drop it', tookMs: 12.05, pauseMs: 97 },
])('a page that needs long to draw is told less often: $what', ({ tookMs, pauseMs }) => {
  showOne(tookMs)
  expect(flushes).toBe(1)
  flusher.request()
  environment.advance(pauseMs - 20 - 1)
  expect(flushes).toBe(1)
  environment.advance(1)
  expect(flushes).toBe(2)
})

it('what no slow page may hold back waits for none', () => {
  showOne(50)
  flusher.request()
  environment.advance(100)
  expect(flushes).toBe(1)
  urgent = true
  flusher.request()
  environment.advance(4)
  expect(flushes).toBe(2)
})

it('a clock that was put back makes nobody wait', () => {
  showOne(50)
  environment.sleep(-60_000)
  flusher.request()
  environment.advance(4)
  expect(flushes).toBe(2)
})

it('what was shown in several frames took as long as each of them', () => {
  flusher.request()
  environment.advance(4)
  environment.advance(90)
  flusher.drawn({ tookMs: 30, frames: 3 })
  expect(frames).toEqual([10])
})

it('a hidden page is told twice a second, and how long that takes is no matter', () => {
  environment.emit('hidden')
  flusher.request()
  environment.advance(499)
  expect(flushes).toBe(0)
  environment.advance(1)
  expect(flushes).toBe(1)
  flusher.drawn(drawn)
  expect(frames).toEqual([])
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
  flusher.drawn(drawn)
  flusher.request()
  // A clock that was put back does not make it wait either.
  environment.sleep(-60_000)
  flusher.request()
  expect(flushes).toBe(2)
  flusher.drawn(drawn)
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
