import type { TimeRange } from '../../lib/market/bar-history.ts'

/** Ascending, apart from one another, none empty. */
export type Ranges = readonly TimeRange[]

/** Any ranges, in that form. */
export function united(...lists: readonly Ranges[]): Ranges {
  const all = lists.flat().filter(({ fromMs, toMs }) => fromMs < toMs)
  all.sort((a, b) => a.fromMs - b.fromMs)
  const merged: TimeRange[] = []
  for (const range of all) {
    const last = merged.at(-1)
    if (last === undefined || range.fromMs > last.toMs) merged.push(range)
    else if (range.toMs > last.toMs) merged[merged.length - 1] = { fromMs: last.fromMs, toMs: range.toMs }
  }
  return merged
}

/** What of `[fromMs, toMs)` is not in `known`. */
export function gaps(known: Ranges, fromMs: number, toMs: number): Ranges {
  const found: TimeRange[] = []
  let at = fromMs
  for (const range of known) {
    if (range.toMs <= at) continue
    if (range.fromMs >= toMs) break
    if (range.fromMs > at) found.push({ fromMs: at, toMs: range.fromMs })
    at = Math.max(at, range.toMs)
  }
  if (at < toMs) found.push({ fromMs: at, toMs })
  return found
}

/** What of `ranges` is not in `known`. One pass: either may have a thousand. */
export function without(ranges: Ranges, known: Ranges): Ranges {
  const left: TimeRange[] = []
  let index = 0
  for (const { fromMs, toMs } of ranges) {
    let at = fromMs
    while ((known[index]?.toMs ?? toMs) <= at) index++
    for (let next = known[index]; next !== undefined && next.fromMs < toMs; next = known[index]) {
      if (next.fromMs > at) left.push({ fromMs: at, toMs: next.fromMs })
      at = next.toMs
      if (at >= toMs) break
      index++
    }
    if (at < toMs) left.push({ fromMs: at, toMs })
  }
  return left
}

/** Grown outward to whole steps: a bar is only known when all of it is. */
export function inWholeSteps(ranges: Ranges, stepMs: number): Ranges {
  return united(
    ranges.map(({ fromMs, toMs }) => ({ fromMs: Math.floor(fromMs / stepMs) * stepMs, toMs: Math.ceil(toMs / stepMs) * stepMs })),
  )
}

export function contains(ranges: Ranges, fromMs: number, toMs: number): boolean {
  return ranges.some((range) => range.fromMs <= fromMs && toMs <= range.toMs)
}
