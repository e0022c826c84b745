/**
 * Randomness of the simulated market. Everything is 32-bit integer arithmetic until the last step, so that a seed gives the
 * same stream on every machine. Math.log, exp and cos are V8's own port of fdlibm: the same bits everywhere, too.
 */

/** Mixes three words into 32 well-spread bits (the finaliser of MurmurHash3). */
export function hash32(a: number, b: number, c: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b)
  h = Math.imul((h ^ (h >>> 15)) + b, 0xc2b2ae35)
  h = Math.imul((h ^ (h >>> 13)) + c, 0x27d4eb2f)
  h ^= h >>> 16
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  return h >>> 0
}

/** 0 up to, not including, 1. */
export function hashUnit(a: number, b: number, c: number): number {
  return hash32(a, b, c) / 0x1_0000_0000
}

/** Nearly normal, mean 0, variance 1, within ±5.2: three thirds of a hash, which is all that lattice noise needs. */
export function hashNormal(a: number, b: number, c: number): number {
  const h = hash32(a, b, c)
  const sum = (h & 1023) + ((h >>> 10) & 1023) + ((h >>> 20) & 1023)
  const z = (sum - 1534.5) / 512
  // Markets have fatter tails than sums of uniforms: the outer parts are stretched, the variance kept.
  return z * (0.72 + 0.13 * z * z)
}

/** A sequence of random numbers: sfc32 (Chris Doty-Humphrey, public domain), 128 bits of state. */
export class Random {
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor(seed: number, stream: number) {
    this.#a = hash32(seed, stream, 1)
    this.#b = hash32(seed, stream, 2)
    this.#c = hash32(seed, stream, 3)
    for (let round = 0; round < 12; round++) this.unit()
  }

  /** 0 up to, not including, 1. */
  unit(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return (sum >>> 0) / 0x1_0000_0000
  }

  /** 0 up to, not including, `count`. */
  below(count: number): number {
    return Math.floor(this.unit() * count)
  }

  chance(probability: number): boolean {
    return this.unit() < probability
  }

  /** Waiting time of a Poisson process with this mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.unit())
  }

  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.unit()))
    return radius * Math.cos(2 * Math.PI * this.unit())
  }

  /** 1, 2, 3 ...: goes on with this probability each time. */
  geometric(goOn: number, max: number): number {
    let count = 1
    while (count < max && this.unit() < goOn) count += 1
    return count
  }
}
