import { copyQuoteRow, type QuoteColumns } from '../market/quote-columns.ts'
import { statusCodes } from '../market/status.ts'
import { wideUnit } from '../market/wide.ts'
import type { BitReader } from './bit-reader.ts'
import type { BitWriter } from './bit-writer.ts'
import type { MergedInterval } from './merged-interval.ts'
import {
  readAdaptive,
  readNumber,
  readSigned,
  readSignedAdaptive,
  writeAdaptive,
  writeNumber,
  writeSigned,
  writeSignedAdaptive,
} from './number-code.ts'
import { ProtocolError } from './protocol-error.ts'
import { modelWidth, type RecordModel } from './record-model.ts'

/** No record is longer: room to reserve before `encodeDelta`. */
export const recordBytesMax = 320

const statusMax = Object.keys(statusCodes).length - 1
const priceDelta = 0
const spread = 1
const size = 2
const sizeDelta = 3
const lastDelta = 4
const trades = 5
const volume = 6
const extreme = 7

/**
 * Writes what changed of a row between `base` and `state`, on whole bytes, and makes base's row equal to state's. A row
 * without a change may be encoded too. `intervalHigh` and `intervalLow` are the extremes of the trades since base, ignored
 * when `tradeCount` did not grow.
 */
export function encodeDelta(
  writer: BitWriter,
  state: QuoteColumns,
  base: QuoteColumns,
  row: number,
  model: RecordModel,
  intervalHigh: number,
  intervalLow: number,
): void {
  writer.reserve(recordBytesMax)
  const { states } = model
  const at = row * modelWidth
  const bid = state.bid[row] as number
  const ask = state.ask[row] as number
  const last = state.last[row] as number
  const baseBid = base.bid[row] as number
  const baseAsk = base.ask[row] as number
  const baseLast = base.last[row] as number
  const bidSize = state.bidSize[row] as number
  const askSize = state.askSize[row] as number
  const baseBidSize = base.bidSize[row] as number
  const baseAskSize = base.askSize[row] as number
  const tradeDelta = (state.tradeCount[row] as number) - (base.tradeCount[row] as number)
  const rare = rareChanged(state, base, row)
  const changed =
    (bid !== baseBid ? 64 : 0) |
    (ask !== baseAsk ? 32 : 0) |
    (bidSize !== baseBidSize ? 16 : 0) |
    (askSize !== baseAskSize ? 8 : 0) |
    (last !== baseLast ? 4 : 0) |
    (tradeDelta !== 0 ? 2 : 0) |
    (rare ? 1 : 0)
  writer.bits(changed, 7)
  if (bid !== baseBid) writeSignedAdaptive(writer, states, at + priceDelta, bid - baseBid)
  if (ask !== baseAsk) writeSignedAdaptive(writer, states, at + spread, ask - bid)
  if (bidSize !== baseBidSize) writeSize(writer, states, at, bidSize, baseBidSize, bid === baseBid)
  if (askSize !== baseAskSize) writeSize(writer, states, at, askSize, baseAskSize, ask === baseAsk)
  if (last !== baseLast) {
    writer.bits(last === bid ? 0 : last === ask ? 2 : 6, last === bid ? 1 : last === ask ? 2 : 3)
    if (last !== bid && last !== ask) writeSignedAdaptive(writer, states, at + lastDelta, last - baseLast)
  }
  if (tradeDelta !== 0) writeTrades(writer, state, base, row, states, at, tradeDelta, intervalHigh, intervalLow)
  if (rare) writeRare(writer, state, base, row)
  writer.align()
  copyQuoteRow(state, row, base, row)
}

function writeSize(writer: BitWriter, states: Uint16Array, at: number, value: number, before: number, samePrice: boolean): void {
  if (samePrice) writeSignedAdaptive(writer, states, at + sizeDelta, value - before)
  else writeAdaptive(writer, states, at + size, value)
}

function writeTrades(
  writer: BitWriter,
  state: QuoteColumns,
  base: QuoteColumns,
  row: number,
  states: Uint16Array,
  at: number,
  tradeDelta: number,
  high: number,
  low: number,
): void {
  writeAdaptive(writer, states, at + trades, tradeDelta - 1)
  let volumeLow = (state.volumeLow[row] as number) - (base.volumeLow[row] as number)
  let volumeHigh = (state.volumeHigh[row] as number) - (base.volumeHigh[row] as number)
  if (volumeLow < 0) {
    volumeLow += wideUnit
    volumeHigh -= 1
  }
  writeAdaptive(writer, states, at + volume, volumeLow)
  writeNumber(writer, volumeHigh, 0)
  const last = state.last[row] as number
  writeSignedAdaptive(writer, states, at + extreme, high - last)
  writeSignedAdaptive(writer, states, at + extreme, last - low)
}

function rareChanged(state: QuoteColumns, base: QuoteColumns, row: number): boolean {
  return (
    state.status[row] !== base.status[row] ||
    state.dayOpen[row] !== base.dayOpen[row] ||
    state.dayHigh[row] !== base.dayHigh[row] ||
    state.dayLow[row] !== base.dayLow[row] ||
    state.dayVolumeBaseLow[row] !== base.dayVolumeBaseLow[row] ||
    state.dayVolumeBaseHigh[row] !== base.dayVolumeBaseHigh[row]
  )
}

function writeRare(writer: BitWriter, state: QuoteColumns, base: QuoteColumns, row: number): void {
  writer.bits(state.status[row] as number, 4)
  writeSigned(writer, (state.dayOpen[row] as number) - (base.dayOpen[row] as number), 0)
  writeSigned(writer, (state.dayHigh[row] as number) - (base.dayHigh[row] as number), 0)
  writeSigned(writer, (state.dayLow[row] as number) - (base.dayLow[row] as number), 0)
  writeSigned(writer, (state.dayVolumeBaseHigh[row] as number) - (base.dayVolumeBaseHigh[row] as number), 0)
  writeSigned(writer, (state.dayVolumeBaseLow[row] as number) - (base.dayVolumeBaseLow[row] as number), 0)
}

/** The inverse of encodeDelta: moves the row on and fills `interval`. Throws ProtocolError; the row is then undefined. */
export function decodeDelta(
  reader: BitReader,
  columns: QuoteColumns,
  row: number,
  model: RecordModel,
  interval: MergedInterval,
): void {
  const { states } = model
  const at = row * modelWidth
  const changed = reader.bits(7)
  const bidBefore = columns.bid[row] as number
  if ((changed & 64) !== 0) columns.bid[row] = bidBefore + readSignedAdaptive(reader, states, at + priceDelta)
  const bid = columns.bid[row] as number
  if ((changed & 32) !== 0) columns.ask[row] = bid + readSignedAdaptive(reader, states, at + spread)
  if ((changed & 16) !== 0) readSize(reader, states, at, columns.bidSize, row, (changed & 64) === 0)
  if ((changed & 8) !== 0) readSize(reader, states, at, columns.askSize, row, (changed & 32) === 0)
  if ((changed & 4) !== 0) {
    const where = reader.ones(2)
    if (where === 0) columns.last[row] = bid
    else if (where === 1) columns.last[row] = columns.ask[row] as number
    else columns.last[row] = (columns.last[row] as number) + readSignedAdaptive(reader, states, at + lastDelta)
  }
  if ((changed & 2) !== 0) {
    readTrades(reader, columns, row, states, at, interval)
  } else {
    interval.trades = 0
    interval.volumeHigh = 0
    interval.volumeLow = 0
    interval.high = 0
    interval.low = 0
  }
  if ((changed & 1) !== 0) readRare(reader, columns, row)
  reader.align()
}

function readSize(
  reader: BitReader,
  states: Uint16Array,
  at: number,
  column: Float64Array,
  row: number,
  samePrice: boolean,
): void {
  column[row] = samePrice
    ? (column[row] as number) + readSignedAdaptive(reader, states, at + sizeDelta)
    : readAdaptive(reader, states, at + size)
}

function readTrades(
  reader: BitReader,
  columns: QuoteColumns,
  row: number,
  states: Uint16Array,
  at: number,
  interval: MergedInterval,
): void {
  interval.trades = readAdaptive(reader, states, at + trades) + 1
  interval.volumeLow = readAdaptive(reader, states, at + volume)
  interval.volumeHigh = readNumber(reader, 0)
  const last = columns.last[row] as number
  interval.high = last + readSignedAdaptive(reader, states, at + extreme)
  interval.low = last - readSignedAdaptive(reader, states, at + extreme)
  columns.tradeCount[row] = (columns.tradeCount[row] as number) + interval.trades
  addWidePair(columns, row, interval.volumeHigh, interval.volumeLow)
}

function addWidePair(columns: QuoteColumns, row: number, high: number, low: number): void {
  const sum = (columns.volumeLow[row] as number) + low
  const carry = sum >= wideUnit ? 1 : 0
  columns.volumeLow[row] = sum - carry * wideUnit
  columns.volumeHigh[row] = (columns.volumeHigh[row] as number) + high + carry
}

function readRare(reader: BitReader, columns: QuoteColumns, row: number): void {
  columns.status[row] = readStatus(reader)
  columns.dayOpen[row] = (columns.dayOpen[row] as number) + readSigned(reader, 0)
  columns.dayHigh[row] = (columns.dayHigh[row] as number) + readSigned(reader, 0)
  columns.dayLow[row] = (columns.dayLow[row] as number) + readSigned(reader, 0)
  columns.dayVolumeBaseHigh[row] = (columns.dayVolumeBaseHigh[row] as number) + readSigned(reader, 0)
  columns.dayVolumeBaseLow[row] = (columns.dayVolumeBaseLow[row] as number) + readSigned(reader, 0)
}

export function readStatus(reader: BitReader): number {
  const status = reader.bits(4)
  if (status > statusMax) throw new ProtocolError('malformed', `status ${status}, expected 0 to ${statusMax}`)
  return status
}
