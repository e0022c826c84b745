import type { HistorySource } from '../../../lib/market/history-source.ts'
import type { InstrumentDefinition, Origin } from '../../../lib/market/instrument.ts'
import type { IngestInstrument } from '../instrument-table.ts'
import type { MapperContext, VenueMapper } from '../mapper.ts'
import type { MissingTrades, RestTrade } from '../trade-intake.ts'
import type { SilenceLimits } from './silence.ts'

/** What is listed at a venue, as its REST side says it. */
export interface ListedInstrument {
  readonly venueSymbol: string
  readonly definition: InstrumentDefinition
  /** Listed, but not trading now. */
  readonly halted: boolean
}

/** How an instrument stands, from the REST side; texts as the venue has them. */
export interface VenueStanding {
  readonly venueSymbol: string
  readonly last: string
  readonly bid: string
  readonly bidSize: string
  readonly ask: string
  readonly askSize: string
  readonly open: string
  readonly high: string
  readonly low: string
  readonly volume: string
}

/** One message that we send. `symbols` are those it subscribes to. */
export interface VenueRequest {
  readonly text: string
  readonly symbols: readonly string[]
}

/** The venue's own limits, from its documentation, and ours where it says nothing. */
export interface VenueLimits {
  /** Least time between two attempts to connect. */
  readonly connectGapMs: number
  /** Least time between two requests on a connection. */
  readonly requestGapMs: number
  /** A healthy connection is never silent for longer. */
  readonly connectionSilenceMs: number
  readonly instrumentSilence: SilenceLimits
  /** A new connection is made when the old one is so old; Infinity where they live for ever. */
  readonly connectionLifeMs: number
  /** Instruments that one connection carries. */
  readonly symbolsMax: number
}

/** All that differs between venues. The keeping alive is the same for all (venue-feed.ts). */
export interface VenueProtocol {
  /** As in FEED: `binance`. */
  readonly name: string
  /** As in `InstrumentDefinition.venue`. */
  readonly venue: string
  readonly origin: Origin
  readonly limits: VenueLimits
  readonly url: string
  /** What is subscribed to when SYMBOLS names nothing of this venue. */
  readonly defaultSymbols: readonly string[]
  /** Where the venue asks for more than its pings: what we send, and how often. */
  readonly ping?: { readonly everyMs: number; readonly text: () => string }
  /** Sent once the venue has greeted us; it answers with a notice `authenticated`. Absent where no key is needed. */
  readonly authenticate?: () => string
  /** Where a key is needed: the variables to look at when the venue refuses us for good. */
  readonly keyVariables?: string
  createMapper(context: MapperContext): VenueMapper
  /** Of our symbols, those that the venue lists; unknown ones are left out. Throws FeedError when it cannot say. */
  listInstruments(symbols: readonly string[], signal: AbortSignal): Promise<readonly ListedInstrument[]>
  /** Without the venue's list: what the symbol alone says. undefined when it is none of this venue. */
  describe(symbol: string): ListedInstrument | undefined
  subscribe(venueSymbols: readonly string[]): readonly VenueRequest[]
  /** Ends the subscriptions, so that they can be made anew. */
  unsubscribe(venueSymbols: readonly string[]): readonly VenueRequest[]
  /** Books come as changes without a checksum: after a gap in the stream they are void. */
  readonly booksNeedEveryChange?: boolean
  /** A subscription begins with the id of the last trade, so that nothing need be asked to learn what was missed. */
  readonly tellsLastTrade?: boolean
  /** Missing trades, in any order; others may be among them. Absent where the venue has no such call. */
  readonly fetchTrades?: (
    instrument: IngestInstrument,
    missing: MissingTrades,
    signal: AbortSignal,
  ) => Promise<readonly RestTrade[]>
  /** Where a subscription begins with nothing: asked for after each one, so that quiet instruments have a price, too. */
  readonly fetchStandings?: (venueSymbols: readonly string[], signal: AbortSignal) => Promise<readonly VenueStanding[]>
  /** The venue's clock, Unix ms. */
  readonly fetchTime?: (signal: AbortSignal) => Promise<number>
  readonly history?: HistorySource
}
