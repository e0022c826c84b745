import { parseDecimal, parseSteps, type Step } from '../market/decimal.ts'
import { createQuoteColumns, growQuoteColumns, type QuoteColumns } from '../market/quote-columns.ts'
import { type Status, statusCodes } from '../market/status.ts'
import { wideFromBigInt, wideToBigInt } from '../market/wide.ts'
import {
  type SnapshotMessage,
  type SnapshotQuote,
  type TickMessage,
  type TickQuote,
  type TierHz,
  tiersHz,
} from '../protocol/messages.ts'
import { type DefinedInstrument, type QuoteTable, scaleWide } from './quote-table.ts'

/** One stream's own state: what its next tick is the difference to. Rows are the table's. */
interface JsonStream {
  readonly tier: number
  sequence: number
  columns: QuoteColumns
}

/** Snapshots and ticks of `ticklane.v1.json` into the table: decimal text to whole ticks and lots. */
export class JsonStreams {
  readonly #table: QuoteTable
  readonly #streams = new Map<number, JsonStream>()
  /** Told when a sequence is not the one before plus one (SPEC R3). */
  readonly #onGap: (rate: number) => void

  constructor(table: QuoteTable, onGap: (rate: number) => void) {
    this.#table = table
    this.#onGap = onGap
  }

  /** The last sequence of each stream, by rate. */
  sequences(): Iterable<readonly [rate: number, sequence: number]> {
    return [...this.#streams].map(([rate, stream]) => [rate, stream.sequence] as const)
  }

  columns(rate: number): QuoteColumns | undefined {
    return this.#streams.get(rate)?.columns
  }

  clear(): void {
    this.#streams.clear()
  }

  refined(row: number, priceRatio: number, sizeRatio: number): void {
    for (const { columns } of this.#streams.values()) {
      if (row >= columns.capacity) continue
      for (const column of [columns.last, columns.bid, columns.ask, columns.dayOpen, columns.dayHigh, columns.dayLow]) {
        column[row] = (column[row] as number) * priceRatio
      }
      for (const column of [columns.bidSize, columns.askSize]) column[row] = (column[row] as number) * sizeRatio
      scaleWide(columns.volumeHigh, columns.volumeLow, row, sizeRatio)
      scaleWide(columns.dayVolumeBaseHigh, columns.dayVolumeBaseLow, row, sizeRatio)
    }
  }

  snapshot(message: SnapshotMessage): void {
    const stream = this.#streamOf(message.rate)
    stream.sequence = message.sequence
    for (const quote of message.quotes) {
      const row = this.#table.find(quote.symbol)
      const defined = row === undefined ? undefined : this.#table.instruments[row]
      if (row === undefined || defined === undefined) continue
      readSnapshot(quote, stream.columns, row, defined, message.timeMs)
      this.#accept(stream, message.timeMs, quote, row, defined)
    }
  }

  tick(message: TickMessage): void {
    const stream = this.#streamOf(message.rate)
    if (message.sequence !== stream.sequence + 1) this.#onGap(message.rate)
    stream.sequence = message.sequence
    for (const quote of message.quotes) {
      const row = this.#table.find(quote.symbol)
      const defined = row === undefined ? undefined : this.#table.instruments[row]
      if (row === undefined || defined === undefined) continue
      readTick(quote, stream.columns, row, defined, message.timeMs)
      this.#accept(stream, message.timeMs, quote, row, defined)
    }
  }

  #accept(
    stream: JsonStream,
    timeMs: number,
    quote: { readonly high?: string; readonly low?: string },
    row: number,
    defined: DefinedInstrument,
  ): void {
    const high = quote.high === undefined ? Number.NEGATIVE_INFINITY : parseSteps(quote.high, defined.price)
    const low = quote.low === undefined ? Number.POSITIVE_INFINITY : parseSteps(quote.low, defined.price)
    this.#table.accept(stream.tier, stream.columns, row, row, timeMs, high, low)
  }

  #streamOf(rate: number): JsonStream {
    let stream = this.#streams.get(rate)
    if (stream === undefined) {
      stream = { tier: streamTier(rate), sequence: 0, columns: createQuoteColumns(this.#table.columns.capacity) }
      this.#streams.set(rate, stream)
    }
    const { capacity } = this.#table.columns
    if (stream.columns.capacity < capacity) stream.columns = growQuoteColumns(stream.columns, capacity)
    return stream
  }
}

/** Names a stream in the table. A rate that is no tier, which no server grants, still has its own number. */
export function streamTier(rate: number): number {
  const tier = tiersHz.indexOf(rate as TierHz)
  return tier >= 0 ? tier : 100 + Math.round(rate)
}

function readSnapshot(
  quote: SnapshotQuote,
  columns: QuoteColumns,
  row: number,
  defined: DefinedInstrument,
  timeMs: number,
): void {
  const { price, size } = defined
  columns.last[row] = stepsOr0(quote.last, price)
  columns.bid[row] = stepsOr0(quote.bid, price)
  columns.ask[row] = stepsOr0(quote.ask, price)
  columns.bidSize[row] = stepsOr0(quote.bidSize, size)
  columns.askSize[row] = stepsOr0(quote.askSize, size)
  columns.dayOpen[row] = stepsOr0(quote.dayOpen, price)
  columns.dayHigh[row] = stepsOr0(quote.dayHigh, price)
  columns.dayLow[row] = stepsOr0(quote.dayLow, price)
  columns.tradeCount[row] = quote.totalTrades
  const total = lotsOf(quote.totalVolume, size)
  setWide(columns.volumeHigh, columns.volumeLow, row, total)
  setWide(columns.dayVolumeBaseHigh, columns.dayVolumeBaseLow, row, total - lotsOf(quote.dayVolume, size))
  columns.venueTimeMs[row] = quote.venueTimeMs ?? 0
  columns.receivedTimeMs[row] = quote.receivedTimeMs ?? timeMs
  columns.status[row] = statusCode(quote.status)
}

function readTick(quote: TickQuote, columns: QuoteColumns, row: number, defined: DefinedInstrument, timeMs: number): void {
  const { price, size } = defined
  if (quote.last !== undefined) columns.last[row] = parseSteps(quote.last, price)
  readSide(quote.bid, quote.bidSize, columns.bid, columns.bidSize, row, defined)
  readSide(quote.ask, quote.askSize, columns.ask, columns.askSize, row, defined)
  if (quote.dayOpen !== undefined) columns.dayOpen[row] = stepsOr0(quote.dayOpen, price)
  if (quote.dayHigh !== undefined) columns.dayHigh[row] = stepsOr0(quote.dayHigh, price)
  if (quote.dayLow !== undefined) columns.dayLow[row] = stepsOr0(quote.dayLow, price)
  if (quote.trades !== undefined) columns.tradeCount[row] = (columns.tradeCount[row] as number) + quote.trades
  if (quote.volume !== undefined) {
    const total = wideToBigInt(columns.volumeHigh[row] as number, columns.volumeLow[row] as number) + lotsOf(quote.volume, size)
    setWide(columns.volumeHigh, columns.volumeLow, row, total)
  }
  if (quote.dayVolume !== undefined) {
    const total = wideToBigInt(columns.volumeHigh[row] as number, columns.volumeLow[row] as number)
    setWide(columns.dayVolumeBaseHigh, columns.dayVolumeBaseLow, row, total - lotsOf(quote.dayVolume, size))
  }
  if (quote.status !== undefined) columns.status[row] = statusCode(quote.status)
  // A tick has no time of its own but the flush's.
  columns.venueTimeMs[row] = 0
  columns.receivedTimeMs[row] = timeMs
}

function readSide(
  priceText: string | null | undefined,
  sizeText: string | undefined,
  prices: Float64Array,
  sizes: Float64Array,
  row: number,
  defined: DefinedInstrument,
): void {
  if (priceText === null) {
    prices[row] = 0
    sizes[row] = 0
    return
  }
  if (priceText !== undefined) prices[row] = parseSteps(priceText, defined.price)
  if (sizeText !== undefined) sizes[row] = parseSteps(sizeText, defined.size)
}

function stepsOr0(text: string | null | undefined, step: Step): number {
  return text === undefined || text === null ? 0 : parseSteps(text, step)
}

/** Sums of lots exceed 2^53, so that they go through BigInt. Exact: the server makes the text from whole lots. */
export function lotsOf(text: string, lot: Step): bigint {
  const short = parseSteps(text, lot)
  if (!Number.isNaN(short)) return BigInt(short)
  const decimal = parseDecimal(text)
  if (decimal === undefined || decimal.decimals > lot.decimals) return 0n
  return (decimal.digits * 10n ** BigInt(lot.decimals - decimal.decimals)) / BigInt(lot.multiple)
}

function setWide(high: Float64Array, low: Float64Array, row: number, lots: bigint): void {
  const wide = wideFromBigInt(lots)
  high[row] = wide.high
  low[row] = wide.low
}

function statusCode(status: Status): number {
  return statusCodes[status] ?? statusCodes.pending
}
