import { frameHeaderBytesMax, frameKinds, writeTickHeader } from './frame-header.ts'
import { varintBytesMax, varintSize, writeVarint } from './varint.ts'

/** The records of one flush, each encoded once; `starts` and `ends` by instrument. */
export interface EncodedRecords {
  readonly bytes: Uint8Array
  readonly starts: Int32Array
  readonly ends: Int32Array
}

/** Room for a tick frame: `recordBytes` is what its records add up to. */
export function tickFrameBytesMax(memberCount: number, slotCount: number, recordBytes: number): number {
  return frameHeaderBytesMax + Math.max((memberCount + 7) >>> 3, slotCount * varintBytesMax) + recordBytes
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
  const bitmapBytes = (memberCount + 7) >>> 3
  const gaps = slotGapsBytes(slots, slotCount, bitmapBytes) < bitmapBytes
  let position = writeTickHeader(target, offset, tier, gaps ? frameKinds.tickGaps : frameKinds.tickBitmap, sequence, steps)
  if (!gaps) position = writeSlotBitmap(target, position, memberCount, slots, slotCount)
  let next = 0
  for (let index = 0; index < slotCount; index++) {
    const slot = slots[index] as number
    if (gaps) position = writeVarint(target, position, slot - next)
    next = slot + 1
    const instrument = instruments[slot] as number
    const end = records.ends[instrument] as number
    for (let from = records.starts[instrument] as number; from < end; from++) target[position++] = records.bytes[from] as number
  }
  return position
}

/** Bytes that the changed slots take as gaps; stops counting at `limit`. */
export function slotGapsBytes(slots: Int32Array, slotCount: number, limit: number): number {
  if (slotCount >= limit) return limit
  let size = 0
  let next = 0
  for (let index = 0; index < slotCount && size < limit; index++) {
    const slot = slots[index] as number
    size += varintSize(slot - next)
    next = slot + 1
  }
  return size
}

/** One bit per member, slot 0 in the top bit of the first byte. Returns the offset behind it. */
export function writeSlotBitmap(
  target: Uint8Array,
  offset: number,
  memberCount: number,
  slots: Int32Array,
  slotCount: number,
): number {
  const end = offset + ((memberCount + 7) >>> 3)
  target.fill(0, offset, end)
  for (let index = 0; index < slotCount; index++) {
    const slot = slots[index] as number
    const at = offset + (slot >>> 3)
    target[at] = (target[at] as number) | (128 >>> (slot & 7))
  }
  return end
}
