import { ProtocolError } from './protocol-error.ts'
import { adaptationShift, directBitsMax, probabilityOne, rangeMin, rangeStart } from './range-writer.ts'

/** Reads what RangeWriter wrote. Zeros stand behind the end of the bytes; `finish` checks that none were needed. */
export class RangeReader {
  private bytes: Uint8Array = new Uint8Array(0)
  private position = 0
  private code = 0
  private range = rangeStart

  /** Throws ProtocolError for a beginning that no writer makes. */
  begin(bytes: Uint8Array, offset: number): void {
    this.bytes = bytes
    this.position = offset
    this.range = rangeStart
    this.code = 0
    for (let count = 0; count < 3; count++) this.code = (this.code << 8) | this.byte()
    if (this.code >= rangeStart) throw new ProtocolError('malformed', `a record beginning with ff ff ff at byte ${offset}`)
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

  /** The offset behind the last byte that belongs to what was read. Throws ProtocolError `truncated`. */
  finish(): number {
    let window = 0
    for (let index = 3; index > 0; index--) window = (window << 8) | this.byteAt(this.position - index)
    const low = (window - this.code) & 0xffffff
    let end = this.position
    for (let bits = 16; bits > 0; bits -= 8) {
      const up = (low + (1 << bits) - 1) >>> bits
      if ((up + 1) << bits > low + this.range) continue
      end = this.position - (bits >>> 3)
      break
    }
    if (end > this.bytes.length) throw new ProtocolError('truncated', `${this.bytes.length} bytes, expected at least ${end}`)
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

  private byteAt(position: number): number {
    return position < this.bytes.length ? (this.bytes[position] as number) : 0
  }
}
