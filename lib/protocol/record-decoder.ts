import type { QuoteColumns } from '../market/quote-columns.ts'
import { statusCodes } from '../market/status.ts'
import { wideUnit } from '../market/wide.ts'
import { readAdaptiveNumber } from './adaptive-number.ts'
import type { BitReader } from './bit-reader.ts'
import type { MergedInterval } from './merged-interval.ts'
import { bitLength } from './number-code.ts'
import { ProtocolError } from './protocol-error.ts'
import { RangeReader } from './range-reader.ts'
import { recentPlace, rememberValue } from './recent-values.ts'
import * as at from './record-contexts.ts'
import type { RecordModel } from './record-model.ts'

const statusMax = Object.keys(statusCodes).length - 1
const coder = new RangeReader()

/**
 * The inverse of encodeDelta: moves the row on and fills `interval`. Throws ProtocolError; row and model are then undefined.
 */
export function decodeDelta(
  reader: BitReader,
  columns: QuoteColumns,
  row: number,
  model: RecordModel,
  interval: MergedInterval,
): void {
  coder.begin(reader.source, reader.bitPosition)
  const { contexts } = model
  const first = row * at.contextCount
  const bidBefore = columns.bid[row] as number
  const askBefore = columns.ask[row] as number
  const traded = coder.bit(contexts, first + at.tradedAt) ? 1 : 0
  const bidMoved = coder.bit(contexts, first + at.bidMovedAt + traded) ? 1 : 0
  const askMoved = coder.bit(contexts, first + at.askMovedAt + traded * 2 + bidMoved) ? 1 : 0
  const extra = coder.bit(contexts, first + at.extraAt + traded)
  let bid = bidBefore
  let ask = askBefore
  if (bidMoved === 1) bid += readPriceChange(model, row, at.bidFellAt, 0)
  if (askMoved === 1) {
    const spreadKept = bidMoved === 1 && coder.bit(contexts, first + at.spreadKeptAt)
    ask += spreadKept ? bid - bidBefore : readPriceChange(model, row, at.askFellAt + bidMoved, 0)
  }
  columns.bid[row] = bid
  columns.ask[row] = ask
  if (traded === 1) readTrades(columns, row, model, interval)
  else clearInterval(interval)
  const last = columns.last[row] as number
  const volume = interval.volumeLow
  const bidSizeChanged = readSize(model, row, 0, traded, bidMoved, 0, bid === last, columns.bidSize, volume)
  readSize(model, row, 1, traded, askMoved, bidSizeChanged, ask === last, columns.askSize, volume)
  if (extra) readExtra(columns, row, model, traded, interval)
  if (traded === 1) addVolume(columns, row, interval)
  reader.seek(coder.finish())
}

function clearInterval(interval: MergedInterval): void {
  interval.trades = 0
  interval.volumeHigh = 0
  interval.volumeLow = 0
  interval.high = 0
  interval.low = 0
}

function readChange(model: RecordModel, row: number, context: number, kind: number): number {
  const fell = coder.bit(model.contexts, row * at.contextCount + context)
  const magnitude = readAdaptiveNumber(coder, model, row, kind) + 1
  return fell ? -magnitude : magnitude
}

function readPriceChange(model: RecordModel, row: number, context: number, field: number): number {
  const unit = coder.bit(model.contexts, row * at.contextCount + at.hundredsAt + field) ? at.hundred : 1
  return unit * readChange(model, row, context, at.priceNumber)
}

function readTrades(columns: QuoteColumns, row: number, model: RecordModel, interval: MergedInterval): void {
  const bid = columns.bid[row] as number
  const ask = columns.ask[row] as number
  const lastBefore = columns.last[row] as number
  const trades = readAdaptiveNumber(coder, model, row, at.tradesNumber) + 1
  const kept = coder.bit(model.contexts, row * at.contextCount + at.lastKeptAt)
  const last = kept ? lastBefore : readLast(model, row, lastBefore, bid, ask)
  columns.last[row] = last
  columns.tradeCount[row] = (columns.tradeCount[row] as number) + trades
  interval.trades = trades
  interval.high = trades > 1 ? last + readExtreme(model, row, last < ask, lastBefore - last) : last
  interval.low = trades > 1 ? last - readExtreme(model, row, last > bid, last - lastBefore) : last
  interval.volumeLow = readAdaptiveNumber(coder, model, row, at.volumeNumber, bitLength(trades) - 1)
  interval.volumeHigh = 0
}

function readLast(model: RecordModel, row: number, lastBefore: number, bid: number, ask: number): number {
  const first = row * at.contextCount
  if (coder.bit(model.contexts, first + at.lastAtBidAt)) return bid
  if (coder.bit(model.contexts, first + at.lastAtAskAt)) return ask
  return lastBefore + readPriceChange(model, row, at.lastFellAt, 1)
}

function readExtreme(model: RecordModel, row: number, isFar: boolean, lastBefore: number): number {
  const far = isFar ? 1 : 0
  if (lastBefore > 0 && coder.bit(model.contexts, row * at.contextCount + at.extremeWasLastAt + far)) return lastBefore
  const first = row * at.contextCount
  const tried = (model.contexts[first + at.hundredsAt] as number) < at.hundredsLikely
  const unit = tried && coder.bit(model.contexts, first + at.hundredsAt + 2) ? at.hundred : 1
  return unit * readAdaptiveNumber(coder, model, row, at.nearExtremeNumber + far)
}

function readSize(
  model: RecordModel,
  row: number,
  side: number,
  traded: number,
  moved: number,
  otherChanged: number,
  isLast: boolean,
  column: Float64Array,
  volume: number,
): number {
  const { contexts, recent } = model
  const first = row * at.contextCount
  if (!coder.bit(contexts, first + at.sizeChangedAt + traded * 4 + moved * 2 + otherChanged)) return 0
  const before = column[row] as number
  const recentDeltas = row * at.recentCount + side * at.recentDepth
  const recentSizes = recentDeltas + 2 * at.recentDepth
  let size: number
  if (moved === 1) {
    const place = readPlace(model, row, at.sizeRecentAt, at.sizePlaceAt)
    size = place < 0 ? readAdaptiveNumber(coder, model, row, at.sizeNumber) : (recent[recentSizes + place] as number)
  } else {
    if (traded === 1 && coder.bit(contexts, first + at.sizeTradedAt + (isLast ? 1 : 0))) {
      column[row] = before - volume
      return 1
    }
    size = before + readSizeChange(model, row, recentDeltas, traded)
  }
  rememberValue(recent, recentSizes, recentPlace(recent, recentSizes, size), size)
  column[row] = size
  return 1
}

function readSizeChange(model: RecordModel, row: number, recentDeltas: number, traded: number): number {
  const { contexts, recent } = model
  const first = row * at.contextCount
  let place = readPlace(model, row, at.deltaRecentAt, at.deltaPlaceAt)
  let difference: number
  if (place >= 0) {
    const magnitude = recent[recentDeltas + place] as number
    difference = coder.bit(contexts, first + at.recentDeltaFellAt + (place > 0 ? 1 : 0)) ? -magnitude : magnitude
  } else {
    difference = readChange(model, row, at.sizeFellAt + traded, at.sizeDeltaNumber)
    place = -1
  }
  rememberValue(recent, recentDeltas, place, Math.abs(difference))
  return difference
}

/** -1: it is none of the recent ones. */
function readPlace(model: RecordModel, row: number, recentContext: number, placeContext: number): number {
  const first = row * at.contextCount
  if (!coder.bit(model.contexts, first + recentContext)) return -1
  let place = 0
  while (place < at.recentDepth - 1 && coder.bit(model.contexts, first + placeContext + place)) place += 1
  return place
}

function readExtra(columns: QuoteColumns, row: number, model: RecordModel, traded: number, interval: MergedInterval): void {
  const first = row * at.contextCount
  let extra = 0
  for (let field = 0; field < 7; field++) if (coder.bit(model.contexts, first + at.extraFieldAt + field)) extra |= 1 << field
  if ((extra & 1) !== 0) columns.status[row] = checkedStatus(coder.direct(4))
  if ((extra & 2) !== 0) addDayPrice(columns.dayOpen, model, row, 0)
  if ((extra & 4) !== 0) readDayExtreme(columns.dayHigh, model, row, 1, traded, interval.high)
  if ((extra & 8) !== 0) readDayExtreme(columns.dayLow, model, row, 2, traded, interval.low)
  if ((extra & 16) !== 0) {
    columns.dayVolumeBaseHigh[row] = (columns.dayVolumeBaseHigh[row] as number) + readSignedDirect()
    const fell = coder.bit(model.contexts, first + at.volumeBaseFellAt)
    const magnitude = readAdaptiveNumber(coder, model, row, at.volumeBaseNumber)
    columns.dayVolumeBaseLow[row] = (columns.dayVolumeBaseLow[row] as number) + (fell ? -magnitude : magnitude)
  }
  if ((extra & 32) !== 0) columns.last[row] = (columns.last[row] as number) + readPriceChange(model, row, at.lastFellAt, 1)
  if ((extra & 64) !== 0) interval.volumeHigh = readUnsignedDirect()
}

function readDayExtreme(
  column: Float64Array,
  model: RecordModel,
  row: number,
  field: number,
  traded: number,
  extreme: number,
): void {
  const first = row * at.contextCount
  if (traded === 1 && coder.bit(model.contexts, first + at.dayExtremeTradedAt + field - 1)) column[row] = extreme
  else addDayPrice(column, model, row, field)
}

function addDayPrice(column: Float64Array, model: RecordModel, row: number, field: number): void {
  column[row] = (column[row] as number) + readChange(model, row, at.dayFellAt + field, at.dayPriceNumber)
}

function readUnsignedDirect(): number {
  const length = coder.direct(6)
  if (length > 53) throw new ProtocolError('malformed', `a number of ${length} bits, expected at most 53`)
  return length < 2 ? length : 2 ** (length - 1) + coder.direct(length - 1)
}

function readSignedDirect(): number {
  const negative = coder.direct(1) === 1
  const magnitude = readUnsignedDirect()
  return negative ? -magnitude : magnitude
}

function addVolume(columns: QuoteColumns, row: number, interval: MergedInterval): void {
  const sum = (columns.volumeLow[row] as number) + interval.volumeLow
  const carry = sum >= wideUnit ? 1 : 0
  columns.volumeLow[row] = sum - carry * wideUnit
  columns.volumeHigh[row] = (columns.volumeHigh[row] as number) + interval.volumeHigh + carry
}

/** Throws ProtocolError for a code that does not exist. */
export function checkedStatus(status: number): number {
  if (status > statusMax) throw new ProtocolError('malformed', `status ${status}, expected 0 to ${statusMax}`)
  return status
}
