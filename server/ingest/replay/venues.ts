import type { InstrumentDefinition } from '../../../lib/market/instrument.ts'
import { AlpacaMapper } from '../alpaca/mapper.ts'
import { BinanceMapper } from '../binance/mapper.ts'
import { describeBinanceSymbol } from '../binance/symbols.ts'
import { CoinbaseMapper } from '../coinbase/mapper.ts'
import { describeCoinbaseSymbol } from '../coinbase/symbols.ts'
import { describeFinnhubSymbol, FinnhubMapper } from '../finnhub/mapper.ts'
import { KrakenMapper } from '../kraken/mapper.ts'
import { describeKrakenSymbol } from '../kraken/symbols.ts'
import type { MapperContext, VenueMapper } from '../mapper.ts'
import { SimRecordingMapper } from '../record/sim-recording.ts'
import { describeUsTicker, UsTicksMapper } from '../us-ticks/mapper.ts'
import type { RecordedVenue } from './detect-venue.ts'

/** What a replay needs of a venue: its mapper, and what its symbols mean without its instrument list. */
export interface ReplayVenue {
  /** As in `InstrumentDefinition.venue`. */
  readonly venue: string
  createMapper(context: MapperContext): VenueMapper
  describe(venueSymbol: string): InstrumentDefinition | undefined
}

const venues: Record<Exclude<RecordedVenue, 'sim'>, ReplayVenue> = {
  binance: {
    venue: 'BINANCE',
    createMapper: (context) => new BinanceMapper(context),
    describe: (venueSymbol) => describeBinanceSymbol(venueSymbol, 'replay'),
  },
  coinbase: {
    venue: 'COINBASE',
    createMapper: (context) => new CoinbaseMapper(context),
    describe: (venueSymbol) => describeCoinbaseSymbol(venueSymbol, 'replay'),
  },
  kraken: {
    venue: 'KRAKEN',
    createMapper: (context) => new KrakenMapper(context),
    describe: (venueSymbol) => describeKrakenSymbol(venueSymbol, 'replay'),
  },
  alpaca: {
    venue: 'US',
    createMapper: (context) => new AlpacaMapper(context),
    describe: (venueSymbol) => describeUsTicker(venueSymbol, 'replay'),
  },
  finnhub: {
    venue: 'US',
    createMapper: (context) => new FinnhubMapper(context),
    describe: (venueSymbol) => asReplay(describeFinnhubSymbol(venueSymbol)),
  },
  us: {
    venue: 'US',
    createMapper: (context) => new UsTicksMapper(context),
    describe: (venueSymbol) => describeUsTicker(venueSymbol, 'replay'),
  },
}

export function replayVenue(name: RecordedVenue): ReplayVenue {
  return name === 'sim' ? simRecording() : venues[name]
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

function asReplay(definition: InstrumentDefinition | undefined): InstrumentDefinition | undefined {
  return definition === undefined ? undefined : { ...definition, origin: 'replay' }
}
