import type { Clock } from '../lib/market/clock.ts'

export interface SystemClock extends Clock {
  /** Time has passed that did not pass here: the machine slept, or its clock was set forward. */
  onStep(listener: (beforeMs: number) => void): void
  /** Compares with the machine's wall clock. */
  look(): void
}

/** NTP slews what is less. */
const stepMsMin = 2_000
const lookEveryMs = 1_000

/**
 * The machine's time. Monotonic: a step of the wall clock back while we run would break every age and every flush instant. A
 * step forward is followed, within a second: a monotonic clock stands still while a laptop sleeps, and would be hours late from
 * then on.
 */
export function createSystemClock(originMs: number, monotonicMs: () => number, wallMs: () => number): SystemClock {
  const listeners: ((beforeMs: number) => void)[] = []
  let epochMs = originMs
  return {
    now: () => epochMs + monotonicMs(),
    after(delayMs, callback) {
      const timer = setTimeout(callback, delayMs)
      return () => clearTimeout(timer)
    },
    onStep(listener) {
      listeners.push(listener)
    },
    look() {
      const beforeMs = epochMs + monotonicMs()
      const aheadMs = wallMs() - beforeMs
      if (aheadMs < stepMsMin) return
      epochMs += aheadMs
      for (const listener of listeners) listener(beforeMs)
    },
  }
}

export const systemClock = createSystemClock(
  performance.timeOrigin,
  () => performance.now(),
  () => Date.now(),
)
setInterval(() => systemClock.look(), lookEveryMs).unref()
