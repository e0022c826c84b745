import type { InstrumentDefinition, Origin } from '../../lib/market/instrument.ts'
import type { VenueProtocol } from './live/protocol.ts'
import type { RestClient } from './live/rest.ts'
import type { MapperContext, VenueMapper } from './mapper.ts'

/** All that the server knows of a venue. Each folder has one in its `venue.ts`; `venues.ts` lists them. */
export interface Venue {
  /** As in `InstrumentDefinition.venue`. */
  readonly venue: string
  createMapper(context: MapperContext): VenueMapper
  /** What a symbol means without the venue's list of instruments, for replays. undefined when it is none of this venue. */
  describe(venueSymbol: string, origin: Origin): InstrumentDefinition | undefined
  /** Whether a parsed message is of this venue's shape and of no other's: how a recording is known. */
  sent(message: unknown): boolean
  readonly live: LiveSide
}

/** The venue's public addresses, and what speaks with them. */
export type LiveSide = Socket &
  (
    | {
        readonly rest: RestSide
        createProtocol(wsUrl: string, keys: VenueKeys, rest: RestClient): VenueProtocol
      }
    | {
        /** Nothing is asked over REST. */
        readonly rest?: undefined
        createProtocol(wsUrl: string, keys: VenueKeys): VenueProtocol
      }
  )

interface Socket {
  readonly wsUrl: string
  /** Names of the variables with the keys; absent where none is needed. */
  readonly keyVariables?: { readonly key: string; readonly secret?: string }
}

interface RestSide {
  readonly url: string
  /** The least time between two requests, from the venue's limit. */
  readonly gapMs: number
  readonly headers?: (keys: VenueKeys) => Readonly<Record<string, string>>
}

/** Empty where the venue needs none. */
export interface VenueKeys {
  readonly key: string
  readonly secret: string
}
