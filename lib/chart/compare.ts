import type { Bar } from '../market/bar.ts'
import { barIndexAtOrAfter } from './bar-follower.ts'

/** Several lists of bars of one interval on one time axis. */
export interface AlignedSeries {
  /** Every start of any of the bars, ascending. */
  readonly timesMs: readonly number[]
  /** Per list, per time: the bar that starts there; undefined is whitespace. */
  readonly bars: readonly (readonly (Bar | undefined)[])[]
}

export function alignBars(lists: readonly (readonly Bar[])[]): AlignedSeries {
  const timesMs: number[] = []
  const bars: (Bar | undefined)[][] = lists.map(() => [])
  const positions = lists.map(() => 0)
  for (;;) {
    let timeMs = Number.POSITIVE_INFINITY
    for (const [list, all] of lists.entries())
      timeMs = Math.min(timeMs, all[positions[list] as number]?.timeMs ?? Number.POSITIVE_INFINITY)
    if (timeMs === Number.POSITIVE_INFINITY) return { timesMs, bars }
    timesMs.push(timeMs)
    for (const [list, all] of lists.entries()) {
      const position = positions[list] as number
      const bar = all[position]
      const here = bar?.timeMs === timeMs
      bars[list]?.push(here ? bar : undefined)
      if (here) positions[list] = position + 1
    }
  }
}

/**
 * The close that percentages are counted from: of the first bar at or after `fromMs`, as every charting program takes the
 * first visible bar. undefined when there is none.
 */
export function percentBase(bars: readonly Bar[], fromMs: number): number | undefined {
  return bars[barIndexAtOrAfter(bars, fromMs)]?.close
}

/** Both in ticks of one instrument. NaN without a base. */
export function percentChange(ticks: number, baseTicks: number | undefined): number {
  return baseTicks === undefined || baseTicks === 0 ? Number.NaN : ((ticks - baseTicks) / baseTicks) * 100
}

/** Closes as percent of the close at the start of the view, NaN where a list has no bar: what a comparison's legend and table show. */
export function percentSeries(aligned: AlignedSeries, fromMs: number): readonly (readonly number[])[] {
  return aligned.bars.map((bars) => {
    const base = bars.find((bar) => bar !== undefined && bar.timeMs >= fromMs)?.close
    return bars.map((bar) => (bar === undefined ? Number.NaN : percentChange(bar.close, base)))
  })
}
