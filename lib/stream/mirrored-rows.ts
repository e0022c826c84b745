import type { WireInstrument } from '../protocol/messages.ts'
import type { FlushMessage } from './bridge-messages.ts'
import { hasState, unpackQuote } from './packed-quote.ts'
import { currentBit, freshnessMask, packedRowWidth, tradeCountAt } from './packed-row.ts'
import type { QuoteRows } from './quote-rows.ts'
import type { Connection, Quote } from './types.ts'

const rowsFirst = 64

/** The page's copy of the rows that it was told. Its row numbers are its own: the page may ask for what nobody knows yet. */
export class MirroredRows implements QuoteRows {
  dirtyRows = new Int32Array(rowsFirst)
  /** What passed between `lose` and the rows that were told since; undefined while none of them was. Another object when it changed. */
  missed: Exclude<Connection['missed'], 'unknown'>
  readonly symbols: string[] = []
  readonly #instruments: (WireInstrument | undefined)[] = []
  readonly #rows = new Map<string, number>()
  /** By the sender's number. */
  readonly #rowOf: number[] = []
  readonly #dirty: boolean[] = []
  /** By row: the trades it had when its sender was lost. */
  readonly #awaited: (number | undefined)[] = []
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

  freshnessOf(row: number): number {
    return (this.#packed[row * packedRowWidth + 1] as number) & freshnessMask
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
      const before = this.#instruments[row]
      this.#rowOf[senderRow] = row
      this.#instruments[row] = instrument
      // Its numbers mean nothing in other units.
      if (before?.tickSize !== instrument.tickSize || before.lotSize !== instrument.lotSize) this.#setFlags(row, 0)
    }
    if (rows === undefined) return
    for (let at = 0; at < rowCount * packedRowWidth; at += packedRowWidth) this.#takeRow(rows, at)
  }

  /** Its sender is gone: nobody keeps the rows any more, and another sender has other numbers for them. */
  lose(): void {
    this.#rowOf.length = 0
    for (let row = 0; row < this.symbols.length; row++) {
      const at = row * packedRowWidth
      const flags = this.#packed[at + 1] as number
      if ((flags & currentBit) === 0) continue
      this.#awaited[row] = this.#packed[at + tradeCountAt] as number
      this.#setFlags(row, flags & ~currentBit)
    }
    this.missed = undefined
  }

  /** What passed cannot be counted any more, or was by the sender. */
  expectNothing(): void {
    this.#awaited.length = 0
  }

  takeDirty(): number {
    const count = this.#dirtyCount
    for (let position = 0; position < count; position++) this.#dirty[this.dirtyRows[position] as number] = false
    this.#dirtyCount = 0
    return count
  }

  #takeRow(rows: Float64Array, from: number): void {
    const row = this.#rowOf[rows[from] as number]
    // A sender that has no state of it yet says nothing against one that is stale.
    if (row === undefined || !hasState(rows, from)) return
    const packed = this.#packed
    const to = row * packedRowWidth
    for (let index = 0; index < packedRowWidth; index++) packed[to + index] = rows[from + index] as number
    this.#touch(row)
    const tradesBefore = this.#awaited[row]
    if (tradesBefore === undefined) return
    this.#awaited[row] = undefined
    const passed = Math.max(0, (packed[to + tradeCountAt] as number) - tradesBefore)
    const { trades = 0, instruments = 0 } = this.missed ?? {}
    this.missed = { trades: trades + passed, instruments: instruments + Math.sign(passed) }
  }

  #setFlags(row: number, flags: number): void {
    this.#packed[row * packedRowWidth + 1] = flags
    this.#touch(row)
  }

  #touch(row: number): void {
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
