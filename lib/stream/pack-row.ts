import { currentBit, directionShift, hasBit } from './packed-row.ts'
import type { QuoteTable } from './quote-table.ts'

/** Status of a row, whether it has one and whether a stream keeps it, as one number. */
export function freshnessOf(table: QuoteTable, row: number): number {
  const flags = (table.isCurrent(row) ? currentBit : 0) | (table.has(row) ? hasBit : 0)
  return (table.columns.status[row] as number) | flags
}

/** By name, one after the other: a loop over names is a keyed lookup per column. The order is that of packed-row.ts. */
export function packRow(table: QuoteTable, row: number, to: Float64Array, at: number): void {
  const { columns } = table
  to[at] = row
  to[at + 1] = freshnessOf(table, row) | (((table.direction[row] as number) + 1) << directionShift)
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
  to[at + 17] = table.mergedTrades[row] as number
  to[at + 18] = table.mergedHigh[row] as number
  to[at + 19] = table.mergedLow[row] as number
}
