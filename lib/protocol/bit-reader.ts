import { ProtocolError } from './protocol-error.ts'

/** Reads what BitWriter wrote. Checks bounds: throws ProtocolError `truncated` instead of reading past the end. */
export class BitReader {
  private bytes: Uint8Array = new Uint8Array(0)
  private bitLength = 0
  private bit = 0

  /** Starts over on these bytes, which are not copied. */
  reset(bytes: Uint8Array): void {
    this.bytes = bytes
    this.bitLength = bytes.length * 8
    this.bit = 0
  }

  /** What is being read. */
  get source(): Uint8Array {
    return this.bytes
  }

  /** Bits read. */
  get bitPosition(): number {
    return this.bit
  }

  /** Goes on at a bit of it. */
  seek(bitPosition: number): void {
    this.bit = bitPosition
  }

  /** Bytes not begun yet. */
  get bytesLeft(): number {
    return (this.bitLength - this.bit) >>> 3
  }

  /** Bytes begun or read. */
  get position(): number {
    return (this.bit + 7) >>> 3
  }

  /** Up to 25 bits from the current position, the first of them in bit 31; zeros behind the end. */
  private window(): number {
    const { bytes } = this
    const at = this.bit >>> 3
    if (at + 4 <= bytes.length) {
      const word =
        ((bytes[at] as number) << 24) |
        ((bytes[at + 1] as number) << 16) |
        ((bytes[at + 2] as number) << 8) |
        (bytes[at + 3] as number)
      return word << (this.bit & 7)
    }
    let word = 0
    for (let index = 0; index < 4; index++) word = (word << 8) | (at + index < bytes.length ? (bytes[at + index] as number) : 0)
    return word << (this.bit & 7)
  }

  private advance(count: number): void {
    this.bit += count
    if (this.bit > this.bitLength) throw this.truncated()
  }

  private truncated(): ProtocolError {
    return new ProtocolError('truncated', `${this.bytes.length} bytes, expected at least ${this.position}`)
  }

  /** 0 to 24 bits. */
  bits(count: number): number {
    if (count === 0) return 0
    const value = this.window() >>> (32 - count)
    this.advance(count)
    return value
  }

  /** 0 to 53 bits. */
  wideBits(count: number): number {
    if (count <= 24) return this.bits(count)
    let value = count > 48 ? this.bits(count - 48) : 0
    value = value * 2 ** (Math.min(count, 48) - 24) + this.bits(Math.min(count, 48) - 24)
    return value * 2 ** 24 + this.bits(24)
  }

  /** Counts ones up to the first zero and takes them all. Throws `malformed` for more than `max`. */
  ones(max: number): number {
    let total = 0
    for (;;) {
      const run = Math.min(Math.clz32(~this.window()), 24)
      total += run
      if (total > max) throw new ProtocolError('malformed', `a prefix of more than ${max} ones at byte ${this.position}`)
      if (run < 24) {
        this.advance(run + 1)
        return total
      }
      this.advance(run)
    }
  }

  /** Skips to the next byte boundary; the skipped bits must be zero ([V2]). */
  align(): void {
    const rest = -this.bit & 7
    if (rest > 0 && this.bits(rest) !== 0) throw new ProtocolError('malformed', `padding is not zero at byte ${this.position}`)
  }

  /** On a byte boundary only. */
  byte(): number {
    return this.bits(8)
  }

  /** On a byte boundary only. */
  varint(): number {
    let value = 0
    let factor = 1
    for (let count = 0; count < 8; count++) {
      const byte = this.bits(8)
      value += (byte & 127) * factor
      if (byte < 128) {
        if (value > Number.MAX_SAFE_INTEGER || (byte === 0 && count > 0)) break
        return value
      }
      factor *= 128
    }
    throw new ProtocolError('malformed', `a varint of more than 53 bits or with a zero at its end at byte ${this.position}`)
  }
}
