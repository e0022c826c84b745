import type { InstrumentDefinition, Origin } from '../../../lib/market/instrument.ts'
import { splitBinanceSymbol } from '../binance/symbols.ts'
import { cryptoDefinition, stockDefinition } from '../definitions.ts'
import { denoise } from '../denoise.ts'
import { isObject, type JsonObject } from '../json-guards.ts'
import { parseLossless } from '../lossless-json.ts'
import type { MapperContext, VenueMapper } from '../mapper.ts'
import { shown } from '../problems.ts'
import { companyName } from '../stock-names.ts'
import { venueTime } from '../venue-time.ts'

/** `AAPL`, or `BINANCE:BTCUSDT` for a coin, which is ours as `FINNHUB:BTC-USDT`: the price comes by way of Finnhub. */
export function describeFinnhubSymbol(venueSymbol: string, origin: Origin): InstrumentDefinition | undefined {
  if (/^[A-Z][A-Z0-9.]{0,9}$/.test(venueSymbol)) return stockDefinition(venueSymbol, companyName(venueSymbol), origin)
  const pair = splitBinanceSymbol(/^[A-Z]+:([A-Z0-9]+)$/.exec(venueSymbol)?.[1] ?? '')
  return pair === undefined ? undefined : cryptoDefinition('FINNHUB', pair.base, pair.quote, origin)
}

/** Finnhub: trades only, without ids. A volume of 0 is a price update, not a trade. */
export class FinnhubMapper implements VenueMapper {
  readonly #context: MapperContext

  constructor(context: MapperContext) {
    this.#context = context
  }

  message(raw: string, receivedTimeMs: number): void {
    const { notice, problems } = this.#context
    const message = parseLossless(raw)
    if (!isObject(message)) {
      problems.add('malformed_json', () => `Cannot read ${shown(raw)}: expected a JSON object`)
    } else if (message.type === 'trade' && Array.isArray(message.data)) {
      for (const row of message.data) this.#trade(isObject(row) ? row : {}, receivedTimeMs)
    } else if (message.type === 'ping') {
      notice({ type: 'heartbeat', venueTimeMs: 0 })
    } else if (message.type === 'error') {
      const text = shown(message.msg)
      notice({ type: 'refused', requestId: undefined, final: /token|api key|access/i.test(text), message: text })
    } else {
      problems.add('unknown_type', () => `Ignoring a Finnhub message of type ${shown(message.type)}: ${shown(message)}`)
    }
  }

  reset(): void {
    // Nothing spans messages.
  }

  #trade(row: JsonObject, receivedTimeMs: number): void {
    const { table, sink, problems, heard } = this.#context
    const instrument = table.get(row.s)
    if (instrument === undefined) return
    const price = table.price(instrument, typeof row.p === 'string' ? denoise(row.p) : row.p)
    const size = table.size(instrument, typeof row.v === 'string' ? denoise(row.v) : row.v)
    const venueTimeMs = venueTime(Number(row.t))
    if (Number.isNaN(price) || Number.isNaN(size)) return
    if (Number.isNaN(venueTimeMs)) {
      problems.add('bad_trade', () => `Skipping a trade without a time: ${shown(row)}`)
      return
    }
    if (size === 0) sink.pastTrade(instrument.id, price, size, 'unknown', venueTimeMs, receivedTimeMs, '')
    else sink.trade(instrument.id, price, size, 'unknown', venueTimeMs, receivedTimeMs, '')
    heard(instrument, 'trade', venueTimeMs, receivedTimeMs)
  }
}
