import type { QuoteColumns } from '../market/quote-columns.ts'
import type { BitReader } from './bit-reader.ts'
import type { BitWriter } from './bit-writer.ts'
import type { MergedInterval } from './merged-interval.ts'
import { readNumber, readSigned, writeNumber, writeSigned } from './number-code.ts'
import { ProtocolError } from './protocol-error.ts'
import { contextCount, numberKinds, recentCount } from './record-contexts.ts'
import { checkedStatus } from './record-decoder.ts'
import { initialProbabilities } from './record-initial.ts'
import type { RecordModel } from './record-model.ts'
import { readTime, writeTime } from './wire-time.ts'

/** No key record is longer: room to reserve before `encodeKey`. */
export const keyRecordBytesMax = 1024

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
  writeModel(writer, model, row)
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
  columns.status[row] = checkedStatus(reader.bits(4))
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
  readModel(reader, model, row)
  interval.trades = hasInterval ? readNumber(reader, 4) : 0
  const traded = interval.trades > 0
  interval.volumeHigh = traded ? readNumber(reader, 0) : 0
  interval.volumeLow = traded ? readNumber(reader, 16) : 0
  interval.high = traded ? last + readSigned(reader, 4) : 0
  interval.low = traded ? last - readSigned(reader, 4) : 0
  reader.align()
  return hasInterval
}

/** Probabilities that are still the initial one are a zero bit ([K2]). */
function writeModel(writer: BitWriter, model: RecordModel, row: number): void {
  for (let index = 0; index < contextCount; index++) {
    const probability = model.contexts[row * contextCount + index] as number
    if (probability === initialProbabilities[index]) writer.bits(0, 1)
    else writer.bits(4096 + probability, 13)
  }
  for (let kind = 0; kind < numberKinds; kind++) writer.bits(model.lengths[row * numberKinds + kind] as number, 10)
  for (let index = 0; index < recentCount; index++) writeNumber(writer, model.recent[row * recentCount + index] as number, 12)
}

function readModel(reader: BitReader, model: RecordModel, row: number): void {
  for (let index = 0; index < contextCount; index++) {
    const probability = reader.bits(1) === 0 ? (initialProbabilities[index] as number) : reader.bits(12)
    if (probability === 0) throw new ProtocolError('malformed', 'a probability of 0, expected 1 to 4095')
    model.contexts[row * contextCount + index] = probability
  }
  for (let kind = 0; kind < numberKinds; kind++) model.lengths[row * numberKinds + kind] = reader.bits(10)
  for (let index = 0; index < recentCount; index++) model.recent[row * recentCount + index] = readNumber(reader, 12)
}
