import { formatDecimal, parseDecimal } from '../../../lib/market/decimal.ts'
import type { InstrumentDefinition, Origin } from '../../../lib/market/instrument.ts'
import { stockDefinition } from '../definitions.ts'
import { type IngestInstrument, quoteNumbers } from '../instrument-table.ts'
import type { MapperContext, VenueMapper } from '../mapper.ts'
import { shown } from '../problems.ts'
import { companyName } from '../stock-names.ts'
import { venueTime } from '../venue-time.ts'

interface Sides {
  bid: string
  bidSize: string
  ask: string
  askSize: string
}

/** `BAC`. undefined for what is no ticker. */
export function describeUsTicker(ticker: string, origin: Origin): InstrumentDefinition | undefined {
  return /^[A-Z][A-Z0-9.]{0,9}$/.test(ticker) ? stockDefinition(ticker, companyName(ticker), origin) : undefined
}

/**
 * Rows of `readUsTicks`. Prices are in 1/10000 dollar. A quote row changes one side (0 means that the other did not), of
 * whatever exchange: best bid and offer are the latest of each, not a consolidated best, since the files do not say which
 * exchange's quote still stands.
 */
export class UsTicksMapper implements VenueMapper {
  readonly #context: MapperContext
  readonly #sides = new Map<IngestInstrument, Sides>()
  #tradeNumber = 0

  constructor(context: MapperContext) {
    this.#context = context
  }

  message(raw: string, receivedTimeMs: number): void {
    const [kind, symbol, timeText, ...fields] = raw.split(',')
    const instrument = this.#context.table.get(symbol)
    if (instrument === undefined) return
    const venueTimeMs = venueTime(Number(timeText))
    if (Number.isNaN(venueTimeMs)) {
      this.#context.problems.add('bad_time', () => `Skipping a tick whose time is ${shown(timeText)}: ${shown(raw)}`)
      return
    }
    if (kind === 'trade') this.#trade(instrument, fields, venueTimeMs, receivedTimeMs, raw)
    else if (kind === 'quote') this.#quote(instrument, fields, venueTimeMs, receivedTimeMs)
    else this.#context.problems.add('unknown_type', () => `Ignoring a tick of kind ${shown(kind)}: ${shown(raw)}`)
  }

  reset(): void {
    this.#sides.clear()
  }

  #trade(
    instrument: IngestInstrument,
    fields: readonly string[],
    venueTimeMs: number,
    receivedTimeMs: number,
    raw: string,
  ): void {
    const { table, sink, problems, heard } = this.#context
    const price = table.price(instrument, dollars(fields[0]))
    const size = table.size(instrument, fields[1])
    if (Number.isNaN(price) || Number.isNaN(size)) return
    if (size === 0) {
      problems.add('empty_trade', () => `Skipping a trade of size zero: ${shown(raw)}`)
      return
    }
    this.#tradeNumber += 1
    sink.trade(instrument.id, price, size, 'unknown', venueTimeMs, receivedTimeMs, this.#tradeNumber)
    heard(instrument, 'trade', venueTimeMs, receivedTimeMs)
  }

  #quote(instrument: IngestInstrument, fields: readonly string[], venueTimeMs: number, receivedTimeMs: number): void {
    const { table, sink, heard } = this.#context
    const [bid = '', bidSize = '', ask = '', askSize = ''] = fields
    let sides = this.#sides.get(instrument)
    if (sides === undefined) {
      sides = { bid: '0', bidSize: '0', ask: '0', askSize: '0' }
      this.#sides.set(instrument, sides)
    }
    const next = { ...sides }
    if (bid !== '0') Object.assign(next, { bid: dollars(bid), bidSize })
    if (ask !== '0') Object.assign(next, { ask: dollars(ask), askSize })
    if (!table.quote(instrument, next.bid, next.bidSize, next.ask, next.askSize)) return
    this.#sides.set(instrument, next)
    const numbers = quoteNumbers
    sink.quote(instrument.id, numbers.bid, numbers.bidSize, numbers.ask, numbers.askSize, venueTimeMs, receivedTimeMs)
    heard(instrument, 'quote', venueTimeMs, receivedTimeMs)
  }
}

/** `139400` to `13.9400`. What is no number stays as it is, for the table to refuse. */
function dollars(tenThousandths: string | undefined): string | undefined {
  if (tenThousandths === undefined) return undefined
  if (/^\d+$/.test(tenThousandths)) {
    const padded = tenThousandths.padStart(5, '0')
    return `${padded.slice(0, -4)}.${padded.slice(-4)}`
  }
  const decimal = parseDecimal(tenThousandths)
  return decimal === undefined ? tenThousandths : formatDecimal({ digits: decimal.digits, decimals: decimal.decimals + 4 })
}
