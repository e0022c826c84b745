import { BitWriter } from './bit-writer.ts'
import { frameHeaderBytesMax, frameKinds, writeTickHeader } from './frame-header.ts'
import { bitLength, numberBits, writeNumber } from './number-code.ts'
import { recordPrefixBytes } from './record.ts'

/** The records of one flush, each encoded once (record.ts); `starts` and `ends` by instrument, in bytes. */
export interface EncodedRecords {
  readonly bytes: Uint8Array
  readonly starts: Int32Array
  readonly ends: Int32Array
}

/** Of the number of changed slots, less 1, in a frame that lists them. */
export const slotCountK = 0

/** Of the gaps between changed slots ([F6]). */
export function gapK(memberCount: number, slotCount: number): number {
  return Math.max(0, bitLength(Math.floor(memberCount / slotCount)) - 1)
}

// Pure: a browser, which only decodes, does not carry the encoder.
const gapWriter = /* @__PURE__ */ new BitWriter(1024)

/** Room for a tick frame: `recordBytes` is what its records add up to. */
export function tickFrameBytesMax(memberCount: number, slotCount: number, recordBytes: number): number {
  return frameHeaderBytesMax + ((memberCount + 7) >>> 3) + recordBytes + slotCount
}

/**
 * Joins a tick frame from records that were encoded before; allocates nothing and returns the offset behind it. `slots` has
 * the changed slots, ascending, in its first `slotCount` places; `instruments` maps each slot to its instrument in `records`.
 */
export function writeTickFrame(
  target: Uint8Array,
  offset: number,
  tier: number,
  sequence: number,
  steps: number,
  memberCount: number,
  slots: Int32Array,
  slotCount: number,
  instruments: Int32Array,
  records: EncodedRecords,
): number {
  const gaps = gapsAreShorter(memberCount, slots, slotCount)
  let position = writeTickHeader(target, offset, tier, gaps ? frameKinds.tickGaps : frameKinds.tickBitmap, sequence, steps)
  const slotBits = gaps
    ? writeGaps(target, position, memberCount, slots, slotCount)
    : writeBitmap(target, position, memberCount, slots, slotCount)
  position += slotBits >>> 3
  // Bits of the byte at `position` that are written already, and how many.
  let filled = slotBits & 7
  let partial = filled > 0 ? (target[position] as number) : 0
  const { bytes, starts } = records
  for (let index = 0; index < slotCount; index++) {
    const start = starts[instruments[slots[index] as number] as number] as number
    let bits = ((bytes[start] as number) << 8) | (bytes[start + 1] as number)
    let from = start + recordPrefixBytes
    for (; bits >= 8; bits -= 8) {
      const byte = bytes[from++] as number
      target[position++] = partial | (byte >>> filled)
      partial = (byte << (8 - filled)) & 255
    }
    if (bits === 0) continue
    const byte = bytes[from] as number
    partial |= byte >>> filled
    filled += bits
    if (filled < 8) continue
    target[position++] = partial
    filled -= 8
    partial = (byte << (bits - filled)) & 255
  }
  if (filled > 0) target[position++] = partial
  return position
}

function gapsAreShorter(memberCount: number, slots: Int32Array, slotCount: number): boolean {
  if (slotCount === 0 || slotCount * 2 > memberCount) return false
  const k = gapK(memberCount, slotCount)
  let bits = numberBits(slotCount - 1, slotCountK)
  let next = 0
  for (let index = 0; index < slotCount && bits < memberCount; index++) {
    const slot = slots[index] as number
    bits += numberBits(slot - next, k)
    next = slot + 1
  }
  return bits < memberCount
}

/** One bit per member, slot 0 first. Returns their number. */
function writeBitmap(target: Uint8Array, offset: number, memberCount: number, slots: Int32Array, slotCount: number): number {
  target.fill(0, offset, offset + ((memberCount + 7) >>> 3))
  for (let index = 0; index < slotCount; index++) {
    const slot = slots[index] as number
    const at = offset + (slot >>> 3)
    target[at] = (target[at] as number) | (128 >>> (slot & 7))
  }
  return memberCount
}

/** Returns the number of bits. */
function writeGaps(target: Uint8Array, offset: number, memberCount: number, slots: Int32Array, slotCount: number): number {
  const k = gapK(memberCount, slotCount)
  gapWriter.clear()
  gapWriter.reserve((memberCount >>> 3) + 16)
  writeNumber(gapWriter, slotCount - 1, slotCountK)
  let next = 0
  for (let index = 0; index < slotCount; index++) {
    const slot = slots[index] as number
    writeNumber(gapWriter, slot - next, k)
    next = slot + 1
  }
  const bits = gapWriter.bitLength
  gapWriter.align()
  for (let index = 0; index < gapWriter.length; index++) target[offset + index] = gapWriter.bytes[index] as number
  return bits
}
