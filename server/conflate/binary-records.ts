import type { QuoteColumns } from '../../lib/market/quote-columns.ts'
import { BitWriter } from '../../lib/protocol/bit-writer.ts'
import { encodeDelta } from '../../lib/protocol/record.ts'
import type { RecordModel } from '../../lib/protocol/record-model.ts'
import type { EncodedRecords } from '../../lib/protocol/tick-frame.ts'
import { RecordIndex } from './record-index.ts'

/** Binary records of one flush, one after the other, found by instrument. */
export class BinaryRecords extends RecordIndex implements EncodedRecords {
  readonly #writer = new BitWriter(16_384)

  get bytes(): Uint8Array {
    return this.#writer.bytes
  }

  /** Also moves the row of `base` to that of `state`. */
  add(id: number, state: QuoteColumns, base: QuoteColumns, model: RecordModel, high: number, low: number): void {
    this.starts[id] = this.#writer.length
    encodeDelta(this.#writer, state, base, id, model, high, low)
    this.ends[id] = this.#writer.length
  }

  override clear(changed: Int32Array, count: number): void {
    super.clear(changed, count)
    this.#writer.clear()
  }
}
