import { createQuoteColumns, growQuoteColumns, type QuoteColumns } from '../market/quote-columns.ts'
import { scaleRow } from '../market/refine-row.ts'
import { type Status, statusCodes } from '../market/status.ts'
import type { Step } from '../market/step.ts'
import { parseSteps } from '../market/steps.ts'
import { wideFromBigInt, wideToBigInt } from '../market/wide.ts'
import type { SnapshotMessage, SnapshotQuote, TickMessage, TickQuote } from '../protocol/messages.ts'
import { combineHash, hashRow, hashText, streamHashSeed } from '../protocol/state-hash.ts'
import { lotsOf } from './json-rows.ts'
import type { QuoteStreamEvents, QuoteStreams } from './quote-streams.ts'
import { type DefinedInstrument, type QuoteTable, streamOf } from './quote-table.ts'

/** One stream's own state: what its next tick is the difference to. Rows are the table's. */
interface JsonStream {
  readonly tier: number
  readonly rate: number
  /** -1 before the first snapshot. */
  sequence: number
  columns: QuoteColumns
  /** Members in ascending order of the server's index, and which of them have had a snapshot. */
  members: readonly number[]
  readonly known: Set<number>
  /** Waits for a snapshot. */
  lost: boolean
}

/** Snapshots and ticks of `ticklane.v1.json` into the table: decimal text to whole ticks and lots. */
export class JsonStreams implements QuoteStreams {
  readonly #table: QuoteTable
  readonly #events: QuoteStreamEvents
  readonly #streams = new Map<number, JsonStream>()

  constructor(table: QuoteTable, events: QuoteStreamEvents) {
    this.#table = table
    this.#events = events
  }

  setMembers(rate: number, rows: readonly number[]): void {
    if (rows.length === 0) {
      this.#streams.delete(rate)
      return
    }
    const indexOf = (row: number) => this.#table.instruments[row]?.instrument.index ?? -1
    const stream = this.#streamOf(rate)
    stream.members = [...rows].sort((a, b) => indexOf(a) - indexOf(b))
    const staying = new Set(rows)
    for (const row of stream.known) if (!staying.has(row)) stream.known.delete(row)
  }

  tradeCountOf(rate: number, row: number): number {
    const stream = this.#streams.get(rate)
    return stream?.known.has(row) === true ? (stream.columns.tradeCount[row] as number) : Number.NaN
  }

  offer(rate: number, row: number): boolean {
    const stream = this.#streams.get(rate)
    if (stream === undefined || stream.lost || !stream.known.has(row)) return false
    const timeMs = stream.columns.receivedTimeMs[row] as number
    this.#table.accept(stream.tier, stream.columns, row, row, timeMs, 0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
    return true
  }

  sequences(): Record<string, number> {
    const sequences: Record<string, number> = {}
    for (const { rate, sequence } of this.#streams.values()) if (sequence >= 0) sequences[rate] = sequence
    return sequences
  }

  refined(row: number, priceRatio: number, sizeRatio: number): void {
    for (const { columns } of this.#streams.values()) {
      if (row < columns.capacity) scaleRow(columns, row, priceRatio, sizeRatio)
    }
  }

  check({ rate, sequence, hash }: { readonly rate: number; readonly sequence: number; readonly hash: string }): void {
    const stream = this.#streams.get(rate)
    if (stream === undefined) return
    const complete = stream.members.every((row) => stream.known.has(row))
    const equal = complete && sequence === stream.sequence && hashText(hashOf(stream)) === hash
    if (!equal) stream.lost = true
    this.#events.onCheck(rate, equal)
  }

  snapshot(message: SnapshotMessage): void {
    const stream = this.#streamOf(message.rate)
    stream.sequence = message.sequence
    stream.lost = false
    for (const quote of message.quotes) {
      const row = this.#table.find(quote.symbol)
      const defined = row === undefined ? undefined : this.#table.instruments[row]
      if (row === undefined || defined === undefined) continue
      stream.known.add(row)
      readSnapshot(quote, stream.columns, row, defined, message.timeMs)
      this.#accept(stream, message.timeMs, quote, row, defined)
    }
  }

  tick(message: TickMessage): void {
    const stream = this.#streamOf(message.rate)
    if (message.sequence !== stream.sequence + 1 && !stream.lost) {
      stream.lost = true
      this.#events.onLost(message.rate)
    }
    // What came after a gap cannot be added to what was before it.
    if (stream.lost) return
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
    quote: { readonly trades?: number; readonly high?: string; readonly low?: string },
    row: number,
    defined: DefinedInstrument,
  ): void {
    const high = quote.high === undefined ? Number.NEGATIVE_INFINITY : parseSteps(quote.high, defined.price)
    const low = quote.low === undefined ? Number.POSITIVE_INFINITY : parseSteps(quote.low, defined.price)
    this.#table.accept(stream.tier, stream.columns, row, row, timeMs, quote.trades ?? 0, high, low)
  }

  #streamOf(rate: number): JsonStream {
    let stream = this.#streams.get(rate)
    if (stream === undefined) {
      const columns = createQuoteColumns(this.#table.columns.capacity)
      stream = { tier: streamOf(rate), rate, sequence: -1, columns, members: [], known: new Set(), lost: false }
      this.#streams.set(rate, stream)
    }
    const { capacity } = this.#table.columns
    if (stream.columns.capacity < capacity) stream.columns = growQuoteColumns(stream.columns, capacity)
    return stream
  }
}

/** SPEC H3. */
function hashOf(stream: JsonStream): number {
  let hash = streamHashSeed
  for (const row of stream.members) hash = combineHash(hash, hashRow(stream.columns, row))
  return hash
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

function setWide(high: Float64Array, low: Float64Array, row: number, lots: bigint): void {
  const wide = wideFromBigInt(lots)
  high[row] = wide.high
  low[row] = wide.low
}

function statusCode(status: Status): number {
  return statusCodes[status] ?? statusCodes.pending
}
