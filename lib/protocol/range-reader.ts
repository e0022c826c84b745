import { ProtocolError } from './protocol-error.ts'
import { adaptationShift, directBitsMax, fits, probabilityOne, rangeMin, rangeStart } from './range-writer.ts'

/** Reads what RangeWriter wrote. Zeros stand behind the end of the bytes; `finish` checks that none were needed. */
export class RangeReader {
  private bytes: Uint8Array = new Uint8Array(0)
  /** Of the next byte to take, in bytes; the bits of it that belong to what came before. */
  private position = 0
  private skew = 0
  private code = 0
  private range = rangeStart

  /** Throws ProtocolError for a beginning that no writer makes. */
  begin(bytes: Uint8Array, bitOffset: number): void {
    this.bytes = bytes
    this.position = bitOffset >>> 3
    this.skew = bitOffset & 7
    this.range = rangeStart
    this.code = 0
    for (let count = 0; count < 3; count++) this.code = (this.code << 8) | this.byte()
    if (this.code >= rangeStart) throw new ProtocolError('malformed', `a record beginning with ff ff ff at bit ${bitOffset}`)
  }

  bit(contexts: Uint16Array, index: number): boolean {
    const zero = contexts[index] as number
    const bound = Math.imul(this.range >>> 4, zero) >>> 8
    const bit = this.code >= bound
    if (bit) {
      this.code -= bound
      this.range -= bound
      contexts[index] = zero - (zero >>> adaptationShift)
    } else {
      this.range = bound
      contexts[index] = zero + ((probabilityOne - zero) >>> adaptationShift)
    }
    if (this.range < rangeMin) this.shift()
    return bit
  }

  /** A value of `count` bits, at most 53. Throws ProtocolError for one that no writer makes. */
  direct(count: number): number {
    let value = 0
    let rest = count
    while (rest > 0) {
      const taken = Math.min(rest, directBitsMax)
      rest -= taken
      this.range >>>= taken
      const part = (this.code / this.range) | 0
      if (part >= 1 << taken) throw new ProtocolError('malformed', `direct bits out of range at byte ${this.position}`)
      this.code -= part * this.range
      if (this.range < rangeMin) this.shift()
      value = value * (1 << taken) + part
    }
    return value
  }

  /** The bit behind the last that belongs to what was read. Throws ProtocolError `truncated`. */
  finish(): number {
    let window = 0
    for (let index = 3; index > 0; index--) window = (window << 8) | this.byteAt(this.position - index)
    const low = (window - this.code) & 0xffffff
    let bits = 1
    while (!fits(low, this.range, 24 - bits)) bits += 1
    const end = (this.position - 3) * 8 + this.skew + bits
    if (end > this.bytes.length * 8) {
      throw new ProtocolError('truncated', `${this.bytes.length} bytes, expected at least ${Math.ceil(end / 8)}`)
    }
    return end
  }

  private shift(): void {
    while (this.range < rangeMin) {
      this.code = (this.code << 8) | this.byte()
      this.range <<= 8
    }
  }

  private byte(): number {
    return this.byteAt(this.position++)
  }

  /** Eight bits from a position on. */
  private byteAt(position: number): number {
    const { bytes, skew } = this
    if (position + 1 < bytes.length) {
      return ((((bytes[position] as number) << 8) | (bytes[position + 1] as number)) >>> (8 - skew)) & 255
    }
    return position < bytes.length ? ((bytes[position] as number) << skew) & 255 : 0
  }
}
