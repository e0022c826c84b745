import type { BitReader } from './bit-reader.ts'
import type { BitWriter } from './bit-writer.ts'
import { frameByte, otherKinds, otherTier } from './frame-header.ts'
import { numberBytesMax, readAdaptive, readSigned, writeAdaptive, writeSigned } from './number-code.ts'
import { ProtocolError } from './protocol-error.ts'

/** The best levels of one book in ticks and lots, best first; the first `bidCount` and `askCount` places count. */
export interface BookLevels {
  bidCount: number
  askCount: number
  bidPrice: Float64Array
  bidSize: Float64Array
  askPrice: Float64Array
  askSize: Float64Array
}

export const bookLevelsMax = 255

const gap = 0
const size = 1
const initialStates = [16, 128] as const
const states = new Uint16Array(initialStates.length)

export function createBookLevels(capacity: number = bookLevelsMax): BookLevels {
  return {
    bidCount: 0,
    askCount: 0,
    bidPrice: new Float64Array(capacity),
    bidSize: new Float64Array(capacity),
    askPrice: new Float64Array(capacity),
    askSize: new Float64Array(capacity),
  }
}

export function writeBookFrame(writer: BitWriter, tier: number, gridTime: number, instrument: number, levels: BookLevels): void {
  writer.reserve(48 + (levels.bidCount + levels.askCount) * 2 * numberBytesMax)
  writer.byte(frameByte(otherTier, otherKinds.book, tier))
  writer.varint(gridTime)
  writer.varint(instrument)
  writer.byte(levels.bidCount)
  writer.byte(levels.askCount)
  states.set(initialStates)
  const bestBid = levels.bidCount > 0 ? (levels.bidPrice[0] as number) : 0
  writeSide(writer, levels.bidPrice, levels.bidSize, levels.bidCount, 0, -1)
  writeSide(writer, levels.askPrice, levels.askSize, levels.askCount, bestBid, 1)
  writer.align()
}

/** The first price as the difference to `from`, the others as their distance from the one before, less one tick. */
function writeSide(
  writer: BitWriter,
  prices: Float64Array,
  sizes: Float64Array,
  count: number,
  from: number,
  direction: number,
): void {
  for (let index = 0; index < count; index++) {
    const price = prices[index] as number
    if (index === 0) writeSigned(writer, price - from, 4)
    else writeAdaptive(writer, states, gap, (price - (prices[index - 1] as number)) * direction - 1)
    writeAdaptive(writer, states, size, sizes[index] as number)
  }
}

/** Behind the header byte. Fills `levels`, which must hold `bookLevelsMax`. */
export function readBookFrame(reader: BitReader, levels: BookLevels): { instrument: number; gridTime: number } {
  const gridTime = reader.varint()
  const instrument = reader.varint()
  const bidCount = reader.byte()
  const askCount = reader.byte()
  if (bidCount + askCount > reader.bytesLeft * 4) {
    throw new ProtocolError('truncated', `${bidCount + askCount} levels in ${reader.bytesLeft} bytes`)
  }
  states.set(initialStates)
  readSide(reader, levels.bidPrice, levels.bidSize, bidCount, 0, -1)
  const bestBid = bidCount > 0 ? (levels.bidPrice[0] as number) : 0
  readSide(reader, levels.askPrice, levels.askSize, askCount, bestBid, 1)
  levels.bidCount = bidCount
  levels.askCount = askCount
  return { instrument, gridTime }
}

function readSide(
  reader: BitReader,
  prices: Float64Array,
  sizes: Float64Array,
  count: number,
  from: number,
  direction: number,
): void {
  let price = from
  for (let index = 0; index < count; index++) {
    price += index === 0 ? readSigned(reader, 4) : direction * (readAdaptive(reader, states, gap) + 1)
    prices[index] = price
    sizes[index] = readAdaptive(reader, states, size)
  }
}
