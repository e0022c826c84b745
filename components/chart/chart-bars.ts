import { barIndexAtOrAfter } from '@/lib/chart/bar-follower.ts'
import type { Bar } from '@/lib/market/bar.ts'
import type { BarSeries } from '@/lib/stream/types.ts'

/** The bars of a chart: what the stream keeps current, with older pages in front of it. */
export interface ChartBars {
  readonly series: BarSeries
  /** Ascending. A new array whenever something changed. */
  readonly bars: readonly Bar[]
}

/** Bars as the stream has them now, with what was in front of them before, where it is of the same subject. */
export function currentBars(series: BarSeries, before: ChartBars | undefined): ChartBars {
  const first = series.bars[0]
  if (before === undefined || first === undefined || !sameSubject(before.series, series)) return { series, bars: series.bars }
  const older = barIndexAtOrAfter(before.bars, first.timeMs)
  return { series, bars: older === 0 ? series.bars : before.bars.slice(0, older).concat(series.bars) }
}

/** A page that ends before the first bar. */
export function prependBars(older: readonly Bar[], before: ChartBars): ChartBars {
  const firstMs = before.bars[0]?.timeMs ?? Number.POSITIVE_INFINITY
  return { series: before.series, bars: [...older.filter((bar) => bar.timeMs < firstMs), ...before.bars] }
}

/** Bars found later, put where they belong in front of what the stream keeps current: that is the stream's own to complete. */
export function insertBars(found: readonly Bar[], before: ChartBars): ChartBars {
  const streamFromMs = before.series.bars[0]?.timeMs ?? Number.POSITIVE_INFINITY
  const fresh = found.filter(
    ({ timeMs }) => timeMs < streamFromMs && before.bars[barIndexAtOrAfter(before.bars, timeMs)]?.timeMs !== timeMs,
  )
  if (fresh.length === 0) return before
  return { series: before.series, bars: [...fresh, ...before.bars].toSorted((a, b) => a.timeMs - b.timeMs) }
}

/** Same instrument in the same ticks and lots, same interval: bars of the one can stand beside bars of the other. */
export function sameSubject(a: BarSeries, b: BarSeries): boolean {
  return (
    a.symbol === b.symbol &&
    a.interval === b.interval &&
    a.instrument.tickSize === b.instrument.tickSize &&
    a.instrument.lotSize === b.instrument.lotSize
  )
}

/**
 * By how many places a view that ends at place `to` of `before` is to be moved so that it shows the same in `after`: a view of the
 * newest bar stays at the newest, wherever bars came in between; another keeps its last bar.
 */
export function viewShift(before: readonly Bar[], after: readonly Bar[], to: number): number {
  const last = before.length - 1
  const index = Math.min(Math.max(0, Math.round(to)), last)
  const bar = before[index]
  if (bar === undefined || after.length === 0) return 0
  return (index === last ? after.length - 1 : Math.min(barIndexAtOrAfter(after, bar.timeMs), after.length - 1)) - index
}
