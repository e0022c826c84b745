import { FeedError, type FeedSink } from '../../../lib/market/feed.ts'
import { InstrumentTable } from '../instrument-table.ts'
import type { VenueMapper } from '../mapper.ts'
import type { Problems } from '../problems.ts'
import { scanRecording } from './scan.ts'
import { openSource } from './source.ts'
import { type RecordedVenue, replayVenue } from './venues.ts'

export interface MappedRecording {
  readonly venue: RecordedVenue
  readonly mapper: VenueMapper
  /** As the venue writes it, by our symbol. */
  readonly venueSymbols: ReadonlyMap<string, string>
  readonly messages: number
  /** Where the recording breaks off, if it does: what came before was mapped. */
  readonly failure: FeedError | undefined
}

/**
 * A whole recording through its venue's mapper as fast as it can be read; received times are those of the recorder. For
 * tools that work on recordings. Throws FeedError as `openSource` does.
 */
export async function mapRecording(
  paths: string,
  sink: FeedSink,
  problems: Problems,
  venueName?: RecordedVenue,
): Promise<MappedRecording> {
  const source = await openSource(paths, venueName)
  const venue = replayVenue(source.venue)
  const scan = await scanRecording(source, venue)
  const table = new InstrumentTable(sink, (symbol) => scan.definitions.get(symbol), problems)
  for (const symbol of scan.definitions.keys()) table.get(symbol)
  const mapper = venue.createMapper({ sink, table, problems, notice: () => undefined, heard: () => undefined })
  let messages = 0
  let failure: FeedError | undefined
  try {
    for await (const batch of source.read((_line, message) => problems.add('bad_line', () => message))) {
      for (const message of batch) mapper.message(message.raw, message.timeMs)
      messages += batch.length
    }
  } catch (error) {
    if (!(error instanceof FeedError)) throw error
    if (messages === 0) throw error
    failure = error
  }
  const venueSymbols = new Map(table.all().map((entry) => [entry.definition.symbol, entry.venueSymbol]))
  return { venue: source.venue, mapper, venueSymbols, messages, failure }
}
