import type { SizeUnit } from '@/lib/market/format.ts'
import { formatSize, formatVolume } from '@/lib/market/format.ts'

// What a third of the narrowest panel has room for.
const charactersMax = 10

/** Exact where that fits in a column of a side panel, else abbreviated: cut off by the edge it would be another number. */
export function formatShortSize(lots: number | bigint, unit: SizeUnit): string {
  const exact = formatSize(lots, unit)
  return exact.length > charactersMax ? formatVolume(lots, unit) : exact
}
