import type { BitReader } from './bit-reader.ts'
import { ProtocolError } from './protocol-error.ts'
import { writeVarint } from './varint.ts'

/** Byte 0 of every binary frame: tier (bits 7-5), kind (bits 4-3), steps (bits 2-0). See SPEC.md section 3. */
export const frameKinds = { tickBitmap: 0, tickGaps: 1, snapshot: 2, check: 3 } as const

/** In the tier bits: not of a stream. The kind bits then name the content, the steps bits the tier. */
export const otherTier = 7
export const otherKinds = { trades: 0, bars: 1, book: 2 } as const

export const frameHeaderBytesMax = 10

export function frameByte(tier: number, kind: number, steps: number): number {
  return (tier << 5) | (kind << 3) | steps
}

/**
 * Header of a tick: tier, kind, low bits of the sequence, flush intervals since the stream's previous frame (1 or more).
 * Returns the offset behind it.
 */
export function writeTickHeader(
  target: Uint8Array,
  offset: number,
  tier: number,
  kind: number,
  sequence: number,
  steps: number,
): number {
  const short = steps >= 1 && steps <= 7
  target[offset] = frameByte(tier, kind, short ? steps : 0)
  target[offset + 1] = sequence % 256
  return short ? offset + 2 : writeVarint(target, offset + 2, steps)
}

/** Throws ProtocolError when a frame has more bytes than what it holds. */
export function expectFrameEnd(reader: BitReader): void {
  reader.align()
  if (reader.bytesLeft > 0) throw new ProtocolError('malformed', `${reader.bytesLeft} bytes left over`)
}
