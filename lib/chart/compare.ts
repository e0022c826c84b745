import type { Bar } from '../market/bar.ts'
import { barIndexAtOrAfter } from './bar-follower.ts'

/**
 * A comparison stands on the time axis of the chart's own bars: at each of them, what the other instrument last traded at
 * by then. So sessions and quiet moments of the one leave no hole in the other, and no place on the axis belongs to it alone.
 */
export function barBy(bars: readonly Bar[], timeMs: number): Bar | undefined {
  const index = barIndexAtOrAfter(bars, timeMs)
  const here = bars[index]
  return here?.timeMs === timeMs ? here : bars[index - 1]
}

/** `barBy` for each place of an axis, in one pass. undefined before the other's first bar. */
export function carryBars(axis: readonly { readonly timeMs: number }[], bars: readonly Bar[]): readonly (Bar | undefined)[] {
  let position = -1
  return axis.map(({ timeMs }) => {
    while (position + 1 < bars.length && (bars[position + 1] as Bar).timeMs <= timeMs) position += 1
    return bars[position]
  })
}
