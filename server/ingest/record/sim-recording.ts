import { formatDecimal } from '../../../lib/market/decimal.ts'
import type { BookChange, DayStatistics, FeedSink, Side } from '../../../lib/market/feed.ts'
import type { InstrumentDefinition } from '../../../lib/market/instrument.ts'
import { type Status, statusCodes } from '../../../lib/market/status.ts'
import { parseStep } from '../../../lib/market/step.ts'
import { formatSteps } from '../../../lib/market/steps.ts'
import { type InstrumentId, instrumentId } from '../../../lib/market/units.ts'
import { readLevels } from '../book-levels.ts'
import { readDay } from '../day-statistics.ts'
import { type IngestInstrument, quoteNumbers } from '../instrument-table.ts'
import { isObject, type JsonObject, parseJson } from '../json-guards.ts'
import type { MapperContext, VenueMapper } from '../mapper.ts'
import { shown } from '../problems.ts'
import { venueTime } from '../venue-time.ts'

/**
 * The simulated feed speaks no venue's language, so it is recorded in one of our own: one JSON object per call of the sink,
 * told apart by `sim`. Numbers are exact decimal text.
 */
export class SimRecorder implements FeedSink {
  readonly #write: (raw: string, receivedTimeMs: number) => void
  readonly #now: () => number
  readonly #definitions: InstrumentDefinition[] = []

  constructor(write: (raw: string, receivedTimeMs: number) => void, now: () => number) {
    this.#write = write
    this.#now = now
  }

  define(definition: InstrumentDefinition): InstrumentId {
    const id = instrumentId(this.#definitions.length)
    this.#definitions.push(definition)
    this.#say({ sim: 'define', definition }, this.#now())
    return id
  }

  definition(id: InstrumentId): InstrumentDefinition {
    const definition = this.#definitions[id]
    if (definition === undefined) throw new RangeError(`No instrument ${id}: expected 0 to ${this.#definitions.length - 1}`)
    return definition
  }

  trade(...call: Parameters<FeedSink['pastTrade']>): void {
    this.#trade('trade', ...call)
  }

  pastTrade(...call: Parameters<FeedSink['pastTrade']>): void {
    this.#trade('past', ...call)
  }

  quote(id: InstrumentId, bid: number, bidSize: number, ask: number, askSize: number, t: number, receivedTimeMs: number): void {
    const sides = { b: this.#price(id, bid), B: this.#size(id, bidSize), a: this.#price(id, ask), A: this.#size(id, askSize) }
    this.#say({ sim: 'quote', s: this.definition(id).symbol, ...sides, t }, receivedTimeMs)
  }

  day(id: InstrumentId, { open, high, low, volumeLots }: DayStatistics, receivedTimeMs: number): void {
    const lot = parseStep(this.definition(id).lotSize)
    const v =
      volumeLots === undefined ? {} : { v: formatDecimal({ digits: volumeLots * BigInt(lot.multiple), decimals: lot.decimals }) }
    const prices = { o: this.#price(id, open), h: this.#price(id, high), l: this.#price(id, low) }
    this.#say({ sim: 'day', s: this.definition(id).symbol, ...prices, ...v }, receivedTimeMs)
  }

  book(id: InstrumentId, { snapshot, best, bids, asks, venueTimeMs: t, receivedTimeMs }: BookChange): void {
    const tick = parseStep(this.definition(id).tickSize)
    const lot = parseStep(this.definition(id).lotSize)
    const side = (levels: BookChange['bids']) => levels.map(([price, size]) => [formatSteps(price, tick), formatSteps(size, lot)])
    const flags = best === undefined ? { snapshot } : { snapshot, best }
    this.#say({ sim: 'book', s: this.definition(id).symbol, ...flags, b: side(bids), a: side(asks), t }, receivedTimeMs)
  }

  status(id: InstrumentId, status: Status, reason: string): void {
    this.#say({ sim: 'status', s: this.definition(id).symbol, status, reason }, this.#now())
  }

  disconnected(): void {
    throw new Error('The simulated feed is never disconnected: extend this format before it is')
  }

  #trade(
    sim: 'trade' | 'past',
    id: InstrumentId,
    price: number,
    size: number,
    side: Side,
    t: number,
    receivedTimeMs: number,
    tradeId: number | string,
  ): void {
    this.#say(
      { sim, s: this.definition(id).symbol, p: this.#price(id, price), q: this.#size(id, size), side, t, id: tradeId },
      receivedTimeMs,
    )
  }

  #price(id: InstrumentId, ticks: number): string {
    return formatSteps(ticks, parseStep(this.definition(id).tickSize))
  }

  #size(id: InstrumentId, lots: number): string {
    return formatSteps(lots, parseStep(this.definition(id).lotSize))
  }

  #say(message: object, receivedTimeMs: number): void {
    this.#write(JSON.stringify(message), receivedTimeMs)
  }
}

/** Reads what `SimRecorder` wrote. `definitions` is filled from the recording, and asked by the table. */
export class SimRecordingMapper implements VenueMapper {
  readonly #context: MapperContext
  readonly #definitions: Map<string, InstrumentDefinition>

  constructor(context: MapperContext, definitions: Map<string, InstrumentDefinition>) {
    this.#context = context
    this.#definitions = definitions
  }

  message(raw: string, receivedTimeMs: number): void {
    const { table, sink, problems } = this.#context
    const message = parseJson(raw)
    if (!isObject(message) || typeof message.sim !== 'string') {
      problems.add('malformed_json', () => `Cannot read ${shown(raw)}: expected a message of a simulated recording`)
      return
    }
    if (message.sim === 'define') {
      const definition = message.definition
      if (!isDefinition(definition)) return
      this.#definitions.set(definition.symbol, definition)
      table.get(definition.symbol)
      return
    }
    const instrument = table.get(message.s)
    if (instrument === undefined) return
    const time = venueTime(Number(message.t)) || 0
    switch (message.sim) {
      case 'trade':
      case 'past':
        this.#trade(message, instrument, time, receivedTimeMs)
        break
      case 'quote':
        this.#quote(message, instrument, time, receivedTimeMs)
        break
      case 'book':
        this.#book(message, instrument, time, receivedTimeMs)
        break
      case 'day': {
        const day = readDay(table, instrument, message.o, message.h, message.l, message.v)
        if (day !== undefined) sink.day(instrument.id, day, receivedTimeMs)
        break
      }
      case 'status': {
        const status = String(message.status)
        if (Object.hasOwn(statusCodes, status)) sink.status(instrument.id, status as Status, String(message.reason))
        break
      }
      default:
        problems.add('unknown_type', () => `Ignoring a simulated message of type ${shown(message.sim)}`)
    }
  }

  #trade(message: JsonObject, instrument: IngestInstrument, time: number, receivedTimeMs: number): void {
    const { table, sink } = this.#context
    const price = table.price(instrument, message.p)
    const size = table.size(instrument, message.q)
    const side = message.side === 'buy' || message.side === 'sell' ? message.side : 'unknown'
    const id = typeof message.id === 'string' ? message.id : Number(message.id)
    if (!(price > 0)) return
    // Of the past a price alone may be known.
    if (message.sim === 'past' && size >= 0) sink.pastTrade(instrument.id, price, size, side, time, receivedTimeMs, id)
    else if (size > 0) sink.trade(instrument.id, price, size, side, time, receivedTimeMs, id)
  }

  #quote(message: JsonObject, instrument: IngestInstrument, time: number, receivedTimeMs: number): void {
    if (!this.#context.table.quote(instrument, message.b, message.B, message.a, message.A)) return
    const { bid, bidSize, ask, askSize } = quoteNumbers
    this.#context.sink.quote(instrument.id, bid, bidSize, ask, askSize, time, receivedTimeMs)
  }

  #book(message: JsonObject, instrument: IngestInstrument, venueTimeMs: number, receivedTimeMs: number): void {
    const levels = readLevels(this.#context, instrument, message.b, message.a)
    if (levels === undefined) return
    const flags = { snapshot: message.snapshot === true, ...(message.best === true ? { best: true } : {}) }
    this.#context.sink.book(instrument.id, { ...flags, ...levels, venueTimeMs, receivedTimeMs })
  }

  reset(): void {
    // Nothing spans messages but the definitions.
  }
}

function isDefinition(value: unknown): value is InstrumentDefinition {
  const names = ['symbol', 'venue', 'name', 'base', 'quote', 'assetClass', 'session', 'origin', 'tickSize', 'lotSize']
  return isObject(value) && names.every((name) => typeof (value as JsonObject)[name] === 'string') && value.origin === 'simulated'
}
