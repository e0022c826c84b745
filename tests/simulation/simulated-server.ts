import type { CancelTimer, Clock } from '../../lib/market/clock.ts'
import type { FeedState } from '../../lib/market/feed.ts'
import { Broadcaster } from '../../server/broadcast/broadcaster.ts'
import { Session } from '../../server/broadcast/session.ts'
import { defaultStreamOptions, type StreamOptions } from '../../server/broadcast/stream-options.ts'
import { Conflator } from '../../server/conflate/conflator.ts'
import { MarketState } from '../../server/market/market-state.ts'
import { ModelEpoch } from './plain-model.ts'
import type { Random } from './random.ts'
import type { SocketServer } from './simulated-socket.ts'
import type { SocketTransport } from './socket-transport.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** Timers of Node are late by up to this. */
const latenessMsMax = 3

/** The server's time: never goes back, but may leap, and with a busy or suspended process its timers are late. */
export class ServerClock implements Clock {
  offsetMs = 0
  /** The process does nothing until then. */
  busyUntilMs = 0
  stopped = false
  readonly #clock: VirtualClock
  readonly #random: Random
  readonly #waiting: (() => void)[] = []

  constructor(clock: VirtualClock, random: Random) {
    this.#clock = clock
    this.#random = random
  }

  readonly now = (): number => this.#clock.nowMs + this.offsetMs

  after(delayMs: number, callback: () => void): CancelTimer {
    let cancelled = false
    const run = () => {
      if (cancelled || this.stopped) return
      if (this.#clock.nowMs < this.busyUntilMs) this.#clock.at(this.busyUntilMs, run)
      else callback()
    }
    this.#clock.after(Math.max(0, delayMs) + this.#random.unit() * latenessMsMax, run)
    return () => {
      cancelled = true
    }
  }

  /** Runs now, or in order with what waits already when the process gets to it. */
  soon(callback: () => void): void {
    this.#waiting.push(callback)
    this.#drain()
  }

  #drain(): void {
    if (this.stopped) return
    if (this.#clock.nowMs < this.busyUntilMs) {
      this.#clock.at(this.busyUntilMs, () => this.#drain())
      return
    }
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) next()
  }
}

/** What a test puts in place of a stage, to see that the simulation notices. */
export interface Stages {
  createMarket(epoch: string, tradesKept: number): MarketState
  createConflator(market: MarketState, clock: Clock): Conflator
}

export const realStages: Stages = {
  createMarket: (epoch, tradesKept) => new MarketState({ epoch, tradesKept }),
  createConflator: (market, clock) => new Conflator(market, clock),
}

/** One life of the real server: market, conflate and broadcast stages. */
export class SimulatedServer implements SocketServer {
  readonly epoch: string
  readonly model: ModelEpoch
  readonly clock: ServerClock
  readonly market: MarketState
  readonly conflator: Conflator
  readonly broadcaster: Broadcaster

  constructor(parts: {
    epoch: string
    clock: VirtualClock
    random: Random
    options: Partial<StreamOptions>
    tradesKept: number
    stages: Stages
  }) {
    const { stages, random } = parts
    this.epoch = parts.epoch
    this.model = new ModelEpoch(parts.epoch)
    this.clock = new ServerClock(parts.clock, random.fork())
    this.market = stages.createMarket(parts.epoch, parts.tradesKept)
    this.conflator = stages.createConflator(this.market, this.clock)
    this.broadcaster = new Broadcaster({
      market: this.market,
      conflation: this.conflator,
      clock: this.clock,
      options: { ...defaultStreamOptions, ...parts.options },
      random: random.fork().unit,
    })
    this.conflator.start()
    this.broadcaster.start()
  }

  accept(transport: SocketTransport): Session | undefined {
    if (this.clock.stopped || this.broadcaster.viewers.refusal(undefined, '10.0.0.1') !== undefined) return undefined
    const session = new Session(transport, '10.0.0.1', this.clock.now())
    this.broadcaster.open(session)
    return session
  }

  receive(session: Session, text: string): void {
    this.clock.soon(() => this.broadcaster.receive(session, text))
  }

  heard(session: Session): void {
    this.clock.soon(() => this.broadcaster.heard(session))
  }

  gone(session: Session): void {
    this.clock.soon(() => this.broadcaster.gone(session))
  }

  setFeeds(feeds: readonly FeedState[]): void {
    this.broadcaster.setFeeds(feeds)
  }

  /** The process is killed. */
  kill(): void {
    this.clock.stopped = true
    this.conflator.stop()
  }
}
