import type { Side } from '../../../lib/market/feed.ts'
import { lostBook, readLevels } from '../book-levels.ts'
import { readDay } from '../day-statistics.ts'
import { type IngestInstrument, quoteNumbers } from '../instrument-table.ts'
import { exactId, isObject, type JsonObject, parseJson } from '../json-guards.ts'
import type { MapperContext, VenueMapper } from '../mapper.ts'
import { shown } from '../problems.ts'
import { rfc3339Ms } from '../rfc3339.ts'
import { TradeIntake } from '../trade-intake.ts'

/**
 * Coinbase Exchange. `side` of a match is the maker's, so the aggressor is the other one. `last_match` is the trade before
 * the subscription: history. `sequence` counts messages of channels that we do not take, so gaps are found by `trade_id`,
 * which has no holes, and by the heartbeat's `last_trade_id`.
 */
export class CoinbaseMapper implements VenueMapper {
  readonly #context: MapperContext
  readonly trades: TradeIntake

  constructor(context: MapperContext) {
    this.#context = context
    this.trades = new TradeIntake(context)
  }

  message(raw: string, receivedTimeMs: number): void {
    const message = parseJson(raw)
    if (!isObject(message)) {
      this.#context.problems.add('malformed_json', () => `Cannot read ${shown(raw)}: expected a JSON object`)
      return
    }
    if (!this.#answer(message)) this.#marketEvent(message, receivedTimeMs, raw)
  }

  reset(): void {
    // Books are void by the sink's own `disconnected`; trade ids outlive a connection, to show what was missed.
  }

  /** True for messages that are about the connection. */
  #answer(message: JsonObject): boolean {
    const { notice } = this.#context
    if (message.type === 'subscriptions') {
      const channels = Array.isArray(message.channels) ? message.channels.filter(isObject) : []
      for (const { name, product_ids: products } of channels) {
        const symbols = Array.isArray(products) ? products.filter((product) => typeof product === 'string') : []
        notice({ type: 'acknowledged', requestId: undefined, channel: String(name), symbols })
      }
      return true
    }
    if (message.type === 'error') {
      const text = [message.message, message.reason].filter((part) => typeof part === 'string').join(': ')
      notice({ type: 'refused', requestId: undefined, final: false, message: text === '' ? shown(message) : text })
      return true
    }
    return false
  }

  #marketEvent(message: JsonObject, receivedTimeMs: number, raw: string): void {
    const { table, problems } = this.#context
    const { type } = message
    if (typeof type !== 'string' || !eventTypes.has(type)) {
      if (typeof type === 'string' && quietTypes.has(type)) return
      problems.add('unknown_type', () => `Ignoring a Coinbase message of type ${shown(type)}: ${shown(message)}`)
      return
    }
    const instrument = table.get(message.product_id)
    if (instrument === undefined) return
    switch (type) {
      case 'match':
      case 'last_match':
        this.#match(instrument, message, exactId(message.trade_id, 'trade_id', raw), receivedTimeMs)
        break
      case 'ticker':
        this.#ticker(instrument, message, receivedTimeMs)
        break
      case 'snapshot':
        this.#snapshot(instrument, message, receivedTimeMs)
        break
      case 'l2update':
        this.#changes(instrument, message, receivedTimeMs)
        break
      default:
        this.#heartbeat(instrument, message, receivedTimeMs)
    }
  }

  #match(instrument: IngestInstrument, message: JsonObject, id: number | string | undefined, receivedTimeMs: number): void {
    const { table, sink, problems } = this.#context
    const price = table.price(instrument, message.price)
    const size = table.size(instrument, message.size)
    const venueTimeMs = rfc3339Ms(message.time)
    if (Number.isNaN(price) || Number.isNaN(size)) return
    if (size === 0 || Number.isNaN(venueTimeMs) || id === undefined) {
      problems.add('bad_trade', () => `Skipping a trade without size, time or id: ${shown(message)}`)
      return
    }
    const side: Side = message.side === 'sell' ? 'buy' : message.side === 'buy' ? 'sell' : 'unknown'
    if (message.type === 'last_match') {
      sink.pastTrade(instrument.id, price, size, side, venueTimeMs, receivedTimeMs, id)
      if (typeof id === 'number') this.trades.exists(instrument, id)
    } else {
      this.trades.trade(instrument, price, size, side, venueTimeMs, receivedTimeMs, id)
    }
  }

  #ticker(instrument: IngestInstrument, message: JsonObject, receivedTimeMs: number): void {
    const { table, sink, heard } = this.#context
    const { best_bid: bid, best_bid_size: bidSize = '0', best_ask: ask, best_ask_size: askSize = '0' } = message
    if (!table.quote(instrument, bid, bidSize, ask, askSize)) return
    const venueTimeMs = rfc3339Ms(message.time) || 0
    const numbers = quoteNumbers
    sink.quote(instrument.id, numbers.bid, numbers.bidSize, numbers.ask, numbers.askSize, venueTimeMs, receivedTimeMs)
    heard(instrument, 'quote', venueTimeMs, receivedTimeMs)
    const day = readDay(table, instrument, message.open_24h, message.high_24h, message.low_24h, message.volume_24h)
    if (day !== undefined) sink.day(instrument.id, day, receivedTimeMs)
  }

  #snapshot(instrument: IngestInstrument, message: JsonObject, receivedTimeMs: number): void {
    const { sink, heard } = this.#context
    const levels = readLevels(this.#context, instrument, message.bids, message.asks)
    if (levels === undefined) return
    const venueTimeMs = rfc3339Ms(message.time) || 0
    // The venue sends the best first. A book that keeps its best at the end takes 25,000 levels far faster worst first.
    const change = { snapshot: true, best: true, bids: levels.bids.toReversed(), asks: levels.asks.toReversed() }
    sink.book(instrument.id, { ...change, venueTimeMs, receivedTimeMs })
    heard(instrument, 'book', venueTimeMs, receivedTimeMs)
  }

  #changes(instrument: IngestInstrument, message: JsonObject, receivedTimeMs: number): void {
    const { sink, heard, problems, notice } = this.#context
    const venueTimeMs = rfc3339Ms(message.time) || 0
    const sides = splitChanges(message.changes)
    const levels = sides === undefined ? undefined : readLevels(this.#context, instrument, sides.bids, sides.asks)
    if (levels === undefined) {
      problems.add('bad_book', () => `Skipping a book change of ${instrument.venueSymbol}: ${shown(message.changes)}`)
      // What it would have changed is wrong from here on, and nobody could see it.
      sink.book(instrument.id, lostBook(venueTimeMs, receivedTimeMs))
      notice({ type: 'bookBroken', instrument, reason: 'a change cannot be read' })
      return
    }
    sink.book(instrument.id, { snapshot: false, best: true, ...levels, venueTimeMs, receivedTimeMs })
    heard(instrument, 'book', venueTimeMs, receivedTimeMs)
  }

  #heartbeat(instrument: IngestInstrument, message: JsonObject, receivedTimeMs: number): void {
    const { heard, notice } = this.#context
    const venueTimeMs = rfc3339Ms(message.time)
    if (!Number.isNaN(venueTimeMs)) notice({ type: 'heartbeat', venueTimeMs })
    heard(instrument, 'heartbeat', venueTimeMs || 0, receivedTimeMs)
    const id = message.last_trade_id
    if (typeof id === 'number' && Number.isSafeInteger(id)) this.trades.existsAfterFirst(instrument, id)
  }
}

const eventTypes: ReadonlySet<string> = new Set(['match', 'last_match', 'ticker', 'snapshot', 'l2update', 'heartbeat'])
/** Of the full, status and auction channels: known, and not taken. A recording may hold them. */
const quietTypes: ReadonlySet<string> = new Set(['received', 'open', 'done', 'change', 'activate', 'auction', 'status'])

/** `[["buy","63507.67","0.5"], ...]` by side, as pairs of texts. undefined when a row is not of that form. */
function splitChanges(changes: unknown): { bids: unknown[]; asks: unknown[] } | undefined {
  if (!Array.isArray(changes)) return undefined
  const bids: unknown[] = []
  const asks: unknown[] = []
  for (const change of changes) {
    if (!Array.isArray(change) || (change[0] !== 'buy' && change[0] !== 'sell')) return undefined
    const side = change[0] === 'buy' ? bids : asks
    side.push([change[1], change[2]])
  }
  return { bids, asks }
}
