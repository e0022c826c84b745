import type { Bar } from '@/lib/market/bar.ts'

const dayMs = 86_400_000

export interface KnownRange {
  readonly low: number
  readonly high: number
  /** Start of the first day that is known. */
  readonly sinceMs: number
  /** Days in between of which nothing is known. */
  readonly missingDays: number
}

/** Highest and lowest of what is known of a year; undefined when that is nothing. `missing`: spans nobody has seen. */
export function knownRange(
  bars: readonly Bar[],
  missing: readonly (readonly [fromMs: number, toMs: number])[],
): KnownRange | undefined {
  const first = bars[0]
  if (first === undefined) return undefined
  let [low, high] = [first.low, first.high]
  for (const bar of bars) {
    low = Math.min(low, bar.low)
    high = Math.max(high, bar.high)
  }
  let missingMs = 0
  for (const [fromMs, toMs] of missing) missingMs += Math.max(0, toMs - Math.max(fromMs, first.timeMs))
  return { low, high, sinceMs: first.timeMs, missingDays: Math.ceil(missingMs / dayMs) }
}

/** How much of the year it is; nothing to say where it is all of it. */
export function describeKnown({ sinceMs, missingDays }: KnownRange, nowMs: number, since: string): string {
  const days = Math.floor((nowMs - sinceMs) / dayMs) + 1
  const whole = days >= 364
  if (days === 1) return 'Only today is known'
  if (whole) return missingDays === 0 ? '' : `${missingDays} ${missingDays === 1 ? 'day' : 'days'} not known`
  const known = missingDays === 0 ? '' : `${Math.max(0, days - missingDays)} of `
  return `${known}${days} days known, since ${since}`
}
