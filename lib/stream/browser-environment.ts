import type { PageEvent, StreamEnvironment } from './environment.ts'

/** The page's own clock, frames, visibility and network. Touches no global until it is used: safe while rendering on a server. */
export function browserEnvironment(): StreamEnvironment {
  return {
    now: pageClock(),
    after(delayMs, callback) {
      const timer = setTimeout(callback, delayMs)
      return () => clearTimeout(timer)
    },
    frame(callback) {
      const frame = requestAnimationFrame(callback)
      return () => cancelAnimationFrame(frame)
    },
    random: Math.random,
    get hidden() {
      return document.visibilityState === 'hidden'
    },
    get online() {
      return navigator.onLine
    },
    listen,
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
function pageClock(): () => number {
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

function listen(listener: (event: PageEvent) => void): () => void {
  const ended = new AbortController()
  const { signal } = ended
  document.addEventListener('visibilitychange', () => listener(document.visibilityState === 'hidden' ? 'hidden' : 'visible'), {
    signal,
  })
  document.addEventListener('freeze', () => listener('frozen'), { signal })
  document.addEventListener('resume', () => listener('thawed'), { signal })
  window.addEventListener('online', () => listener('online'), { signal })
  window.addEventListener('offline', () => listener('offline'), { signal })
  // An open socket keeps a page out of the back/forward cache in some browsers and is cut in others.
  window.addEventListener('pagehide', (event) => event.persisted && listener('frozen'), { signal })
  window.addEventListener('pageshow', (event) => event.persisted && listener('thawed'), { signal })
  return () => ended.abort()
}
