import type { EncodedRecords } from '../../lib/protocol/tick-frame.ts'
import { RecordIndex } from './record-index.ts'

/** JSON fragments of one flush, one after the other, found by instrument. */
export class JsonRecords extends RecordIndex implements EncodedRecords {
  #buffer = Buffer.allocUnsafeSlow(16_384)
  #length = 0

  get bytes(): Uint8Array {
    return this.#buffer
  }

  add(id: number, text: string): void {
    // 3 bytes a character at most in UTF-8; the rest so that whole words can be copied.
    const needed = this.#length + text.length * 3 + 4
    if (needed > this.#buffer.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2))
      this.#buffer.copy(grown, 0, 0, this.#length)
      this.#buffer = grown
    }
    this.starts[id] = this.#length
    this.#length += this.#buffer.write(text, this.#length, 'utf8')
    this.ends[id] = this.#length
  }

  override clear(changed: Int32Array, count: number): void {
    super.clear(changed, count)
    this.#length = 0
  }
}
