import { formatDecimal, parseDecimal } from '../../../lib/market/decimal.ts'
import type { BookChange } from '../../../lib/market/feed.ts'
import { sizeLots } from '../../../lib/market/units.ts'
import { lostBook } from '../book-levels.ts'
import { readDay } from '../day-statistics.ts'
import { type BookLevel, type IngestInstrument, quoteNumbers } from '../instrument-table.ts'
import { isObject, type JsonObject } from '../json-guards.ts'
import { parseLossless } from '../lossless-json.ts'
import type { MapperContext, VenueMapper } from '../mapper.ts'
import { shown } from '../problems.ts'
import { rfc3339Ms } from '../rfc3339.ts'
import { TradeIntake } from '../trade-intake.ts'
import { KrakenBook, type KrakenLevel } from './book.ts'

interface BookState {
  /** undefined: waiting for a snapshot. */
  book: KrakenBook | undefined
  /** Its checksum does not agree. */
  broken: boolean
  ok: number
  bad: number
}

const depths = [10, 25, 100, 500, 1000]

/**
 * Kraken, version 2. Numbers are JSON numbers whose text matters, so every number is read as text. Trade snapshots are history.
 * `side` is the taker's. A book whose checksum fails is void until the next snapshot, or until its checksum agrees again.
 */
export class KrakenMapper implements VenueMapper {
  readonly #context: MapperContext
  readonly trades: TradeIntake
  readonly #books = new Map<IngestInstrument, BookState>()
  /** By symbol, as acknowledged. */
  readonly #depths = new Map<string, number>()

  constructor(context: MapperContext) {
    this.#context = context
    this.trades = new TradeIntake(context)
  }

  get checksums(): ReadonlyMap<string, { readonly ok: number; readonly bad: number }> {
    return new Map([...this.#books].map(([instrument, { ok, bad }]) => [instrument.venueSymbol, { ok, bad }]))
  }

  message(raw: string, receivedTimeMs: number): void {
    const message = parseLossless(raw)
    if (!isObject(message)) {
      this.#context.problems.add('malformed_json', () => `Cannot read ${shown(raw)}: expected a JSON object`)
    } else if (typeof message.method === 'string') {
      this.#answer(message)
    } else {
      this.#channel(message, receivedTimeMs)
    }
  }

  reset(): void {
    for (const state of this.#books.values()) state.book = undefined
  }

  #answer(message: JsonObject): void {
    const { notice } = this.#context
    const requestId = typeof message.req_id === 'string' ? message.req_id : undefined
    const result = isObject(message.result) ? message.result : {}
    if (message.method === 'pong') notice({ type: 'pong', requestId })
    else if (message.success === false) {
      const symbol = typeof message.symbol === 'string' ? { symbol: message.symbol } : {}
      notice({ type: 'refused', requestId, final: false, message: String(message.error), ...symbol })
    } else if (message.method === 'subscribe') {
      const symbols = typeof result.symbol === 'string' ? [result.symbol] : []
      if (result.channel === 'book') for (const symbol of symbols) this.#depths.set(symbol, Number(result.depth) || 10)
      const venueTimeMs = (rfc3339Ms(message.time_in) + rfc3339Ms(message.time_out)) / 2
      const time = Number.isNaN(venueTimeMs) ? {} : { venueTimeMs }
      notice({ type: 'acknowledged', requestId, channel: String(result.channel), symbols, ...time })
    }
  }

  #channel(message: JsonObject, receivedTimeMs: number): void {
    const { notice, problems } = this.#context
    const { channel } = message
    const rows = Array.isArray(message.data) ? message.data.filter(isObject) : []
    const snapshot = message.type === 'snapshot'
    switch (channel) {
      case 'heartbeat':
        notice({ type: 'heartbeat', venueTimeMs: 0 })
        break
      case 'status':
        for (const { system } of rows)
          if (system !== 'online') notice({ type: 'maintenance', message: `Kraken is in ${shown(system)} mode` })
        break
      case 'trade':
        this.#trades(rows, snapshot, receivedTimeMs)
        break
      case 'ticker':
        for (const row of rows) this.#ticker(row, receivedTimeMs)
        break
      case 'book':
        for (const row of rows) this.#book(row, snapshot, receivedTimeMs)
        break
      case 'instrument':
      case 'ohlc':
        // Known, and not taken: the list comes over REST, bars are built from trades.
        break
      default:
        problems.add('unknown_type', () => `Ignoring a Kraken message of channel ${shown(channel)}: ${shown(message)}`)
    }
  }

  #trades(rows: readonly JsonObject[], snapshot: boolean, receivedTimeMs: number): void {
    // Ids of a burst are looked at together: history may come newest first.
    for (const row of rows) this.#trade(row, snapshot, receivedTimeMs)
    if (!snapshot) return
    const { table } = this.#context
    for (const instrument of new Set(rows.map((row) => table.get(row.symbol)))) {
      if (instrument === undefined) continue
      const newest = Math.max(...rows.filter((row) => row.symbol === instrument.venueSymbol).map((row) => Number(row.trade_id)))
      if (Number.isSafeInteger(newest)) this.trades.exists(instrument, newest)
    }
  }

  #trade(row: JsonObject, snapshot: boolean, receivedTimeMs: number): void {
    const { table, sink, problems } = this.#context
    const instrument = table.get(row.symbol)
    if (instrument === undefined) return
    const price = table.price(instrument, row.price)
    const size = table.size(instrument, row.qty)
    const venueTimeMs = rfc3339Ms(row.timestamp)
    if (Number.isNaN(price) || Number.isNaN(size)) return
    if (size === 0 || Number.isNaN(venueTimeMs) || typeof row.trade_id !== 'string') {
      problems.add('bad_trade', () => `Skipping a trade without size, time or id: ${shown(row)}`)
      return
    }
    const side = row.side === 'buy' || row.side === 'sell' ? row.side : 'unknown'
    const number = Number(row.trade_id)
    const id = Number.isSafeInteger(number) ? number : row.trade_id
    if (snapshot) {
      sink.pastTrade(instrument.id, price, size, side, venueTimeMs, receivedTimeMs, id)
      return
    }
    this.trades.trade(instrument, price, size, side, venueTimeMs, receivedTimeMs, id)
  }

  #ticker(row: JsonObject, receivedTimeMs: number): void {
    const { table, sink, heard } = this.#context
    const instrument = table.get(row.symbol)
    if (instrument === undefined || !table.quote(instrument, row.bid, row.bid_qty, row.ask, row.ask_qty)) return
    const venueTimeMs = rfc3339Ms(row.timestamp) || 0
    const { bid, bidSize, ask, askSize } = quoteNumbers
    sink.quote(instrument.id, bid, bidSize, ask, askSize, venueTimeMs, receivedTimeMs)
    heard(instrument, 'quote', venueTimeMs, receivedTimeMs)
    const last = table.price(instrument, row.last, true)
    if (last > 0) sink.pastTrade(instrument.id, last, sizeLots(0), 'unknown', venueTimeMs, receivedTimeMs, '')
    const day = readDay(table, instrument, difference(row.last, row.change), row.high, row.low, row.volume)
    if (day !== undefined) sink.day(instrument.id, day, receivedTimeMs)
  }

  #book(row: JsonObject, snapshot: boolean, receivedTimeMs: number): void {
    const { table, sink, heard, problems, notice } = this.#context
    const instrument = table.get(row.symbol)
    if (instrument === undefined) return
    // A side without changes may be left out.
    const bids = readLevels(row.bids ?? [])
    const asks = readLevels(row.asks ?? [])
    if (bids === undefined || asks === undefined) {
      problems.add('bad_book', () => `Skipping a book message of ${instrument.venueSymbol}: ${shown(row)}`)
      return
    }
    const state = this.#stateOf(instrument)
    if (snapshot) {
      state.book = new KrakenBook(this.#depths.get(instrument.venueSymbol) ?? depthOf(bids, asks))
      state.broken = false
    }
    if (state.book === undefined) return
    const dropped = state.book.apply(bids, asks)
    const venueTimeMs = rfc3339Ms(row.timestamp) || 0
    const agrees = state.book.checksum() === Number(row.checksum)
    state[agrees ? 'ok' : 'bad'] += 1
    const remove = ({ price }: KrakenLevel): KrakenLevel => ({ price, size: '0' })
    const change = state.broken
      ? state.book.levels()
      : { bids: [...bids, ...dropped.bids.map(remove)], asks: [...asks, ...dropped.asks.map(remove)] }
    const sides = agrees ? this.#levels(instrument, change.bids, change.asks) : undefined
    if (sides === undefined) {
      if (state.broken) return
      state.broken = true
      sink.book(instrument.id, lostBook(venueTimeMs, receivedTimeMs))
      notice({ type: 'bookBroken', instrument, reason: agrees ? 'unusable level' : 'checksum mismatch' })
      return
    }
    sink.book(instrument.id, { snapshot: snapshot || state.broken, best: true, ...sides, venueTimeMs, receivedTimeMs })
    state.broken = false
    heard(instrument, 'book', venueTimeMs, receivedTimeMs)
  }

  #levels(
    instrument: IngestInstrument,
    bids: readonly KrakenLevel[],
    asks: readonly KrakenLevel[],
  ): Pick<BookChange, 'bids' | 'asks'> | undefined {
    const { table } = this.#context
    const convert = (side: readonly KrakenLevel[]) => side.map(({ price, size }) => table.level(instrument, price, size))
    const sides = table.together(instrument, () => ({ bids: convert(bids), asks: convert(asks) }))
    if (sides.bids.includes(undefined) || sides.asks.includes(undefined)) return undefined
    return { bids: sides.bids.filter(isBearable), asks: sides.asks.filter(isBearable) }
  }

  #stateOf(instrument: IngestInstrument): BookState {
    let state = this.#books.get(instrument)
    if (state === undefined) {
      state = { book: undefined, broken: false, ok: 0, bad: 0 }
      this.#books.set(instrument, state)
    }
    return state
  }
}

function isBearable(level: BookLevel | 'unbearable' | undefined): level is BookLevel {
  return level !== undefined && level !== 'unbearable'
}

function readLevels(side: unknown): KrakenLevel[] | undefined {
  if (!Array.isArray(side)) return undefined
  const levels: KrakenLevel[] = []
  for (const level of side) {
    if (!isObject(level) || typeof level.price !== 'string' || typeof level.qty !== 'string') return undefined
    levels.push({ price: level.price, size: level.qty })
  }
  return levels
}

/** Without an acknowledgement (a recording that lacks it): the smallest depth on offer that holds the snapshot. */
function depthOf(bids: readonly unknown[], asks: readonly unknown[]): number {
  const levels = Math.max(bids.length, asks.length)
  return depths.find((depth) => depth >= levels) ?? levels
}

/** The venue sends the day's change, not its open: open = last - change, exactly. */
function difference(last: unknown, change: unknown): string {
  const from = typeof last === 'string' ? parseDecimal(last) : undefined
  const by = typeof change === 'string' ? parseDecimal(change) : undefined
  if (from === undefined || by === undefined) return '0'
  const decimals = Math.max(from.decimals, by.decimals)
  const digits = from.digits * 10n ** BigInt(decimals - from.decimals) - by.digits * 10n ** BigInt(decimals - by.decimals)
  return digits > 0n ? formatDecimal({ digits, decimals }) : '0'
}
