import type { SubscribeMessage } from '../protocol/messages.ts'
import type { StreamEnvironment } from './environment.ts'
import type { QuoteTable } from './quote-table.ts'
import type { SubscriptionLine } from './server-subscription.ts'
import { callSafely } from './signal.ts'
import { Topics } from './topics.ts'
import type { Book, BookLevel, Release } from './types.ts'

interface Ladder {
  latest: { readonly timeMs: number; readonly bids: readonly BookLevel[]; readonly asks: readonly BookLevel[] } | undefined
  changed: boolean
  readonly listeners: Set<(book: Book) => void>
}

/** The top of order books, delivered once an animation frame. */
export class BookChannel {
  readonly #table: QuoteTable
  readonly #topics: Topics<Ladder>
  readonly #requestFlush: () => void

  constructor(environment: StreamEnvironment, line: SubscriptionLine, table: QuoteTable, requestFlush: () => void) {
    this.#table = table
    this.#topics = new Topics(environment, line)
    this.#requestFlush = requestFlush
  }

  watch(symbol: string, rate: number, onBook: (book: Book) => void): Release {
    const { topic, release } = this.#topics.acquire(symbol, symbol, rate, beginLadder)
    const ladder = topic.state
    const own = (book: Book) => onBook(book)
    ladder.listeners.add(own)
    if (ladder.latest !== undefined) {
      ladder.changed = true
      this.#requestFlush()
    }
    return () => {
      ladder.listeners.delete(own)
      release()
    }
  }

  demand(): SubscribeMessage[] {
    return this.#topics.demand()
  }

  accept(symbol: string, timeMs: number, bids: readonly BookLevel[], asks: readonly BookLevel[]): void {
    const ladder = this.#topics.get(symbol)?.state
    if (ladder === undefined) return
    ladder.latest = { timeMs, bids, asks }
    ladder.changed = true
    this.#requestFlush()
  }

  refined(symbol: string, priceRatio: number, sizeRatio: number): void {
    const ladder = this.#topics.get(symbol)?.state
    if (ladder?.latest === undefined) return
    const scale = (level: BookLevel) => ({ price: level.price * priceRatio, size: level.size * sizeRatio })
    ladder.latest = { ...ladder.latest, bids: ladder.latest.bids.map(scale), asks: ladder.latest.asks.map(scale) }
    ladder.changed = true
  }

  forget(symbol: string): void {
    const ladder = this.#topics.get(symbol)?.state
    if (ladder !== undefined) ladder.latest = undefined
  }

  setRateCap(hz: number | undefined): void {
    this.#topics.setRateCap(hz)
  }

  reset(): void {
    this.#topics.reset()
  }

  close(): void {
    this.#topics.close()
  }

  flush(): void {
    for (const { symbol, state } of this.#topics.all()) {
      const row = this.#table.find(symbol)
      const instrument = row === undefined ? undefined : this.#table.instruments[row]?.instrument
      if (!state.changed || state.latest === undefined || instrument === undefined) continue
      state.changed = false
      const book: Book = { symbol, instrument, ...state.latest }
      for (const listener of [...state.listeners]) callSafely(listener, book)
    }
  }
}

function beginLadder() {
  const state: Ladder = { latest: undefined, changed: false, listeners: new Set() }
  return { state, terms: () => ({ channel: 'book' }) as const }
}
