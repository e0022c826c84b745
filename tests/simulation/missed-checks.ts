import type { Connection } from '../../lib/stream/types.ts'
import type { ModelEpoch } from './plain-model.ts'

/** What a page is told that a lost connection cost it, against what it had and what came first (P2). */
export class MissedChecks {
  #epoch: ModelEpoch | undefined
  /** Another life of the server than before: nothing can be known. */
  #restarted = false
  #connected = 0
  /** Symbols whose first state has not come yet, with the number of trades that the page had. */
  readonly #awaited = new Map<string, number>()
  #expected = 0
  /** More than expected may be counted. */
  #atLeast = false

  /** A connection begins. `had`: by symbol that is watched and known, its number of trades; undefined: that cannot be told. */
  begin(epoch: ModelEpoch, had: ReadonlyMap<string, number> | undefined): void {
    this.#restarted = this.#epoch !== undefined && this.#epoch !== epoch
    this.#epoch = epoch
    this.#connected += 1
    this.#expected = 0
    this.#atLeast = had === undefined
    this.#awaited.clear()
    for (const [symbol, count] of had ?? []) this.#awaited.set(symbol, count)
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
    this.#expected += Math.max(0, count - had)
    // Behind what the page has: counted when it has caught up.
    if (count < had) this.#atLeast = true
  }

  /** What is wrong with what the page says; undefined: nothing. */
  difference({ missed }: Connection): string | undefined {
    if (this.#connected < 2 || this.#awaited.size > 0) return undefined
    if (this.#restarted) return missed === 'unknown' ? undefined : `${describe(missed)} missed, though the server had restarted`
    if (missed === undefined || missed === 'unknown') return `${describe(missed)} missed, expected ${this.#expected} trades`
    const right = this.#atLeast ? missed.trades >= this.#expected : missed.trades === this.#expected
    return right ? undefined : `${missed.trades} trades missed, expected ${this.#expected}`
  }
}

function describe(missed: Connection['missed']): string {
  return typeof missed === 'object' ? `${missed.trades} trades` : `${missed}`
}
