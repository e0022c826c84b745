import { FeedError, type FeedSink } from '../../../lib/market/feed.ts'
import type { InstrumentDefinition } from '../../../lib/market/instrument.ts'
import { instrumentId } from '../../../lib/market/units.ts'
import { InstrumentTable } from '../instrument-table.ts'
import { Problems } from '../problems.ts'
import type { ReplaySource } from './source.ts'
import type { ReplayVenue } from './venues.ts'

export interface Scan {
  /** By venue symbol, with the decimals that the recording really uses. */
  readonly definitions: ReadonlyMap<string, InstrumentDefinition>
  /** Where the recording breaks off, if it does. */
  readonly failure: FeedError | undefined
}

/**
 * Reads the recording once through the venue's own mapper to learn tick and lot sizes, which recordings do not state: so
 * viewers get definitions that hold from the first price on, instead of a refinement every few messages.
 */
export async function scanRecording(source: ReplaySource, venue: ReplayVenue): Promise<Scan> {
  const problems = new Problems('scan', () => 0, ignore)
  const sink = definingSink()
  const table = new InstrumentTable(sink, (symbol) => venue.describe(symbol), problems)
  const mapper = venue.createMapper({ sink, table, problems, notice: ignore, heard: ignore })
  let failure: FeedError | undefined
  try {
    for await (const messages of source.read(ignore)) {
      for (const message of messages) mapper.message(message.raw, message.timeMs)
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
  } catch (error) {
    if (!(error instanceof FeedError)) throw error
    failure = error
  }
  return { definitions: new Map(table.all().map((entry) => [entry.venueSymbol, entry.definition])), failure }
}

function definingSink(): FeedSink {
  const definitions: InstrumentDefinition[] = []
  return {
    define(definition) {
      const known = definitions.findIndex((entry) => entry.symbol === definition.symbol)
      const id = known < 0 ? definitions.length : known
      definitions[id] = definition
      return instrumentId(id)
    },
    definition(id) {
      const definition = definitions[id]
      if (definition === undefined) throw new RangeError(`No instrument ${id}: expected 0 to ${definitions.length - 1}`)
      return definition
    },
    trade: ignore,
    pastTrade: ignore,
    quote: ignore,
    day: ignore,
    book: ignore,
    status: ignore,
    disconnected: ignore,
  }
}

function ignore(): undefined {
  return undefined
}
