/**
 * Writes what a feed sends into the container format, which `FEED=replay:<file>` plays and `summarize` reads.
 *
 *     npm run record -- <sim or a venue's name> <file.tsv.gz> [--seconds 60] [--symbols BINANCE:BTC-USDT,...]
 *     npm run record -- <wss://...> <file.tsv.gz> [--seconds 60] [--send <text>]... [--ping <text>]
 *
 * The second form records any WebSocket, of a venue that no code here knows: each `--send` goes out on every new connection,
 * `--ping` every 20 s. Addresses and keys of venues are those of the environment (.env.example). Without --seconds it records
 * until interrupted.
 */
import { rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { CancelTimer } from '../lib/market/clock.ts'
import { FeedError, type FeedSink, type FeedState } from '../lib/market/feed.ts'
import { ConfigError, readConfig } from '../server/config.ts'
import { createVenueFeed } from '../server/ingest/live/create-feed.ts'
import { RecordingWriter } from '../server/ingest/record/recording-writer.ts'
import { SimRecorder } from '../server/ingest/record/sim-recording.ts'
import { SocketRecorder } from '../server/ingest/record/socket-recorder.ts'
import { createSimFeed } from '../server/ingest/sim/feed.ts'
import { type VenueName, venueAccess, venueNames } from '../server/ingest/venues.ts'
import { MarketState } from '../server/market/market-state.ts'
import { systemClock } from '../server/system-clock.ts'

type Write = RecordingWriter['write']

interface Recorded {
  start(): Promise<void> | void
  stop(): Promise<void> | void
}

const usage = `Usage: npm run record -- <sim|${venueNames.join('|')}> <file.tsv.gz> [--seconds 60] [--symbols A,B]
       npm run record -- <wss://...> <file.tsv.gz> [--seconds 60] [--send <text>]... [--ping <text>]`
let giveUp: () => void = () => undefined
const shared = {
  clock: systemClock,
  onState(state: FeedState) {
    report(state)
    if (state.state === 'failed') giveUp()
  },
  onProblem: report,
}

const { values, positionals } = readArguments()
const [source, path] = positionals
const seconds = values.seconds === undefined ? Number.POSITIVE_INFINITY : Number(values.seconds)
const open = source === undefined ? undefined : opening(source)
if (open === undefined || path === undefined || positionals.length > 2 || !(seconds > 0)) refuse(undefined)
try {
  await record(open, path)
} catch (error) {
  if (!(error instanceof FeedError || error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exit(1)
}

async function record(create: (write: Write) => Recorded, file: string): Promise<void> {
  let writer: RecordingWriter | undefined
  const recorded = create((...message) => writer?.write(...message))
  // A wrong key, say: nothing will ever come.
  const failed = new Promise<void>((resolve) => {
    giveUp = () => {
      process.exitCode = 1
      resolve()
    }
  })
  writer = await RecordingWriter.create(file)
  try {
    await recorded.start()
  } catch (error) {
    await writer.close()
    // An empty file would stand in the way of the next attempt: none is ever written over.
    if (writer.lines === 0) await rm(file)
    throw error
  }
  let cancelEnd: CancelTimer | undefined
  const asked = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
    if (Number.isFinite(seconds)) cancelEnd = systemClock.after(seconds * 1000, resolve)
  })
  await Promise.race([asked, failed])
  cancelEnd?.()
  await recorded.stop()
  await writer.close()
  console.log(`${writer.lines} messages in ${file}`)
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        seconds: { type: 'string' },
        symbols: { type: 'string' },
        send: { type: 'string', multiple: true },
        ping: { type: 'string' },
      },
    })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return refuse(error.message)
  }
}

function refuse(why: string | undefined): never {
  console.error(why === undefined ? usage : `${why}\n${usage}`)
  process.exit(2)
}

function opening(name: string): ((write: Write) => Recorded) | undefined {
  if (name === 'sim') return openSim
  if (/^wss?:\/\//.test(name) && URL.canParse(name)) return (write) => openSocket(name, write)
  const venue = venueNames.find((known) => known === name)
  return venue === undefined ? undefined : (write) => openVenue(venue, write)
}

function openSim(write: Write): Recorded {
  const { SIM_SEED: seed, SIM_SYMBOLS: symbols, SIM_TICKS_PER_SECOND: ticksPerSecond, SIM_ACTIVITY: activity } = config()
  const feed = createSimFeed({ seed, symbols, ticksPerSecond, activity, ...shared })
  const sink: FeedSink = new SimRecorder(
    (raw, receivedTimeMs) => write(raw, receivedTimeMs, 0),
    () => systemClock.now(),
  )
  return { start: () => feed.start(sink), stop: () => feed.stop() }
}

function openVenue(venue: VenueName, write: Write): Recorded {
  const { SYMBOLS, venueVariables } = config()
  const symbols = values.symbols?.split(',') ?? SYMBOLS
  const feed = createVenueFeed(venue, venueAccess(venue, venueVariables), { ...shared, symbols, onRaw: write })
  return { start: () => feed.start(new MarketState({ epoch: 'recording' })), stop: () => feed.stop() }
}

function openSocket(url: string, write: Write): Recorded {
  return new SocketRecorder({
    ...{ url, send: values.send ?? [], ping: values.ping, clock: systemClock },
    onRaw: write,
    onClosed: (reason) => report({ url, state: 'reconnecting', reason }),
  })
}

function config() {
  return readConfig(process.env)
}

function report(state: object): void {
  console.error(JSON.stringify(state))
}
