import { AliasTable } from './alias-table.ts'
import { BookPublisher } from './book-publisher.ts'
import { EventQueue } from './event-queue.ts'
import type { PriceField } from './price-field.ts'
import { Random } from './random.ts'
import type { SimSessions } from './sessions.ts'
import { SimBook, type SimBookSide } from './sim-book.ts'
import { SimQuotes } from './sim-quotes.ts'
import type { SimActivity, SimInstrument } from './universe.ts'

/** What the simulated venue sends. Numbers in ticks and lots; times in whole simulated ms. */
export interface SimEvents {
  trade(index: number, price: number, size: number, buy: boolean, timeMs: number): void
  quote(index: number, bid: number, bidSize: number, ask: number, askSize: number, timeMs: number): void
  /** All that waits, best first; both sides empty: there is no book now. The lists are filled anew for the next one. */
  book(index: number, bids: SimBookSide, asks: SimBookSide, timeMs: number): void
  opened(index: number): void
  closed(index: number, timeMs: number): void
}

export interface SimEngineOptions {
  readonly seed: number
  readonly startMs: number
  readonly instruments: readonly SimInstrument[]
  readonly ticksPerSecond: number
  readonly prices: PriceField
  readonly sessions: SimSessions
  readonly activity?: SimActivity
  /** So many instruments have an order book, the busiest. Default 0. */
  readonly books?: number
}

/**
 * Activity is a branching process, as in markets (Hawkes): events arrive at random, and each draws others after it. The
 * constants below are set against recordings; docs/simulated-feed.md compares.
 */
const tradeShare = 0.1
/** Trades of one burst share their millisecond: one order that takes several resting ones. */
const burstGoesOn = 0.6
const burstTradesMax = 60
/** A burst draws another this often, this much later. */
const burstFollows = 0.5
const burstDelayMs = 60
/** A quote draws another; a first move after a rest draws a flurry. */
const quoteFollows = 0.4
const quoteDelayMs = 6
const flurryGoesOn = 0.8
const flurryMax = 30
/** Events drawn by one arrival, roughly; the rate is then held by correcting it once a second. */
const eventsPerArrival = 2.6
/** Where nothing is drawn: a quote, or a burst and its quote. */
const eventsPerArrivalAlone = 1 - tradeShare + tradeShare * (1 / (1 - burstGoesOn) + 1)

/** Enough for a second of followers at the highest rate; beyond it they are not drawn. */
const followersMax = 65_536
const sessionCheckMs = 1000
const correctEveryArrivals = 500

/** Follower kinds, packed with the instrument's index into one payload. */
const followQuote = 0
const followBuy = 1
const followSell = 2

/** Generates events up to a simulated time. A pure function of its options (P8): the calls' rhythm changes nothing. */
export class SimEngine {
  readonly #options: SimEngineOptions
  readonly #random: Random
  readonly #choose: AliasTable
  readonly #followers = new EventQueue(followersMax)
  readonly #quotes: SimQuotes
  readonly #books: BookPublisher
  readonly #open: Uint8Array
  readonly #even: boolean
  /** Whose turn it is, where all are as busy. */
  #turn = 0
  #meanGapMs: number
  #arrivals = 0
  #events = 0
  #nextArrivalMs: number
  #nextSessionCheckMs: number

  constructor(options: SimEngineOptions) {
    const { seed, startMs, instruments, ticksPerSecond } = options
    this.#options = options
    this.#random = new Random(seed, 1)
    this.#choose = new AliasTable(instruments.map((instrument) => instrument.activity))
    this.#quotes = new SimQuotes(instruments, options.prices, this.#random)
    this.#open = new Uint8Array(instruments.length)
    const book = new SimBook(seed, instruments)
    this.#books = new BookPublisher(book, this.#quotes, this.#open, Math.min(options.books ?? 0, instruments.length))
    this.#even = options.activity === 'even'
    this.#meanGapMs = (1000 * (this.#even ? eventsPerArrivalAlone : eventsPerArrival)) / ticksPerSecond
    this.#nextArrivalMs = startMs + this.#gapMs()
    this.#nextSessionCheckMs = startMs
  }

  /** First quotes of all open instruments, so that a viewer sees prices at once. */
  begin(events: SimEvents): void {
    const { startMs, instruments, sessions } = this.#options
    this.#checkSessions(startMs, events)
    instruments.forEach((instrument, index) => {
      const closed = this.#open[index] === 0
      // A market that is closed shows the quote that it closed with.
      this.#quotes.open(index, closed ? sessions.closedSinceMs(instrument, startMs) : startMs)
      this.#emit(index, startMs, events)
      if (closed) events.closed(index, startMs)
    })
  }

  /** Everything that happens before `untilMs`. */
  advance(untilMs: number, events: SimEvents): void {
    for (;;) {
      const followerMs = this.#followers.nextTimeMs
      const bookMs = this.#books.nextTimeMs
      const nextMs = Math.min(followerMs, this.#nextArrivalMs, this.#nextSessionCheckMs, bookMs)
      if (nextMs >= untilMs) return
      if (nextMs === this.#nextSessionCheckMs) {
        this.#checkSessions(nextMs, events)
        this.#correctRate()
      } else if (nextMs === bookMs) this.#books.sendDue(events)
      else if (nextMs === followerMs) this.#follow(this.#followers.pop(), nextMs, events)
      else this.#arrive(nextMs, events)
    }
  }

  /** Jumps over a time in which nobody simulated (a suspended machine): prices go on from where they then are. */
  skipTo(timeMs: number): void {
    while (this.#followers.size > 0) this.#followers.pop()
    this.#nextArrivalMs = timeMs + this.#gapMs()
    this.#nextSessionCheckMs = Math.ceil(timeMs / sessionCheckMs) * sessionCheckMs
  }

  #arrive(timeMs: number, events: SimEvents): void {
    this.#nextArrivalMs = timeMs + this.#gapMs()
    this.#arrivals += 1
    const index = this.#even ? this.#takeTurn() : this.#choose.draw(this.#random.unit())
    if (this.#open[index] === 0) return
    if (this.#random.chance(tradeShare)) this.#burst(index, this.#quotes.likelyBuy(index, timeMs), timeMs, events)
    else this.#quote(index, timeMs, events)
  }

  #gapMs(): number {
    return this.#even ? this.#meanGapMs : this.#random.exponential(this.#meanGapMs)
  }

  #takeTurn(): number {
    const index = this.#turn
    this.#turn = (index + 1) % this.#options.instruments.length
    return index
  }

  #follow(payload: number, timeMs: number, events: SimEvents): void {
    const index = payload >> 2
    if (this.#open[index] === 0) return
    const kind = payload & 3
    if (kind === followQuote) this.#quote(index, timeMs, events)
    else this.#burst(index, kind === followBuy, timeMs, events)
  }

  #burst(index: number, buy: boolean, timeMs: number, events: SimEvents): void {
    const random = this.#random
    const trades = random.geometric(burstGoesOn, burstTradesMax)
    const wholeMs = Math.floor(timeMs)
    for (let count = 0; count < trades; count++) this.#quotes.take(index, buy, wholeMs, events)
    const moved = this.#quotes.afterTrades(index, timeMs)
    this.#emit(index, timeMs, events)
    this.#events += trades + 1
    if (this.#even) return
    if (random.chance(burstFollows)) {
      const sameSide = random.chance(0.8)
      this.#followers.push(timeMs + random.exponential(burstDelayMs), (index << 2) | (sameSide === buy ? followBuy : followSell))
    }
    this.#drawQuotes(index, moved, timeMs)
  }

  #quote(index: number, timeMs: number, events: SimEvents): void {
    const moved = this.#quotes.update(index, timeMs)
    this.#emit(index, timeMs, events)
    this.#events += 1
    if (!this.#even) this.#drawQuotes(index, moved, timeMs)
  }

  #emit(index: number, timeMs: number, events: SimEvents): void {
    const wholeMs = Math.floor(timeMs)
    this.#quotes.emit(index, wholeMs, events)
    this.#books.quoted(index, wholeMs, events)
  }

  #drawQuotes(index: number, moved: boolean, timeMs: number): void {
    const random = this.#random
    const count = moved ? random.geometric(flurryGoesOn, flurryMax) : random.chance(quoteFollows) ? 1 : 0
    for (let follower = 0; follower < count; follower++) {
      this.#followers.push(timeMs + random.exponential(quoteDelayMs), (index << 2) | followQuote)
    }
  }

  /** How many events an arrival draws depends on how much prices move: arrivals are spaced so that the rate is as asked. */
  #correctRate(): void {
    if (this.#arrivals < correctEveryArrivals) return
    const { ticksPerSecond } = this.#options
    const wanted = (1000 * this.#events) / this.#arrivals / ticksPerSecond
    this.#meanGapMs += (wanted - this.#meanGapMs) * 0.3
    this.#arrivals = 0
    this.#events = 0
  }

  #checkSessions(timeMs: number, events: SimEvents): void {
    const { instruments, sessions } = this.#options
    this.#nextSessionCheckMs = timeMs + sessionCheckMs
    for (let index = 0; index < instruments.length; index++) {
      const instrument = instruments[index]
      if (instrument === undefined || !instrument.isStock) {
        this.#open[index] = 1
        continue
      }
      const open = sessions.isOpen(instrument, timeMs) ? 1 : 0
      if (open === this.#open[index]) continue
      this.#open[index] = open
      if (open === 1) {
        events.opened(index)
        this.#books.quoted(index, Math.floor(timeMs), events)
      } else {
        events.closed(index, timeMs)
        this.#books.closed(index, Math.floor(timeMs), events)
      }
    }
  }
}
