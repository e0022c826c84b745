import type { TierView } from '../../lib/protocol/conflation.ts'
import { gridTimeMs, tierGridSteps } from '../../lib/protocol/grid-time.ts'
import { type EncodedRecords, tickFrameBytesMax, writeTickFrame } from '../../lib/protocol/tick-frame.ts'
import type { Cohort } from './cohort.ts'
import type { FrameSlab } from './frame-slab.ts'
import { binaryFrame, frameHeaderBytes, frameHeaderBytesMax, textFrame, writeFrameHeader } from './websocket-frame.ts'

const comma = 44
const closingBracket = 93
const closingBrace = 125

/** Builds the tick of a cohort out of the records of a flush. Nothing is allocated but the view of the frame. */
export class TickFrames {
  readonly #slab: FrameSlab
  /** Changed slots of the cohort that was collected last. */
  slots = new Int32Array(64)
  slotCount = 0
  #recordBytes = 0
  /** Where the payload of the frame built last begins in it. */
  payloadStart = 0

  constructor(slab: FrameSlab) {
    this.#slab = slab
  }

  /** Finds the cohort's changed slots; returns how many. */
  collect(members: Int32Array, records: EncodedRecords): number {
    if (this.slots.length < members.length) this.slots = new Int32Array(members.length * 2)
    const { slots } = this
    const { starts, ends } = records
    let count = 0
    let bytes = 0
    for (let slot = 0; slot < members.length; slot++) {
      const id = members[slot] as number
      const start = starts[id] as number
      if (start < 0) continue
      slots[count] = slot
      count += 1
      bytes += (ends[id] as number) - start
    }
    this.slotCount = count
    this.#recordBytes = bytes
    return count
  }

  /** The WebSocket frame of what was collected; `steps`: flush intervals since the cohort's previous frame. */
  build(cohort: Cohort, tier: TierView, steps: number): Buffer {
    return cohort.encoding === 'binary' ? this.#binary(cohort, tier, steps) : this.#json(cohort, tier)
  }

  #binary(cohort: Cohort, tier: TierView, steps: number): Buffer {
    const { members } = cohort
    const payloadMax = tickFrameBytesMax(members.length, this.slotCount, this.#recordBytes)
    this.#slab.reserve(payloadMax + frameHeaderBytesMax)
    const { buffer, offset } = this.#slab
    const payloadStart = offset + (payloadMax < 65_536 ? 4 : 10)
    const end = writeTickFrame(
      buffer,
      payloadStart,
      tier.index,
      cohort.sequence,
      steps,
      members.length,
      this.slots,
      this.slotCount,
      members,
      tier.binary,
    )
    return this.#take(payloadStart, end, binaryFrame)
  }

  #json(cohort: Cohort, tier: TierView): Buffer {
    const timeMs = gridTimeMs(tier.flushIndex * (tierGridSteps[tier.index] as number))
    const head = `{"type":"tick","rate":${tier.hz},"sequence":${cohort.sequence},"timeMs":${timeMs},"quotes":[`
    const payloadBytes = head.length + this.#recordBytes + this.slotCount + 1
    this.#slab.reserve(payloadBytes + frameHeaderBytesMax)
    const { buffer, offset } = this.#slab
    const payloadStart = offset + frameHeaderBytes(payloadBytes)
    let position = payloadStart + buffer.write(head, payloadStart, 'latin1')
    const { bytes, starts, ends } = tier.json
    for (let index = 0; index < this.slotCount; index++) {
      const id = cohort.members[this.slots[index] as number] as number
      const start = starts[id] as number
      const end = ends[id] as number
      for (let from = start; from < end; from++) buffer[position++] = bytes[from] as number
      buffer[position++] = comma
    }
    buffer[position - 1] = closingBracket
    buffer[position++] = closingBrace
    return this.#take(payloadStart, position, textFrame)
  }

  #take(payloadStart: number, end: number, opcode: number): Buffer {
    const start = writeFrameHeader(this.#slab.buffer, payloadStart, end - payloadStart, opcode)
    this.payloadStart = payloadStart - start
    return this.#slab.take(start, end)
  }
}
