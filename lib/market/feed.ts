import type { InstrumentDefinition, Origin } from './instrument.ts'
import type { Status } from './status.ts'
import type { InstrumentId, PriceTicks, SizeLots } from './units.ts'

/** The side of the aggressor: who crossed the spread. */
export type Side = 'buy' | 'sell' | 'unknown'

/**
 * What ingest hands to the market stage. Plain arguments instead of objects: these run for every venue message. Times are
 * Unix milliseconds (may have a fraction); `venueTimeMs` is 0 where the venue sends none.
 */
export interface FeedSink {
  /**
   * Registers an instrument, or returns the id it has. A definition with a finer tick or lot than the registered one
   * refines it (see `Instrument.revision`); a coarser one changes nothing, nor does one that integers could not bear.
   */
  define(definition: InstrumentDefinition): InstrumentId

  /** As it stands: prices and sizes are counted in this tick and lot, whatever was asked for. */
  definition(id: InstrumentId): InstrumentDefinition

  /** `late`: fetched after newer trades had been received, so that open and close of its bar go by its time, not by its arrival. */
  trade(
    id: InstrumentId,
    price: PriceTicks,
    size: SizeLots,
    side: Side,
    venueTimeMs: number,
    receivedTimeMs: number,
    tradeId: number | string,
    late?: boolean,
  ): void

  /**
   * A trade that happened before we listened (sent by a venue on subscribe): sets `last` where there is none, counts nowhere.
   * Size 0: only its price is known.
   */
  pastTrade(
    id: InstrumentId,
    price: PriceTicks,
    size: SizeLots,
    side: Side,
    venueTimeMs: number,
    receivedTimeMs: number,
    tradeId: number | string,
  ): void

  /** Best bid and offer; a side that is absent has price 0 and size 0. */
  quote(
    id: InstrumentId,
    bid: PriceTicks,
    bidSize: SizeLots,
    ask: PriceTicks,
    askSize: SizeLots,
    venueTimeMs: number,
    receivedTimeMs: number,
  ): void

  /** The venue's own day (rolling or calendar). Volume in lots, as it may exceed 2^53. 0 or undefined: not known. */
  day(id: InstrumentId, day: DayStatistics, receivedTimeMs: number): void

  /** Replaces (`snapshot`) or changes price levels of the order book. Size 0 removes a level. */
  book(id: InstrumentId, change: BookChange): void

  status(id: InstrumentId, status: Status, reason: string): void

  /** The feed lost messages or its connection: what was derived from its stream alone (books) is void. */
  disconnected(venue: string, reason: string): void
}

export interface DayStatistics {
  readonly open: PriceTicks
  readonly high: PriceTicks
  readonly low: PriceTicks
  readonly volumeLots: bigint | undefined
}

export interface BookChange {
  readonly snapshot: boolean
  /** With an empty snapshot: the book is not known any more, and takes no changes until the next one. */
  readonly lost?: boolean
  /** The best levels of this book are the best bid and offer: a quote follows from every change of them. */
  readonly best?: boolean
  /** Pairs of price in ticks and size in lots. */
  readonly bids: readonly (readonly [PriceTicks, SizeLots])[]
  readonly asks: readonly (readonly [PriceTicks, SizeLots])[]
  readonly venueTimeMs: number
  readonly receivedTimeMs: number
}

/** One running feed: `sim`, `replay:<file>` or a venue. */
export interface Feed {
  /** As in FEED: `sim`, `binance`, `replay:btc.tsv.gz`. */
  readonly name: string
  readonly venue: string
  readonly origin: Origin
  /**
   * When its connection last brought anything at all: what the venue sent before has arrived, what it sent since may not have.
   * Absent, or undefined: nothing can be lost on the way.
   */
  readonly heardMs?: number | undefined
  /** The venue's clock minus ours as last measured; undefined or absent: not known, or the same clock. */
  readonly clockOffsetMs?: number | undefined
  /** Resolves once instruments are defined and data flows or is being waited for. Rejects with FeedError when it never can. */
  start(sink: FeedSink): Promise<void>
  /** Bars of an instrument's past were found: for a feed that derives the day from them. */
  barsFilled?(id: InstrumentId): void
  stop(): Promise<void>
}

/** What a feed says of itself; main.ts passes it on to viewers as `status`. */
export interface FeedState {
  readonly feed: string
  readonly venue: string
  readonly origin: Origin
  readonly state: 'connecting' | 'connected' | 'reconnecting' | 'finished' | 'failed'
  readonly reason: string
  readonly sinceMs: number
}

/** Trades of this span, by the venue's clock, that a feed knows of and could not get: its bars are not whole. */
export interface LostTrades {
  readonly id: InstrumentId
  readonly fromMs: number
  readonly toMs: number
}

/** Trades since this moment, by the venue's clock, are missing and may yet come. undefined: none are, any more. */
export interface AwaitedTrades {
  readonly id: InstrumentId
  readonly sinceMs: number | undefined
}

/** An operating fault of a feed: becomes state that someone can see, never a crash. */
export class FeedError extends Error {
  readonly code: string
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'FeedError'
    this.code = code
  }
}
