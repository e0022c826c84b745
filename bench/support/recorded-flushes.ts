import type { Instrument } from '../../lib/market/instrument.ts'
import { copyQuoteRow, createQuoteColumns, type QuoteColumns } from '../../lib/market/quote-columns.ts'
import { InstrumentTable } from '../../server/ingest/instrument-table.ts'
import { Problems } from '../../server/ingest/problems.ts'
import { scanRecording } from '../../server/ingest/replay/scan.ts'
import { openSource } from '../../server/ingest/replay/source.ts'
import { type RecordedVenue, replayVenue } from '../../server/ingest/replay/venues.ts'
import { MarketState } from '../../server/market/market-state.ts'

/** State of the instruments touched in one flush interval, as the market had it at the end; row n belongs to instruments[n]. */
export interface RecordedFlush {
  /** Flush intervals since the common start. */
  readonly number: number
  readonly instruments: number[]
  readonly rows: QuoteColumns[]
  readonly high: number[]
  readonly low: number[]
}

export interface RecordedFlushes {
  readonly instruments: readonly Instrument[]
  /** Ascending by number; flushes in which nothing was touched are left out. */
  readonly flushes: readonly RecordedFlush[]
  readonly messages: number
}

/**
 * Recordings through the product's own mappers and market stage, merged per flush interval, played together from a common
 * start. Every recording keeps its own instruments, even where two venues use one symbol.
 */
export async function recordedFlushes(
  files: readonly string[],
  intervalMs: number,
  venueName?: RecordedVenue,
): Promise<RecordedFlushes> {
  const instruments: Instrument[] = []
  const byNumber = new Map<number, RecordedFlush>()
  let messages = 0
  for (const file of files) messages += await playInto(instruments, byNumber, file, intervalMs, venueName)
  return { instruments, flushes: [...byNumber.values()].sort((a, b) => a.number - b.number), messages }
}

async function playInto(
  instruments: Instrument[],
  flushes: Map<number, RecordedFlush>,
  file: string,
  intervalMs: number,
  venueName: RecordedVenue | undefined,
): Promise<number> {
  const source = await openSource(file, venueName)
  const venue = replayVenue(source.venue)
  const scan = await scanRecording(source, venue)
  const market = new MarketState({ epoch: 'recorded' })
  const problems = new Problems(file, () => 0, ignore)
  const table = new InstrumentTable(market, (symbol) => scan.definitions.get(symbol), problems)
  for (const symbol of scan.definitions.keys()) table.get(symbol)
  const mapper = venue.createMapper({ sink: market, table, problems, notice: ignore, heard: ignore })
  const firstInstrument = instruments.length
  let startMs = -1
  let number = 0
  let messages = 0
  for await (const batch of source.read(ignore)) {
    for (const message of batch) {
      if (startMs < 0) startMs = message.timeMs
      const current = Math.floor((message.timeMs - startMs) / intervalMs)
      if (current > number) {
        harvest(market, flushes, number, firstInstrument)
        number = current
      }
      mapper.message(message.raw, message.timeMs)
    }
    messages += batch.length
  }
  harvest(market, flushes, number, firstInstrument)
  instruments.push(...market.instruments.all())
  return messages
}

function harvest(market: MarketState, flushes: Map<number, RecordedFlush>, number: number, firstInstrument: number): void {
  const { dirty } = market
  if (dirty.count === 0) return
  const flush = flushes.get(number) ?? { number, instruments: [], rows: [], high: [], low: [] }
  flushes.set(number, flush)
  for (let index = 0; index < dirty.count; index++) {
    const id = dirty.ids[index] as number
    const row = createQuoteColumns(1)
    copyQuoteRow(market.columns, id, row, 0)
    flush.instruments.push(firstInstrument + id)
    flush.rows.push(row)
    flush.high.push(dirty.high[id] as number)
    flush.low.push(dirty.low[id] as number)
  }
  market.clearDirty()
}

function ignore(): undefined {
  return undefined
}
