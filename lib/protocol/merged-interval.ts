/** What the trades merged into one update add up to; reused from record to record. All zero: there were none. */
export interface MergedInterval {
  trades: number
  /** Lots, wide (lib/market/wide.ts). */
  volumeHigh: number
  volumeLow: number
  high: number
  low: number
}

export function createMergedInterval(): MergedInterval {
  return { trades: 0, volumeHigh: 0, volumeLow: 0, high: 0, low: 0 }
}
