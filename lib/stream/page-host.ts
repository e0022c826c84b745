import type { HostMessage } from './bridge-messages.ts'
import { browserThread } from './browser-thread.ts'
import { StreamHost } from './stream-host.ts'

/** The host in the page's own thread. Messages take a turn, as between threads: nobody is called from within their own call. */
export function createPageHost(onMessage: (message: HostMessage) => void): StreamHost {
  return new StreamHost(browserThread(), loadFallback, (message) => queueMicrotask(() => onMessage(message)))
}

async function loadFallback() {
  return (await import('./fallback.ts')).fallback
}
