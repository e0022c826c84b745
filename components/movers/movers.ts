import type { Status } from '@/lib/market/status.ts'
import type { Quote } from '@/lib/stream/types.ts'

export interface Mover {
  readonly quote: Quote
  /** Since the day opened: 0.01 is one percent. */
  readonly change: number
}

export interface Movers {
  readonly up: readonly Mover[]
  readonly down: readonly Mover[]
  /** Of some it is not known how they move: their prices are stale. */
  readonly someUnknown: boolean
}

/** A move of today needs a price of today: a closed market's is of its last session, a stale one of who knows when. */
const trading: readonly Status[] = ['live', 'delayed', 'halted']

/** Those that rose and those that fell most, the largest first; what has no price or is not trading does not count. */
export function findMovers(quotes: Iterable<Quote>, count: number): Movers {
  const movers: Mover[] = []
  let someUnknown = false
  for (const quote of quotes) {
    someUnknown ||= quote.status === 'stale'
    if (quote.last === 0 || quote.dayOpen === 0 || !trading.includes(quote.status)) continue
    movers.push({ quote, change: (quote.last - quote.dayOpen) / quote.dayOpen })
  }
  // Of two alike the name decides: they would change places otherwise.
  movers.sort((a, b) => b.change - a.change || (a.quote.symbol < b.quote.symbol ? -1 : 1))
  const down = movers.filter((mover) => mover.change < 0).toReversed()
  return { up: movers.filter((mover) => mover.change > 0).slice(0, count), down: down.slice(0, count), someUnknown }
}
