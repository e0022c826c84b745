import type { BitReader } from './bit-reader.ts'
import type { BitWriter } from './bit-writer.ts'

/**
 * Whole numbers of 0 to 2^53 - 1 in few bits when they are about `k` bits long ([N1]): numbers below 2^k are a zero and k
 * bits; a longer one of n bits is n - k ones, a zero, and its n - 1 bits below the leading one.
 */

/** The longest number takes 53 ones, a zero and 52 bits. */
export const numberBytesMax = 14

export function bitLength(value: number): number {
  return value < 4294967296 ? 32 - Math.clz32(value) : 64 - Math.clz32(Math.floor(value / 4294967296))
}

/** Bits that writeNumber takes. */
export function numberBits(value: number, k: number): number {
  const length = bitLength(value)
  return length <= k ? 1 + k : 2 * length - k
}

export function writeNumber(writer: BitWriter, value: number, k: number): void {
  const length = bitLength(value)
  if (length <= k) {
    writer.bits(0, 1)
    writer.wideBits(value, k)
    return
  }
  const ones = length - k
  if (ones > 20) {
    writer.wideBits(2 ** ones - 1, ones)
    writer.bits(0, 1)
  } else {
    writer.bits(2 ** (ones + 1) - 2, ones + 1)
  }
  writer.wideBits(value - 2 ** (length - 1), length - 1)
}

export function readNumber(reader: BitReader, k: number): number {
  const ones = reader.ones(53 - k)
  if (ones === 0) return reader.wideBits(k)
  const bits = k + ones - 1
  return 2 ** bits + reader.wideBits(bits)
}

/**
 * The state of an adaptive number is 8 times the running mean of the lengths seen ([N2]); k follows from it. Both sides
 * learn it from the numbers themselves.
 */
export function adaptiveK(state: number): number {
  return Math.max(0, (state >>> 3) - 1)
}

export function adapted(state: number, value: number): number {
  return state - (state >>> 3) + bitLength(value)
}

export function writeAdaptive(writer: BitWriter, states: Uint16Array, index: number, value: number): void {
  const state = states[index] as number
  writeNumber(writer, value, adaptiveK(state))
  states[index] = adapted(state, value)
}

export function readAdaptive(reader: BitReader, states: Uint16Array, index: number): number {
  const state = states[index] as number
  const value = readNumber(reader, adaptiveK(state))
  states[index] = adapted(state, value)
  return value
}

/** Magnitude, then one bit for the sign (1: negative) unless it is 0 ([N3]). */
export function writeSignedAdaptive(writer: BitWriter, states: Uint16Array, index: number, value: number): void {
  writeAdaptive(writer, states, index, Math.abs(value))
  if (value !== 0) writer.bits(value < 0 ? 1 : 0, 1)
}

export function readSignedAdaptive(reader: BitReader, states: Uint16Array, index: number): number {
  const magnitude = readAdaptive(reader, states, index)
  return magnitude !== 0 && reader.bits(1) === 1 ? -magnitude : magnitude
}

export function writeSigned(writer: BitWriter, value: number, k: number): void {
  writeNumber(writer, Math.abs(value), k)
  if (value !== 0) writer.bits(value < 0 ? 1 : 0, 1)
}

export function readSigned(reader: BitReader, k: number): number {
  const magnitude = readNumber(reader, k)
  return magnitude !== 0 && reader.bits(1) === 1 ? -magnitude : magnitude
}
