/**
 * The messages of protocol v1 as they stand in JSON. SPEC.md is the authority; these types follow it. Prices and sizes
 * are decimal text (`"61685.99"`): exact, and readable from a shell. Times are Unix milliseconds.
 */
import type { Interval } from '../market/bar.ts'
import type { FeedState } from '../market/feed.ts'
import type { InstrumentDefinition } from '../market/instrument.ts'
import type { Status } from '../market/status.ts'

export const subprotocolBinary = 'ticklane.v1.bin'
export const subprotocolJson = 'ticklane.v1.json'

/** Flushes per second that can be granted; a request gets the nearest not above it. */
export const tiersHz = [0.5, 1, 2, 4, 10, 20, 60] as const
export type TierHz = (typeof tiersHz)[number]

export type Channel = 'quotes' | 'trades' | 'bars' | 'book'

// ---- client to server ------------------------------------------------------------------------------------------------

/** `id` is the client's own, echoed in the answer: a string or a number. */
export type RequestId = string | number

export interface SubscribeMessage {
  readonly type: 'subscribe'
  readonly id?: RequestId
  /** Default `quotes`. */
  readonly channel?: Channel
  /** `bars` and `book` take exactly one. */
  readonly symbols: readonly string[]
  /** Hz; default 4. */
  readonly rate?: number
  /** Of channel `bars`. */
  readonly interval?: Interval
  /** Of channel `bars`: how much history to hand over, 0 to 5000, default 500. */
  readonly limit?: number
  /** Of channel `bars`: only bars from this time on (what the client already has ends there). */
  readonly fromMs?: number
  /** Adds the symbols to this subscription instead of making a new one. */
  readonly subscription?: number
}

export interface UnsubscribeMessage {
  readonly type: 'unsubscribe'
  readonly id?: RequestId
  readonly subscription: number
  /** Only these; all when absent. */
  readonly symbols?: readonly string[]
}

export interface RateMessage {
  readonly type: 'rate'
  readonly id?: RequestId
  readonly subscription: number
  readonly rate: number
}

/** The last sequence processed of each stream, by the rate that names the stream. About once a second. */
export interface AckMessage {
  readonly type: 'ack'
  readonly sequences: Readonly<Record<string, number>>
  /** Streams whose state check failed: the server counts it and answers with a snapshot. */
  readonly mismatched?: readonly number[]
}

export interface PingMessage {
  readonly type: 'ping'
  readonly id?: RequestId
  /** The client's clock; comes back in `pong`. */
  readonly timeMs?: number
}

export interface AuthMessage {
  readonly type: 'auth'
  readonly id?: RequestId
  readonly token: string
}

/** After a reconnect, before anything else: what the viewer had. */
export interface ResumeMessage {
  readonly type: 'resume'
  readonly id?: RequestId
  readonly epoch: string
  /** By symbol the `totalTrades` and `totalVolume` it last knew. */
  readonly seen: Readonly<Record<string, readonly [trades: number, volume: string]>>
}

export type ClientMessage =
  | SubscribeMessage
  | UnsubscribeMessage
  | RateMessage
  | AckMessage
  | PingMessage
  | AuthMessage
  | ResumeMessage

// ---- server to client ------------------------------------------------------------------------------------------------

export interface HelloMessage {
  readonly type: 'hello'
  readonly protocol: 'ticklane.v1'
  /** Changes when the server's counters started again: totals of different epochs must not be subtracted. */
  readonly epoch: string
  readonly serverTimeMs: number
  readonly rates: readonly number[]
  readonly feeds: readonly FeedState[]
  readonly limits: {
    readonly messageBytesMax: number
    readonly messagesPerSecondMax: number
    readonly subscriptionsMax: number
    readonly symbolsMax: number
  }
}

/** How a subscription stands now: the answer to `subscribe`, `unsubscribe` and `rate`. */
export interface SubscribedMessage {
  readonly type: 'subscribed'
  readonly id?: RequestId
  readonly subscription: number
  readonly channel: Channel
  /** Granted. */
  readonly rate: number
  readonly interval?: Interval
  /** All instruments of the subscription, or those added or redefined. Empty after it ended. */
  readonly instruments: readonly WireInstrument[]
  /** All symbols of the subscription now. */
  readonly symbols: readonly string[]
}

/** `index` stands for the symbol in binary frames, for the whole epoch. */
export type WireInstrument = InstrumentDefinition & { readonly index: number }

/** Full state of one instrument. Absent fields are not known. */
export interface SnapshotQuote {
  readonly symbol: string
  readonly status: Status
  readonly last?: string
  readonly bid?: string
  readonly ask?: string
  readonly bidSize?: string
  readonly askSize?: string
  readonly dayOpen?: string
  readonly dayHigh?: string
  readonly dayLow?: string
  readonly dayVolume: string
  readonly totalTrades: number
  readonly totalVolume: string
  readonly venueTimeMs?: number
  readonly receivedTimeMs?: number
  /** Of the trades merged into this snapshot since this viewer's previous state, where it had one. */
  readonly trades?: number
  readonly volume?: string
  readonly high?: string
  readonly low?: string
  /** After `resume`: what happened while away. null: the epoch changed, it cannot be known. */
  readonly missed?: { readonly trades: number; readonly volume: string } | null
}

export interface SnapshotMessage {
  readonly type: 'snapshot'
  readonly rate: number
  readonly sequence: number
  readonly timeMs: number
  readonly quotes: readonly SnapshotQuote[]
}

/** Only what changed since the previous tick of this rate; absent fields are unchanged. */
export interface TickQuote {
  readonly symbol: string
  readonly last?: string
  /** null: the side is empty now. */
  readonly bid?: string | null
  readonly ask?: string | null
  readonly bidSize?: string
  readonly askSize?: string
  readonly status?: Status
  /** null: a new day began without trades yet. */
  readonly dayOpen?: string | null
  readonly dayHigh?: string | null
  readonly dayLow?: string | null
  readonly dayVolume?: string
  /** Trades merged into this update, with their volume and extremes; absent when there were none. */
  readonly trades?: number
  readonly volume?: string
  readonly high?: string
  readonly low?: string
}

export interface TickMessage {
  readonly type: 'tick'
  readonly rate: number
  /** One more than the previous tick's or snapshot's of this rate. */
  readonly sequence: number
  readonly timeMs: number
  readonly quotes: readonly TickQuote[]
}

/**
 * Every trade of one instrument since the previous `trades` message of this rate. Rows: time (venue), price, size, side.
 * `first` is the number of the first row among the epoch's trades of this instrument (the value of `totalTrades` before
 * it), so a gap is a difference: the next message starts at `first + trades.length`, or trades are missing.
 */
export interface TradesMessage {
  readonly type: 'trades'
  readonly rate: number
  readonly symbol: string
  readonly timeMs: number
  readonly first: number
  readonly trades: readonly (readonly [venueTimeMs: number, price: string, size: string, side: 'buy' | 'sell' | 'unknown'])[]
}

/** Rows: start, open, high, low, close, volume, trades. With `history` they replace, else they add or correct by start. */
export interface BarsMessage {
  readonly type: 'bars'
  readonly rate: number
  readonly symbol: string
  readonly interval: Interval
  readonly timeMs: number
  readonly history?: boolean
  readonly bars: readonly (readonly [
    timeMs: number,
    open: string,
    high: string,
    low: string,
    close: string,
    volume: string,
    trades: number,
  ])[]
}

/** The best levels of one order book, best first, whole each time: [price, size]. Empty when the book is void. */
export interface BookMessage {
  readonly type: 'book'
  readonly rate: number
  readonly symbol: string
  readonly timeMs: number
  readonly bids: readonly (readonly [price: string, size: string])[]
  readonly asks: readonly (readonly [price: string, size: string])[]
}

/** A feed's or the stream's condition. `check` proves the state of one rate: see SPEC.md section 7. */
export interface StatusMessage {
  readonly type: 'status'
  readonly timeMs: number
  readonly feeds?: readonly FeedState[]
  readonly check?: { readonly rate: number; readonly sequence: number; readonly hash: string }
  /** The viewer reads too slowly: frames of this rate are merged until it has caught up. */
  readonly behind?: { readonly rate: number; readonly behind: boolean }
}

export interface PongMessage {
  readonly type: 'pong'
  readonly id?: RequestId
  readonly timeMs?: number
  readonly serverTimeMs: number
}

export type ErrorCode =
  | 'malformed_message'
  | 'unknown_type'
  | 'unknown_symbol'
  | 'unknown_channel'
  | 'unknown_interval'
  | 'invalid_rate'
  | 'unknown_subscription'
  | 'too_many_subscriptions'
  | 'too_many_symbols'
  | 'message_too_big'
  | 'binary_not_accepted'
  | 'too_many_messages'
  | 'unauthorized'
  | 'not_available'

export interface ErrorMessage {
  readonly type: 'error'
  readonly id?: RequestId
  readonly code: ErrorCode
  /** What, value, expectation. */
  readonly message: string
  readonly symbols?: readonly string[]
}

/** The connection ends; `retryInMs` is chosen by the server so that its viewers do not all return at once. */
export interface ByeMessage {
  readonly type: 'bye'
  readonly code: number
  readonly reason: string
  readonly retryInMs?: number
}

export type ServerMessage =
  | HelloMessage
  | SubscribedMessage
  | SnapshotMessage
  | TickMessage
  | TradesMessage
  | BarsMessage
  | BookMessage
  | StatusMessage
  | PongMessage
  | ErrorMessage
  | ByeMessage
