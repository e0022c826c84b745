import { type Status, statusName } from '../market/status.ts'
import { wideToBigInt } from '../market/wide.ts'
import type { WireInstrument } from '../protocol/messages.ts'
import { Pacer } from './pacer.ts'
import type { QuoteRows, QuoteSink } from './quote-rows.ts'
import { callSafely } from './signal.ts'
import type { Quote, QuoteStore, Release } from './types.ts'

/** Called at most once a flush, however many of its symbols changed. */
interface Listener {
  readonly call: () => void
  /** Told so often at most; undefined: with every flush. */
  readonly hz: number | undefined
  flush: number
  told: boolean
  waiting: boolean
  released: boolean
}

/** Rows as the page reads them: an immutable quote per symbol, made when somebody asks, and listeners by symbol. */
export class TableQuoteStore implements QuoteStore, QuoteSink {
  readonly #table: QuoteRows
  readonly #quotes: (Quote | undefined)[] = []
  readonly #listeners: (Set<Listener> | undefined)[] = []
  readonly #allListeners = new Set<(symbols: readonly string[]) => void>()
  readonly #pacer = new Pacer<Listener>()
  readonly #changed: string[] = []
  #flush = 0

  constructor(table: QuoteRows) {
    this.#table = table
  }

  get(symbol: string): Quote | undefined {
    const row = this.#table.find(symbol)
    if (row === undefined) return undefined
    const cached = this.#quotes[row]
    if (cached !== undefined) return cached
    if (!this.#table.has(row)) return undefined
    const quote = readQuote(this.#table, row)
    this.#quotes[row] = quote
    return quote
  }

  subscribe(symbol: string, listener: () => void, hz?: number): Release {
    return this.subscribeMany([symbol], listener, hz)
  }

  subscribeMany(symbols: readonly string[], listener: () => void, hz?: number): Release {
    const entry: Listener = { call: () => listener(), hz, flush: 0, told: false, waiting: false, released: false }
    const rows = symbols.map((symbol) => this.#table.rowOf(symbol))
    for (const row of rows) {
      let set = this.#listeners[row]
      if (set === undefined) {
        set = new Set()
        this.#listeners[row] = set
      }
      set.add(entry)
    }
    return () => {
      entry.released = true
      for (const row of rows) {
        const set = this.#listeners[row]
        set?.delete(entry)
        if (set?.size === 0) this.#listeners[row] = undefined
      }
    }
  }

  subscribeAll(listener: (symbols: readonly string[]) => void): Release {
    const own = (symbols: readonly string[]) => listener(symbols)
    this.#allListeners.add(own)
    return () => {
      this.#allListeners.delete(own)
    }
  }

  /** Two passes, so that a listener reads every symbol as of the same flush. */
  flush(nowMs: number, shared = false): number {
    const table = this.#table
    const count = table.takeDirty()
    const rows = table.dirtyRows
    for (let position = 0; position < count; position++) this.#quotes[rows[position] as number] = undefined
    this.#flush += 1
    const calls = this.#collect(rows, count)
    const nextMs = this.#pacer.takeDue(nowMs, shared, (entry) => {
      entry.waiting = false
      if (!entry.released) calls.push(entry)
    })
    const symbols = count > 0 && this.#allListeners.size > 0 ? this.#changedSymbols(rows, count) : undefined
    for (const entry of calls) callSafely(entry.call, undefined)
    if (symbols !== undefined) for (const listener of this.#allListeners) callSafely(listener, symbols)
    return nextMs
  }

  /** Collected before any is called: a listener may add and remove others, and may change the table. */
  #collect(rows: Int32Array, count: number): Listener[] {
    const calls: Listener[] = []
    const flush = this.#flush
    for (let position = 0; position < count; position++) {
      const set = this.#listeners[rows[position] as number]
      if (set === undefined) continue
      for (const entry of set) {
        if (entry.flush === flush) continue
        entry.flush = flush
        this.#tell(entry, calls)
      }
    }
    return calls
  }

  /** Now or, when it was told before and has a pace, with the others of its pace. */
  #tell(entry: Listener, calls: Listener[]): void {
    if (entry.hz === undefined || !entry.told) {
      entry.told = true
      calls.push(entry)
    } else if (!entry.waiting) {
      entry.waiting = true
      this.#pacer.wait(entry, entry.hz)
    }
  }

  #changedSymbols(rows: Int32Array, count: number): readonly string[] {
    const symbols = this.#changed
    symbols.length = count
    for (let position = 0; position < count; position++)
      symbols[position] = this.#table.symbols[rows[position] as number] as string
    return symbols
  }
}

function readQuote(table: QuoteRows, row: number): Quote | undefined {
  const defined = table.instruments[row]
  return defined === undefined ? undefined : new RowQuote(table, row, defined.instrument)
}

class RowQuote implements Quote {
  readonly symbol: string
  readonly instrument: WireInstrument
  readonly status: Status
  readonly last: number
  readonly bid: number
  readonly ask: number
  readonly bidSize: number
  readonly askSize: number
  readonly dayOpen: number
  readonly dayHigh: number
  readonly dayLow: number
  readonly tradeCount: number
  readonly direction: -1 | 0 | 1
  readonly mergedTrades: number
  readonly mergedHigh: number
  readonly mergedLow: number
  readonly venueTimeMs: number
  readonly receivedTimeMs: number
  readonly #volumeHigh: number
  readonly #volumeLow: number
  readonly #dayVolumeHigh: number
  readonly #dayVolumeLow: number

  constructor(table: QuoteRows, row: number, instrument: WireInstrument) {
    const { columns } = table
    this.symbol = instrument.symbol
    this.instrument = instrument
    this.status = statusOf(columns.status[row] as number, table.isCurrent(row))
    this.last = columns.last[row] as number
    this.bid = columns.bid[row] as number
    this.ask = columns.ask[row] as number
    this.bidSize = columns.bidSize[row] as number
    this.askSize = columns.askSize[row] as number
    this.dayOpen = columns.dayOpen[row] as number
    this.dayHigh = columns.dayHigh[row] as number
    this.dayLow = columns.dayLow[row] as number
    this.tradeCount = columns.tradeCount[row] as number
    this.direction = table.direction[row] as -1 | 0 | 1
    this.mergedTrades = table.mergedTrades[row] as number
    this.mergedHigh = table.mergedHigh[row] as number
    this.mergedLow = table.mergedLow[row] as number
    this.venueTimeMs = columns.venueTimeMs[row] as number
    this.receivedTimeMs = columns.receivedTimeMs[row] as number
    this.#volumeHigh = columns.volumeHigh[row] as number
    this.#volumeLow = columns.volumeLow[row] as number
    this.#dayVolumeHigh = this.#volumeHigh - (columns.dayVolumeBaseHigh[row] as number)
    this.#dayVolumeLow = this.#volumeLow - (columns.dayVolumeBaseLow[row] as number)
  }

  /** BigInt arithmetic is the dear part of a quote, and most readers never ask. */
  get dayVolumeLots(): bigint {
    return wideToBigInt(this.#dayVolumeHigh, this.#dayVolumeLow)
  }

  get totalVolumeLots(): bigint {
    return wideToBigInt(this.#volumeHigh, this.#volumeLow)
  }
}

/** A price that no stream keeps is stale, whatever it was when the connection or the interest in it ended (P4). */
function statusOf(code: number, current: boolean): Status {
  const status = statusName(code)
  return !current && (status === 'live' || status === 'delayed') ? 'stale' : status
}
