import type { QuoteColumns } from '../market/quote-columns.ts'
import type { QuoteRows } from './quote-rows.ts'

/** Numbers of one row, in the order in which `packRow` writes them. */
export const packedRowWidth = 20

const statusBits = 0xff
const currentBit = 0x100
const hasBit = 0x200
const directionShift = 10

/** By name, one after the other: a loop over names is a keyed lookup per column. */
export function packRow(rows: QuoteRows, row: number, to: Float64Array, at: number): void {
  const { columns } = rows
  const flags = (rows.isCurrent(row) ? currentBit : 0) | (rows.has(row) ? hasBit : 0)
  to[at] = row
  to[at + 1] = (columns.status[row] as number) | flags | (((rows.direction[row] as number) + 1) << directionShift)
  to[at + 2] = columns.last[row] as number
  to[at + 3] = columns.bid[row] as number
  to[at + 4] = columns.ask[row] as number
  to[at + 5] = columns.bidSize[row] as number
  to[at + 6] = columns.askSize[row] as number
  to[at + 7] = columns.dayOpen[row] as number
  to[at + 8] = columns.dayHigh[row] as number
  to[at + 9] = columns.dayLow[row] as number
  to[at + 10] = columns.tradeCount[row] as number
  to[at + 11] = columns.volumeHigh[row] as number
  to[at + 12] = columns.volumeLow[row] as number
  to[at + 13] = columns.dayVolumeBaseHigh[row] as number
  to[at + 14] = columns.dayVolumeBaseLow[row] as number
  to[at + 15] = columns.venueTimeMs[row] as number
  to[at + 16] = columns.receivedTimeMs[row] as number
  to[at + 17] = rows.mergedTrades[row] as number
  to[at + 18] = rows.mergedHigh[row] as number
  to[at + 19] = rows.mergedLow[row] as number
}

/** The flags of a packed row taken apart. */
export function unpackFlags(packed: Float64Array, at: number) {
  const flags = packed[at + 1] as number
  return {
    status: flags & statusBits,
    current: (flags & currentBit) !== 0,
    has: (flags & hasBit) !== 0,
    direction: (flags >> directionShift) - 1,
  }
}

export function unpackColumns(packed: Float64Array, at: number, columns: QuoteColumns, row: number): void {
  columns.last[row] = packed[at + 2] as number
  columns.bid[row] = packed[at + 3] as number
  columns.ask[row] = packed[at + 4] as number
  columns.bidSize[row] = packed[at + 5] as number
  columns.askSize[row] = packed[at + 6] as number
  columns.dayOpen[row] = packed[at + 7] as number
  columns.dayHigh[row] = packed[at + 8] as number
  columns.dayLow[row] = packed[at + 9] as number
  columns.tradeCount[row] = packed[at + 10] as number
  columns.volumeHigh[row] = packed[at + 11] as number
  columns.volumeLow[row] = packed[at + 12] as number
  columns.dayVolumeBaseHigh[row] = packed[at + 13] as number
  columns.dayVolumeBaseLow[row] = packed[at + 14] as number
  columns.venueTimeMs[row] = packed[at + 15] as number
  columns.receivedTimeMs[row] = packed[at + 16] as number
}
