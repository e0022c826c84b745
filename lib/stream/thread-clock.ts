import type { Clock } from '../market/clock.ts'

/** Time and timers as a page and a worker have them alike. */
export function threadClock(): Clock {
  return {
    now: steadyNow(),
    after(delayMs, callback) {
      const timer = setTimeout(callback, delayMs)
      return () => clearTimeout(timer)
    },
  }
}

/** A difference that only a clock being set, or sleep, explains. */
const clockStepMs = 100

/**
 * `performance.now` has the resolution that round trips need but stands still during sleep; `Date.now` goes on. The base is
 * taken again when they come apart.
 */
function steadyNow(): () => number {
  let base = Number.NaN
  return () => {
    const elapsed = performance.now()
    const date = Date.now()
    const time = base + elapsed
    if (Math.abs(time - date) <= clockStepMs) return time
    base = date - elapsed
    return date
  }
}
