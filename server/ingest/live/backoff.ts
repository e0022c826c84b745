/** Waits between attempts to connect: doubling, spread at random so that many servers do not come back at once. */
export class Backoff {
  readonly #baseMs: number
  readonly #capMs: number
  readonly #random: () => number
  #failures = 0

  constructor(baseMs: number, capMs: number, random: () => number) {
    this.#baseMs = baseMs
    this.#capMs = capMs
    this.#random = random
  }

  /** How long to wait after one more failure: between half and all of base * 2^failures, at most the cap. */
  next(): number {
    const ceiling = Math.min(this.#capMs, this.#baseMs * 2 ** Math.min(this.#failures, 30))
    this.#failures += 1
    return ceiling * (0.5 + 0.5 * this.#random())
  }

  /** Data flows: the next failure is the first again. */
  succeeded(): void {
    this.#failures = 0
  }
}
