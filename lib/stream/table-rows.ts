import { freshnessOf } from './pack-row.ts'
import type { QuoteRows } from './quote-rows.ts'
import type { QuoteTable } from './quote-table.ts'
import { RowQuote } from './row-quote.ts'
import type { Quote } from './types.ts'

/** The table's rows for whoever reads them in the same thread. */
export class TableRows implements QuoteRows {
  readonly symbols: readonly string[]
  readonly #table: QuoteTable

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
    return defined === undefined || !this.#table.has(row) ? undefined : new RowQuote(this.#table, row, defined.instrument)
  }

  freshnessOf(row: number): number {
    return freshnessOf(this.#table, row)
  }

  takeDirty(): number {
    return this.#table.takeDirty()
  }
}
