import type { Connection } from '../../lib/stream/types.ts'
import type { ModelEpoch } from './plain-model.ts'

/** Numbers of trades of one symbol: what the page has published, and what had been sent to it when the connection was lost. */
export interface Had {
  readonly published: number
  readonly received: number
}

/** What a page is told that a lost connection cost it, against what it had and what came first (P2). */
export class MissedChecks {
  #epoch: ModelEpoch | undefined
  /** Another life of the server than before: nothing can be known. */
  #restarted = false
  #connected = 0
  /** Symbols whose first state has not come yet. */
  readonly #awaited = new Map<string, Had>()
  #expected = 0
  #expectedMax = 0
  /** More than expected may be counted. */
  #atLeast = false

  /** A connection begins. `had`: by symbol that is watched and known; undefined: that cannot be told. */
  begin(epoch: ModelEpoch, had: ReadonlyMap<string, Had> | undefined): void {
    this.#restarted = this.#epoch !== undefined && this.#epoch !== epoch
    this.#epoch = epoch
    this.#connected += 1
    this.#expected = 0
    this.#expectedMax = 0
    this.#atLeast = had === undefined
    this.#awaited.clear()
    for (const [symbol, counts] of had ?? []) this.#awaited.set(symbol, counts)
  }

  /** The first state of a symbol on this connection. */
  firstState(symbol: string, count: number): void {
    const had = this.#awaited.get(symbol)
    if (had === undefined) {
      // Nobody watched it any more, but the page had not let go of it yet.
      this.#atLeast = true
      return
    }
    this.#awaited.delete(symbol)
    this.#expected += Math.max(0, count - Math.max(had.published, had.received))
    this.#expectedMax += Math.max(0, count - had.published)
    // Behind what the page has: counted when it has caught up.
    if (count < Math.max(had.published, had.received)) this.#atLeast = true
  }

  /** What is wrong with what the page says; undefined: nothing. */
  difference({ missed }: Connection): string | undefined {
    if (this.#connected < 2 || this.#awaited.size > 0) return undefined
    if (this.#restarted) return missed === 'unknown' ? undefined : `${describe(missed)} missed, though the server had restarted`
    if (missed === undefined || missed === 'unknown') return `${describe(missed)} missed, expected ${this.#expected} trades`
    const right = missed.trades >= this.#expected && (this.#atLeast || missed.trades <= this.#expectedMax)
    return right ? undefined : `${missed.trades} trades missed, expected ${this.#expected} to ${this.#expectedMax}`
  }
}

function describe(missed: Connection['missed']): string {
  return typeof missed === 'object' ? `${missed.trades} trades` : `${missed}`
}
