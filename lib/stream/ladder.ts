import type { TransportKind } from './transport.ts'

/** Sockets that failed beside a server that answers, before trying another way: where none has ever worked, and where one has. */
const socketTries = { never: 2, before: 4 }
/** Pauses before trying a socket again while on a fallback; the last one repeats. A server that has just come back is found at once. */
const upgradePausesMs = [1_000, 5_000, 15_000, 30_000, 60_000, 120_000] as const

/**
 * Which transport to try next: sockets first, then server-sent events, then long poll, then from the top. Proxies that drop
 * upgrades or hold sockets silent are why there is more than one.
 */
export class Ladder {
  readonly #kinds: readonly TransportKind[]
  #step = 0
  #failures = 0
  #socketWorked = false
  #upgrades = 0

  /** `kinds`: those there are, best first. */
  constructor(kinds: readonly TransportKind[]) {
    this.#kinds = kinds
  }

  get kind(): TransportKind {
    return this.#kinds[this.#step] ?? 'websocket'
  }

  failed(kind: TransportKind): void {
    if (kind !== this.kind) return
    this.#failures += 1
    const triesMax = this.kind === 'websocket' ? (this.#socketWorked ? socketTries.before : socketTries.never) : 1
    if (this.#failures < triesMax) return
    this.#failures = 0
    this.#step = (this.#step + 1) % this.#kinds.length
  }

  /** The transport at hand carries messages. */
  worked(kind: TransportKind): void {
    this.#failures = 0
    if (kind === 'websocket') {
      this.#socketWorked = true
      this.#step = 0
      this.#upgrades = 0
    }
  }

  /** A fallback that worked has ended: from the top. */
  restart(): void {
    this.#step = 0
    this.#failures = 0
    this.#upgrades = 0
  }

  upgradeFailed(): void {
    this.#upgrades += 1
  }

  get upgradePauseMs(): number {
    return upgradePausesMs[Math.min(this.#upgrades, upgradePausesMs.length - 1)] as number
  }
}
