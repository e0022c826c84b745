import type { Bar, Interval } from '../market/bar.ts'
import type { WireInstrument } from '../protocol/messages.ts'
import type { PageEvent } from './environment.ts'
import type { Drawn } from './frame-steps.ts'
import type { BookLevel, Connection, QuoteRate, StreamTrade } from './types.ts'

/*
 * Between the page and the thread in which its stream is received. What the stream brings goes to the page in one message a
 * frame, and the next one not before the page has drawn it: a page that is busy gets what was merged meanwhile, and nothing
 * queues up (P3).
 */

/** What the page can watch; `id` names it until it is released. */
export type Watch =
  | { readonly channel: 'quotes'; readonly symbols: readonly string[]; readonly rate: number }
  | { readonly channel: 'trades'; readonly symbol: string; readonly rate: number }
  | { readonly channel: 'bars'; readonly symbol: string; readonly interval: Interval; readonly limit: number }
  | { readonly channel: 'book'; readonly symbol: string; readonly rate: number }

export type PageMessage =
  | { readonly type: 'start'; readonly url: string; readonly hidden: boolean; readonly online: boolean }
  | { readonly type: 'close' }
  | { readonly type: 'reconnect' }
  | { readonly type: 'cap'; readonly hz: number | undefined }
  | { readonly type: 'page'; readonly event: PageEvent; readonly hidden: boolean; readonly online: boolean }
  | { readonly type: 'watch'; readonly id: number; readonly watch: Watch }
  | { readonly type: 'release'; readonly id: number }
  /** How often somebody on the page wants to hear of a symbol: Infinity with every flush, 0 not at all. */
  | { readonly type: 'listen'; readonly all: boolean; readonly symbols: readonly (readonly [symbol: string, hz: number])[] }
  /** The latest flush is on the screen; its buffer comes back to be filled again. */
  | { readonly type: 'drawn'; readonly drawn: Drawn; readonly rows: Float64Array<ArrayBuffer> | undefined }
  | { readonly type: 'rates' }
  /** Nothing was heard for a while. Answered with `ready`. */
  | { readonly type: 'ping' }

/** Delivered after the rows of the same flush. `row` names the instrument. */
export type TopicPart =
  | {
      readonly channel: 'trades'
      readonly id: number
      readonly row: number
      readonly trades: readonly StreamTrade[]
      readonly missed: number
    }
  | { readonly channel: 'history'; readonly id: number; readonly row: number; readonly bars: readonly Bar[] }
  /** `firstMs`: bars before it are not kept any more. */
  | {
      readonly channel: 'bars'
      readonly id: number
      readonly row: number
      readonly changed: readonly Bar[]
      readonly firstMs: number
    }
  | {
      readonly channel: 'book'
      readonly id: number
      readonly row: number
      readonly timeMs: number
      readonly bids: readonly BookLevel[]
      readonly asks: readonly BookLevel[]
    }

export interface FlushMessage {
  readonly type: 'flush'
  /** Instruments by their row, where they are new or others than before: they hold for the rows and parts of this message. */
  readonly instruments: readonly (readonly [row: number, instrument: WireInstrument])[]
  /** `rowCount` times what packed-row.ts says; undefined when no row changed. */
  readonly rows: Float64Array<ArrayBuffer> | undefined
  readonly rowCount: number
  readonly parts: readonly TopicPart[]
}

export type HostMessage =
  /** It listens: said when it begins to, and to whoever asks. */
  | { readonly type: 'ready' }
  | FlushMessage
  | { readonly type: 'connection'; readonly change: Partial<Connection> }
  | { readonly type: 'rates'; readonly rates: readonly QuoteRate[] }
