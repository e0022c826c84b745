/**
 * A binary arithmetic coder (a range coder): a decision costs what its probability says, fractions of a bit included
 * ([A1] to [A4]). Everything stays below 2^30, so that engines keep it in small integers.
 */
export const rangeStart = 0xffffff
export const rangeMin = 0x10000

/** Probabilities are those of a zero in 4096ths; each decision moves its own by a sixteenth of the way. */
export const probabilityOne = 4096
export const adaptationShift = 4

/** Bits that are taken from the range at once: at least 2^8 stays of it. */
export const directBitsMax = 8

/** Whether a multiple of 2^shift and all that begins like it lie between low and low + range. */
export function fits(low: number, range: number, shift: number): boolean {
  const up = (low + (1 << shift) - 1) >>> shift
  return (up + 1) << shift <= low + range
}

export class RangeWriter {
  private bytes: Uint8Array = new Uint8Array(0)
  private start = 0
  private position = 0
  private low = 0
  private range = rangeStart

  /** Writes from `offset` on; the caller has made sure of the room. */
  begin(bytes: Uint8Array, offset: number): void {
    this.bytes = bytes
    this.start = offset
    this.position = offset
    this.low = 0
    this.range = rangeStart
  }

  /** One decision with the adaptive probability `contexts[index]`. */
  bit(contexts: Uint16Array, index: number, bit: boolean): void {
    const zero = contexts[index] as number
    const bound = Math.imul(this.range >>> 4, zero) >>> 8
    if (bit) {
      this.add(bound)
      this.range -= bound
      contexts[index] = zero - (zero >>> adaptationShift)
    } else {
      this.range = bound
      contexts[index] = zero + ((probabilityOne - zero) >>> adaptationShift)
    }
    if (this.range < rangeMin) this.shift()
  }

  /** The low `count` bits of a value below 2^53, each as likely 0 as 1. */
  direct(value: number, count: number): void {
    let rest = count
    while (rest > 0) {
      const taken = Math.min(rest, directBitsMax)
      rest -= taken
      const high = rest < 32 && value < 4294967296 ? value >>> rest : Math.floor(value / 2 ** rest)
      this.range >>>= taken
      this.add((high & ((1 << taken) - 1)) * this.range)
      if (this.range < rangeMin) this.shift()
    }
  }

  /**
   * Ends with the fewest bits that decode the same whatever follows them ([A4]); the rest of the last byte is zeros. Returns
   * the number of bits from `begin` on.
   */
  finish(): number {
    let bits = 1
    while (!fits(this.low, this.range, 24 - bits)) bits += 1
    const unit = 2 ** (24 - bits)
    this.add(Math.ceil(this.low / unit) * unit - this.low)
    const total = (this.position - this.start) * 8 + bits
    for (let shift = 16; shift > 16 - bits; shift -= 8) this.bytes[this.position++] = (this.low >>> shift) & 255
    return total
  }

  private add(value: number): void {
    this.low += value
    if (this.low <= 0xffffff) return
    this.low &= 0xffffff
    // The carry ends within the record: its value as a fraction stays below 1.
    for (let index = this.position - 1; ; index--) {
      const sum = (this.bytes[index] as number) + 1
      this.bytes[index] = sum
      if (sum < 256) return
    }
  }

  private shift(): void {
    while (this.range < rangeMin) {
      this.bytes[this.position++] = this.low >>> 16
      this.low = (this.low & 0xffff) << 8
      this.range <<= 8
    }
  }
}
