import type { Bar } from '../market/bar.ts'

/** Something computed from a list of ascending bars that follows the list without starting again. */
export interface BarFollower {
  /** How many bars it has seen. */
  readonly length: number
  reset(bars: readonly Bar[]): void
  /** A bar after the last. */
  append(bar: Bar): void
  /** The last bar as it is now: what a tick calls. Reads no earlier bar. */
  replaceLast(bar: Bar): void
  /** `bars` is the whole list, of which those from `index` on are new or different: what a late trade calls. */
  correct(bars: readonly Bar[], index: number): void
}

/** What is new in a list of bars, as `BarsListener.onUpdate` tells it, brought to a follower. */
export interface FollowedChange {
  /** First position whose computed value may be another than before; `bars.length` when nothing changed. */
  readonly from: number
}

/**
 * `changed` are the bars added or corrected, ascending; `bars` the whole list with them in it. The list must begin where it
 * began before; a list with another beginning needs `reset`.
 */
export function followBars(follower: BarFollower, bars: readonly Bar[], changed: readonly Bar[]): FollowedChange {
  const first = changed[0]
  if (first === undefined) return { from: bars.length }
  const index = barIndexAtOrAfter(bars, first.timeMs)
  if (index < follower.length - 1) {
    follower.correct(bars, index)
    return { from: index }
  }
  for (let position = index; position < bars.length; position++) {
    const bar = bars[position] as Bar
    if (position < follower.length) follower.replaceLast(bar)
    else follower.append(bar)
  }
  return { from: index }
}

/** Position of the first bar that starts at or after `timeMs`; `bars.length` when none does. */
export function barIndexAtOrAfter(bars: readonly { readonly timeMs: number }[], timeMs: number): number {
  let low = 0
  let high = bars.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((bars[middle] as { timeMs: number }).timeMs < timeMs) low = middle + 1
    else high = middle
  }
  return low
}
