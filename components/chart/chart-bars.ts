import { barIndexAtOrAfter } from '@/lib/chart/bar-follower.ts'
import type { Bar } from '@/lib/market/bar.ts'
import { isSameBar } from '@/lib/market/same-bar.ts'
import type { BarSeries } from '@/lib/stream/types.ts'

/** The bars of a chart: what the stream keeps current, with older pages in front of it. */
export interface ChartBars {
  readonly series: BarSeries
  /** Ascending. A new array whenever something changed. */
  readonly bars: readonly Bar[]
}

/**
 * Bars as the stream has them now, with what was in front of them before, where it is of the same subject. The stream may begin in
 * the middle of what was known, and its first bar with it: one that was completed since stays so until the stream has another.
 */
export function currentBars(series: BarSeries, before: ChartBars | undefined): ChartBars {
  const first = series.bars[0]
  if (before === undefined || first === undefined || !sameSubject(before.series, series)) return { series, bars: series.bars }
  const older = barIndexAtOrAfter(before.bars, first.timeMs)
  const held = before.bars[older]
  const begun = before.series.bars[0]
  if (held !== undefined && begun !== undefined && isSameBar(first, begun) && !isSameBar(first, held)) {
    return { series, bars: [...before.bars.slice(0, older + 1), ...series.bars.slice(1)] }
  }
  return { series, bars: older === 0 ? series.bars : before.bars.slice(0, older).concat(series.bars) }
}

/**
 * A page of the server's that ends with the first bar: that one may have been the end of what was known and only a part of itself,
 * and is whole now. Not where it is the only one, which still forms. `before` itself when there is nothing new.
 */
export function prependBars(older: readonly Bar[], before: ChartBars): ChartBars {
  const [first] = before.bars
  const firstMs = first?.timeMs ?? Number.POSITIVE_INFINITY
  const whole = older.find(({ timeMs }) => timeMs === firstMs)
  const completed = whole !== undefined && before.bars.length > 1 && !isSameBar(whole, first)
  const fresh = older.filter(({ timeMs }) => timeMs < firstMs)
  if (fresh.length === 0 && !completed) return before
  return { series: before.series, bars: [...fresh, ...(completed ? [whole, ...before.bars.slice(1)] : before.bars)] }
}

/**
 * Bars found later, put where they belong in front of what the stream keeps current: that is the stream's own to complete. Those
 * that were only a part of themselves, at either end of a hole, are whole now. `before` itself when there is nothing new.
 */
export function insertBars(found: readonly Bar[], before: ChartBars): ChartBars {
  const streamFromMs = before.series.bars[0]?.timeMs ?? Number.POSITIVE_INFINITY
  const fresh = found.filter(
    (bar) => bar.timeMs < streamFromMs && !isSameBar(bar, before.bars[barIndexAtOrAfter(before.bars, bar.timeMs)]),
  )
  if (fresh.length === 0) return before
  const all = new Map([...before.bars, ...fresh].map((bar) => [bar.timeMs, bar]))
  return { series: before.series, bars: [...all.values()].toSorted((a, b) => a.timeMs - b.timeMs) }
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
