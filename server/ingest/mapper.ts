import type { FeedSink } from '../../lib/market/feed.ts'
import type { IngestInstrument, InstrumentTable } from './instrument-table.ts'
import type { Problems } from './problems.ts'
import type { TradeIntake } from './trade-intake.ts'

/** What a venue says that is no market event. The connection's keeper acts on it; a replay ignores it. */
export type VenueNotice =
  /** `requestId` of our subscribe message, where the venue repeats it. */
  | {
      readonly type: 'acknowledged'
      readonly requestId: string | undefined
      /** When the venue had the request and answered it, by its clock, where it says so. */
      readonly venueTimeMs?: number
      readonly channel?: string
      readonly symbols?: readonly string[]
    }
  | {
      readonly type: 'refused'
      readonly requestId: string | undefined
      readonly final: boolean
      readonly message: string
      readonly symbol?: string
    }
  | { readonly type: 'authenticated' }
  | { readonly type: 'greeting' }
  /** The venue will close this connection soon. */
  | { readonly type: 'shutdown' }
  /** The venue itself says that it is not trading. */
  | { readonly type: 'maintenance'; readonly message: string }
  | { readonly type: 'heartbeat'; readonly venueTimeMs: number }
  /** Answer to our ping. */
  | { readonly type: 'pong'; readonly requestId: string | undefined }
  /** Trades with these ids exist and were not received. `inStream`: not only before the subscription began. */
  | {
      readonly type: 'gap'
      readonly instrument: IngestInstrument
      readonly fromId: number
      readonly toId: number
      readonly inStream: boolean
    }
  /** The order book of this instrument cannot be continued: subscribe to it again. */
  | { readonly type: 'bookBroken'; readonly instrument: IngestInstrument; readonly reason: string }

export interface MapperContext {
  readonly sink: FeedSink
  readonly table: InstrumentTable
  readonly problems: Problems
  readonly notice: (notice: VenueNotice) => void
  /** Every message about an instrument, so that silence can be seen. `kind`: `trade`, `quote`, `book`, `day`. */
  readonly heard: (instrument: IngestInstrument, kind: string, venueTimeMs: number, receivedTimeMs: number) => void
}

/** Turns one venue's messages into calls of the sink. Holds what spans messages: trade ids, book checksums. */
export interface VenueMapper {
  /** Never throws for anything a venue can send: what cannot be used is counted in `problems` and skipped. */
  message(raw: string, receivedTimeMs: number): void
  /** The connection was lost: state derived from its stream alone is void. */
  reset(): void
  /** Of venues that number their trades without holes. */
  readonly trades?: TradeIntake
  /** Book checksums so far, by venue symbol, of venues that send them. */
  readonly checksums?: ReadonlyMap<string, { readonly ok: number; readonly bad: number }>
}
