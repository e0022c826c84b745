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
  /** Then the venue ends the connection. */
  readonly close?: boolean
}

/** One connection of a client. */
export interface LoopbackSession {
  readonly keys: ReadonlySet<string>
  /** A dialect that wants a key sets it. */
  authenticated: boolean
  /** Connections beside this one that were authenticated. */
  readonly others: number
}

/** How one venue speaks. It knows its own order books, so that a subscription can begin with a snapshot. */
export interface Dialect {
  readonly venue: string
  /** Where the venue wants a key: those that this one takes. */
  readonly keys?: { readonly key: string; readonly secret?: string }
  /** Reads one recorded message; undefined for those that a subscription brings anew (acknowledgements, snapshots). */
  read(raw: string): Step | undefined
  /** A step has happened: books change. */
  happen(step: Step): void
  reply(request: unknown, session: LoopbackSession): Reply
  /** HTTP status to refuse a connection with, before it is one. */
  admit?(url: URL): number | undefined
  /** What a new connection is told first. */
  greet?(): readonly string[]
  rest(path: string, query: URLSearchParams, happened: readonly VenueTrade[]): unknown
  shutdownNotice?(): string
}

export interface VenueBar {
  readonly timeMs: number
  readonly open: string
  high: string
  low: string
  close: string
  /** Exact, with at least eight decimals. */
  volume: string
  count: number
}

/** Bars of the trades that happened, oldest first; for the REST side, and for whoever checks what became of the trades. */
export function barsOf(trades: readonly VenueTrade[], venueSymbol: string, lengthMs: number): VenueBar[] {
  const bars = new Map<number, VenueBar>()
  for (const trade of trades) {
    if (trade.venueSymbol !== venueSymbol) continue
    const timeMs = Math.floor(trade.timeMs / lengthMs) * lengthMs
    const bar = bars.get(timeMs)
    if (bar === undefined) {
      const { price } = trade
      const volume = sum('0.00000000', trade.size)
      bars.set(timeMs, { timeMs, open: price, high: price, low: price, close: price, volume, count: 1 })
      continue
    }
    if (Number(trade.price) > Number(bar.high)) bar.high = trade.price
    if (Number(trade.price) < Number(bar.low)) bar.low = trade.price
    bar.close = trade.price
    bar.volume = sum(bar.volume, trade.size)
    bar.count += 1
  }
  return [...bars.values()].sort((a, b) => a.timeMs - b.timeMs)
}

/** Of two decimal texts, without the noise of floats. */
export function sum(a: string, b: string): string {
  const decimals = Math.max(decimalsOf(a), decimalsOf(b))
  const whole = (text: string) => BigInt(text.replace('.', '') + '0'.repeat(decimals - decimalsOf(text)))
  const digits = String(whole(a) + whole(b)).padStart(decimals + 1, '0')
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

function decimalsOf(text: string): number {
  return text.includes('.') ? text.length - text.indexOf('.') - 1 : 0
}

/** The venue's own times in a recorded message, moved: Unix ms under the names that Binance has for them, and RFC 3339. */
export function shiftTimes(raw: string, byMs: number): string {
  if (byMs === 0) return raw
  return raw
    .replace(/"([ETOC])":(\d{13})(?=[,}])/g, (_, name: string, time: string) => `"${name}":${Number(time) + byMs}`)
    .replace(/"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z"/g, (_, seconds: string, fraction = '') => {
      const moved = new Date(Date.parse(`${seconds}Z`) + byMs)
      return `"${moved.toISOString().slice(0, 19)}${fraction}Z"`
    })
}

export function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []
}
