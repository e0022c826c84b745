import { HistoryError } from '../../lib/market/bar-history.ts'
import { type BarRows, rowWidth } from './bar-rows.ts'

/*
 * A chunk of bars as bytes. First a version and the number of bars, then per bar, each a base-128 number, low digits first:
 *
 *   slots skipped since the bar before | open - close before (signed) | close - open (signed) | high - max(open, close)
 *   | min(open, close) - low | 2 * volumeLow + (volumeHigh > 0) | volumeHigh, if so | trades
 *
 * A signed number has its sign in the lowest bit of the first digit, so that 2^53 - 1 still fits. A busy minute takes
 * 10 to 13 bytes where a row of SQLite takes 40 to 50 (docs/adr/0005-bars-in-chunks.md).
 */

const version = 1
/** Eight numbers of at most 8 bytes. */
const barBytesMax = 64

let bytes = new Uint8Array(2_048 * barBytesMax)
let position = 0

/** Ascending bars whose starts are `baseMs` plus whole multiples of `stepMs`. The result is a copy. */
export function encodeBars(rows: BarRows, baseMs: number, stepMs: number): Uint8Array {
  const needed = 16 + rows.count * barBytesMax
  if (bytes.length < needed) bytes = new Uint8Array(needed)
  bytes[0] = version
  position = 1
  writeNumber(rows.count)
  let slot = -1
  let close = 0
  const { values } = rows
  for (let offset = 0; offset < rows.count * rowWidth; offset += rowWidth) {
    const nextSlot = ((values[offset] as number) - baseMs) / stepMs
    const open = values[offset + 1] as number
    const nextClose = values[offset + 4] as number
    const volumeHigh = values[offset + 5] as number
    writeNumber(nextSlot - slot - 1)
    writeSigned(open - close)
    writeSigned(nextClose - open)
    writeNumber((values[offset + 2] as number) - Math.max(open, nextClose))
    writeNumber(Math.min(open, nextClose) - (values[offset + 3] as number))
    writeNumber((values[offset + 6] as number) * 2 + (volumeHigh > 0 ? 1 : 0))
    if (volumeHigh > 0) writeNumber(volumeHigh)
    writeNumber(values[offset + 7] as number)
    slot = nextSlot
    close = nextClose
  }
  return bytes.slice(0, position)
}

/** Appends the bars of a chunk. Throws HistoryError when the bytes are not such a chunk. */
export function decodeBars(chunk: Uint8Array, baseMs: number, stepMs: number, into: BarRows): void {
  if (chunk[0] !== version) throw corrupt(`version ${chunk[0]}, expected ${version}`)
  position = 1
  const count = readNumber(chunk)
  if (count * 7 > chunk.length - position) throw corrupt(`${count} bars in ${chunk.length} bytes`)
  let slot = -1
  let close = 0
  for (let index = 0; index < count; index++) {
    slot += readNumber(chunk) + 1
    const open = close + readSigned(chunk)
    close = open + readSigned(chunk)
    const high = Math.max(open, close) + readNumber(chunk)
    const low = Math.min(open, close) - readNumber(chunk)
    const volume = readNumber(chunk)
    const volumeHigh = volume % 2 === 1 ? readNumber(chunk) : 0
    const tradeCount = readNumber(chunk)
    const offset = into.add()
    const { values } = into
    values[offset] = baseMs + slot * stepMs
    values[offset + 1] = open
    values[offset + 2] = high
    values[offset + 3] = low
    values[offset + 4] = close
    values[offset + 5] = volumeHigh
    values[offset + 6] = Math.floor(volume / 2)
    values[offset + 7] = tradeCount
  }
  if (position !== chunk.length) throw corrupt(`${chunk.length} bytes, of which the bars take ${position}`)
}

function writeNumber(value: number): void {
  let rest = value
  while (rest > 0x7fffffff) {
    bytes[position++] = (rest % 128) | 128
    rest = Math.floor(rest / 128)
  }
  while (rest > 127) {
    bytes[position++] = (rest & 127) | 128
    rest >>>= 7
  }
  bytes[position++] = rest
}

function writeSigned(value: number): void {
  const sign = value < 0 ? 1 : 0
  const size = Math.abs(value)
  const first = ((size % 64) << 1) | sign
  if (size < 64) {
    bytes[position++] = first
    return
  }
  bytes[position++] = first | 128
  writeNumber(Math.floor(size / 64))
}

function readNumber(chunk: Uint8Array): number {
  const first = chunk[position++] as number
  if (first < 128) return first
  let value = first & 127
  let unit = 128
  for (;;) {
    const next = chunk[position++]
    if (next === undefined) throw corrupt(`cut off after ${chunk.length} bytes`)
    value += (next & 127) * unit
    if (next < 128) return value
    unit *= 128
    if (unit > 2 ** 56) throw corrupt('a number of more than 8 bytes')
  }
}

function readSigned(chunk: Uint8Array): number {
  const first = chunk[position++] as number
  const size = first < 128 ? first >> 1 : ((first & 127) >> 1) + readNumber(chunk) * 64
  return (first & 1) === 1 ? -size : size
}

function corrupt(what: string): HistoryError {
  return new HistoryError('corrupt', `Cannot decode stored bars: ${what}`)
}
