import type { QuoteColumns } from '../market/quote-columns.ts'
import type { BitReader } from './bit-reader.ts'
import type { BitWriter } from './bit-writer.ts'
import type { MergedInterval } from './merged-interval.ts'
import { readNumber, readSigned, writeNumber, writeSigned } from './number-code.ts'
import { ProtocolError } from './protocol-error.ts'
import { readStatus } from './record.ts'
import { isModelState, modelWidth, type RecordModel } from './record-model.ts'
import { readTime, writeTime } from './wire-time.ts'

/** No key record is longer: room to reserve before `encodeKey`. */
export const keyRecordBytesMax = 400

/**
 * Writes the whole state of a row and of its model, on whole bytes. `interval` covers what happened since this viewer's
 * previous state of the row, where it had one; undefined otherwise.
 */
export function encodeKey(
  writer: BitWriter,
  columns: QuoteColumns,
  row: number,
  model: RecordModel,
  frameTimeMs: number,
  interval: MergedInterval | undefined,
): void {
  writer.reserve(keyRecordBytesMax)
  writer.bits(columns.status[row] as number, 4)
  writer.bits(interval === undefined ? 0 : 1, 1)
  const bid = columns.bid[row] as number
  const last = columns.last[row] as number
  writeSigned(writer, last, 16)
  writeSigned(writer, bid - last, 4)
  writeSigned(writer, (columns.ask[row] as number) - bid, 2)
  writeNumber(writer, columns.bidSize[row] as number, 16)
  writeNumber(writer, columns.askSize[row] as number, 16)
  writeSigned(writer, (columns.dayOpen[row] as number) - last, 8)
  writeSigned(writer, (columns.dayHigh[row] as number) - last, 8)
  writeSigned(writer, (columns.dayLow[row] as number) - last, 8)
  writeNumber(writer, columns.tradeCount[row] as number, 12)
  writeNumber(writer, columns.volumeHigh[row] as number, 0)
  writeNumber(writer, columns.volumeLow[row] as number, 28)
  writeSigned(writer, columns.dayVolumeBaseHigh[row] as number, 0)
  writeNumber(writer, columns.dayVolumeBaseLow[row] as number, 28)
  writeTime(writer, columns.venueTimeMs[row] as number, frameTimeMs)
  writeTime(writer, columns.receivedTimeMs[row] as number, frameTimeMs)
  for (let field = 0; field < modelWidth; field++) writer.bits(model.states[row * modelWidth + field] as number, 9)
  if (interval !== undefined) {
    writeNumber(writer, interval.trades, 4)
    if (interval.trades > 0) {
      writeNumber(writer, interval.volumeHigh, 0)
      writeNumber(writer, interval.volumeLow, 16)
      writeSigned(writer, interval.high - last, 4)
      writeSigned(writer, last - interval.low, 4)
    }
  }
  writer.align()
}

/**
 * The inverse. Returns whether the record has an interval part: `interval` is then filled, else cleared. Throws
 * ProtocolError; the row is then undefined.
 */
export function decodeKey(
  reader: BitReader,
  columns: QuoteColumns,
  row: number,
  model: RecordModel,
  frameTimeMs: number,
  interval: MergedInterval,
): boolean {
  columns.status[row] = readStatus(reader)
  const hasInterval = reader.bits(1) === 1
  const last = readSigned(reader, 16)
  const bid = last + readSigned(reader, 4)
  columns.last[row] = last
  columns.bid[row] = bid
  columns.ask[row] = bid + readSigned(reader, 2)
  columns.bidSize[row] = readNumber(reader, 16)
  columns.askSize[row] = readNumber(reader, 16)
  columns.dayOpen[row] = last + readSigned(reader, 8)
  columns.dayHigh[row] = last + readSigned(reader, 8)
  columns.dayLow[row] = last + readSigned(reader, 8)
  columns.tradeCount[row] = readNumber(reader, 12)
  columns.volumeHigh[row] = readNumber(reader, 0)
  columns.volumeLow[row] = readNumber(reader, 28)
  columns.dayVolumeBaseHigh[row] = readSigned(reader, 0)
  columns.dayVolumeBaseLow[row] = readNumber(reader, 28)
  columns.venueTimeMs[row] = readTime(reader, frameTimeMs)
  columns.receivedTimeMs[row] = readTime(reader, frameTimeMs)
  for (let field = 0; field < modelWidth; field++) {
    const state = reader.bits(9)
    if (!isModelState(state)) throw new ProtocolError('malformed', `model state ${state}`)
    model.states[row * modelWidth + field] = state
  }
  interval.trades = hasInterval ? readNumber(reader, 4) : 0
  const traded = interval.trades > 0
  interval.volumeHigh = traded ? readNumber(reader, 0) : 0
  interval.volumeLow = traded ? readNumber(reader, 16) : 0
  interval.high = traded ? last + readSigned(reader, 4) : 0
  interval.low = traded ? last - readSigned(reader, 4) : 0
  reader.align()
  return hasInterval
}
