import type { HostMessage, PageMessage } from '../../lib/stream/bridge-messages.ts'
import { fallback } from '../../lib/stream/fallback.ts'
import { RemoteStreamClient } from '../../lib/stream/remote-client.ts'
import { StreamHost } from '../../lib/stream/stream-host.ts'
import { createTopics } from '../../lib/stream/topic-channels.ts'
import type { Random } from './random.ts'
import type { SimulatedPage } from './simulated-page.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** Between a page and its worker, either way. */
const passesWithinMs = 6

/** A page whose stream another thread receives: what they say to each other is copied, takes a while, and stays in order. */
export function threadedClient(page: SimulatedPage, clock: VirtualClock, url: string, random: Random): RemoteStreamClient {
  return new RemoteStreamClient(page, url, (onMessage) => {
    const toPage = lane<HostMessage>(page, clock, random.fork(), onMessage)
    const host = new StreamHost(
      {
        now: () => page.now(),
        after: (delayMs, callback) => page.after(delayMs, callback),
        random: page.random,
        openSocket: (address, protocols) => page.openSocket(address, protocols),
        openEvents: () => page.openEvents(),
        fetch: () => page.fetch(),
      },
      { fallback, topics: createTopics },
      toPage,
    )
    return { post: lane<PageMessage>(page, clock, random.fork(), (message) => host.receive(message)) }
  })
}

function lane<Message>(page: SimulatedPage, clock: VirtualClock, random: Random, deliver: (message: Message) => void) {
  let freeMs = 0
  return (message: Message, transfer: Transferable[]): void => {
    const copy = structuredClone(message, { transfer })
    // By the world's time: the page's own may leap.
    freeMs = Math.max(freeMs, clock.nowMs + random.unit() * passesWithinMs)
    page.after(freeMs - clock.nowMs, () => deliver(copy))
  }
}
