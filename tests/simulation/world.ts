import type { StreamOptions } from '../../server/broadcast/stream-options.ts'
import { MarketDriver } from './market-driver.ts'
import { Random } from './random.ts'
import { SimulatedServer, type Stages } from './simulated-server.ts'
import { Viewer, type ViewerParts } from './viewer.ts'
import type { Violations } from './violations.ts'
import { VirtualClock } from './virtual-clock.ts'

const startMs = Date.UTC(2024, 7, 9, 23, 50)
const viewersMax = 9

/** A server, its feeds and its viewers, and everything between them. */
export class World {
  readonly random: Random
  readonly clock: VirtualClock
  readonly violations: Violations
  readonly feeds: MarketDriver
  viewers: Viewer[] = []
  server: SimulatedServer | undefined
  /** State checks that failed because bytes were changed on the way, and those repaired. */
  corruptions = 0
  detected = 0
  restarts = 0
  /** Of viewers that have left: see QuoteChecks. */
  wider = 0
  readonly #stages: Stages
  readonly #trace: (text: string) => void
  readonly #options: Partial<StreamOptions>
  readonly #tradesKept: number
  #joined = 0
  #serverOffsetMs = 0

  constructor(seed: number, violations: Violations, stages: Stages, trace: (text: string) => void = () => undefined) {
    const random = new Random(seed)
    this.random = random
    this.clock = new VirtualClock(startMs + random.below(900_000))
    this.violations = violations
    this.#stages = stages
    this.#trace = trace
    this.feeds = new MarketDriver(random.fork())
    const instruments = random.chance(0.2) ? random.pick([60, 60, 260]) : random.between(1, 12)
    this.#options = {
      // One answer about everything has to fit what the server keeps for a viewer.
      bufferedBytesMax: instruments > 50 ? 65_536 : random.pick([2_048, 8_192, 65_536]),
      ackMs: random.pick([3_000, 10_000]),
      stalledMs: random.pick([15_000, 60_000]),
      silentMs: random.pick([20_000, 45_000]),
    }
    this.#tradesKept = random.pick([512, 4_096, 2 ** 17])
    for (let index = 0; index < instruments; index++) this.feeds.list(undefined)
    this.startServer()
  }

  startServer(): void {
    this.server = new SimulatedServer({
      epoch: `epoch-${this.restarts}`,
      clock: this.clock,
      random: this.random.fork(),
      options: this.#options,
      tradesKept: this.#tradesKept,
      stages: this.#stages,
    })
    this.server.clock.offsetMs = this.#serverOffsetMs
    this.feeds.defineAll(this.server)
  }

  /** With or without a goodbye. Comes back after a while. */
  restartServer(downMs: number): void {
    const { server } = this
    if (server === undefined) return
    this.restarts += 1
    this.server = undefined
    this.#serverOffsetMs = server.clock.offsetMs
    server.kill()
    for (const viewer of this.viewers) viewer.socket?.vanish(this.random.below(200))
    this.clock.after(downMs, () => this.startServer())
  }

  join(): Viewer | undefined {
    if (this.viewers.length >= viewersMax) return undefined
    const { random, clock, violations } = this
    this.#joined += 1
    const name = `viewer ${this.#joined}`
    const viewer = new Viewer({
      name,
      trace: (text) => this.#trace(`${Math.round(clock.nowMs)} ${name} ${text}`),
      clock,
      random: random.fork(),
      violations,
      ...pageKind(random),
      keepsTrades: this.#tradesKept > 100_000,
      kernelBytesMax: random.pick([4_096, 16_384, 262_144]),
      symbolCount: () => this.feeds.symbols.length,
      server: () => this.server,
    })
    this.viewers.push(viewer)
    return viewer
  }

  leave(viewer: Viewer): void {
    this.wider += viewer.checks.wider
    viewer.leave()
    this.viewers = this.viewers.filter((other) => other !== viewer)
  }
}

/** In a thread of its own only the binary stream is received. */
function pageKind(random: Random): Pick<ViewerParts, 'encoding' | 'threaded' | 'paced'> {
  if (!random.chance(0.7)) return { encoding: 'json', threaded: false, paced: false }
  const threaded = random.chance(0.7)
  return { encoding: 'binary', threaded, paced: threaded && random.chance(0.75) }
}
