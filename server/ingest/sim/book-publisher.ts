import type { SimEvents } from './engine.ts'
import { EventQueue } from './event-queue.ts'
import type { SimBook } from './sim-book.ts'
import type { SimQuotes, SimTop } from './sim-quotes.ts'

/** Books of one instrument are at least so far apart, as those of venues are. */
export const bookEveryMs = 100

/**
 * When a book is sent, in simulated time: with a quote that changed, or as soon as the book before is old enough. Instruments without
 * a session now have none.
 */
export class BookPublisher {
  readonly #book: SimBook
  readonly #quotes: SimQuotes
  readonly #open: Readonly<Uint8Array>
  readonly #due: EventQueue
  readonly #waits: Uint8Array
  readonly #sentMs: Float64Array
  /** Bid, its size, ask, its size of the last book; 0 where there is none. */
  readonly #sent: Float64Array
  readonly #top: SimTop = { bid: 0, bidSize: 0, ask: 0, askSize: 0 }

  /** For the first `count` instruments. `open`: 1 for those that trade now; the engine writes it. */
  constructor(book: SimBook, quotes: SimQuotes, open: Readonly<Uint8Array>, count: number) {
    this.#book = book
    this.#quotes = quotes
    this.#open = open
    this.#due = new EventQueue(count)
    this.#waits = new Uint8Array(count)
    this.#sentMs = new Float64Array(count).fill(Number.NEGATIVE_INFINITY)
    this.#sent = new Float64Array(count * 4)
  }

  /** Of the next book that waits; Infinity when none does. */
  get nextTimeMs(): number {
    return this.#due.nextTimeMs
  }

  /** The instrument's quote was sent, or its session began. */
  quoted(index: number, wholeMs: number, events: SimEvents): void {
    if (index >= this.#waits.length || this.#waits[index] === 1 || !this.#isNew(index)) return
    const dueMs = (this.#sentMs[index] as number) + bookEveryMs
    if (wholeMs >= dueMs) {
      this.#send(index, wholeMs, events)
      return
    }
    this.#waits[index] = 1
    this.#due.push(dueMs, index)
  }

  /** The next book that waits. */
  sendDue(events: SimEvents): void {
    const dueMs = this.#due.nextTimeMs
    const index = this.#due.pop()
    this.#waits[index] = 0
    if (this.#isNew(index)) this.#send(index, dueMs, events)
  }

  closed(index: number, wholeMs: number, events: SimEvents): void {
    if (index >= this.#waits.length || this.#sent[index * 4] === 0) return
    this.#sent.fill(0, index * 4, index * 4 + 4)
    this.#sentMs[index] = wholeMs
    events.book(index, [], [], wholeMs)
  }

  #isNew(index: number): boolean {
    if (this.#open[index] === 0) return false
    const { bid, bidSize, ask, askSize } = this.#quotes.read(index, this.#top)
    const sent = this.#sent
    const at = index * 4
    return bid > 0 && (sent[at] !== bid || sent[at + 1] !== bidSize || sent[at + 2] !== ask || sent[at + 3] !== askSize)
  }

  /** The quote is the one that `#isNew` read. */
  #send(index: number, wholeMs: number, events: SimEvents): void {
    const { bid, bidSize, ask, askSize } = this.#top
    const at = index * 4
    this.#sent[at] = bid
    this.#sent[at + 1] = bidSize
    this.#sent[at + 2] = ask
    this.#sent[at + 3] = askSize
    this.#sentMs[index] = wholeMs
    const bids = this.#book.bids(index, bid, bidSize, wholeMs)
    const asks = this.#book.asks(index, ask, askSize, wholeMs)
    events.book(index, bids, asks, wholeMs)
  }
}
