import type { PageEvent } from './environment.ts'
import type { PageEnvironment } from './remote-client.ts'
import { threadClock } from './thread-clock.ts'

/** The page's own clock, frames and visibility. Touches no global until it is used: safe while rendering on a server. */
export function browserEnvironment(): PageEnvironment {
  return {
    ...threadClock(),
    frame(callback) {
      const frame = requestAnimationFrame(callback)
      return () => cancelAnimationFrame(frame)
    },
    get hidden() {
      return document.visibilityState === 'hidden'
    },
    get online() {
      return navigator.onLine
    },
    listen,
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
