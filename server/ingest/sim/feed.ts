import type { Clock } from '../../../lib/market/clock.ts'
import type { Feed, FeedSink, FeedState } from '../../../lib/market/feed.ts'
import { type InstrumentId, priceTicks, sizeLots } from '../../../lib/market/units.ts'
import { DaySoFar, type RecordedRange } from './day-so-far.ts'
import { SimEngine, type SimEvents } from './engine.ts'
import { SimHistory } from './history.ts'
import { PriceField } from './price-field.ts'
import { SimSessions, type StockSessions } from './sessions.ts'
import type { SimBookSide } from './sim-book.ts'
import { createUniverse, type SimActivity, type SimInstrument } from './universe.ts'

export interface SimOptions {
  readonly seed: number
  /** Number of instruments, 1 to 10,000. */
  readonly symbols: number
  /** Trades and quotes of all instruments together. */
  readonly ticksPerSecond: number
  readonly clock: Clock
  readonly onState: (state: FeedState) => void
  readonly stockSessions?: StockSessions
  readonly activity?: SimActivity
  /** So many instruments have an order book, the busiest. Default 200; 0 with even activity, which is for tests of load. */
  readonly books?: number
  readonly recorded?: RecordedRange
}

/** Each sends at most ten books a second, which bounds the cost: docs/simulated-feed.md. */
const booksMax = 200

/** How often events are handed on: under one frame of a display, and of the fastest tier. */
const stepMs = 10
/** Behind by more, the machine was suspended: simulating the hours it slept would hold up everything else. */
const behindMsMax = 5_000

/** The simulated market in real time. Everything it says has origin `simulated` (P4). */
export function createSimFeed(options: SimOptions): Feed {
  return new SimFeed(options)
}

class SimFeed implements Feed {
  readonly name = 'sim'
  readonly venue = 'SIM'
  readonly origin = 'simulated'
  readonly #options: SimOptions
  #cancel: (() => void) | undefined
  #day: DaySoFar | undefined
  /** Until when the market was simulated. */
  heardMs: number | undefined

  constructor(options: SimOptions) {
    this.#options = options
  }

  async start(sink: FeedSink): Promise<void> {
    const { seed, symbols, ticksPerSecond, clock, onState, stockSessions = 'short-day', activity = 'market' } = this.#options
    const instruments = createUniverse(seed, symbols, activity)
    const ids = instruments.map((instrument) => sink.define(definitionOf(instrument, stockSessions)))
    const prices = new PriceField(seed, instruments)
    const sessions = new SimSessions(stockSessions)
    const startMs = Math.floor(clock.now())
    const books = this.#options.books ?? (activity === 'even' ? 0 : booksMax)
    const engine = new SimEngine({ seed, startMs, instruments, ticksPerSecond, prices, sessions, activity, books })
    const history = new SimHistory({ seed, symbols, ticksPerSecond, stockSessions, activity })
    const symbolsById = instruments.map(({ definition }) => definition.symbol)
    const day = new DaySoFar(sink, history, prices, symbolsById, ids, startMs, this.#options.recorded)
    this.#day = day
    const events = new SinkEvents(sink, day, ids, (index, timeMs) =>
      sessions.closedReason(instruments[index] as SimInstrument, timeMs),
    )
    events.receivedTimeMs = startMs
    engine.begin(events)
    const say = (state: FeedState['state'], reason: string, sinceMs: number) =>
      onState({ feed: 'sim', venue: 'SIM', origin: 'simulated', state, reason, sinceMs })
    this.heardMs = startMs
    say('connected', `seed ${seed}`, startMs)
    const step = () => {
      const now = clock.now()
      const behindMs = now - (this.heardMs ?? now)
      if (behindMs > behindMsMax) {
        engine.skipTo(now - stepMs)
        // As any feed that was away: what it skipped is missing from its bars until its history fills it.
        say('reconnecting', `the machine stood still for ${Math.round(behindMs / 1000)} s`, now)
        say('connected', `seed ${seed}`, now)
      }
      this.heardMs = now
      events.receivedTimeMs = now
      engine.advance(now, events)
      day.step(now)
      this.#cancel = clock.after(stepMs, step)
    }
    this.#cancel = clock.after(stepMs, step)
  }

  barsFilled(id: InstrumentId): void {
    this.#day?.filled(id)
  }

  async stop(): Promise<void> {
    this.#cancel?.()
  }
}

function definitionOf(instrument: SimInstrument, stockSessions: StockSessions) {
  const inUsHours = instrument.isStock && stockSessions === 'us-equity'
  return inUsHours ? { ...instrument.definition, session: 'us-equity' as const } : instrument.definition
}

class SinkEvents implements SimEvents {
  receivedTimeMs = 0
  readonly #sink: FeedSink
  readonly #day: DaySoFar
  readonly #ids: readonly InstrumentId[]
  readonly #closedReason: (index: number, timeMs: number) => string
  /** Trades count from 1 over the whole feed, as a venue's do. */
  #tradeId = 0

  constructor(
    sink: FeedSink,
    day: DaySoFar,
    ids: readonly InstrumentId[],
    closedReason: (index: number, timeMs: number) => string,
  ) {
    this.#sink = sink
    this.#day = day
    this.#ids = ids
    this.#closedReason = closedReason
  }

  trade(index: number, price: number, size: number, buy: boolean, timeMs: number): void {
    this.#tradeId += 1
    this.#day.trade(index, price, size)
    this.#sink.trade(
      this.#id(index),
      priceTicks(price),
      sizeLots(size),
      buy ? 'buy' : 'sell',
      timeMs,
      this.receivedTimeMs,
      this.#tradeId,
    )
  }

  quote(index: number, bid: number, bidSize: number, ask: number, askSize: number, timeMs: number): void {
    this.#sink.quote(
      this.#id(index),
      priceTicks(bid),
      sizeLots(bidSize),
      priceTicks(ask),
      sizeLots(askSize),
      timeMs,
      this.receivedTimeMs,
    )
  }

  book(index: number, bids: SimBookSide, asks: SimBookSide, timeMs: number): void {
    this.#sink.book(this.#id(index), {
      snapshot: true,
      bids,
      asks,
      venueTimeMs: timeMs,
      receivedTimeMs: this.receivedTimeMs,
    })
  }

  opened(index: number): void {
    this.#sink.status(this.#id(index), 'live', '')
  }

  closed(index: number, timeMs: number): void {
    this.#sink.status(this.#id(index), 'closed', this.#closedReason(index, timeMs))
  }

  #id(index: number): InstrumentId {
    return this.#ids[index] as InstrumentId
  }
}
