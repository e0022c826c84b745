import type { Clock } from '../../../lib/market/clock.ts'
import { FeedError, type FeedSink } from '../../../lib/market/feed.ts'
import { sizeLots } from '../../../lib/market/units.ts'
import { readDay } from '../day-statistics.ts'
import { type IngestInstrument, type InstrumentTable, quoteNumbers } from '../instrument-table.ts'
import type { Problems } from '../problems.ts'
import type { VenueProtocol, VenueStanding } from './protocol.ts'

export interface StandingsContext {
  readonly protocol: VenueProtocol
  readonly sink: FeedSink
  readonly table: InstrumentTable
  readonly problems: Problems
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Where a venue's stream begins with nothing, the REST side says how its instruments stand. What the stream says is newer. */
export class Standings {
  readonly #context: StandingsContext
  /** Whose quote the present connection has brought. */
  readonly #quoted = new Set<IngestInstrument>()

  constructor(context: StandingsContext) {
    this.#context = context
  }

  quoted(instrument: IngestInstrument): void {
    this.#quoted.add(instrument)
  }

  /** A new connection carries the stream. Failures are counted: the stream brings prices in its own time. */
  async ask(instruments: readonly IngestInstrument[]): Promise<void> {
    const { protocol, problems, signal } = this.#context
    this.#quoted.clear()
    if (protocol.fetchStandings === undefined) return
    try {
      const names = instruments.map(({ venueSymbol }) => venueSymbol)
      for (const standing of await protocol.fetchStandings(names, signal)) this.#apply(standing)
    } catch (error) {
      if (!(error instanceof FeedError)) throw error
      if (!signal.aborted) problems.add('no_standings', () => error.message)
    }
  }

  #apply(standing: VenueStanding): void {
    const { table, sink, clock } = this.#context
    const instrument = table.get(standing.venueSymbol)
    if (instrument === undefined) return
    const now = clock.now()
    const day = readDay(table, instrument, standing.open, standing.high, standing.low, standing.volume)
    if (day !== undefined) sink.day(instrument.id, day, now)
    const last = table.price(instrument, standing.last, true)
    if (last > 0) sink.pastTrade(instrument.id, last, sizeLots(0), 'unknown', 0, now, '')
    if (this.#quoted.has(instrument)) return
    if (!table.quote(instrument, standing.bid, standing.bidSize, standing.ask, standing.askSize)) return
    const { bid, bidSize, ask, askSize } = quoteNumbers
    sink.quote(instrument.id, bid, bidSize, ask, askSize, 0, now)
  }
}
