import type { WireInstrument } from '../protocol/messages.ts'
import type { FlushMessage } from './bridge-messages.ts'
import { Pacer } from './pacer.ts'
import { freshnessOf, packRow } from './pack-row.ts'
import { packedRowWidth } from './packed-row.ts'
import type { QuoteSink } from './quote-rows.ts'
import type { QuoteTable } from './quote-table.ts'

/** Of rows that nobody listens to: whoever reads them, for a sort or a table, finds them no older than this. */
const unheardHz = 1
const rowsFirst = 256

/**
 * What changed in the table as rows for the page, each as often as somebody there wants to hear of it: the page is not
 * woken for thousands of rows of which it shows sixty. What is merged until then is told with the row (P1).
 */
export class RowPublisher implements QuoteSink {
  /** The page wants to hear of every row with every flush. */
  all = false
  readonly #table: QuoteTable
  readonly #pacer = new Pacer<number>()
  /** By row: how often somebody wants to hear of it, 0 not at all; whether it waits to be told; how fresh it was told, and of what. */
  readonly #hz: number[] = []
  readonly #waiting: boolean[] = []
  readonly #toldFreshness: (number | undefined)[] = []
  readonly #told: (WireInstrument | undefined)[] = []
  #instruments: (readonly [number, WireInstrument])[] = []
  #rows: Float64Array<ArrayBuffer> = new Float64Array(rowsFirst * packedRowWidth)
  #count = 0

  constructor(table: QuoteTable) {
    this.#table = table
  }

  /** `hz`: Infinity with every flush, 0 not at all. */
  listen(symbol: string, hz: number): void {
    const row = this.#table.rowOf(symbol)
    this.#hz[row] = hz
    if (this.#waiting[row] === true) this.#wait(row)
  }

  flush(nowMs: number, shared: boolean): number {
    const table = this.#table
    const count = table.takeChanged()
    const { dirtyRows } = table
    for (let position = 0; position < count; position++) {
      const row = dirtyRows[position] as number
      if (this.all || this.#isNews(row)) this.#write(row)
      else if (this.#waiting[row] !== true) this.#wait(row)
    }
    return this.#pacer.takeDue(nowMs, shared, (row) => {
      // It may have gone with another rate meanwhile.
      if (this.#waiting[row] === true) this.#write(row)
    })
  }

  /** The row of an instrument of which something else is told: the page knows the instrument, and its quote in the same ticks and lots. */
  mention(instrument: WireInstrument): number {
    const row = this.#table.rowOf(instrument.symbol)
    if (this.#told[row] !== this.#table.instruments[row]?.instrument) this.#write(row)
    return row
  }

  /** A row waits that is new to the page, has become stale, halted or live, or that somebody hears of with every flush. */
  get hasNews(): boolean {
    const { dirtyRows, dirtyCount } = this.#table
    if (this.all) return dirtyCount > 0
    for (let position = 0; position < dirtyCount; position++) {
      const row = dirtyRows[position] as number
      if (this.#hz[row] === Number.POSITIVE_INFINITY || this.#isNews(row)) return true
    }
    return false
  }

  get isEmpty(): boolean {
    return this.#count === 0 && this.#instruments.length === 0
  }

  /** What was written since it was last taken. `spare`: a buffer to write the next rows into. */
  take(spare: Float64Array<ArrayBuffer> | undefined): Pick<FlushMessage, 'rows' | 'rowCount' | 'instruments'> {
    const taken = { rows: this.#count === 0 ? undefined : this.#rows, rowCount: this.#count, instruments: this.#instruments }
    if (this.#count > 0) this.#rows = spare ?? new Float64Array(this.#rows.length)
    this.#count = 0
    this.#instruments = []
    return taken
  }

  /** What the page does not know yet, or would show as fresh when it is not (P4): no pace holds that back. */
  #isNews(row: number): boolean {
    return this.#toldFreshness[row] !== freshnessOf(this.#table, row)
  }

  #wait(row: number): void {
    const hz = this.#hz[row] ?? 0
    this.#waiting[row] = true
    this.#pacer.wait(row, hz === 0 ? unheardHz : hz)
  }

  #write(row: number): void {
    const table = this.#table
    this.#waiting[row] = false
    const instrument = table.instruments[row]?.instrument
    if (instrument === undefined) return
    if (this.#told[row] !== instrument) this.#instruments.push([row, instrument])
    this.#told[row] = instrument
    this.#toldFreshness[row] = freshnessOf(table, row)
    table.merge(row)
    const at = this.#count * packedRowWidth
    if (at + packedRowWidth > this.#rows.length) {
      const grown = new Float64Array(this.#rows.length * 2)
      grown.set(this.#rows)
      this.#rows = grown
    }
    packRow(table, row, this.#rows, at)
    this.#count += 1
  }
}
