import { copyQuoteRow, createQuoteColumns, growQuoteColumns, type QuoteColumns } from '../../lib/market/quote-columns.ts'
import { scaleRow } from '../../lib/market/refine-row.ts'
import type { Encoding, TierView } from '../../lib/protocol/conflation.ts'
import type { JsonInstruments } from '../../lib/protocol/json-instrument.ts'
import { tickQuoteJson } from '../../lib/protocol/json-quote.ts'
import { tiersHz } from '../../lib/protocol/messages.ts'
import { createRecordModel, growRecordModel, type RecordModel, resetModelRow } from '../../lib/protocol/record-model.ts'
import { BinaryRecords } from './binary-records.ts'
import { JsonRecords } from './json-records.ts'

/** One rate: what its viewers have (the baseline), what changed since, and the records of the flush in progress. */
export class Tier implements TierView {
  readonly index: number
  readonly hz: number
  flushIndex = 0
  baseline: QuoteColumns
  model: RecordModel
  pendingHigh: Float64Array
  pendingLow: Float64Array
  flushedHigh: Float64Array
  flushedLow: Float64Array
  changed: Int32Array
  changedCount = 0
  readonly binary: BinaryRecords
  readonly json: JsonRecords
  /** Instruments that somebody on this tier has, counted once per encoding and cohort. */
  uses = 0
  readonly #instruments: JsonInstruments
  #capacity: number
  #dirty: Int32Array
  #dirtyCount = 0
  #listed: Uint8Array
  readonly #refs: Record<Encoding, Uint32Array>

  constructor(index: number, capacity: number, instruments: JsonInstruments) {
    this.index = index
    this.hz = tiersHz[index] ?? 0
    this.baseline = createQuoteColumns(capacity)
    this.model = createRecordModel(capacity)
    this.pendingHigh = new Float64Array(capacity).fill(Number.NEGATIVE_INFINITY)
    this.pendingLow = new Float64Array(capacity).fill(Number.POSITIVE_INFINITY)
    this.flushedHigh = new Float64Array(capacity)
    this.flushedLow = new Float64Array(capacity)
    this.changed = new Int32Array(capacity)
    this.binary = new BinaryRecords(capacity)
    this.json = new JsonRecords(capacity)
    this.#instruments = instruments
    this.#capacity = capacity
    this.#dirty = new Int32Array(capacity)
    this.#listed = new Uint8Array(capacity)
    this.#refs = { binary: new Uint32Array(capacity), json: new Uint32Array(capacity) }
  }

  /** True when the instrument was not in use before: its row is now the market's. */
  retain(id: number, encoding: Encoding, state: QuoteColumns): boolean {
    const refs = this.#refs[encoding]
    const first = !this.has(id)
    refs[id] = (refs[id] as number) + 1
    this.uses += 1
    if (!first) return false
    copyQuoteRow(state, id, this.baseline, id)
    resetModelRow(this.model, id)
    this.#clearPending(id)
    return true
  }

  /** True when nobody uses the instrument any more. */
  release(id: number, encoding: Encoding): boolean {
    const refs = this.#refs[encoding]
    refs[id] = (refs[id] as number) - 1
    this.uses -= 1
    return !this.has(id)
  }

  has(id: number): boolean {
    return (this.#refs.binary[id] as number) + (this.#refs.json[id] as number) > 0
  }

  mark(id: number, high: number, low: number): void {
    if (high > (this.pendingHigh[id] as number)) this.pendingHigh[id] = high
    if (low < (this.pendingLow[id] as number)) this.pendingLow[id] = low
    if (this.#listed[id] === 1) return
    this.#listed[id] = 1
    this.#dirty[this.#dirtyCount] = id
    this.#dirtyCount += 1
  }

  /** Encodes every changed instrument once per encoding in use, and moves the baseline to `state`. */
  flush(state: QuoteColumns): void {
    for (let index = 0; index < this.#dirtyCount; index++) {
      const id = this.#dirty[index] as number
      this.#listed[id] = 0
      if (!this.has(id) || !rowChanged(state, this.baseline, id)) continue
      this.#encode(id, state)
      this.changed[this.changedCount] = id
      this.changedCount += 1
      this.flushedHigh[id] = this.pendingHigh[id] as number
      this.flushedLow[id] = this.pendingLow[id] as number
      this.#clearPending(id)
    }
    this.#dirtyCount = 0
  }

  /** After everybody has taken the records of the flush. */
  endFlush(): void {
    this.binary.clear(this.changed, this.changedCount)
    this.json.clear(this.changed, this.changedCount)
    this.changedCount = 0
  }

  /** The instrument's tick or lot became finer: so do its integers here, and the coding learns its sizes anew. */
  refine(id: number, priceRatio: number, sizeRatio: number): void {
    scaleRow(this.baseline, id, priceRatio, sizeRatio)
    resetModelRow(this.model, id)
    this.pendingHigh[id] = (this.pendingHigh[id] as number) * priceRatio
    this.pendingLow[id] = (this.pendingLow[id] as number) * priceRatio
  }

  grow(capacity: number): void {
    const before = this.#capacity
    this.#capacity = capacity
    this.baseline = growQuoteColumns(this.baseline, capacity)
    this.model = growRecordModel(this.model, capacity)
    this.pendingHigh = grown(this.pendingHigh, capacity).fill(Number.NEGATIVE_INFINITY, before)
    this.pendingLow = grown(this.pendingLow, capacity).fill(Number.POSITIVE_INFINITY, before)
    this.flushedHigh = grown(this.flushedHigh, capacity)
    this.flushedLow = grown(this.flushedLow, capacity)
    this.changed = grownInts(this.changed, capacity)
    this.binary.grow(capacity)
    this.json.grow(capacity)
    this.#dirty = grownInts(this.#dirty, capacity)
    const listed = new Uint8Array(capacity)
    listed.set(this.#listed)
    this.#listed = listed
    for (const encoding of ['binary', 'json'] as const) {
      const refs = new Uint32Array(capacity)
      refs.set(this.#refs[encoding])
      this.#refs[encoding] = refs
    }
  }

  #encode(id: number, state: QuoteColumns): void {
    const high = this.pendingHigh[id] as number
    const low = this.pendingLow[id] as number
    if ((this.#refs.json[id] as number) > 0) {
      this.json.add(id, tickQuoteJson(this.#instruments.get(id), state, this.baseline, id, high, low))
    }
    if ((this.#refs.binary[id] as number) > 0) this.binary.add(id, state, this.baseline, this.model, high, low)
    else copyQuoteRow(state, id, this.baseline, id)
  }

  #clearPending(id: number): void {
    this.pendingHigh[id] = Number.NEGATIVE_INFINITY
    this.pendingLow[id] = Number.POSITIVE_INFINITY
  }
}

/** What is sent of a row differs. Times are not: a repeated quote moves them alone. */
function rowChanged(state: QuoteColumns, base: QuoteColumns, row: number): boolean {
  return (
    state.tradeCount[row] !== base.tradeCount[row] ||
    state.bid[row] !== base.bid[row] ||
    state.ask[row] !== base.ask[row] ||
    state.bidSize[row] !== base.bidSize[row] ||
    state.askSize[row] !== base.askSize[row] ||
    state.last[row] !== base.last[row] ||
    state.status[row] !== base.status[row] ||
    state.dayOpen[row] !== base.dayOpen[row] ||
    state.dayHigh[row] !== base.dayHigh[row] ||
    state.dayLow[row] !== base.dayLow[row] ||
    state.dayVolumeBaseHigh[row] !== base.dayVolumeBaseHigh[row] ||
    state.dayVolumeBaseLow[row] !== base.dayVolumeBaseLow[row]
  )
}

function grown(column: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity)
  larger.set(column)
  return larger
}

function grownInts(column: Int32Array, capacity: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(capacity)
  larger.set(column)
  return larger
}
