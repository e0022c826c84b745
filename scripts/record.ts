/**
 * Writes what a feed sends into the container format, which `FEED=replay:<file>` plays and `summarize` reads.
 *
 *     npm run record -- <sim|binance|coinbase|kraken|alpaca|finnhub> <file.tsv.gz> [--seconds 60] [--symbols BINANCE:BTC-USDT,...]
 *
 * Addresses and keys are those of the environment (.env.example). Without --seconds it records until interrupted.
 */
import { parseArgs } from 'node:util'
import { type Feed, FeedError, type FeedSink } from '../lib/market/feed.ts'
import { readConfig } from '../server/config.ts'
import { createVenueFeed, type LiveVenue } from '../server/ingest/live/create-feed.ts'
import { RecordingWriter } from '../server/ingest/record/recording-writer.ts'
import { SimRecorder } from '../server/ingest/record/sim-recording.ts'
import { createSimFeed } from '../server/ingest/sim/feed.ts'
import { MarketState } from '../server/market/market-state.ts'
import { systemClock } from '../server/system-clock.ts'

const venues: readonly LiveVenue[] = ['binance', 'coinbase', 'kraken', 'alpaca', 'finnhub']
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string' }, symbols: { type: 'string' } },
})
const [name, path] = positionals
const seconds = values.seconds === undefined ? Number.POSITIVE_INFINITY : Number(values.seconds)
if (name === undefined || path === undefined || !(seconds > 0) || (name !== 'sim' && !venues.some((venue) => venue === name))) {
  console.error(`Usage: npm run record -- <sim|${venues.join('|')}> <file.tsv.gz> [--seconds 60] [--symbols A,B]`)
  process.exit(2)
}
try {
  await record(name, path)
} catch (error) {
  if (!(error instanceof FeedError)) throw error
  console.error(error.message)
  process.exit(1)
}

async function record(feedName: string, file: string): Promise<void> {
  const writer = await RecordingWriter.create(file)
  const { feed, sink } = open(feedName, writer)
  await feed.start(sink)
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
    if (Number.isFinite(seconds)) systemClock.after(seconds * 1000, resolve)
  })
  await feed.stop()
  await writer.close()
  console.log(`${writer.lines} messages in ${file}`)
}

function open(feedName: string, writer: RecordingWriter): { feed: Feed; sink: FeedSink } {
  const config = readConfig(process.env)
  const onState = (state: object) => console.error(JSON.stringify(state))
  const shared = { clock: systemClock, onState, onProblem: onState }
  const venue = venues.find((entry) => entry === feedName)
  if (venue === undefined) {
    const { SIM_SEED: seed, SIM_SYMBOLS: symbols, SIM_TICKS_PER_SECOND: ticksPerSecond, SIM_ACTIVITY: activity } = config
    const shape = { seed, symbols, ticksPerSecond, activity }
    const write = (raw: string, receivedTimeMs: number) => writer.write(raw, receivedTimeMs, 0)
    return { feed: createSimFeed({ ...shape, ...shared }), sink: new SimRecorder(write, () => systemClock.now()) }
  }
  const symbols = values.symbols?.split(',') ?? config.SYMBOLS
  const onRaw = (raw: string, receivedTimeMs: number, connection: number) => writer.write(raw, receivedTimeMs, connection)
  return {
    feed: createVenueFeed(venue, access(venue), { ...shared, symbols, onRaw }),
    sink: new MarketState({ epoch: 'recording' }),
  }
}

function access(venue: LiveVenue) {
  const variable = (suffix: string) => process.env[`${venue.toUpperCase()}_${suffix}`] || undefined
  return {
    wsUrl: variable('WS_URL'),
    restUrl: variable('REST_URL'),
    key: variable('KEY') ?? variable('TOKEN'),
    secret: variable('SECRET'),
  }
}
