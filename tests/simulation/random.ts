import { seededRandom } from '../../lib/protocol/random-market.ts'

/** Everything random in a simulation: a pure function of its seed. */
export class Random {
  readonly #unit: () => number

  constructor(seed: number) {
    this.#unit = seededRandom(seed)
  }

  /** In [0, 1). */
  readonly unit = (): number => this.#unit()

  /** A whole number in [0, end). */
  below(end: number): number {
    return Math.floor(this.#unit() * end)
  }

  /** A whole number in [from, to]. */
  between(from: number, to: number): number {
    return from + this.below(to - from + 1)
  }

  chance(probability: number): boolean {
    return this.#unit() < probability
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[this.below(list.length)]
    if (picked === undefined) throw new RangeError('Cannot pick from an empty list')
    return picked
  }

  /** Another source, so that what one part draws does not move what another one gets. */
  fork(): Random {
    return new Random(this.below(2 ** 31))
  }
}
