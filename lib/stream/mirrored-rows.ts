import type { WireInstrument } from '../protocol/messages.ts'
import type { FlushMessage } from './bridge-messages.ts'
import { hasState, packedRowWidth, unpackQuote } from './packed-row.ts'
import type { QuoteRows } from './quote-rows.ts'
import type { Quote } from './types.ts'

const rowsFirst = 64

/** The page's copy of the rows that it was told. Its row numbers are its own: the page may ask for what nobody knows yet. */
export class MirroredRows implements QuoteRows {
  dirtyRows = new Int32Array(rowsFirst)
  readonly symbols: string[] = []
  readonly #instruments: (WireInstrument | undefined)[] = []
  readonly #rows = new Map<string, number>()
  /** By the sender's number. */
  readonly #rowOf: number[] = []
  readonly #dirty: boolean[] = []
  #packed = new Float64Array(rowsFirst * packedRowWidth)
  #dirtyCount = 0

  find(symbol: string): number | undefined {
    return this.#rows.get(symbol)
  }

  rowOf(symbol: string): number {
    const existing = this.#rows.get(symbol)
    if (existing !== undefined) return existing
    const row = this.symbols.length
    if (row >= this.dirtyRows.length) this.#grow()
    this.symbols.push(symbol)
    this.#rows.set(symbol, row)
    return row
  }

  quoteOf(row: number): Quote | undefined {
    const instrument = this.#instruments[row]
    const at = row * packedRowWidth
    return instrument === undefined || !hasState(this.#packed, at) ? undefined : unpackQuote(this.#packed, at, instrument)
  }

  /** By the sender's number of its row. Throws when that was never told. */
  instrumentOf(senderRow: number): WireInstrument {
    const instrument = this.#instruments[this.#rowOf[senderRow] ?? -1]
    if (instrument === undefined) throw new Error(`Cannot tell the instrument of row ${senderRow}: it was not told before`)
    return instrument
  }

  take({ instruments, rows, rowCount }: FlushMessage): void {
    for (const [senderRow, instrument] of instruments) {
      const row = this.rowOf(instrument.symbol)
      this.#rowOf[senderRow] = row
      this.#instruments[row] = instrument
    }
    if (rows === undefined) return
    for (let at = 0; at < rowCount * packedRowWidth; at += packedRowWidth) this.#takeRow(rows, at)
  }

  takeDirty(): number {
    const count = this.#dirtyCount
    for (let position = 0; position < count; position++) this.#dirty[this.dirtyRows[position] as number] = false
    this.#dirtyCount = 0
    return count
  }

  #takeRow(rows: Float64Array, from: number): void {
    const row = this.#rowOf[rows[from] as number]
    if (row === undefined) return
    const packed = this.#packed
    const to = row * packedRowWidth
    for (let index = 0; index < packedRowWidth; index++) packed[to + index] = rows[from + index] as number
    if (this.#dirty[row] === true) return
    this.#dirty[row] = true
    this.dirtyRows[this.#dirtyCount] = row
    this.#dirtyCount += 1
  }

  #grow(): void {
    const dirtyRows = new Int32Array(this.dirtyRows.length * 2)
    dirtyRows.set(this.dirtyRows)
    this.dirtyRows = dirtyRows
    const packed = new Float64Array(this.#packed.length * 2)
    packed.set(this.#packed)
    this.#packed = packed
  }
}
