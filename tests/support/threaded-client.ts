import type { HostMessage, PageMessage } from '../../lib/stream/bridge-messages.ts'
import { fallback } from '../../lib/stream/fallback.ts'
import { RemoteStreamClient } from '../../lib/stream/remote-client.ts'
import { StreamHost } from '../../lib/stream/stream-host.ts'
import { createTopics } from '../../lib/stream/topic-channels.ts'
import type { PageEnvironment } from './page-environment.ts'

/** A page whose stream is received elsewhere: what both say to each other is copied, and arrives later. */
export function threadedClient(page: PageEnvironment, url: string): RemoteStreamClient {
  return new RemoteStreamClient(page, url, (onMessage) => {
    const host = new StreamHost(
      {
        now: () => page.now(),
        after: (delayMs, callback) => page.after(delayMs, callback),
        random: () => page.random(),
        openSocket: (address, protocols) => page.openSocket(address, protocols),
        openEvents: (address) => page.openEvents(address),
        fetch: (address, signal) => page.fetch(address, signal),
      },
      { fallback, topics: createTopics },
      later((message: HostMessage) => onMessage(message)),
    )
    return { post: later((message: PageMessage) => host.receive(message)) }
  })
}

function later<Message>(deliver: (message: Message) => void) {
  return (message: Message, transfer: Transferable[]): void => {
    const copy = structuredClone(message, { transfer })
    setImmediate(() => deliver(copy))
  }
}
