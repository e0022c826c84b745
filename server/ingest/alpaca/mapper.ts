import { denoise } from '../denoise.ts'
import { type IngestInstrument, quoteNumbers } from '../instrument-table.ts'
import { isObject, type JsonObject } from '../json-guards.ts'
import { parseLossless } from '../lossless-json.ts'
import type { MapperContext, VenueMapper } from '../mapper.ts'
import { shown } from '../problems.ts'
import { RecentIds } from '../recent-ids.ts'
import { rfc3339Ms } from '../rfc3339.ts'

/** Errors that every attempt would meet again: a wrong key, no right to this feed. Not 404, an authentication that took too long. */
const finalErrors = new Set([402, 409])

/**
 * Alpaca's stock stream: arrays of messages with their type in `T`. Trade ids count per exchange and with holes, so they tell
 * nothing about gaps, but the same id again is the same trade. Trading status `H` is a halt, `T` the end of it.
 */
export class AlpacaMapper implements VenueMapper {
  readonly #context: MapperContext
  readonly #recent = new RecentIds()

  constructor(context: MapperContext) {
    this.#context = context
  }

  message(raw: string, receivedTimeMs: number): void {
    const parsed = parseLossless(raw)
    const messages = Array.isArray(parsed) ? parsed : [parsed]
    for (const message of messages) {
      if (isObject(message) && typeof message.T === 'string') this.#one(message, message.T, receivedTimeMs)
      else
        this.#context.problems.add(
          'malformed_json',
          () => `Cannot read ${shown(message ?? raw)}: expected an array of messages with a type T`,
        )
    }
  }

  reset(): void {
    // Nothing spans messages.
  }

  #one(message: JsonObject, type: string, receivedTimeMs: number): void {
    const { notice, problems, table } = this.#context
    if (type === 'success') {
      notice(message.msg === 'authenticated' ? { type: 'authenticated' } : { type: 'greeting' })
      return
    }
    if (type === 'error') {
      const code = Number(message.code)
      notice({ type: 'refused', requestId: undefined, final: finalErrors.has(code), message: `${code}: ${shown(message.msg)}` })
      return
    }
    if (type === 'subscription') {
      for (const channel of ['trades', 'quotes', 'statuses']) {
        const list = message[channel]
        const symbols = Array.isArray(list) ? list.filter((symbol) => typeof symbol === 'string') : []
        if (symbols.length > 0) notice({ type: 'acknowledged', requestId: undefined, channel, symbols })
      }
      return
    }
    if (!marketTypes.has(type)) {
      if (!quietTypes.has(type))
        problems.add('unknown_type', () => `Ignoring an Alpaca message of type ${shown(type)}: ${shown(message)}`)
      return
    }
    const instrument = table.get(message.S)
    if (instrument === undefined) return
    if (type === 't') this.#trade(instrument, message, receivedTimeMs)
    else if (type === 'q') this.#quote(instrument, message, receivedTimeMs)
    else this.#status(instrument, message)
  }

  #trade(instrument: IngestInstrument, message: JsonObject, receivedTimeMs: number): void {
    const { table, sink, problems, heard } = this.#context
    const price = table.price(instrument, number(message.p))
    const size = table.size(instrument, number(message.s))
    const venueTimeMs = rfc3339Ms(message.t)
    if (Number.isNaN(price) || Number.isNaN(size)) return
    if (size === 0 || Number.isNaN(venueTimeMs)) {
      problems.add('bad_trade', () => `Skipping a trade without size or time: ${shown(message)}`)
      return
    }
    const tradeId = typeof message.i === 'string' ? message.i : ''
    if (tradeId !== '' && this.#recent.has(`${instrument.venueSymbol} ${String(message.x)} ${tradeId}`)) {
      problems.add('duplicate_trade', () => `Skipping trade ${tradeId} of ${instrument.venueSymbol}: it was received before`)
      return
    }
    sink.trade(instrument.id, price, size, 'unknown', venueTimeMs, receivedTimeMs, tradeId)
    heard(instrument, 'trade', venueTimeMs, receivedTimeMs)
  }

  #quote(instrument: IngestInstrument, message: JsonObject, receivedTimeMs: number): void {
    const { table, sink, heard } = this.#context
    if (!table.quote(instrument, number(message.bp), number(message.bs), number(message.ap), number(message.as))) return
    const venueTimeMs = rfc3339Ms(message.t) || 0
    const { bid, bidSize, ask, askSize } = quoteNumbers
    sink.quote(instrument.id, bid, bidSize, ask, askSize, venueTimeMs, receivedTimeMs)
    heard(instrument, 'quote', venueTimeMs, receivedTimeMs)
  }

  #status(instrument: IngestInstrument, message: JsonObject): void {
    const { sink } = this.#context
    const reason = typeof message.rm === 'string' ? message.rm : ''
    if (message.sc === 'H' || message.sc === '2') sink.status(instrument.id, 'halted', reason)
    else if (message.sc === 'T' || message.sc === '3') sink.status(instrument.id, 'live', reason)
  }
}

const marketTypes: ReadonlySet<string> = new Set(['t', 'q', 's'])
/** Bars, corrections, cancellations, price bands: known, and not taken. */
const quietTypes: ReadonlySet<string> = new Set(['b', 'd', 'u', 'c', 'x', 'l', 'i'])

function number(value: unknown): unknown {
  return typeof value === 'string' ? denoise(value) : value
}
