import { formatDecimal } from '../../../lib/market/decimal.ts'
import type { BookChange, DayStatistics, FeedSink, Side } from '../../../lib/market/feed.ts'
import type { InstrumentDefinition } from '../../../lib/market/instrument.ts'
import type { Status } from '../../../lib/market/status.ts'
import { parseStep } from '../../../lib/market/step.ts'
import { formatSteps } from '../../../lib/market/steps.ts'
import { type InstrumentId, instrumentId, type PriceTicks, type SizeLots } from '../../../lib/market/units.ts'

export interface SunkTrade {
  readonly symbol: string
  readonly price: string
  readonly size: string
  readonly side: Side
  readonly venueTimeMs: number
  readonly receivedTimeMs: number
  readonly tradeId: number | string
}

export interface SunkQuote {
  readonly symbol: string
  readonly bid: string
  readonly bidSize: string
  readonly ask: string
  readonly askSize: string
  readonly venueTimeMs: number
}

/** Keeps all calls with numbers as exact decimal text, so that a test compares with what the venue wrote. */
export class RecordingSink implements FeedSink {
  readonly definitions: InstrumentDefinition[] = []
  readonly trades: SunkTrade[] = []
  readonly pastTrades: SunkTrade[] = []
  readonly quotes: SunkQuote[] = []
  readonly days: { symbol: string; open: string; high: string; low: string; volume: string | undefined }[] = []
  readonly books: { symbol: string; snapshot: boolean; bids: [string, string][]; asks: [string, string][] }[] = []
  readonly statuses: { symbol: string; status: Status; reason: string }[] = []
  readonly disconnects: { venue: string; reason: string }[] = []
  refinements = 0

  define(definition: InstrumentDefinition): InstrumentId {
    const known = this.definitions.findIndex((entry) => entry.symbol === definition.symbol)
    if (known < 0) {
      this.definitions.push(definition)
      return instrumentId(this.definitions.length - 1)
    }
    this.definitions[known] = definition
    this.refinements += 1
    return instrumentId(known)
  }

  trade(
    id: InstrumentId,
    price: PriceTicks,
    size: SizeLots,
    side: Side,
    venueTimeMs: number,
    receivedTimeMs: number,
    tradeId: number | string,
  ): void {
    this.trades.push({ ...this.#amounts(id, price, size), side, venueTimeMs, receivedTimeMs, tradeId })
  }

  pastTrade(
    id: InstrumentId,
    price: PriceTicks,
    size: SizeLots,
    side: Side,
    venueTimeMs: number,
    receivedTimeMs: number,
    tradeId: number | string,
  ): void {
    this.pastTrades.push({ ...this.#amounts(id, price, size), side, venueTimeMs, receivedTimeMs, tradeId })
  }

  quote(id: InstrumentId, bid: PriceTicks, bidSize: SizeLots, ask: PriceTicks, askSize: SizeLots, venueTimeMs: number): void {
    const symbol = this.definition(id).symbol
    const [bidText, askText] = [this.#amounts(id, bid, bidSize), this.#amounts(id, ask, askSize)]
    this.quotes.push({
      symbol,
      bid: bidText.price,
      bidSize: bidText.size,
      ask: askText.price,
      askSize: askText.size,
      venueTimeMs,
    })
  }

  day(id: InstrumentId, day: DayStatistics): void {
    const { symbol, tickSize, lotSize } = this.definition(id)
    const price = (ticks: number) => formatSteps(ticks, parseStep(tickSize))
    const lot = parseStep(lotSize)
    const volume =
      day.volumeLots === undefined
        ? undefined
        : formatDecimal({ digits: day.volumeLots * BigInt(lot.multiple), decimals: lot.decimals })
    this.days.push({ symbol, open: price(day.open), high: price(day.high), low: price(day.low), volume })
  }

  book(id: InstrumentId, change: BookChange): void {
    const side = (levels: BookChange['bids']) =>
      levels.map(([price, size]): [string, string] => {
        const amounts = this.#amounts(id, price, size)
        return [amounts.price, amounts.size]
      })
    this.books.push({
      symbol: this.definition(id).symbol,
      snapshot: change.snapshot,
      bids: side(change.bids),
      asks: side(change.asks),
    })
  }

  status(id: InstrumentId, status: Status, reason: string): void {
    this.statuses.push({ symbol: this.definition(id).symbol, status, reason })
  }

  disconnected(venue: string, reason: string): void {
    this.disconnects.push({ venue, reason })
  }

  #amounts(id: InstrumentId, price: number, size: number): { symbol: string; price: string; size: string } {
    const { symbol, tickSize, lotSize } = this.definition(id)
    return { symbol, price: formatSteps(price, parseStep(tickSize)), size: formatSteps(size, parseStep(lotSize)) }
  }

  definition(id: InstrumentId): InstrumentDefinition {
    const definition = this.definitions[id]
    if (definition === undefined) throw new RangeError(`No instrument ${id}`)
    return definition
  }
}
