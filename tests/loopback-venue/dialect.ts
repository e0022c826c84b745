/** A trade that happened at the venue, whether or not anybody was told. */
export interface VenueTrade {
  readonly venueSymbol: string
  readonly id: number
  readonly price: string
  readonly size: string
  readonly takerBuys: boolean
  readonly timeMs: number
}

/** One message of a recording, and what it says happened. */
export interface Step {
  readonly raw: string
  /** Who gets it: those subscribed to this key. */
  readonly key: string
  readonly trades: readonly VenueTrade[]
}

/** What a client may ask over its connection. */
export interface Reply {
  readonly messages: readonly string[]
  readonly subscribe: readonly string[]
  readonly unsubscribe: readonly string[]
}

/** How one venue speaks. It knows its own order books, so that a subscription can begin with a snapshot. */
export interface Dialect {
  readonly venue: string
  /** Reads one recorded message; undefined for those that a subscription brings anew (acknowledgements, snapshots). */
  read(raw: string): Step | undefined
  /** A step has happened: books change. */
  happen(step: Step): void
  reply(request: unknown, happened: readonly VenueTrade[]): Reply
  rest(path: string, query: URLSearchParams, happened: readonly VenueTrade[]): unknown
  shutdownNotice?(): string
}

/** Bars of the trades that happened, oldest first; for the REST side. */
export function barsOf(trades: readonly VenueTrade[], venueSymbol: string, lengthMs: number) {
  const bars = new Map<
    number,
    { timeMs: number; open: string; high: string; low: string; close: string; volume: number; count: number }
  >()
  for (const trade of trades) {
    if (trade.venueSymbol !== venueSymbol) continue
    const timeMs = Math.floor(trade.timeMs / lengthMs) * lengthMs
    const bar = bars.get(timeMs)
    if (bar === undefined) {
      const { price } = trade
      bars.set(timeMs, { timeMs, open: price, high: price, low: price, close: price, volume: Number(trade.size), count: 1 })
      continue
    }
    if (Number(trade.price) > Number(bar.high)) bar.high = trade.price
    if (Number(trade.price) < Number(bar.low)) bar.low = trade.price
    bar.close = trade.price
    bar.volume += Number(trade.size)
    bar.count += 1
  }
  return [...bars.values()].sort((a, b) => a.timeMs - b.timeMs)
}

export function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []
}
