import { copyQuoteRow, type QuoteColumns } from '../market/quote-columns.ts'
import { wideUnit } from '../market/wide.ts'
import { writeAdaptiveNumber } from './adaptive-number.ts'
import type { BitWriter } from './bit-writer.ts'
import { bitLength } from './number-code.ts'
import { RangeWriter } from './range-writer.ts'
import { recentPlace, rememberValue } from './recent-values.ts'
import * as at from './record-contexts.ts'
import type { RecordModel } from './record-model.ts'

/** No record is longer: 16 numbers of 53 unlikely decisions and as many bits, and the flags. */
export const recordBytesMax = 1024

/**
 * In memory a record is two bytes with the number of its bits, then the bits, filled up with zeros; in a frame it is the bits alone.
 */
export const recordPrefixBytes = 2

const statusBits = 4
// Pure: a browser, which only decodes, does not carry the encoder.
const coder = /* @__PURE__ */ new RangeWriter()

/**
 * Writes what changed of a row between `base` and `state` ([D3]), as `recordPrefixBytes` has it, and makes base's row equal to
 * state's. A row without a change may be encoded too. `intervalHigh` and `intervalLow` are the extremes of the trades since base,
 * ignored when `tradeCount` did not grow. Throws RangeError when a counter went back or a price is beyond 2^52.
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
  const start = writer.length + recordPrefixBytes
  coder.begin(writer.bytes, start)
  const { contexts } = model
  const first = row * at.contextCount
  const bid = state.bid[row] as number
  const ask = state.ask[row] as number
  const bidBefore = base.bid[row] as number
  const askBefore = base.ask[row] as number
  const trades = (state.tradeCount[row] as number) - (base.tradeCount[row] as number)
  const traded = trades > 0 ? 1 : 0
  const bidMoved = bid !== bidBefore ? 1 : 0
  const extra = extraFields(state, base, row, traded)
  coder.bit(contexts, first + at.tradedAt, traded === 1)
  coder.bit(contexts, first + at.bidMovedAt + traded, bidMoved === 1)
  coder.bit(contexts, first + at.askMovedAt + traded * 2 + bidMoved, ask !== askBefore)
  coder.bit(contexts, first + at.extraAt + traded, extra !== 0)
  if (bidMoved === 1) writePriceChange(model, row, at.bidFellAt, 0, bid - bidBefore)
  if (ask !== askBefore) {
    const spreadKept = bidMoved === 1 && ask - bid === askBefore - bidBefore
    if (bidMoved === 1) coder.bit(contexts, first + at.spreadKeptAt, spreadKept)
    if (!spreadKept) writePriceChange(model, row, at.askFellAt + bidMoved, 0, ask - askBefore)
  }
  const volume = trades === 0 ? 0 : writeTrades(state, base, row, model, trades, intervalHigh, intervalLow)
  const last = state.last[row] as number
  const bidSizeChanged = writeSize(model, row, 0, traded, bidMoved, 0, bid === last, state.bidSize, base.bidSize, volume)
  writeSize(model, row, 1, traded, ask !== askBefore ? 1 : 0, bidSizeChanged, ask === last, state.askSize, base.askSize, volume)
  if (extra !== 0) writeExtra(state, base, row, model, extra, traded, intervalHigh, intervalLow)
  const bits = coder.finish()
  writer.bytes[start - 2] = bits >>> 8
  writer.bytes[start - 1] = bits
  writer.length = start + ((bits + 7) >>> 3)
  copyQuoteRow(state, row, base, row)
}

/** A difference other than 0: whether it is negative, then its magnitude less 1. */
function writeChange(model: RecordModel, row: number, context: number, kind: number, difference: number): void {
  if (!Number.isSafeInteger(difference)) throw new RangeError(`Cannot encode a change of ${difference}: expected less than 2^53`)
  coder.bit(model.contexts, row * at.contextCount + context, difference < 0)
  writeAdaptiveNumber(coder, model, row, kind, Math.abs(difference) - 1)
}

/** Of the bid or the ask (`field` 0) or of the last price (1). */
function writePriceChange(model: RecordModel, row: number, context: number, field: number, difference: number): void {
  const first = row * at.contextCount
  const multiple = difference % at.hundred === 0
  coder.bit(model.contexts, first + at.hundredsAt + field, multiple)
  writeChange(model, row, context, at.priceNumber, multiple ? difference / at.hundred : difference)
}

/** Returns the volume's low part. */
function writeTrades(
  state: QuoteColumns,
  base: QuoteColumns,
  row: number,
  model: RecordModel,
  trades: number,
  high: number,
  low: number,
): number {
  if (trades < 0) throw new RangeError(`Cannot encode ${trades} trades: counters only grow`)
  const { contexts } = model
  const first = row * at.contextCount
  const last = state.last[row] as number
  const lastBefore = base.last[row] as number
  writeAdaptiveNumber(coder, model, row, at.tradesNumber, trades - 1)
  coder.bit(contexts, first + at.lastKeptAt, last === lastBefore)
  if (last !== lastBefore) writeLast(model, row, last, lastBefore, state.bid[row] as number, state.ask[row] as number)
  if (trades > 1) {
    writeExtreme(model, row, last < (state.ask[row] as number), high - last, lastBefore - last)
    writeExtreme(model, row, last > (state.bid[row] as number), last - low, last - lastBefore)
  }
  const volume = volumeLowBetween(state, base, row)
  writeAdaptiveNumber(coder, model, row, at.volumeNumber, volume, bitLength(trades) - 1)
  return volume
}

function writeLast(model: RecordModel, row: number, last: number, lastBefore: number, bid: number, ask: number): void {
  const first = row * at.contextCount
  coder.bit(model.contexts, first + at.lastAtBidAt, last === bid)
  if (last === bid) return
  coder.bit(model.contexts, first + at.lastAtAskAt, last === ask)
  if (last !== ask) writePriceChange(model, row, at.lastFellAt, 1, last - lastBefore)
}

/** How far the extreme lies from the last price; often it is where the last price was before. */
function writeExtreme(model: RecordModel, row: number, isFar: boolean, distance: number, lastBefore: number): void {
  const far = isFar ? 1 : 0
  if (lastBefore > 0) {
    coder.bit(model.contexts, row * at.contextCount + at.extremeWasLastAt + far, distance === lastBefore)
    if (distance === lastBefore) return
  }
  const first = row * at.contextCount
  let number = distance
  if ((model.contexts[first + at.hundredsAt] as number) < at.hundredsLikely) {
    const multiple = distance % at.hundred === 0
    coder.bit(model.contexts, first + at.hundredsAt + 2, multiple)
    if (multiple) number = distance / at.hundred
  }
  writeAdaptiveNumber(coder, model, row, at.nearExtremeNumber + far, number)
}

/** Of the bid (side 0) or the ask (1). Returns 1 when it changed. */
function writeSize(
  model: RecordModel,
  row: number,
  side: number,
  traded: number,
  moved: number,
  otherChanged: number,
  isLast: boolean,
  state: Float64Array,
  base: Float64Array,
  volume: number,
): number {
  const { contexts, recent } = model
  const first = row * at.contextCount
  const size = state[row] as number
  const before = base[row] as number
  coder.bit(contexts, first + at.sizeChangedAt + traded * 4 + moved * 2 + otherChanged, size !== before)
  if (size === before) return 0
  const recentDeltas = row * at.recentCount + side * at.recentDepth
  const recentSizes = recentDeltas + 2 * at.recentDepth
  const sizePlace = recentPlace(recent, recentSizes, size)
  if (moved === 1) {
    if (!writePlace(model, row, at.sizeRecentAt, at.sizePlaceAt, sizePlace))
      writeAdaptiveNumber(coder, model, row, at.sizeNumber, size)
  } else {
    const difference = size - before
    if (traded === 1) {
      coder.bit(contexts, first + at.sizeTradedAt + (isLast ? 1 : 0), difference === -volume)
      if (difference === -volume) return 1
    }
    const magnitude = Math.abs(difference)
    const deltaPlace = recentPlace(recent, recentDeltas, magnitude)
    if (writePlace(model, row, at.deltaRecentAt, at.deltaPlaceAt, deltaPlace)) {
      coder.bit(contexts, first + at.recentDeltaFellAt + (deltaPlace > 0 ? 1 : 0), difference < 0)
    } else writeChange(model, row, at.sizeFellAt + traded, at.sizeDeltaNumber, difference)
    rememberValue(recent, recentDeltas, deltaPlace, magnitude)
  }
  rememberValue(recent, recentSizes, sizePlace, size)
  return 1
}

/** Whether there is a place, then which. */
function writePlace(model: RecordModel, row: number, recentContext: number, placeContext: number, place: number): boolean {
  const first = row * at.contextCount
  coder.bit(model.contexts, first + recentContext, place >= 0)
  if (place < 0) return false
  for (let step = 0; step < place; step++) coder.bit(model.contexts, first + placeContext + step, true)
  if (place < at.recentDepth - 1) coder.bit(model.contexts, first + placeContext + place, false)
  return true
}

/** Bit n: field n of the rare ones changed. */
function extraFields(state: QuoteColumns, base: QuoteColumns, row: number, traded: number): number {
  return (
    (state.status[row] !== base.status[row] ? 1 : 0) |
    (state.dayOpen[row] !== base.dayOpen[row] ? 2 : 0) |
    (state.dayHigh[row] !== base.dayHigh[row] ? 4 : 0) |
    (state.dayLow[row] !== base.dayLow[row] ? 8 : 0) |
    (state.dayVolumeBaseLow[row] !== base.dayVolumeBaseLow[row] || state.dayVolumeBaseHigh[row] !== base.dayVolumeBaseHigh[row]
      ? 16
      : 0) |
    (traded === 0 && state.last[row] !== base.last[row] ? 32 : 0) |
    (traded === 1 && volumeHighBetween(state, base, row) !== 0 ? 64 : 0)
  )
}

function writeExtra(
  state: QuoteColumns,
  base: QuoteColumns,
  row: number,
  model: RecordModel,
  extra: number,
  traded: number,
  high: number,
  low: number,
): void {
  const first = row * at.contextCount
  for (let field = 0; field < 7; field++)
    coder.bit(model.contexts, first + at.extraFieldAt + field, ((extra >>> field) & 1) === 1)
  if ((extra & 1) !== 0) coder.direct(state.status[row] as number, statusBits)
  if ((extra & 2) !== 0) writeDayPrice(model, row, 0, state.dayOpen, base.dayOpen)
  if ((extra & 4) !== 0) writeDayExtreme(model, row, 1, traded, high, state.dayHigh, base.dayHigh)
  if ((extra & 8) !== 0) writeDayExtreme(model, row, 2, traded, low, state.dayLow, base.dayLow)
  if ((extra & 16) !== 0) {
    const lowDifference = (state.dayVolumeBaseLow[row] as number) - (base.dayVolumeBaseLow[row] as number)
    const highDifference = (state.dayVolumeBaseHigh[row] as number) - (base.dayVolumeBaseHigh[row] as number)
    writeSignedDirect(highDifference)
    coder.bit(model.contexts, first + at.volumeBaseFellAt, lowDifference < 0)
    writeAdaptiveNumber(coder, model, row, at.volumeBaseNumber, Math.abs(lowDifference))
  }
  if ((extra & 32) !== 0) {
    writePriceChange(model, row, at.lastFellAt, 1, (state.last[row] as number) - (base.last[row] as number))
  }
  if ((extra & 64) !== 0) writeUnsignedDirect(volumeHighBetween(state, base, row))
}

/** A trade beyond the day's extreme makes the new one. */
function writeDayExtreme(
  model: RecordModel,
  row: number,
  field: number,
  traded: number,
  extreme: number,
  state: Float64Array,
  base: Float64Array,
): void {
  if (traded === 1) {
    coder.bit(model.contexts, row * at.contextCount + at.dayExtremeTradedAt + field - 1, state[row] === extreme)
    if (state[row] === extreme) return
  }
  writeDayPrice(model, row, field, state, base)
}

function writeDayPrice(model: RecordModel, row: number, field: number, state: Float64Array, base: Float64Array): void {
  writeChange(model, row, at.dayFellAt + field, at.dayPriceNumber, (state[row] as number) - (base[row] as number))
}

/** Rare numbers without a model: 6 bits of length, then the bits below the leading one. */
function writeUnsignedDirect(value: number): void {
  const length = bitLength(value)
  coder.direct(length, 6)
  if (length > 1) coder.direct(value, length - 1)
}

function writeSignedDirect(value: number): void {
  coder.direct(value < 0 ? 1 : 0, 1)
  writeUnsignedDirect(Math.abs(value))
}

function volumeLowBetween(state: QuoteColumns, base: QuoteColumns, row: number): number {
  const difference = (state.volumeLow[row] as number) - (base.volumeLow[row] as number)
  return difference < 0 ? difference + wideUnit : difference
}

function volumeHighBetween(state: QuoteColumns, base: QuoteColumns, row: number): number {
  const borrow = (state.volumeLow[row] as number) < (base.volumeLow[row] as number) ? 1 : 0
  return (state.volumeHigh[row] as number) - (base.volumeHigh[row] as number) - borrow
}
