import type { Bar, Interval } from '../market/bar.ts'
import type { FeedState, Side } from '../market/feed.ts'
import type { Status } from '../market/status.ts'
import type { WireInstrument } from '../protocol/messages.ts'

/** Ends what was begun. Calling it twice is harmless. */
export type Release = () => void

/**
 * One instrument as the viewer knows it, immutable, made anew when something of it changed. Prices in ticks (0: none),
 * sizes in lots; lib/market/format.ts turns them into text.
 */
export interface Quote {
  readonly symbol: string
  readonly instrument: WireInstrument
  readonly status: Status
  readonly last: number
  readonly bid: number
  readonly ask: number
  readonly bidSize: number
  readonly askSize: number
  readonly dayOpen: number
  readonly dayHigh: number
  readonly dayLow: number
  /** The venue's own where it sends one: a rolling day also shrinks. */
  readonly dayVolumeLots: bigint
  /** Since the server's epoch began, only growing: what traded between two quotes is a difference. */
  readonly totalVolumeLots: bigint
  readonly tradeCount: number
  /** Sign of the latest change of `last`: 0 until it first changed. */
  readonly direction: -1 | 0 | 1
  /** Of the trades merged into the latest animation frame that had any. */
  readonly mergedTrades: number
  readonly mergedHigh: number
  readonly mergedLow: number
  /** By the venue's clock; 0 where it is not known: only snapshots tell. */
  readonly venueTimeMs: number
  /** By the server's clock: the flush that brought it, or for a snapshot when the server received it. */
  readonly receivedTimeMs: number
}

export interface StreamTrade {
  /** Position among the epoch's trades of this instrument: a key, and contiguous. */
  readonly number: number
  readonly venueTimeMs: number
  readonly price: number
  readonly size: number
  readonly side: Side
}

export interface BookLevel {
  readonly price: number
  readonly size: number
}

/** The best levels of an order book, best first. Empty when the venue's book is void. */
export interface Book {
  readonly symbol: string
  readonly instrument: WireInstrument
  readonly timeMs: number
  readonly bids: readonly BookLevel[]
  readonly asks: readonly BookLevel[]
}

export type ConnectionState =
  /** Opening for the first time. */
  | 'connecting'
  | 'live'
  /** Connected, but frames are being merged because this viewer acknowledges too slowly. */
  | 'behind'
  /** Over server-sent events or long poll, because a socket could not be opened or stayed silent. */
  | 'fallback'
  | 'reconnecting'
  | 'offline'
  /** The server said a final no; `reason` is for a person. */
  | 'closed'

export interface Connection {
  readonly state: ConnectionState
  readonly reason: string
  /** With which the latest connection ended; 1006: with none. */
  readonly closeCode?: number | undefined
  readonly transport: 'websocket' | 'sse' | 'poll' | 'none'
  /** The thread; undefined where there is only one, and before the first is opened. */
  readonly receivedIn?: 'worker' | 'page' | undefined
  readonly feeds: readonly FeedState[]
  readonly roundTripMs: number | undefined
  /** Server clock minus browser clock. */
  readonly clockOffsetMs: number | undefined
  readonly reconnects: number
  /** Which life of the server it is: counters begin again with the next. Undefined before the first connection. */
  readonly epoch?: string | undefined
  /** When the next attempt starts, Unix ms, while reconnecting. */
  readonly retryAtMs: number | undefined
  /** No stream is asked for at more than this: the viewer chose it, the page is hidden, or it cannot draw that fast. */
  readonly rateLimit?: { readonly hz: number; readonly because: 'chosen' | 'hidden' | 'slow frames' } | undefined
  /** Mean time that a frame with updates took to be written and painted, over the last seconds; undefined while hardly any are drawn. */
  readonly frameWaitMs?: number | undefined
  readonly checksPassed: number
  readonly checksFailed: number
  /** Over the last second. */
  readonly updatesPerSecond: number
  readonly tradesPerSecond: number
  readonly bytesPerSecond: number
  /** What the last reconnect cost; undefined before the first, 'unknown' when the server had restarted. */
  readonly missed: { readonly trades: number; readonly instruments: number } | 'unknown' | undefined
  /** Of requests the server refused, newest last, at most 20: unknown symbols and the like. */
  readonly errors: readonly { readonly code: string; readonly message: string; readonly symbols: readonly string[] }[]
}

export interface QuoteStore {
  get(symbol: string): Quote | undefined
  /**
   * Called at most once an animation frame, only when this symbol changed. With `hz` about so often at most: whoever asked for
   * prices at a rate is not made to draw faster because somebody else on the page asked for more.
   */
  subscribe(symbol: string, listener: () => void, hz?: number): Release
  /** As `subscribe`, for several: called once however many of them changed. */
  subscribeMany(symbols: readonly string[], listener: () => void, hz?: number): Release
  /** Called once an animation frame in which anything changed, with the symbols that did (reused array: do not keep). */
  subscribeAll(listener: (symbols: readonly string[]) => void): Release
}

export interface BarSeries {
  readonly symbol: string
  readonly interval: Interval
  readonly instrument: WireInstrument
  /** Ascending by time; the last is the forming bar. The same array object until something changed. */
  readonly bars: readonly Bar[]
}

export interface BarsListener {
  /** A new series: first history, or after a reconnect that could not be patched. */
  onHistory(series: BarSeries): void
  /** Bars added or corrected, ascending; at most once an animation frame. */
  onUpdate(changed: readonly Bar[], series: BarSeries): void
}

/** Quotes that are asked for at one rate, Hz. */
export interface QuoteRate {
  /** The highest that anybody on the page watches them at. */
  readonly wanted: number
  /** The same under the limits of the page. */
  readonly asked: number
  /** By the server; undefined until it has answered. */
  readonly granted: number | undefined
  readonly symbols: ReadonlySet<string>
}

export interface StreamClient {
  /** Reference-counted: two callers of one symbol share one subscription, at the higher of their rates. */
  watchQuotes(symbols: readonly string[], rate: number): Release
  watchTrades(
    symbol: string,
    rate: number,
    onTrades: (trades: readonly StreamTrade[], missed: number, instrument: WireInstrument) => void,
  ): Release
  watchBars(symbol: string, interval: Interval, limit: number, listener: BarsListener): Release
  /** Whole each time, at most once an animation frame. */
  watchBook(symbol: string, rate: number, onBook: (book: Book) => void): Release
  /** What is asked for, the fastest first: as it is now, without a notice of changes. */
  quoteRates(): readonly QuoteRate[]
  readonly quotes: QuoteStore
  readonly connection: { get(): Connection; subscribe(listener: () => void): Release }
  /** No stream is asked for at more than this rate; undefined lifts it. For hidden tabs and for a viewer who wants calm. */
  setRateCap(hz: number | undefined): void
  /** At once, whatever the state, and even after a final no. */
  reconnect(): void
  close(): void
}

/*
 * Hooks (hooks.ts, topic-hooks.ts), all on useSyncExternalStore or effects, below <StreamProvider url?> (provider.tsx):
 *   useQuote(symbol, rate?): Quote | undefined
 *   useQuotes(symbols, rate?): ReadonlyMap<string, Quote>
 *   useQuoteListener(symbol, rate, onQuote): void          cells written without a render
 *   useBars(symbol, interval, limit?): BarSeries | undefined
 *   useTrades(symbol, rate?, limit?): TradeTape
 *   useBook(symbol, rate?): Book | undefined
 *   useConnection(): Connection
 *   useConnectionState(): ConnectionState                   renders when it changes, not with the rates of the connection
 *   useStreamClient(): StreamClient
 */
