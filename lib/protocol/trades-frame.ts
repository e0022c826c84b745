import type { TradeBatch } from '../market/market-view.ts'
import type { BitReader } from './bit-reader.ts'
import type { BitWriter } from './bit-writer.ts'
import { frameByte, otherKinds, otherTier } from './frame-header.ts'
import { gridTimeMs } from './grid-time.ts'
import { numberBytesMax, readAdaptive, readSignedAdaptive, writeAdaptive, writeSignedAdaptive } from './number-code.ts'
import { ProtocolError } from './protocol-error.ts'

const time = 0
const price = 1
const size = 2
const initialStates = [48, 80, 128] as const
const states = new Uint16Array(initialStates.length)
const tradeBytesMax = 3 * numberBytesMax + 1

export function createTradeBatch(capacity: number): TradeBatch {
  return {
    count: 0,
    first: 0,
    venueTimeMs: new Float64Array(capacity),
    price: new Float64Array(capacity),
    size: new Float64Array(capacity),
    side: new Uint8Array(capacity),
  }
}

/** All trades of a batch, in one frame that every viewer of the tier shares. `gridTime`: the flush (grid-time.ts). */
export function writeTradesFrame(writer: BitWriter, tier: number, gridTime: number, instrument: number, batch: TradeBatch): void {
  writer.reserve(48 + batch.count * tradeBytesMax)
  writer.byte(frameByte(otherTier, otherKinds.trades, tier))
  writer.varint(gridTime)
  writer.varint(instrument)
  writer.varint(batch.first)
  writer.varint(batch.count)
  const micro = hasFraction(batch)
  writer.bits(micro ? 1 : 0, 1)
  const unitsPerMs = micro ? 1000 : 1
  states.set(initialStates)
  let timeBefore = gridTimeMs(gridTime) * unitsPerMs
  let priceBefore = 0
  for (let index = 0; index < batch.count; index++) {
    const timeUnits = Math.round((batch.venueTimeMs[index] as number) * unitsPerMs)
    writeSignedAdaptive(writer, states, time, timeUnits - timeBefore)
    writeSignedAdaptive(writer, states, price, (batch.price[index] as number) - priceBefore)
    writeAdaptive(writer, states, size, batch.size[index] as number)
    writer.bits(batch.side[index] as number, 2)
    timeBefore = timeUnits
    priceBefore = batch.price[index] as number
  }
  writer.align()
}

function hasFraction(batch: TradeBatch): boolean {
  for (let index = 0; index < batch.count; index++) if (!Number.isInteger(batch.venueTimeMs[index])) return true
  return false
}

/** Behind the header byte. `batch` grows as needed, bounded by the length of the frame. Returns instrument and grid time. */
export function readTradesFrame(reader: BitReader, batch: TradeBatch): { instrument: number; gridTime: number } {
  const gridTime = reader.varint()
  const instrument = reader.varint()
  batch.first = reader.varint()
  const count = reader.varint()
  // The shortest trade is 5 bits.
  if (count > (reader.bytesLeft * 8) / 5) throw new ProtocolError('truncated', `${count} trades in ${reader.bytesLeft} bytes`)
  growTradeBatch(batch, count)
  const unitsPerMs = reader.bits(1) === 1 ? 1000 : 1
  states.set(initialStates)
  let timeUnits = gridTimeMs(gridTime) * unitsPerMs
  let priceTicks = 0
  for (let index = 0; index < count; index++) {
    timeUnits += readSignedAdaptive(reader, states, time)
    priceTicks += readSignedAdaptive(reader, states, price)
    batch.venueTimeMs[index] = timeUnits / unitsPerMs
    batch.price[index] = priceTicks
    batch.size[index] = readAdaptive(reader, states, size)
    const side = reader.bits(2)
    if (side > 2) throw new ProtocolError('malformed', `side ${side}, expected 0 to 2`)
    batch.side[index] = side
  }
  batch.count = count
  return { instrument, gridTime }
}

function growTradeBatch(batch: TradeBatch, count: number): void {
  if (batch.side.length >= count) return
  const grown = createTradeBatch(Math.max(count, batch.side.length * 2))
  batch.venueTimeMs = grown.venueTimeMs
  batch.price = grown.price
  batch.size = grown.size
  batch.side = grown.side
}
