import type { Clock } from '../lib/market/clock.ts'

const epochAtStartMs = performance.timeOrigin

/** The machine's time. Monotonic: a step of the wall clock while we run would break every age and every flush instant. */
export const systemClock: Clock = {
  now: () => epochAtStartMs + performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}
