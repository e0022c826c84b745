import { createQuoteColumns, growQuoteColumns, type QuoteColumns } from '../market/quote-columns.ts'
import { createRecordModel, growRecordModel, type RecordModel } from './record-model.ts'
import { combineHash, hashRow, streamHashSeed } from './state-hash.ts'

/**
 * One stream of a viewer: its members, their state, and what the latest frame changed. Rows stay where they are for as long
 * as their instrument is a member; slots move when members come and go.
 */
export class DecoderStream {
  readonly tier: number
  /** State by row. Replaced when it grows. */
  columns: QuoteColumns = createQuoteColumns(16)
  model: RecordModel = createRecordModel(16)
  memberCount = 0
  /** By slot: the instrument, and the row that holds it. Replaced when they grow; the first `memberCount` places count. */
  slotInstruments = new Int32Array(16)
  slotRows = new Int32Array(16)
  /** By row: 1 when its state is known. */
  known = new Uint8Array(16)
  /** By row: the instrument. */
  rowInstruments = new Int32Array(16)
  /** -1 before the first snapshot. */
  sequence = -1
  gridTime = 0
  timeMs = 0
  /** Ticks are skipped until a snapshot. */
  lost = false

  /** Rows that the latest snapshot or tick changed, with what was merged into each; the first `changedCount` places count. */
  changedCount = 0
  changedRows = new Int32Array(16)
  changedTrades = new Float64Array(16)
  changedVolumeHigh = new Float64Array(16)
  changedVolumeLow = new Float64Array(16)
  changedHigh = new Float64Array(16)
  changedLow = new Float64Array(16)

  private readonly freeRows: number[] = []
  private rowCount = 0

  constructor(tier: number) {
    this.tier = tier
  }

  /** Ascending, without repetition. Keeps the state of those that stay. */
  setMembers(instruments: readonly number[]): void {
    const rows = new Map<number, number>()
    for (let slot = 0; slot < this.memberCount; slot++)
      rows.set(this.slotInstruments[slot] as number, this.slotRows[slot] as number)
    const staying = new Set(instruments)
    for (const [instrument, row] of rows) if (!staying.has(instrument)) this.freeRows.push(row)
    this.memberCount = instruments.length
    if (this.slotRows.length < instruments.length) {
      this.slotRows = new Int32Array(instruments.length * 2)
      this.slotInstruments = new Int32Array(instruments.length * 2)
    }
    instruments.forEach((instrument, slot) => {
      this.slotInstruments[slot] = instrument
      this.slotRows[slot] = rows.get(instrument) ?? this.newRow(instrument)
    })
  }

  private newRow(instrument: number): number {
    const row = this.freeRows.pop() ?? this.rowCount++
    if (row >= this.known.length) this.grow()
    this.known[row] = 0
    this.rowInstruments[row] = instrument
    return row
  }

  private grow(): void {
    const capacity = this.known.length * 2
    this.columns = growQuoteColumns(this.columns, capacity)
    this.model = growRecordModel(this.model, capacity)
    const { known, rowInstruments } = this
    this.known = new Uint8Array(capacity)
    this.known.set(known)
    this.rowInstruments = new Int32Array(capacity)
    this.rowInstruments.set(rowInstruments)
    this.changedRows = new Int32Array(capacity)
    this.changedTrades = new Float64Array(capacity)
    this.changedVolumeHigh = new Float64Array(capacity)
    this.changedVolumeLow = new Float64Array(capacity)
    this.changedHigh = new Float64Array(capacity)
    this.changedLow = new Float64Array(capacity)
  }

  /** The slot of an instrument, or -1. */
  slotOf(instrument: number): number {
    let low = 0
    let high = this.memberCount - 1
    while (low <= high) {
      const middle = (low + high) >>> 1
      const found = this.slotInstruments[middle] as number
      if (found === instrument) return middle
      if (found < instrument) low = middle + 1
      else high = middle - 1
    }
    return -1
  }

  /** The row of an instrument, or -1. */
  rowOf(instrument: number): number {
    const slot = this.slotOf(instrument)
    return slot < 0 ? -1 : (this.slotRows[slot] as number)
  }

  /** After frames were lost: no row can take a difference any more. */
  forget(): void {
    this.lost = true
    this.known.fill(0)
  }

  /** What a state check compares ([H3]). */
  hash(): number {
    let hash = streamHashSeed
    for (let slot = 0; slot < this.memberCount; slot++) {
      hash = combineHash(hash, hashRow(this.columns, this.slotRows[slot] as number))
    }
    return hash
  }

  /** Whether every member's state is known. */
  get complete(): boolean {
    for (let slot = 0; slot < this.memberCount; slot++) if (this.known[this.slotRows[slot] as number] === 0) return false
    return true
  }
}
