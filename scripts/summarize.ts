/**
 * What a recording says, as the product understands it: through its own ingest, market and bar stages.
 *
 *     npm run summarize -- <recording> [--venue <a venue's name, us or sim>]
 *
 * Prints JSON: by the venue's own symbol the trades, 1-minute bars and last quote, and the best of each order book. Prices and
 * sizes are exact decimals. Several recordings of one venue are joined by `+`. What was skipped goes to standard error.
 */
import { parseArgs } from 'node:util'
import { type Bar, barVolumeLots } from '../lib/market/bar.ts'
import { formatDecimal } from '../lib/market/decimal.ts'
import { FeedError } from '../lib/market/feed.ts'
import type { InstrumentDefinition } from '../lib/market/instrument.ts'
import { parseStep } from '../lib/market/step.ts'
import { formatSteps } from '../lib/market/steps.ts'
import type { InstrumentId } from '../lib/market/units.ts'
import { wideToBigInt } from '../lib/market/wide.ts'
import { Problems } from '../server/ingest/problems.ts'
import { mapRecording } from '../server/ingest/replay/map-recording.ts'
import { type RecordedVenue, recordedVenues } from '../server/ingest/replay/venues.ts'
import { MarketState } from '../server/market/market-state.ts'

interface Ticker {
  readonly bid: number
  readonly bidSize: number
  readonly ask: number
  readonly askSize: number
  readonly definition: InstrumentDefinition
}

/** The market stage, and beside it what it has no need to keep: the first trade, counts of history and of tickers. */
class ObservedMarket extends MarketState {
  readonly firstPrice = new Map<InstrumentId, { ticks: number; definition: InstrumentDefinition }>()
  readonly pastTrades = new Map<InstrumentId, number>()
  readonly tickers = new Map<InstrumentId, number>()
  readonly lastTicker = new Map<InstrumentId, Ticker>()
  /** Tickers of some venues and years have no sizes; with sizes, one of zero is what the venue says. */
  readonly sizesKnown = new Set<InstrumentId>()
  readonly bookSnapshots = new Set<InstrumentId>()
  #inBook = false

  override trade(...call: Parameters<MarketState['trade']>): void {
    const [id, price] = call
    if (!this.firstPrice.has(id)) this.firstPrice.set(id, { ticks: price, definition: this.definition(id) })
    super.trade(...call)
  }

  override pastTrade(...call: Parameters<MarketState['pastTrade']>): void {
    // Size 0: a ticker's last price, no trade that was sent.
    if (call[2] > 0) this.pastTrades.set(call[0], (this.pastTrades.get(call[0]) ?? 0) + 1)
    super.pastTrade(...call)
  }

  override quote(...call: Parameters<MarketState['quote']>): void {
    super.quote(...call)
    // Quotes that follow from a book are the book's, not the venue's ticker.
    if (this.#inBook) return
    const [id, bid, bidSize, ask, askSize] = call
    this.tickers.set(id, (this.tickers.get(id) ?? 0) + 1)
    if (bidSize + askSize > 0) this.sizesKnown.add(id)
    this.lastTicker.set(id, { bid, bidSize, ask, askSize, definition: this.definition(id) })
  }

  override book(...call: Parameters<MarketState['book']>): void {
    if (call[1].snapshot) this.bookSnapshots.add(call[0])
    this.#inBook = true
    super.book(...call)
    this.#inBook = false
  }
}

const { recording, venue } = readArguments()
try {
  console.log(JSON.stringify(await summarize(recording, venue), null, 1))
} catch (error) {
  if (!(error instanceof FeedError)) throw error
  console.error(error.message)
  process.exit(1)
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { venue: { type: 'string' } } })
    const [path] = positionals
    const name = recordedVenues.find((known) => known === values.venue)
    if (path !== undefined && positionals.length === 1 && name === values.venue) return { recording: path, venue: name }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    console.error(error.message)
  }
  console.error(`Usage: npm run summarize -- <recording> [--venue ${recordedVenues.join('|')}]`)
  process.exit(2)
}

async function summarize(paths: string, venueName: RecordedVenue | undefined) {
  const market = new ObservedMarket({ epoch: 'summary', barRetention: { secondsMax: 120, minutesMax: 10_000_000, barsMax: 2e9 } })
  const problems = new Problems(
    paths,
    () => 0,
    ({ message }) => console.error(message),
  )
  const mapped = await mapRecording(paths, market, problems, venueName)
  if (mapped.failure !== undefined) {
    console.error(mapped.failure.message)
    process.exitCode = 1
  }
  for (const [kind, count] of Object.entries(problems.counts())) console.error(`skipped, ${kind}: ${count}`)
  if (market.instruments.size === 0 && problems.total() > 0) {
    throw new FeedError(
      'recording_unusable',
      `Cannot summarize ${paths}: none of its ${mapped.messages} messages is one of an instrument of ${mapped.venue}`,
    )
  }
  const symbols: Record<string, object> = {}
  const books: Record<string, object> = {}
  const named = [...market.instruments.all()].map((instrument) => ({
    instrument,
    name: mapped.venueSymbols.get(instrument.symbol) ?? instrument.symbol,
  }))
  for (const { instrument, name } of named.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const answer = { ...tradeAnswer(market, instrument.id), ...quoteAnswer(market, instrument.id, mapped.venue) }
    if (Object.keys(answer).length > 0) symbols[name] = answer
    if (market.bookSnapshots.has(instrument.id))
      books[name] = { ...bookAnswer(market, instrument.id), ...checksums(mapped.mapper.checksums?.get(name)) }
  }
  return { exchange: mapped.venue, messages: mapped.messages, symbols, books }
}

function tradeAnswer(market: ObservedMarket, id: InstrumentId) {
  const count = market.columns.tradeCount[id] ?? 0
  const pastTrades = market.pastTrades.get(id) ?? 0
  if (count + pastTrades === 0) return {}
  const { price, volume } = texts(market.definition(id))
  const bars = market.bars.read(id, '1m', Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER)
  const first = market.firstPrice.get(id)
  const extreme = (choose: (...numbers: number[]) => number, field: 'high' | 'low') =>
    count === 0 ? null : price(bars.reduce((best, bar) => choose(best, bar[field]), bars[0]?.[field] ?? 0))
  const trades = {
    count,
    snapshot_trades: pastTrades,
    first: first === undefined ? null : texts(first.definition).price(first.ticks),
    last: count === 0 ? null : price(market.columns.last[id] ?? 0),
    high: extreme(Math.max, 'high'),
    low: extreme(Math.min, 'low'),
    volume: volume(wideToBigInt(market.columns.volumeHigh[id] ?? 0, market.columns.volumeLow[id] ?? 0)),
  }
  const candle = (bar: Bar) => ({
    t: bar.timeMs,
    o: price(bar.open),
    h: price(bar.high),
    l: price(bar.low),
    c: price(bar.close),
    v: volume(barVolumeLots(bar)),
    n: bar.tradeCount,
  })
  return { trades, candles_1m: bars.map(candle) }
}

function quoteAnswer(market: ObservedMarket, id: InstrumentId, venueName: RecordedVenue) {
  const count = market.tickers.get(id) ?? 0
  const ticker = market.lastTicker.get(id)
  if (ticker === undefined) return {}
  const { columns } = market
  // A book's own quotes have replaced the ticker's in the columns.
  const kept = market.bookSnapshots.has(id)
    ? ticker
    : {
        bid: columns.bid[id] ?? 0,
        bidSize: columns.bidSize[id] ?? 0,
        ask: columns.ask[id] ?? 0,
        askSize: columns.askSize[id] ?? 0,
        definition: market.definition(id),
      }
  const { price, size } = texts(kept.definition)
  // US rows have one side each: a price of 0 is a side that no row has had yet. Elsewhere the venue says that it is empty.
  const side = (ticks: number, lots: number) =>
    ticks === 0 && venueName === 'us'
      ? { price: null, size: null }
      : { price: price(ticks), size: market.sizesKnown.has(id) ? size(lots) : null }
  const [bid, ask] = [side(kept.bid, kept.bidSize), side(kept.ask, kept.askSize)]
  return { quotes: { count, bid: bid.price, bid_size: bid.size, ask: ask.price, ask_size: ask.size } }
}

function bookAnswer(market: ObservedMarket, id: InstrumentId) {
  const column = () => new Float64Array(1)
  const top = { bidCount: 0, askCount: 0, bidPrice: column(), bidSize: column(), askPrice: column(), askSize: column() }
  market.books.read(id, top)
  // As in the reference: no best where a side is empty.
  if (top.bidCount === 0 || top.askCount === 0) return {}
  const { price, size } = texts(market.definition(id))
  const best = (values: Float64Array) => values[0] ?? 0
  return {
    bid: price(best(top.bidPrice)),
    bid_size: size(best(top.bidSize)),
    ask: price(best(top.askPrice)),
    ask_size: size(best(top.askSize)),
  }
}

function checksums(counts: { readonly ok: number; readonly bad: number } | undefined) {
  return counts === undefined ? {} : { checksums_ok: counts.ok, checksums_bad: counts.bad }
}

function texts({ tickSize, lotSize }: InstrumentDefinition) {
  const tick = parseStep(tickSize)
  const lot = parseStep(lotSize)
  return {
    price: (ticks: number) => formatSteps(ticks, tick),
    size: (lots: number) => formatSteps(lots, lot),
    volume: (lots: bigint) => formatDecimal({ digits: lots * BigInt(lot.multiple), decimals: lot.decimals }),
  }
}
