import { hashNormal } from './random.ts'

/**
 * A random path as a pure function of absolute time: a sum of octaves, each a straight line between random lattice values,
 * four times longer and twice as high as the one before. Sampled at any scale it looks like Brownian motion, yet any
 * moment can be asked for at once. So history, live prices and a restarted server agree without storing anything (P8).
 *
 * Volatility clusters: each lattice value is scaled by a slow path of its own.
 */
export class NoiseTrack {
  readonly #seed: number
  readonly #stream: number
  readonly #left = new Float64Array(octaves)
  readonly #right = new Float64Array(octaves)
  readonly #cell = new Float64Array(octaves).fill(Number.NaN)

  /** `stream`: below 2^20, tells tracks of one seed apart. */
  constructor(seed: number, stream: number) {
    this.#seed = seed
    this.#stream = stream
  }

  /** Mean 0; the difference over a year has variance of about 1. Cheapest when times are close to the one asked before. */
  at(timeMs: number): number {
    let sum = 0
    for (let octave = 0; octave < octaves; octave++) {
      const position = timeMs / (lengthsMs[octave] as number)
      const cell = Math.floor(position)
      if (cell !== this.#cell[octave]) this.#enter(octave, cell)
      const left = this.#left[octave] as number
      sum += left + ((this.#right[octave] as number) - left) * (position - cell)
    }
    return sum
  }

  #enter(octave: number, cell: number): void {
    this.#left[octave] =
      cell === (this.#cell[octave] as number) + 1 ? (this.#right[octave] as number) : this.#lattice(octave, cell)
    this.#right[octave] = this.#lattice(octave, cell + 1)
    this.#cell[octave] = cell
  }

  #lattice(octave: number, cell: number): number {
    const z = hashNormal(this.#seed, this.#stream * 64 + octave, cell | 0)
    return z * (heights[octave] as number) * this.#volatility(cell * (lengthsMs[octave] as number))
  }

  /** Around 1: quiet hours at 0.5, wild ones at 2 and more. */
  #volatility(timeMs: number): number {
    let sum = 0
    for (let octave = 0; octave < volatilityLengthsMs.length; octave++) {
      const position = timeMs / (volatilityLengthsMs[octave] as number)
      const cell = Math.floor(position)
      const left = hashNormal(this.#seed, this.#stream * 64 + 32 + octave, cell | 0)
      const right = hashNormal(this.#seed, this.#stream * 64 + 32 + octave, (cell + 1) | 0)
      sum += left + (right - left) * (position - cell)
    }
    return Math.exp(volatilityHeight * sum - volatilityMean)
  }
}

const finestMs = 250
/** 250 ms to 48 days: prices stay near those that people know, however long the demo runs. */
const octaves = 13
const yearMs = 365.25 * 86_400_000
const lengthsMs = Float64Array.from({ length: octaves }, (_, octave) => finestMs * 4 ** octave)
/** 0.615 makes the differences over one minute to one day those of Brownian motion, within a fifth (noise-track.test.ts). */
const heights = lengthsMs.map((lengthMs) => 0.615 * Math.sqrt(lengthMs / yearMs))
/** 4 minutes, 1 hour, 17 hours, 11 days. */
const volatilityLengthsMs = Float64Array.from([0, 1, 2, 3], (octave) => 240_000 * 16 ** octave)
const volatilityHeight = 0.3
/** Of exp(height * sum): keeps the mean square at 1. The variance of interpolated noise is two thirds. */
const volatilityMean = volatilityHeight ** 2 * volatilityLengthsMs.length * (2 / 3)
