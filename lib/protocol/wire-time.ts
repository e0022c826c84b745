import type { BitReader } from './bit-reader.ts'
import type { BitWriter } from './bit-writer.ts'
import { readSigned, writeSigned } from './number-code.ts'

/**
 * A time as one bit for "known", one for microseconds instead of milliseconds, and the signed difference to the frame's
 * time in that unit ([T3]). Finer fractions than a microsecond do not travel.
 */
export function writeTime(writer: BitWriter, timeMs: number, frameTimeMs: number): void {
  writer.bits(timeMs === 0 ? 0 : 1, 1)
  if (timeMs === 0) return
  const micro = !Number.isInteger(timeMs)
  writer.bits(micro ? 1 : 0, 1)
  writeSigned(writer, micro ? Math.round(timeMs * 1000) - frameTimeMs * 1000 : timeMs - frameTimeMs, 10)
}

export function readTime(reader: BitReader, frameTimeMs: number): number {
  if (reader.bits(1) === 0) return 0
  return reader.bits(1) === 1 ? (frameTimeMs * 1000 + readSigned(reader, 10)) / 1000 : frameTimeMs + readSigned(reader, 10)
}
