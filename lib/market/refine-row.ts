import type { QuoteColumns } from './quote-columns.ts'
import { wideFromBigInt, wideToBigInt } from './wide.ts'

const priceColumns = ['last', 'bid', 'ask', 'dayOpen', 'dayHigh', 'dayLow'] as const
const sizeColumns = ['bidSize', 'askSize'] as const

const wideColumns = ['volumeHigh', 'dayVolumeBaseHigh'] as const

/** False when a price, a size or a sum of the row would no longer be an exact integer. */
export function canScaleRow(columns: QuoteColumns, row: number, priceRatio: number, sizeRatio: number): boolean {
  for (const name of priceColumns) if (!Number.isSafeInteger((columns[name][row] as number) * priceRatio)) return false
  for (const name of sizeColumns) if (!Number.isSafeInteger((columns[name][row] as number) * sizeRatio)) return false
  for (const name of wideColumns) if (!canScaleWide(columns[name][row] as number, sizeRatio)) return false
  return true
}

/** Whether a wide sum of this high part (see wide.ts) stays exact. */
export function canScaleWide(high: number, ratio: number): boolean {
  return Number.isSafeInteger((high + 1) * ratio)
}

/** Tick and lot became finer by these whole ratios. */
export function scaleRow(columns: QuoteColumns, row: number, priceRatio: number, sizeRatio: number): void {
  for (const name of priceColumns) columns[name][row] = (columns[name][row] as number) * priceRatio
  for (const name of sizeColumns) columns[name][row] = (columns[name][row] as number) * sizeRatio
  scaleWide(columns.volumeHigh, columns.volumeLow, row, sizeRatio)
  scaleWide(columns.dayVolumeBaseHigh, columns.dayVolumeBaseLow, row, sizeRatio)
}

function scaleWide(high: Float64Array, low: Float64Array, row: number, ratio: number): void {
  const scaled = wideFromBigInt(wideToBigInt(high[row] as number, low[row] as number) * BigInt(ratio))
  high[row] = scaled.high
  low[row] = scaled.low
}
