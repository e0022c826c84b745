import { FeedError } from '../../../lib/market/feed.ts'
import type { InstrumentDefinition } from '../../../lib/market/instrument.ts'
import { BinanceMapper } from '../binance/mapper.ts'
import { describeBinanceSymbol } from '../binance/symbols.ts'
import type { MapperContext, VenueMapper } from '../mapper.ts'
import type { RecordedVenue } from './detect-venue.ts'

/** What a replay needs of a venue: its mapper, and what its symbols mean without its instrument list. */
export interface ReplayVenue {
  /** As in `InstrumentDefinition.venue`. */
  readonly venue: string
  createMapper(context: MapperContext): VenueMapper
  describe(venueSymbol: string): InstrumentDefinition | undefined
}

const venues: Partial<Record<RecordedVenue, ReplayVenue>> = {
  binance: {
    venue: 'BINANCE',
    createMapper: (context) => new BinanceMapper(context),
    describe: (venueSymbol) => describeBinanceSymbol(venueSymbol, 'replay'),
  },
}

/** Throws FeedError for a venue whose recordings cannot be replayed. */
export function replayVenue(name: RecordedVenue): ReplayVenue {
  const venue = venues[name]
  if (venue === undefined)
    throw new FeedError('recording_unknown_venue', `Cannot replay recordings of ${name}: there is no mapper for it`)
  return venue
}
