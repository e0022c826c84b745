import { Pacer } from './pacer.ts'
import type { QuoteRows, QuoteSink } from './quote-rows.ts'
import { callSafely } from './signal.ts'
import type { Quote, QuoteStore, Release } from './types.ts'

/** Called at most once a flush, however many of its symbols changed. */
interface Listener {
  readonly call: () => void
  /** Told so often at most; Infinity: with every flush. */
  readonly hz: number
  /** The last flush in which it was told. */
  flush: number
  told: boolean
  waiting: boolean
  released: boolean
}

/** Rows as the page reads them: an immutable quote per symbol, made when somebody asks, and listeners by symbol. */
export class TableQuoteStore implements QuoteStore, QuoteSink {
  readonly #rows: QuoteRows
  readonly #quotes: (Quote | undefined)[] = []
  readonly #listeners: (Set<Listener> | undefined)[] = []
  readonly #allListeners = new Set<(symbols: readonly string[]) => void>()
  readonly #pacer = new Pacer<Listener>()
  readonly #changed: string[] = []
  /** By row, as it was told last. */
  readonly #freshness: number[] = []
  readonly #paced: boolean
  #flush = 0

  /** `paced`: each row comes only as often as the fastest of its listeners asked for (row-publisher.ts), who need not wait again. */
  constructor(rows: QuoteRows, paced = false) {
    this.#rows = rows
    this.#paced = paced
  }

  get(symbol: string): Quote | undefined {
    const row = this.#rows.find(symbol)
    if (row === undefined) return undefined
    const cached = this.#quotes[row]
    if (cached !== undefined) return cached
    const quote = this.#rows.quoteOf(row)
    this.#quotes[row] = quote
    return quote
  }

  subscribe(symbol: string, listener: () => void, hz?: number): Release {
    return this.subscribeMany([symbol], listener, hz)
  }

  subscribeMany(symbols: readonly string[], listener: () => void, hz = Number.POSITIVE_INFINITY): Release {
    const entry: Listener = { call: () => listener(), hz, flush: 0, told: false, waiting: false, released: false }
    const rows = symbols.map((symbol) => this.#rows.rowOf(symbol))
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

  /**
   * Two passes, so that a listener reads every symbol as of the same flush. `show` calls those who listen to single symbols,
   * at once or over the next frames.
   */
  flush(nowMs: number, shared = false, show: (call: () => void) => void = (call) => call()): number {
    const count = this.#rows.takeDirty()
    const rows = this.#rows.dirtyRows
    for (let position = 0; position < count; position++) this.#quotes[rows[position] as number] = undefined
    this.#flush += 1
    const calls = this.#collect(rows, count)
    const nextMs = this.#pacer.takeDue(nowMs, shared, (entry) => {
      // It may have been told meanwhile.
      if (entry.waiting && !entry.released) this.#call(entry, calls)
    })
    const symbols = count > 0 && this.#allListeners.size > 0 ? this.#changedSymbols(rows, count) : undefined
    for (const entry of calls)
      show(() => {
        if (!entry.released) callSafely(entry.call, undefined)
      })
    if (symbols !== undefined) for (const listener of this.#allListeners) callSafely(listener, symbols)
    return nextMs
  }

  /** Collected before any is called: a listener may add and remove others, and may change the table. */
  #collect(rows: Int32Array, count: number): Listener[] {
    const calls: Listener[] = []
    for (let position = 0; position < count; position++) {
      const row = rows[position] as number
      const freshness = this.#rows.freshnessOf(row)
      const changed = freshness !== this.#freshness[row]
      this.#freshness[row] = freshness
      const set = this.#listeners[row]
      if (set === undefined) continue
      const atOnceHz = changed ? 0 : this.#atOnceHz(set)
      for (const entry of set) this.#tell(entry, atOnceHz, calls)
    }
    return calls
  }

  /** Listeners of a row that ask for this much need not be held back. */
  #atOnceHz(set: ReadonlySet<Listener>): number {
    if (!this.#paced || this.#allListeners.size > 0) return Number.POSITIVE_INFINITY
    let highest = 0
    for (const { hz } of set) highest = Math.max(highest, hz)
    return highest
  }

  /** Now or, when it was told before and has a pace, with the others of its pace. */
  #tell(entry: Listener, atOnceHz: number, calls: Listener[]): void {
    if (entry.flush === this.#flush) return
    if (entry.hz >= atOnceHz || !entry.told) this.#call(entry, calls)
    else if (!entry.waiting) {
      entry.waiting = true
      this.#pacer.wait(entry, entry.hz)
    }
  }

  #call(entry: Listener, calls: Listener[]): void {
    entry.flush = this.#flush
    entry.told = true
    entry.waiting = false
    calls.push(entry)
  }

  #changedSymbols(rows: Int32Array, count: number): readonly string[] {
    const symbols = this.#changed
    symbols.length = count
    for (let position = 0; position < count; position++)
      symbols[position] = this.#rows.symbols[rows[position] as number] as string
    return symbols
  }
}
