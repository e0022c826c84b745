import type { HostMessage, PageMessage } from './bridge-messages.ts'
import type { HostPort, OpenHost } from './remote-client.ts'

/**
 * The stream in a worker: decoding takes nothing from drawing, a busy page acknowledges in time, and timers of a hidden tab
 * are not held back to one a minute. In the page itself where there is no worker to be had.
 */
export const openHost: OpenHost = (onMessage) => {
  if (!workerIsOf(globalThis)) return hostInPage(onMessage, [])
  let worker: Worker
  try {
    worker = new Worker(new URL('./stream-worker.ts', import.meta.url), { type: 'module', name: 'stream' })
  } catch (error) {
    console.warn('The stream is received in the page, as there is no worker:', error)
    return hostInPage(onMessage, [])
  }
  let early: PageMessage[] | undefined = []
  let port: HostPort = {
    post(message, transfer) {
      early?.push(message)
      worker.postMessage(message, transfer)
    },
  }
  worker.onmessage = ({ data }: MessageEvent<HostMessage>) => {
    if (data.type === 'ready') early = undefined
    onMessage(data)
  }
  worker.onerror = (event) => {
    // Once it runs, an error is one of ours, and the browser reports it.
    if (early === undefined) return
    event.preventDefault()
    worker.terminate()
    console.warn('The stream is received in the page, as its worker could not be loaded:', event.message)
    port = hostInPage(onMessage, early)
    early = undefined
  }
  return { post: (message, transfer) => port.post(message, transfer) }
}

/**
 * A wrapper of the page's sockets (a test, an extension, a monitor) means to see the stream: it would see nothing of a worker's.
 * One made with a Proxy passes for the browser's own. Where a page has no sockets at all, its worker need not have them.
 */
function workerIsOf(page: typeof globalThis): boolean {
  if (typeof page.Worker !== 'function' || typeof page.WebSocket !== 'function') return false
  return /\[native code\]/.test(Function.prototype.toString.call(page.WebSocket))
}

function hostInPage(onMessage: (message: HostMessage) => void, early: readonly PageMessage[]): HostPort {
  const opening = import('./page-host.ts').then(({ createPageHost }) => {
    const host = createPageHost(onMessage)
    for (const message of early) host.receive(message)
    return host
  })
  opening.catch((error: unknown) => {
    console.error('The stream could not be loaded:', error)
    onMessage({ type: 'connection', change: { state: 'closed', reason: 'the stream could not be loaded; load the page again' } })
  })
  return { post: (message) => void opening.then((host) => host.receive(message)) }
}
