import { browserEnvironment } from './browser-environment.ts'
import { openHost } from './open-host.ts'
import { tokenChangedEvent, withToken } from './page-token.ts'
import { RemoteStreamClient } from './remote-client.ts'
import type { Release, StreamClient } from './types.ts'

interface Shared {
  readonly client: RemoteStreamClient
  holders: number
}

/** One client per address, so that a page has one socket however many providers it has. */
const shared = new Map<string, Shared>()

/** The page's client for a server. Nothing is opened until it is held. */
export function pageClient(url: string): StreamClient {
  return sharedClient(url).client
}

/** Keeps the client of a server connected until released. */
export function holdPageClient(url: string): Release {
  const own = sharedClient(url)
  own.holders += 1
  own.client.start()
  let released = false
  return () => {
    if (released) return
    released = true
    own.holders -= 1
    // StrictMode lets go and takes hold again at once.
    setTimeout(() => {
      if (own.holders === 0) own.client.close()
    }, 0)
  }
}

/** The server the page came from. */
export function pageStreamUrl(): string {
  if (typeof location === 'undefined') return ''
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/stream`
}

function sharedClient(url: string): Shared {
  let own = shared.get(url)
  if (own === undefined) {
    // It is for the page's own server and for no other.
    const address = (): string => (url === pageStreamUrl() ? withToken(url) : url)
    const client = new RemoteStreamClient(browserEnvironment(), address(), openHost)
    own = { client, holders: 0 }
    // On a server every request would otherwise leave its own behind; nothing of it is used there but its first state.
    if (typeof window !== 'undefined') {
      shared.set(url, own)
      window.addEventListener(tokenChangedEvent, () => client.moveTo(address()))
    }
  }
  return own
}
