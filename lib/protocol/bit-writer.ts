import { writeVarint } from './varint.ts'

/**
 * Appends bits, most significant first, to a byte array that grows. Call `reserve` with the worst case once; everything
 * after it writes unchecked.
 */
export class BitWriter {
  bytes: Uint8Array
  /** Whole bytes written; what `align` has not completed yet is not counted. */
  length = 0
  private pending = 0
  private pendingBits = 0

  constructor(capacity = 1024) {
    this.bytes = new Uint8Array(capacity)
  }

  get bitLength(): number {
    return this.length * 8 + this.pendingBits
  }

  clear(): void {
    this.length = 0
    this.pending = 0
    this.pendingBits = 0
  }

  /** Makes room for this many more bytes. May replace `bytes`. */
  reserve(byteCount: number): void {
    const needed = this.length + byteCount + 4
    if (needed <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2))
    grown.set(this.bytes.subarray(0, this.length))
    this.bytes = grown
  }

  /** The low `count` bits of a value below 2^24; count 0 to 24. */
  bits(value: number, count: number): void {
    const pending = (this.pending << count) | value
    let bits = this.pendingBits + count
    while (bits >= 8) {
      bits -= 8
      this.bytes[this.length++] = pending >>> bits
    }
    this.pending = pending & ((1 << bits) - 1)
    this.pendingBits = bits
  }

  /** A value below 2^53 in `count` bits, 0 to 53. */
  wideBits(value: number, count: number): void {
    if (count <= 24) {
      this.bits(value, count)
      return
    }
    if (count > 48) this.bits(Math.floor(value / 2 ** 48), count - 48)
    const low = count > 48 ? value % 2 ** 48 : value
    this.bits(Math.floor(low / 2 ** 24), Math.min(count, 48) - 24)
    this.bits(low % 2 ** 24, 24)
  }

  /** Completes the last byte with zeros. */
  align(): void {
    if (this.pendingBits > 0) this.bits(0, 8 - this.pendingBits)
  }

  /** On a byte boundary only. */
  byte(value: number): void {
    this.bytes[this.length++] = value
  }

  /** On a byte boundary only. */
  varint(value: number): void {
    this.length = writeVarint(this.bytes, this.length, value)
  }

  /** On a byte boundary only; reserves for itself. */
  copy(source: Uint8Array, start: number, end: number): void {
    this.reserve(end - start)
    for (let index = start; index < end; index++) this.bytes[this.length++] = source[index] as number
  }

  /** What was written, a copy. */
  toBytes(): Uint8Array {
    return this.bytes.slice(0, this.length)
  }
}
