import { freshnessOf, packRow } from './pack-row.ts'
import { unpackQuote } from './packed-quote.ts'
import { packedRowWidth } from './packed-row.ts'
import type { QuoteRows } from './quote-rows.ts'
import type { QuoteTable } from './quote-table.ts'
import type { Quote } from './types.ts'

/** The table's rows for whoever reads them in the same thread: for client.ts, which no browser runs. */
export class TableRows implements QuoteRows {
  readonly symbols: readonly string[]
  readonly #table: QuoteTable
  /** As rows come to a page: one way to read them for both. */
  readonly #packed = new Float64Array(packedRowWidth)

  constructor(table: QuoteTable) {
    this.#table = table
    this.symbols = table.symbols
  }

  get dirtyRows(): Int32Array {
    return this.#table.dirtyRows
  }

  find(symbol: string): number | undefined {
    return this.#table.find(symbol)
  }

  rowOf(symbol: string): number {
    return this.#table.rowOf(symbol)
  }

  quoteOf(row: number): Quote | undefined {
    const defined = this.#table.instruments[row]
    if (defined === undefined || !this.#table.has(row)) return undefined
    packRow(this.#table, row, this.#packed, 0)
    return unpackQuote(this.#packed, 0, defined.instrument)
  }

  freshnessOf(row: number): number {
    return freshnessOf(this.#table, row)
  }

  takeDirty(): number {
    return this.#table.takeDirty()
  }
}
