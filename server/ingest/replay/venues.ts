import type { InstrumentDefinition } from '../../../lib/market/instrument.ts'
import type { MapperContext, VenueMapper } from '../mapper.ts'
import { SimRecordingMapper } from '../record/sim-recording.ts'
import { describeUsTicker, UsTicksMapper } from '../us-ticks/mapper.ts'
import { type VenueName, venueNames, venues } from '../venues.ts'

/** Whose recordings can be read: the venues', files of US ticks, and the simulated feed's. */
export type RecordedVenue = VenueName | 'us' | 'sim'
export const recordedVenues: readonly RecordedVenue[] = [...venueNames, 'us', 'sim']

/** What a replay needs of a venue: its mapper, and what its symbols mean without its instrument list. */
export interface ReplayVenue {
  /** As in `InstrumentDefinition.venue`. */
  readonly venue: string
  createMapper(context: MapperContext): VenueMapper
  describe(venueSymbol: string): InstrumentDefinition | undefined
}

export function replayVenue(name: RecordedVenue): ReplayVenue {
  if (name === 'sim') return simRecording()
  if (name === 'us') return usTicks
  const { venue, createMapper, describe } = venues[name]
  return { venue, createMapper, describe: (venueSymbol) => describe(venueSymbol, 'replay') }
}

const usTicks: ReplayVenue = {
  venue: 'US',
  createMapper: (context) => new UsTicksMapper(context),
  describe: (venueSymbol) => describeUsTicker(venueSymbol, 'replay'),
}

/** Recordings of the simulated feed bring their definitions along, and stay simulated (P4). */
function simRecording(): ReplayVenue {
  const definitions = new Map<string, InstrumentDefinition>()
  return {
    venue: 'SIM',
    createMapper: (context) => new SimRecordingMapper(context, definitions),
    describe: (venueSymbol) => definitions.get(venueSymbol),
  }
}
