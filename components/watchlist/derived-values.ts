import type { Quote } from '@/lib/stream/types.ts'

/** 0 at the lowest price of the day, 1 at the highest; undefined where the day has no range yet. */
export function dayRangePosition({ last, dayLow, dayHigh }: Quote): number | undefined {
  if (last === 0 || dayLow === 0 || dayHigh <= dayLow) return undefined
  return Math.min(1, Math.max(0, (last - dayLow) / (dayHigh - dayLow)))
}

/** Of the middle between bid and ask, in hundredths of a percent. */
export function spreadBasisPoints({ bid, ask }: Quote): number | undefined {
  return bid === 0 || ask === 0 ? undefined : ((ask - bid) / (ask + bid)) * 20_000
}
