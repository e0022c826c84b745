/**
 * Messages per second through each mapper, on one core, and whether memory stays flat.
 *
 *     npm run bench -- ingest [recording ...]
 *
 * Recordings are read into memory first, so that neither disk nor gunzip is measured, and each is mapped again and again by a
 * new mapper for two seconds. Without arguments: the recordings in tests/fixtures.
 */
import { basename, join } from 'node:path'
import type { FeedSink } from '../lib/market/feed.ts'
import type { InstrumentDefinition } from '../lib/market/instrument.ts'
import { instrumentId } from '../lib/market/units.ts'
import { InstrumentTable } from '../server/ingest/instrument-table.ts'
import { Problems } from '../server/ingest/problems.ts'
import { scanRecording } from '../server/ingest/replay/scan.ts'
import { openSource } from '../server/ingest/replay/source.ts'
import { replayVenue } from '../server/ingest/replay/venues.ts'

const fixtures = join(import.meta.dirname, '../tests/fixtures')
const defaults = [
  'binance-spot-20240809-btc-eth-90s.tsv.gz',
  'coinbase-exchange-20260707-btc-eth.tsv.gz',
  'kraken-v2-20260707-btc-eth.tsv.gz',
]
const measureMs = 2_000

interface Result {
  readonly recording: string
  readonly venue: string
  readonly messagesPerSecond: number
  readonly megabytesPerSecond: number
  readonly heapGrowthMb: number
}

export async function run(args: readonly string[]): Promise<void> {
  const recordings = args.length > 0 ? args : defaults.map((name) => join(fixtures, name))
  const results: Result[] = []
  for (const recording of recordings) results.push(await measure(recording))
  console.table(
    results.map((result) => ({
      recording: result.recording,
      venue: result.venue,
      'messages/s': Math.round(result.messagesPerSecond),
      'MB/s': Math.round(result.megabytesPerSecond),
      'heap growth, MB': Number(result.heapGrowthMb.toFixed(1)),
    })),
  )
  const slowest = new Map<string, number>()
  for (const { venue, messagesPerSecond } of results)
    slowest.set(venue, Math.min(slowest.get(venue) ?? Number.POSITIVE_INFINITY, messagesPerSecond))
  console.log(
    JSON.stringify({
      ...Object.fromEntries([...slowest].map(([venue, rate]) => [`${venue}_messages_per_second`, Math.round(rate)])),
      heap_growth_mb: Number(Math.max(...results.map(({ heapGrowthMb }) => heapGrowthMb)).toFixed(1)),
    }),
  )
}

async function measure(recording: string): Promise<Result> {
  const source = await openSource(recording)
  const venue = replayVenue(source.venue)
  const { definitions } = await scanRecording(source, venue)
  const messages: { raw: string; timeMs: number }[] = []
  let bytes = 0
  for await (const batch of source.read(() => undefined)) {
    for (const { raw, timeMs } of batch) {
      messages.push({ raw, timeMs })
      bytes += raw.length
    }
  }
  const pass = () => {
    const problems = new Problems('bench', () => 0, ignore)
    const sink = countingSink()
    const table = new InstrumentTable(sink, (symbol) => definitions.get(symbol), problems)
    const mapper = venue.createMapper({ sink, table, problems, notice: ignore, heard: ignore })
    for (const { raw, timeMs } of messages) mapper.message(raw, timeMs)
  }
  pass()
  const heapBefore = heapMb()
  const startMs = performance.now()
  let passes = 0
  while (performance.now() - startMs < measureMs) {
    pass()
    passes += 1
  }
  const seconds = (performance.now() - startMs) / 1000
  return {
    recording: basename(recording),
    venue: source.venue,
    messagesPerSecond: (passes * messages.length) / seconds,
    megabytesPerSecond: (passes * bytes) / seconds / 1e6,
    heapGrowthMb: heapMb() - heapBefore,
  }
}

/** After a collection where the process was started with --expose-gc, else as it is. */
function heapMb(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 1e6
}

function countingSink(): FeedSink {
  const definitions: InstrumentDefinition[] = []
  return {
    define: (definition) => instrumentId(definitions.push(definition) - 1),
    definition(id) {
      const definition = definitions[id]
      if (definition === undefined) throw new RangeError(`No instrument ${id}`)
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
