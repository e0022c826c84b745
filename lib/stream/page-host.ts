import type { HostMessage } from './bridge-messages.ts'
import { browserThread } from './browser-thread.ts'
import { lazyParts } from './lazy-parts.ts'
import { StreamHost } from './stream-host.ts'

/** The host in the page's own thread. Messages take a turn, as between threads: nobody is called from within their own call. */
export function createPageHost(onMessage: (message: HostMessage) => void): StreamHost {
  return new StreamHost(browserThread(), lazyParts, (message) => queueMicrotask(() => onMessage(message)))
}
