import type { Quote } from '@/lib/stream/types.ts'

export interface Mover {
  readonly quote: Quote
  /** Since the day opened: 0.01 is one percent. */
  readonly change: number
}

/** Those that rose and those that fell most, the largest first; what has no price or is not trading does not count. */
export function findMovers(
  quotes: Iterable<Quote>,
  count: number,
): { readonly up: readonly Mover[]; readonly down: readonly Mover[] } {
  const movers: Mover[] = []
  for (const quote of quotes) {
    if (quote.last === 0 || quote.dayOpen === 0 || quote.status === 'pending' || quote.status === 'stale') continue
    movers.push({ quote, change: (quote.last - quote.dayOpen) / quote.dayOpen })
  }
  movers.sort((a, b) => b.change - a.change)
  const up = movers.filter((mover) => mover.change > 0).slice(0, count)
  const down = movers
    .filter((mover) => mover.change < 0)
    .slice(-count)
    .reverse()
  return { up, down }
}
