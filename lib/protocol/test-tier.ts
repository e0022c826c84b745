import { createQuoteColumns } from '../market/quote-columns.ts'
import { BitWriter } from './bit-writer.ts'
import { gridTimeAt, gridTimeMs } from './grid-time.ts'
import { encodeKey } from './key-record.ts'
import type { MergedInterval } from './merged-interval.ts'
import { RandomMarket } from './random-market.ts'
import { encodeDelta } from './record.ts'
import { createRecordModel } from './record-model.ts'
import { combineHash, hashRow, streamHashSeed } from './state-hash.ts'
import { beginSnapshot, writeCheck, writeSnapshotEntry } from './stream-frames.ts'
import { tickFrameBytesMax, writeTickFrame } from './tick-frame.ts'

const tier = 4

/** For tests: a server's tier of 10 Hz in a few lines, one baseline and one cohort, over a random market. */
export class TestTier {
  readonly market: RandomMarket
  readonly base
  readonly model
  readonly writer = new BitWriter()
  readonly members: Int32Array
  readonly touched = new Set<number>()
  sequence = 254
  gridTime = gridTimeAt(1_723_161_600_000)

  constructor(members: readonly number[], seed: number) {
    const capacity = Math.max(...members) + 1
    this.market = new RandomMarket(createQuoteColumns(capacity), seed)
    this.base = createQuoteColumns(capacity)
    this.model = createRecordModel(capacity)
    this.members = Int32Array.from(members)
  }

  step(row: number): void {
    this.market.step(row)
    this.touched.add(row)
  }

  tick(steps = 1): Uint8Array {
    this.sequence += 1
    this.gridTime += 6 * steps
    const capacity = this.base.capacity
    const starts = new Int32Array(capacity)
    const ends = new Int32Array(capacity)
    const slots: number[] = []
    this.writer.clear()
    this.members.forEach((row, slot) => {
      if (!this.touched.has(row)) return
      starts[row] = this.writer.length
      const { high, low } = this.market
      encodeDelta(this.writer, this.market.columns, this.base, row, this.model, high[row] as number, low[row] as number)
      this.base.receivedTimeMs[row] = gridTimeMs(this.gridTime)
      ends[row] = this.writer.length
      slots.push(slot)
    })
    this.touched.clear()
    this.market.harvest()
    const records = { bytes: this.writer.bytes, starts, ends }
    const frame = new Uint8Array(tickFrameBytesMax(this.members.length, slots.length, this.writer.length))
    const changed = Int32Array.from(slots)
    const count = this.members.length
    const end = writeTickFrame(frame, 0, tier, this.sequence, steps, count, changed, slots.length, this.members, records)
    return frame.slice(0, end)
  }

  snapshot(rows: readonly number[] = [...this.members], interval?: MergedInterval): Uint8Array {
    const writer = new BitWriter()
    beginSnapshot(writer, tier, this.sequence, this.gridTime, this.members.length)
    let previous = -1
    for (const row of rows) {
      writeSnapshotEntry(writer, previous, row)
      encodeKey(writer, this.base, row, this.model, gridTimeMs(this.gridTime), interval)
      previous = row
    }
    return writer.toBytes()
  }

  check(): Uint8Array {
    const writer = new BitWriter()
    let hash = streamHashSeed
    for (const row of this.members) hash = combineHash(hash, hashRow(this.base, row))
    writeCheck(writer, tier, this.sequence, hash)
    return writer.toBytes()
  }
}
