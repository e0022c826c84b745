import type { ThreadEnvironment } from './stream-host.ts'
import { threadClock } from './thread-clock.ts'

/** Clock, timers and network as a page and a worker have them alike. Touches no global until it is used. */
export function browserThread(): ThreadEnvironment {
  return {
    ...threadClock(),
    random: Math.random,
    openSocket: (url, protocols) => new WebSocket(url, [...protocols]),
    openEvents: (url) => (typeof EventSource === 'undefined' ? undefined : new EventSource(url)),
    fetch: (url, signal) => fetch(url, { signal, cache: 'no-store' }),
  }
}
