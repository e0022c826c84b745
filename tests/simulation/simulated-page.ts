import type { CancelTimer } from '../../lib/market/clock.ts'
import type { EventSourceLike, PageEvent, SocketLike, StreamEnvironment } from '../../lib/stream/environment.ts'
import type { Release } from '../../lib/stream/types.ts'
import type { Random } from './random.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** How a page reaches the network. */
export interface PageNetwork {
  /** Throws where the page may not open one. */
  openSocket(protocols: readonly string[]): SocketLike
}

const frameMs = 1_000 / 60

/** A page: its own clock, frames, visibility and network. While it is frozen none of its timers run; they are late then. */
export class SimulatedPage implements StreamEnvironment {
  hidden = false
  online = true
  frozen = false
  /** Its clock minus the world's. */
  offsetMs: number
  readonly random: () => number
  readonly #clock: VirtualClock
  readonly #network: PageNetwork
  readonly #listeners = new Set<(event: PageEvent) => void>()
  readonly #frames = new Set<() => void>()
  #framePlanned = false
  #late: (() => void)[] = []

  constructor(clock: VirtualClock, network: PageNetwork, random: Random) {
    this.#clock = clock
    this.#network = network
    this.random = random.unit
    this.offsetMs = random.between(-5_000, 5_000)
  }

  now(): number {
    return this.#clock.nowMs + this.offsetMs
  }

  after(delayMs: number, callback: () => void): CancelTimer {
    let cancelled = false
    const run = () => {
      if (cancelled) return
      if (this.frozen) this.#late.push(run)
      else callback()
    }
    const cancel = this.#clock.after(Math.max(0, delayMs), run)
    return () => {
      cancelled = true
      cancel()
    }
  }

  frame(callback: () => void): CancelTimer {
    const own = () => callback()
    this.#frames.add(own)
    this.#planFrame()
    return () => this.#frames.delete(own)
  }

  listen(listener: (event: PageEvent) => void): Release {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  openSocket(_url: string, protocols: readonly string[]): SocketLike {
    return this.#network.openSocket(protocols)
  }

  openEvents(): EventSourceLike | undefined {
    return undefined
  }

  fetch(): Promise<Response> {
    return Promise.reject(new TypeError('fetch failed'))
  }

  emit(event: PageEvent): void {
    if (event === 'hidden') this.hidden = true
    if (event === 'visible') this.hidden = false
    if (event === 'offline') this.online = false
    if (event === 'online') this.online = true
    for (const listener of [...this.#listeners]) listener(event)
    this.#planFrame()
  }

  thaw(): void {
    this.frozen = false
    const late = this.#late
    this.#late = []
    for (const run of late) this.#clock.after(0, run)
    this.#planFrame()
  }

  #planFrame(): void {
    if (this.#framePlanned || this.#frames.size === 0 || this.hidden || this.frozen) return
    this.#framePlanned = true
    const next = (Math.floor(this.#clock.nowMs / frameMs) + 1) * frameMs
    this.#clock.at(next, () => {
      this.#framePlanned = false
      if (this.hidden || this.frozen) return
      const due = [...this.#frames]
      this.#frames.clear()
      for (const callback of due) callback()
    })
  }
}
