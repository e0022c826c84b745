import { BitReader } from './bit-reader.ts'
import { DecoderStream } from './decoder-stream.ts'
import { expectFrameEnd, frameKinds, otherTier } from './frame-header.ts'
import { gridStepsOf, gridTimeMs, tierCount } from './grid-time.ts'
import { decodeKey } from './key-record.ts'
import { createMergedInterval } from './merged-interval.ts'
import { readNumber } from './number-code.ts'
import { ProtocolError } from './protocol-error.ts'
import { decodeDelta } from './record-decoder.ts'
import { gapK, slotCountK } from './tick-frame.ts'
import type { TopicReader } from './topic-frames.ts'

/** Arguments are reused by the next frame: take what you need. */
export interface StreamHandlers {
  /** The rows in `stream.changedRows` moved on. */
  onTick(stream: DecoderStream): void
  /** The rows in `stream.changedRows` were set. */
  onSnapshot(stream: DecoderStream): void
  /** The result of a state check; after `false` every row of the stream waits for a snapshot. */
  onCheck(stream: DecoderStream, equal: boolean): void
  /** A tick was skipped since frames before it were lost; once until the next snapshot. Ask for one with `ack.mismatched`. */
  onLost(stream: DecoderStream): void
}

/**
 * A viewer's side of the binary frames: keeps the state of every stream of one connection. Throws nothing but ProtocolError;
 * the stream of the frame then waits for a snapshot (`onLost` is not called).
 */
export class StreamDecoder {
  private readonly handlers: StreamHandlers
  private readonly topics: TopicReader | undefined
  private readonly streams: (DecoderStream | undefined)[] = []
  private readonly reader = new BitReader()
  private readonly interval = createMergedInterval()
  private slots = new Int32Array(16)

  /** Without `topics` frames of trades, bars and books are none that this viewer may get. */
  constructor(handlers: StreamHandlers, topics?: TopicReader) {
    this.handlers = handlers
    this.topics = topics
  }

  /** The members of a stream as `subscribed` messages give them ([R2]): instrument indexes in any order; none ends the stream. */
  setMembers(tier: number, instruments: readonly number[]): void {
    gridStepsOf(tier)
    if (instruments.length === 0) {
      this.streams[tier] = undefined
      return
    }
    const stream = this.streams[tier] ?? new DecoderStream(tier)
    this.streams[tier] = stream
    stream.setMembers([...new Set(instruments)].sort((a, b) => a - b))
  }

  stream(tier: number): DecoderStream | undefined {
    return this.streams[tier]
  }

  decode(bytes: Uint8Array): void {
    this.reader.reset(bytes)
    const header = this.reader.byte()
    const tier = header >>> 5
    const kind = (header >>> 3) & 3
    const steps = header & 7
    if (tier === otherTier) {
      this.decodeOther(kind, steps)
      return
    }
    const stream = this.streams[tier]
    if (stream === undefined) throw new ProtocolError('unknown_member', `no stream of tier ${tier}`)
    const sequenceLow = this.reader.byte()
    if (kind === frameKinds.check) {
      this.decodeCheck(stream, sequenceLow)
      return
    }
    let decoded = false
    try {
      if (kind === frameKinds.snapshot) this.decodeSnapshot(stream, sequenceLow)
      else if (!this.decodeTick(stream, kind, steps, sequenceLow)) return
      decoded = true
    } finally {
      if (!decoded) stream.forget()
    }
    if (kind === frameKinds.snapshot) this.handlers.onSnapshot(stream)
    else this.handlers.onTick(stream)
  }

  /** False when the tick could not be applied because frames before it were lost. */
  private decodeTick(stream: DecoderStream, kind: number, shortSteps: number, sequenceLow: number): boolean {
    const { reader } = this
    const steps = shortSteps === 0 ? reader.varint() : shortSteps
    stream.changedCount = 0
    if (stream.sequence < 0 || (stream.sequence + 1) % 256 !== sequenceLow) return this.lost(stream)
    stream.sequence += 1
    stream.gridTime += steps * gridStepsOf(stream.tier)
    stream.timeMs = gridTimeMs(stream.gridTime)
    if (this.slots.length < stream.memberCount) this.slots = new Int32Array(stream.memberCount * 2)
    const count = kind === frameKinds.tickGaps ? this.readGaps(stream) : this.readBitmap(stream)
    for (let index = 0; index < count; index++) {
      if (!this.decodeRecord(stream, this.slots[index] as number)) return this.lost(stream)
    }
    expectFrameEnd(reader)
    return true
  }

  private lost(stream: DecoderStream): false {
    stream.changedCount = 0
    if (!stream.lost) this.handlers.onLost(stream)
    return false
  }

  /** Changed slots into `slots`; returns how many. */
  private readGaps(stream: DecoderStream): number {
    const { reader } = this
    const count = readNumber(reader, slotCountK) + 1
    if (count > stream.memberCount) {
      throw new ProtocolError('malformed', `${count} changed slots of a stream with ${stream.memberCount} members`)
    }
    const k = gapK(stream.memberCount, count)
    let slot = -1
    for (let index = 0; index < count; index++) {
      slot += 1 + readNumber(reader, k)
      if (slot >= stream.memberCount) {
        throw new ProtocolError('unknown_member', `slot ${slot} of a stream with ${stream.memberCount} members`)
      }
      this.slots[index] = slot
    }
    return count
  }

  private readBitmap(stream: DecoderStream): number {
    let count = 0
    for (let slot = 0; slot < stream.memberCount; slot += 16) {
      const width = Math.min(16, stream.memberCount - slot)
      for (let bits = this.reader.bits(width) << (32 - width); bits !== 0; ) {
        const bit = Math.clz32(bits)
        this.slots[count++] = slot + bit
        bits &= ~(0x80000000 >>> bit)
      }
    }
    return count
  }

  private decodeRecord(stream: DecoderStream, slot: number): boolean {
    const row = stream.slotRows[slot] as number
    if (stream.known[row] === 0) return false
    decodeDelta(this.reader, stream.columns, row, stream.model, this.interval)
    stream.columns.receivedTimeMs[row] = stream.timeMs
    this.addChanged(stream, row)
    return true
  }

  private addChanged(stream: DecoderStream, row: number): void {
    const at = stream.changedCount++
    stream.changedRows[at] = row
    stream.changedTrades[at] = this.interval.trades
    stream.changedVolumeHigh[at] = this.interval.volumeHigh
    stream.changedVolumeLow[at] = this.interval.volumeLow
    stream.changedHigh[at] = this.interval.high
    stream.changedLow[at] = this.interval.low
  }

  private decodeSnapshot(stream: DecoderStream, sequenceLow: number): void {
    const { reader } = this
    const sequence = reader.varint()
    const gridTime = reader.varint()
    const memberCount = reader.varint()
    if (sequence % 256 !== sequenceLow) throw new ProtocolError('malformed', `sequence ${sequence} with low byte ${sequenceLow}`)
    if (memberCount !== stream.memberCount) {
      throw new ProtocolError('unknown_member', `a stream of ${memberCount} members, expected ${stream.memberCount}`)
    }
    stream.sequence = sequence
    stream.gridTime = gridTime
    stream.timeMs = gridTimeMs(gridTime)
    stream.lost = false
    stream.changedCount = 0
    let instrument = -1
    while (reader.bytesLeft > 0) {
      instrument += 1 + reader.varint()
      const row = stream.rowOf(instrument)
      if (row < 0)
        throw new ProtocolError('unknown_member', `instrument ${instrument} is not in the stream of tier ${stream.tier}`)
      decodeKey(reader, stream.columns, row, stream.model, stream.timeMs, this.interval)
      stream.known[row] = 1
      this.addChanged(stream, row)
    }
  }

  private decodeCheck(stream: DecoderStream, sequenceLow: number): void {
    const hash = this.reader.bits(16) * 65536 + this.reader.bits(16)
    expectFrameEnd(this.reader)
    const equal = stream.sequence % 256 === sequenceLow && stream.complete && stream.hash() === hash
    if (!equal) stream.forget()
    this.handlers.onCheck(stream, equal)
  }

  private decodeOther(kind: number, tier: number): void {
    if (tier >= tierCount) throw new ProtocolError('malformed', `tier ${tier}, expected 0 to ${tierCount - 1}`)
    if (this.topics === undefined) throw new ProtocolError('malformed', `kind ${kind} of tier 7, which was not asked for`)
    this.topics.read(this.reader, kind, tier)
  }
}
