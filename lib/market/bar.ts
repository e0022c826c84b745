import { wideToBigInt } from './wide.ts'

/** Bars are built from every trade by venue time; 1s and 1m are kept, longer ones derived. */
export const intervals = ['1s', '1m', '5m', '15m', '1h', '4h', '1d'] as const
export type Interval = (typeof intervals)[number]

const intervalMs: Record<Interval, number> = {
  '1s': 1_000,
  '1m': 60_000,
  '5m': 300_000,
  '15m': 900_000,
  '1h': 3_600_000,
  '4h': 14_400_000,
  '1d': 86_400_000,
}

export function intervalLengthMs(interval: Interval): number {
  return intervalMs[interval]
}

/** Start of the bar that a venue time falls in, UTC. */
export function barStartMs(timeMs: number, interval: Interval): number {
  const length = intervalMs[interval]
  return Math.floor(timeMs / length) * length
}

/**
 * One bar in ticks and lots. Open and close are in arrival order, as venues' own bars are; high, low, volume and count do
 * not depend on order. Volume is wide (wide.ts).
 */
export interface Bar {
  timeMs: number
  open: number
  high: number
  low: number
  close: number
  volumeHigh: number
  volumeLow: number
  tradeCount: number
}

export function barVolumeLots(bar: Bar): bigint {
  return wideToBigInt(bar.volumeHigh, bar.volumeLow)
}
