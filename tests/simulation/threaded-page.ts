import type { CancelTimer } from '../../lib/market/clock.ts'
import type { HostMessage, PageMessage } from '../../lib/stream/bridge-messages.ts'
import type { PageEvent } from '../../lib/stream/environment.ts'
import { fallback } from '../../lib/stream/fallback.ts'
import { type PageEnvironment, RemoteStreamClient } from '../../lib/stream/remote-client.ts'
import { StreamHost } from '../../lib/stream/stream-host.ts'
import { createTopics } from '../../lib/stream/topic-channels.ts'
import type { Release } from '../../lib/stream/types.ts'
import type { Random } from './random.ts'
import type { SimulatedPage } from './simulated-page.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** Between a page and its worker, either way. */
const passesWithinMs = 6

/** A page whose processor needs a while for each frame. */
class SlowPage implements PageEnvironment {
  readonly drawMs: number
  readonly #page: SimulatedPage
  readonly #clock: VirtualClock
  #busyUntilMs = 0

  constructor(page: SimulatedPage, clock: VirtualClock, drawMs: number) {
    this.#page = page
    this.#clock = clock
    this.drawMs = drawMs
  }

  get hidden(): boolean {
    return this.#page.hidden
  }

  get online(): boolean {
    return this.#page.online
  }

  now(): number {
    return this.#page.now()
  }

  after(delayMs: number, callback: () => void): CancelTimer {
    return this.#page.after(Math.max(delayMs, this.#busyUntilMs - this.#clock.nowMs), callback)
  }

  frame(callback: () => void): CancelTimer {
    return this.#page.frame(() => {
      this.#busyUntilMs = this.#clock.nowMs + this.drawMs
      callback()
    })
  }

  listen(listener: (event: PageEvent) => void): Release {
    return this.#page.listen(listener)
  }
}

/** A page whose stream another thread receives: what they say to each other is copied, takes a while, and stays in order. */
export class ThreadedPage {
  readonly client: RemoteStreamClient
  /** What a frame takes. */
  readonly drawMs: number
  /** Messages of the page that have not arrived, by what they say. */
  readonly #underWay = { listen: 0, watch: 0 }

  /** `onShown`: the page has taken in what it was told. */
  constructor(page: SimulatedPage, clock: VirtualClock, url: string, random: Random, onShown: () => void) {
    this.drawMs = random.chance(0.5) ? 0 : random.pick([3, 20, 60, 150])
    this.client = new RemoteStreamClient(new SlowPage(page, clock, this.drawMs), url, (onMessage) => {
      const toPage = lane<HostMessage>(page, clock, random.fork(), (message) => {
        onMessage(message)
        if (message.type === 'flush') onShown()
      })
      const host = new StreamHost(threadOf(page), { fallback, topics: createTopics }, toPage)
      const toHost = lane<PageMessage>(page, clock, random.fork(), (message) => {
        this.#count(message, -1)
        host.receive(message)
      })
      return {
        post: (message, transfer) => {
          this.#count(message, 1)
          toHost(message, transfer)
        },
      }
    })
  }

  /** Whether the other thread has not heard yet of all who listen, or of all that is watched. */
  isBehind(what: 'listen' | 'watch'): boolean {
    return this.#underWay[what] > 0
  }

  #count({ type }: PageMessage, change: 1 | -1): void {
    if (type === 'listen' || type === 'watch') this.#underWay[type] += change
  }
}

function threadOf(page: SimulatedPage): ConstructorParameters<typeof StreamHost>[0] {
  return {
    now: () => page.now(),
    after: (delayMs, callback) => page.after(delayMs, callback),
    random: page.random,
    openSocket: (address, protocols) => page.openSocket(address, protocols),
    openEvents: () => page.openEvents(),
    fetch: () => page.fetch(),
  }
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
