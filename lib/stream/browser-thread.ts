import type { ThreadEnvironment } from './stream-host.ts'

/** Clock, timers and network as a page and a worker have them alike. Touches no global until it is used. */
export function browserThread(): ThreadEnvironment {
  return {
    now: threadClock(),
    after(delayMs, callback) {
      const timer = setTimeout(callback, delayMs)
      return () => clearTimeout(timer)
    },
    random: Math.random,
    openSocket: (url, protocols) => new WebSocket(url, [...protocols]),
    openEvents: (url) => (typeof EventSource === 'undefined' ? undefined : new EventSource(url)),
    fetch: (url, signal) => fetch(url, { signal, cache: 'no-store' }),
  }
}

/** A difference that only a clock being set, or sleep, explains. */
const clockStepMs = 100

/**
 * `performance.now` has the resolution that round trips need but stands still during sleep; `Date.now` goes on. The base is
 * taken again when they come apart.
 */
function threadClock(): () => number {
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
