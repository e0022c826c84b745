import { createQuoteColumns, growQuoteColumns } from '../market/quote-columns.ts'
import type { WireInstrument } from '../protocol/messages.ts'
import type { FlushMessage } from './bridge-messages.ts'
import { packedRowWidth, unpackColumns, unpackFlags } from './packed-row.ts'
import type { QuoteRows } from './quote-rows.ts'

const rowsFirst = 64

/** The page's copy of the rows that it was told. Its row numbers are its own: the page may ask for what nobody knows yet. */
export class MirroredRows implements QuoteRows {
  columns = createQuoteColumns(rowsFirst)
  direction = new Int8Array(rowsFirst)
  mergedTrades = new Float64Array(rowsFirst)
  mergedHigh = new Float64Array(rowsFirst)
  mergedLow = new Float64Array(rowsFirst)
  dirtyRows = new Int32Array(rowsFirst)
  readonly symbols: string[] = []
  readonly instruments: ({ readonly instrument: WireInstrument } | undefined)[] = []
  readonly #rows = new Map<string, number>()
  /** By the sender's number. */
  readonly #rowOf: number[] = []
  #dirty = new Uint8Array(rowsFirst)
  #known = new Uint8Array(rowsFirst)
  #current = new Uint8Array(rowsFirst)
  #dirtyCount = 0

  find(symbol: string): number | undefined {
    return this.#rows.get(symbol)
  }

  rowOf(symbol: string): number {
    const existing = this.#rows.get(symbol)
    if (existing !== undefined) return existing
    const row = this.symbols.length
    if (row >= this.columns.capacity) this.#grow(row + 1)
    this.symbols.push(symbol)
    this.instruments.push(undefined)
    this.#rows.set(symbol, row)
    return row
  }

  has(row: number): boolean {
    return this.#known[row] === 1
  }

  isCurrent(row: number): boolean {
    return this.#current[row] === 1
  }

  /** By the sender's number of its row. Throws when that was never told. */
  instrumentOf(senderRow: number): WireInstrument {
    const instrument = this.instruments[this.#rowOf[senderRow] ?? -1]?.instrument
    if (instrument === undefined) throw new Error(`Cannot tell the instrument of row ${senderRow}: it was not told before`)
    return instrument
  }

  take({ instruments, rows, rowCount }: FlushMessage): void {
    for (const [senderRow, instrument] of instruments) {
      const row = this.rowOf(instrument.symbol)
      this.#rowOf[senderRow] = row
      this.instruments[row] = { instrument }
    }
    if (rows === undefined) return
    for (let at = 0; at < rowCount * packedRowWidth; at += packedRowWidth) this.#takeRow(rows, at)
  }

  takeDirty(): number {
    const count = this.#dirtyCount
    for (let position = 0; position < count; position++) this.#dirty[this.dirtyRows[position] as number] = 0
    this.#dirtyCount = 0
    return count
  }

  #takeRow(packed: Float64Array, at: number): void {
    const row = this.#rowOf[packed[at] as number]
    if (row === undefined) return
    const { status, current, has, direction } = unpackFlags(packed, at)
    unpackColumns(packed, at, this.columns, row)
    this.columns.status[row] = status
    this.direction[row] = direction
    this.mergedTrades[row] = packed[at + 17] as number
    this.mergedHigh[row] = packed[at + 18] as number
    this.mergedLow[row] = packed[at + 19] as number
    this.#current[row] = current ? 1 : 0
    this.#known[row] = has ? 1 : 0
    if (this.#dirty[row] === 1) return
    this.#dirty[row] = 1
    this.dirtyRows[this.#dirtyCount] = row
    this.#dirtyCount += 1
  }

  #grow(rows: number): void {
    this.columns = growQuoteColumns(this.columns, rows)
    const { capacity } = this.columns
    this.direction = grown(this.direction, new Int8Array(capacity))
    this.mergedTrades = grown(this.mergedTrades, new Float64Array(capacity))
    this.mergedHigh = grown(this.mergedHigh, new Float64Array(capacity))
    this.mergedLow = grown(this.mergedLow, new Float64Array(capacity))
    this.dirtyRows = grown(this.dirtyRows, new Int32Array(capacity))
    this.#dirty = grown(this.#dirty, new Uint8Array(capacity))
    this.#known = grown(this.#known, new Uint8Array(capacity))
    this.#current = grown(this.#current, new Uint8Array(capacity))
  }
}

function grown<Column extends { set(from: Column): void }>(from: Column, to: Column): Column {
  to.set(from)
  return to
}
