import type { HostMessage, PageMessage } from './bridge-messages.ts'
import { browserThread } from './browser-thread.ts'
import { lazyParts } from './lazy-parts.ts'
import { StreamHost } from './stream-host.ts'

/* The thread of its own in which a page's stream is received. Loaded as a worker (open-host.ts). */

const post = (message: HostMessage, transfer: Transferable[]): void => globalThis.postMessage(message, { transfer })
const host = new StreamHost(browserThread(), lazyParts, post)

globalThis.addEventListener('message', ({ data }: MessageEvent<PageMessage>) => host.receive(data))
post({ type: 'ready' }, [])
