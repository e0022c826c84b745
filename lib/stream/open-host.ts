import type { HostMessage, PageMessage } from './bridge-messages.ts'
import { type HostPort, type OpenHost, threadFailuresMax } from './host-keeper.ts'
import type { StreamHost } from './stream-host.ts'

/**
 * The stream in a worker: decoding takes nothing from drawing, a busy page acknowledges in time, and timers of a hidden tab
 * are not held back to one a minute. In the page itself where there is no worker to be had, or none that holds.
 */
export const openHost: OpenHost = (onMessage, onFailed, failures) => {
  if (failures >= threadFailuresMax || !workerIsOf(globalThis)) return hostInPage(onMessage, onFailed)
  let worker: Worker
  try {
    worker = new Worker(new URL('./stream-worker.ts', import.meta.url), { type: 'module', name: 'stream' })
  } catch (error) {
    console.warn('The stream is received in the page, as there is no worker:', error)
    return hostInPage(onMessage, onFailed)
  }
  worker.onmessage = ({ data }: MessageEvent<HostMessage>) => onMessage(data)
  worker.onerror = ({ message }) => onFailed(`its thread failed: ${message ?? 'it could not be loaded'}`)
  worker.onmessageerror = () => onFailed('a message of its thread could not be read')
  return { post: (message, transfer) => worker.postMessage(message, transfer), end: () => worker.terminate() }
}

/**
 * A wrapper of the page's sockets (a test, an extension, a monitor) means to see the stream: it would see nothing of a worker's.
 * A Proxy of a function says that it is native, too, but not its name. Where a page has no sockets at all, its worker need not have them.
 */
function workerIsOf(page: typeof globalThis): boolean {
  if (typeof page.Worker !== 'function' || typeof page.WebSocket !== 'function') return false
  return /^function WebSocket\(\)\s*\{\s*\[native code\]/.test(Function.prototype.toString.call(page.WebSocket))
}

function hostInPage(onMessage: (message: HostMessage) => void, onFailed: (reason: string) => void): HostPort {
  const early: PageMessage[] = []
  let host: StreamHost | undefined
  import('./page-host.ts').then(
    ({ createPageHost }) => {
      host = createPageHost(onMessage)
      for (const message of early) host.receive(message)
    },
    (error: unknown) => onFailed(`it could not be loaded: ${error}`),
  )
  return {
    post(message) {
      if (host === undefined) early.push(message)
      else host.receive(message)
    },
  }
}
