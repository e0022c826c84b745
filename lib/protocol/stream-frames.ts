import type { BitWriter } from './bit-writer.ts'
import { frameByte, frameKinds } from './frame-header.ts'

/**
 * Begins a snapshot of a stream. Entries follow with `writeSnapshotEntry` and end with the frame. `gridTime` is the stream's
 * latest flush (grid-time.ts).
 */
export function beginSnapshot(writer: BitWriter, tier: number, sequence: number, gridTime: number, memberCount: number): void {
  writer.reserve(32)
  writer.byte(frameByte(tier, frameKinds.snapshot, 0))
  writer.byte(sequence % 256)
  writer.varint(sequence)
  writer.varint(gridTime)
  writer.varint(memberCount)
}

/**
 * Begins the entry of an instrument: its key record follows, by `encodeKey` or copied. Indexes ascend; `previous` is the one
 * before, -1 for the first.
 */
export function writeSnapshotEntry(writer: BitWriter, previous: number, instrument: number): void {
  writer.reserve(8)
  writer.varint(instrument - previous - 1)
}

/** The state check of a stream at a sequence. */
export function writeCheck(writer: BitWriter, tier: number, sequence: number, hash: number): void {
  writer.reserve(8)
  writer.byte(frameByte(tier, frameKinds.check, 0))
  writer.byte(sequence % 256)
  writer.bits(hash >>> 16, 16)
  writer.bits(hash & 0xffff, 16)
}
