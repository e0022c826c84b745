import type { Side } from '../../../lib/market/feed.ts'
import { readLevels } from '../book-levels.ts'
import { readDay } from '../day-statistics.ts'
import { type IngestInstrument, quoteNumbers } from '../instrument-table.ts'
import { exactId, isObject, type JsonObject, parseJson } from '../json-guards.ts'
import { parseLossless } from '../lossless-json.ts'
import type { MapperContext, VenueMapper } from '../mapper.ts'
import { shown } from '../problems.ts'
import { TradeIntake } from '../trade-intake.ts'
import { venueTime } from '../venue-time.ts'

/**
 * Binance spot, combined streams (`{"stream","data"}`) and raw ones. Source: the venue's web-socket-streams.md.
 * `m` says that the buyer was the maker, so the aggressor sold. bookTicker has neither a type nor a time.
 */
export class BinanceMapper implements VenueMapper {
  readonly #context: MapperContext
  readonly trades: TradeIntake
  /** A recording may hold `trade` and `aggTrade` of one symbol, which are the same trades: the kind seen first counts. */
  readonly #tradeKinds = new Map<IngestInstrument, unknown>()

  constructor(context: MapperContext) {
    this.#context = context
    this.trades = new TradeIntake(context)
  }

  message(raw: string, receivedTimeMs: number): void {
    const parsed = parseJson(raw)
    const payload = payloadOf(parsed)
    const stream = payload !== parsed && isObject(parsed) && typeof parsed.stream === 'string' ? parsed.stream : ''
    if (isObject(payload)) this.#event(payload, receivedTimeMs, stream, raw)
    // Streams of all symbols (`!ticker@arr`) come as arrays.
    else if (Array.isArray(payload) && payload.length > 0 && payload.every(isObject)) {
      const exact = payload.some(hasLargeId) ? payloadOf(parseLossless(raw)) : undefined
      for (const [index, event] of payload.entries()) {
        this.#event(event, receivedTimeMs, stream, raw, Array.isArray(exact) ? exact[index] : undefined)
      }
    } else this.#context.problems.add('malformed_json', () => `Cannot read ${shown(raw)}: expected a JSON object`)
  }

  /** Trade ids outlive a connection: what was missed meanwhile shows as a gap. */
  reset(): void {
    // Nothing else is derived from the stream: quotes and partial books come whole.
  }

  /** `exact`: the same event with its numbers as texts, where it is one of several and its id needs that. */
  #event(event: JsonObject, receivedTimeMs: number, stream: string, raw: string, exact?: unknown): void {
    switch (event.e) {
      case 'trade':
        this.#trade(event, exactId(event.t, 't', raw, exact), receivedTimeMs)
        break
      case 'aggTrade':
        this.#trade(event, exactId(event.a, 'a', raw, exact), receivedTimeMs)
        break
      case 'bookTicker':
        this.#bookTicker(event, receivedTimeMs)
        break
      case '24hrTicker':
        this.#ticker(event, receivedTimeMs)
        break
      case 'depthUpdate':
        // Changes without the snapshot they continue say nothing; the partial books of `@depth20` need none.
        break
      case 'kline':
      case '24hrMiniTicker':
      case 'avgPrice':
        // Known, and not taken: bars and the day are built from trades.
        break
      case 'serverShutdown':
        this.#context.notice({ type: 'shutdown' })
        break
      case undefined:
        this.#untyped(event, receivedTimeMs, stream)
        break
      default:
        this.#context.problems.add('unknown_type', () => `Ignoring a Binance message of type ${shown(event.e)}: ${shown(event)}`)
    }
  }

  #untyped(event: JsonObject, receivedTimeMs: number, stream: string): void {
    const requestId = event.id === undefined || event.id === null ? undefined : String(event.id)
    const failure = isObject(event.error) ? event.error : event
    if (event.u !== undefined && event.s !== undefined) {
      this.#bookTicker(event, receivedTimeMs)
    } else if (event.lastUpdateId !== undefined && stream.includes('@depth')) {
      this.#partialBook(event, receivedTimeMs, stream)
    } else if (typeof failure.msg === 'string') {
      this.#context.notice({ type: 'refused', requestId, final: false, message: `${String(failure.code)}: ${failure.msg}` })
    } else if (event.result === null) {
      this.#context.notice({ type: 'acknowledged', requestId })
    } else {
      this.#context.problems.add('unknown_type', () => `Ignoring a Binance message without a type: ${shown(event)}`)
    }
  }

  #trade(event: JsonObject, id: number | string | undefined, receivedTimeMs: number): void {
    const { table, problems } = this.#context
    const instrument = table.get(event.s)
    if (instrument === undefined) return
    const kind = this.#tradeKinds.get(instrument) ?? event.e
    this.#tradeKinds.set(instrument, kind)
    if (kind !== event.e) return
    const price = table.price(instrument, event.p)
    const size = table.size(instrument, event.q)
    const { T: time, m: buyerIsMaker } = event
    if (Number.isNaN(price) || !(size > 0)) {
      if (size === 0) problems.add('empty_trade', () => `Skipping a trade of size zero: ${shown(event)}`)
      return
    }
    const venueTimeMs = typeof time === 'number' ? venueTime(time) : Number.NaN
    if (Number.isNaN(venueTimeMs) || id === undefined) {
      problems.add('bad_trade', () => `Skipping a trade without a time or an id: ${shown(event)}`)
      return
    }
    const side: Side = buyerIsMaker === true ? 'sell' : buyerIsMaker === false ? 'buy' : 'unknown'
    this.trades.trade(instrument, price, size, side, venueTimeMs, receivedTimeMs, id)
  }

  #bookTicker(event: JsonObject, receivedTimeMs: number): void {
    const { table, sink, heard } = this.#context
    const instrument = table.get(event.s)
    if (instrument === undefined) return
    if (!table.quote(instrument, event.b, event.B, event.a, event.A)) return
    const venueTimeMs = typeof event.E === 'number' ? venueTime(event.E) || 0 : 0
    const { bid, bidSize, ask, askSize } = quoteNumbers
    sink.quote(instrument.id, bid, bidSize, ask, askSize, venueTimeMs, receivedTimeMs)
    heard(instrument, 'quote', venueTimeMs, receivedTimeMs)
  }

  #ticker(event: JsonObject, receivedTimeMs: number): void {
    const { table, sink, heard } = this.#context
    const instrument = table.get(event.s)
    if (instrument === undefined) return
    const day = readDay(table, instrument, event.o, event.h, event.l, event.v)
    if (day === undefined) return
    sink.day(instrument.id, day, receivedTimeMs)
    heard(instrument, 'day', typeof event.E === 'number' ? venueTime(event.E) || 0 : 0, receivedTimeMs)
  }

  /** `{"lastUpdateId","bids","asks"}`: the best levels, whole each time. Only the stream's name says of which symbol. */
  #partialBook(event: JsonObject, receivedTimeMs: number, stream: string): void {
    const { table, sink, heard } = this.#context
    const instrument = table.get(stream.slice(0, stream.indexOf('@')).toUpperCase())
    if (instrument === undefined) return
    const levels = readLevels(this.#context, instrument, event.bids, event.asks)
    if (levels === undefined) return
    sink.book(instrument.id, { snapshot: true, ...levels, venueTimeMs: 0, receivedTimeMs })
    heard(instrument, 'book', 0, receivedTimeMs)
  }
}

/** Of a combined stream what it carries. */
function payloadOf(message: unknown): unknown {
  const combined = isObject(message) && message.stream !== undefined && typeof message.data === 'object' && message.data !== null
  return combined ? message.data : message
}

function hasLargeId({ e, t, a }: JsonObject): boolean {
  const id = e === 'trade' ? t : e === 'aggTrade' ? a : 0
  return typeof id === 'number' && !Number.isSafeInteger(id)
}
