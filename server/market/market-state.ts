import type { BookChange, DayStatistics, FeedSink, Side } from '../../lib/market/feed.ts'
import type { Instrument, InstrumentDefinition } from '../../lib/market/instrument.ts'
import type { BookTop, DirtyRows, MarketListener, MarketView } from '../../lib/market/market-view.ts'
import { addWide, createQuoteColumns, growQuoteColumns, type QuoteColumns } from '../../lib/market/quote-columns.ts'
import { canScaleRow, scaleRow } from '../../lib/market/refine-row.ts'
import { type Status, statusCodes } from '../../lib/market/status.ts'
import { type InstrumentId, type PriceTicks, priceTicks, type SizeLots, sizeLots } from '../../lib/market/units.ts'
import { BarBuilder, type BarRetention } from './bar-builder.ts'
import { DayTracker } from './day-tracker.ts'
import { DirtyList } from './dirty-list.ts'
import { InstrumentRegistry, type Refinement } from './instrument-registry.ts'
import { NewestTrades } from './newest-trades.ts'
import { OrderBooks } from './order-books.ts'
import { TradeRing } from './trade-ring.ts'

export interface MarketOptions {
  /** Names this run of counters; see MarketView. */
  readonly epoch: string
  readonly barRetention?: BarRetention
  /** Trades kept over all instruments, a power of two. Default 131,072 (5 MB): at 0.5 Hz a flush of 60,000 trades/s fits. */
  readonly tradesKept?: number
  /** Applied to every definition first: what was kept of an instrument may need a finer tick or lot. */
  readonly prepare?: (definition: InstrumentDefinition) => InstrumentDefinition
}

const sideCodes: Record<Side, number> = { buy: 0, sell: 1, unknown: 2 }
const firstCapacity = 256

/** What every instrument is worth now. Feeds write it through FeedSink, later stages read it through MarketView. */
export class MarketState implements FeedSink, MarketView {
  readonly epoch: string
  readonly instruments = new InstrumentRegistry()
  readonly bars: BarBuilder
  readonly trades: TradeRing
  readonly books = new OrderBooks()
  columns: QuoteColumns = createQuoteColumns(firstCapacity)
  /** Calls refused because a number was no price or size, or the id unknown. */
  rejected = 0
  readonly #dirty = new DirtyList(firstCapacity)
  readonly #days: DayTracker
  readonly #newest = new NewestTrades(firstCapacity)
  /** Status code that data puts a pending or stale instrument into: live, or delayed by its entitlement. */
  #fresh = new Uint8Array(firstCapacity)
  #tradesAtHarvest = 0
  readonly #prepare: NonNullable<MarketOptions['prepare']>
  readonly #listeners: MarketListener[] = []
  readonly #bookTop: BookTop = {
    bidCount: 0,
    askCount: 0,
    bidPrice: new Float64Array(1),
    bidSize: new Float64Array(1),
    askPrice: new Float64Array(1),
    askSize: new Float64Array(1),
  }

  constructor(options: MarketOptions) {
    this.epoch = options.epoch
    this.bars = new BarBuilder(options.barRetention)
    this.trades = new TradeRing(options.tradesKept ?? 2 ** 17)
    this.trades.grow(firstCapacity)
    this.#days = new DayTracker(firstCapacity)
    this.#prepare = options.prepare ?? ((definition) => definition)
  }

  get dirty(): DirtyRows {
    return this.#dirty
  }

  clearDirty(): void {
    this.#dirty.clear()
    this.#tradesAtHarvest = this.trades.pushed
  }

  listen(listener: MarketListener): void {
    this.#listeners.push(listener)
  }

  define(given: InstrumentDefinition): InstrumentId {
    const definition = this.#prepare(given)
    const known = this.instruments.find(definition.symbol)
    if (known !== undefined) {
      const refinement = this.instruments.refinement(known, definition)
      if (refinement !== undefined) this.#refine(refinement)
      return known.id
    }
    const instrument = this.instruments.add(definition)
    if (instrument.id >= this.columns.capacity) this.#grow()
    this.#fresh[instrument.id] = instrument.origin === 'delayed' ? statusCodes.delayed : statusCodes.live
    this.#days.add(instrument.id, instrument.session)
    return instrument.id
  }

  definition(id: InstrumentId): InstrumentDefinition {
    return this.instruments.get(id)
  }

  trade(
    id: InstrumentId,
    price: PriceTicks,
    size: SizeLots,
    side: Side,
    venueTimeMs: number,
    receivedTimeMs: number,
    _tradeId: number | string,
    late = false,
  ): void {
    if (!this.#usable(id, price, size)) return
    const columns = this.columns
    const timeMs = venueTimeMs > 0 ? venueTimeMs : receivedTimeMs
    columns.last[id] = price
    this.#newest.trade(id, price, timeMs, receivedTimeMs, late)
    columns.tradeCount[id] = (columns.tradeCount[id] as number) + 1
    addWide(columns.volumeHigh, columns.volumeLow, id, size)
    this.#days.trade(columns, id, price, size, timeMs)
    this.#times(id, venueTimeMs, receivedTimeMs)
    this.#dirty.addTrade(id, price)
    this.trades.push(id, price, size, sideCodes[side], timeMs)
    this.bars.addTrade(id, timeMs, price, size, late)
    for (const listener of this.#listeners) listener.barChanged(id, timeMs)
    // Half of the ring: the other half is for trades that are older than the harvest but wait for a slow tier's flush.
    if (this.trades.pushed - this.#tradesAtHarvest > this.trades.capacity >> 1) this.#press()
  }

  pastTrade(
    id: InstrumentId,
    price: PriceTicks,
    size: SizeLots,
    _side: Side,
    venueTimeMs: number,
    _receivedTimeMs: number,
    _tradeId: number | string,
  ): void {
    if (!this.#usable(id, price, size) || this.columns.last[id] !== 0) return
    this.columns.last[id] = price
    if (venueTimeMs > (this.columns.venueTimeMs[id] as number)) this.columns.venueTimeMs[id] = venueTimeMs
    this.#dirty.add(id)
  }

  quote(
    id: InstrumentId,
    bid: PriceTicks,
    bidSize: SizeLots,
    ask: PriceTicks,
    askSize: SizeLots,
    venueTimeMs: number,
    receivedTimeMs: number,
  ): void {
    if (!(bid >= 0 && bidSize >= 0 && ask >= 0 && askSize >= 0 && id < this.instruments.size)) {
      this.rejected += 1
      return
    }
    const columns = this.columns
    this.#times(id, venueTimeMs, receivedTimeMs)
    // 40 to 96 % of some venues' tickers repeat the one before: they are no change.
    if (
      columns.bid[id] === bid &&
      columns.ask[id] === ask &&
      columns.bidSize[id] === bidSize &&
      columns.askSize[id] === askSize
    ) {
      return
    }
    columns.bid[id] = bid
    columns.bidSize[id] = bidSize
    columns.ask[id] = ask
    columns.askSize[id] = askSize
    this.#dirty.add(id)
  }

  day(id: InstrumentId, day: DayStatistics, _receivedTimeMs: number): void {
    if (!this.#usable(id, day.open, 0 as SizeLots, true)) return
    if (this.#days.venueDay(this.columns, id, day)) this.#dirty.add(id)
  }

  book(id: InstrumentId, change: BookChange): void {
    if (id >= this.instruments.size) {
      this.rejected += 1
      return
    }
    this.books.change(id, change)
    if (change.best === true) this.#quoteFromBook(id, change)
    for (const listener of this.#listeners) listener.bookChanged(id)
  }

  status(id: InstrumentId, status: Status, _reason: string): void {
    if (id >= this.instruments.size) {
      this.rejected += 1
      return
    }
    this.#setStatus(id, statusCodes[status])
  }

  disconnected(venue: string, _reason: string): void {
    for (const instrument of this.instruments.all()) {
      if (instrument.venue !== venue) continue
      this.#goStale(instrument)
      if (!this.books.clear(instrument.id)) continue
      for (const listener of this.#listeners) listener.bookChanged(instrument.id)
    }
  }

  /** Begins the new trading day of instruments that have not traded since it began. Replays have the day of their trades. */
  rollDays(nowMs: number): void {
    for (const instrument of this.instruments.all()) {
      if (instrument.origin !== 'replay' && this.#days.roll(this.columns, instrument.id, nowMs)) this.#dirty.add(instrument.id)
    }
  }

  /**
   * The last price of instruments whose last trades were fetched late is that of their newest trade again. A frame's highest,
   * lowest and last price are those of its trades, so this waits until every tier has sent the late ones.
   */
  settleLast(nowMs: number): void {
    this.#newest.settle(nowMs, (id, price) => {
      if (this.columns.last[id] === price) return
      this.columns.last[id] = price
      this.#dirty.add(id)
    })
  }

  #quoteFromBook(id: InstrumentId, change: BookChange): void {
    const top = this.#bookTop
    this.books.read(id, top)
    if (top.bidCount + top.askCount === 0) return
    const side = (count: number, column: Float64Array) => (count === 0 ? 0 : (column[0] as number))
    this.quote(
      id,
      priceTicks(side(top.bidCount, top.bidPrice)),
      sizeLots(side(top.bidCount, top.bidSize)),
      priceTicks(side(top.askCount, top.askPrice)),
      sizeLots(side(top.askCount, top.askSize)),
      change.venueTimeMs,
      change.receivedTimeMs,
    )
  }

  #usable(id: InstrumentId, price: number, size: number, zeroPrice = false): boolean {
    if ((price > 0 || (zeroPrice && price === 0)) && size >= 0 && id < this.instruments.size) return true
    this.rejected += 1
    return false
  }

  #times(id: InstrumentId, venueTimeMs: number, receivedTimeMs: number): void {
    const columns = this.columns
    columns.receivedTimeMs[id] = receivedTimeMs
    if (venueTimeMs > (columns.venueTimeMs[id] as number)) columns.venueTimeMs[id] = venueTimeMs
    const status = columns.status[id]
    if (status === statusCodes.pending || status === statusCodes.stale) this.#setStatus(id, this.#fresh[id] as number)
  }

  #setStatus(id: InstrumentId, code: number): void {
    if (this.columns.status[id] === code) return
    this.columns.status[id] = code
    this.#dirty.add(id)
  }

  #goStale(instrument: Instrument): void {
    const status = this.columns.status[instrument.id]
    if (status === statusCodes.live || status === statusCodes.delayed) this.#setStatus(instrument.id, statusCodes.stale)
  }

  #refine(refinement: Refinement): void {
    const { id, priceRatio, sizeRatio } = refinement
    // Integers that would leave 2^53 keep their coarser step: the number that asked for more is refused by the mapper.
    if (!canScaleRow(this.columns, id, priceRatio, sizeRatio)) return
    if (![this.bars, this.trades].every((held) => held.canScale(id, priceRatio, sizeRatio))) return
    this.instruments.apply(refinement)
    scaleRow(this.columns, id, priceRatio, sizeRatio)
    this.#dirty.scale(id, priceRatio)
    this.#newest.scale(id, priceRatio)
    this.trades.scale(id, priceRatio, sizeRatio)
    this.bars.scale(id, priceRatio, sizeRatio)
    this.books.scale(id, priceRatio, sizeRatio)
    this.#dirty.add(id)
    for (const listener of this.#listeners) listener.refined(id, priceRatio, sizeRatio)
  }

  #press(): void {
    this.#tradesAtHarvest = this.trades.pushed
    for (const listener of this.#listeners) listener.tradesPressing()
  }

  #grow(): void {
    this.columns = growQuoteColumns(this.columns, this.columns.capacity * 2)
    const { capacity } = this.columns
    this.#dirty.grow(capacity)
    this.#days.grow(capacity)
    this.#newest.grow(capacity)
    this.trades.grow(capacity)
    const fresh = new Uint8Array(capacity)
    fresh.set(this.#fresh)
    this.#fresh = fresh
  }
}
