/**
 * Replays recordings through the real server and compares what a viewer of `/stream` adds up from its updates at 1 Hz, and
 * the one-minute bars it gets, with reference answers:
 *
 *   node_modules/.bin/node tests/integration/recording-over-stream.ts <recording.tsv.gz> <answer.json> [rate] [speed]
 */
import { readFileSync } from 'node:fs'
import { splitBinanceSymbol } from '../../server/ingest/binance/symbols.ts'
import { compareWithReference, type ReferenceSymbol } from '../support/compare-reference.ts'
import { startBareServer } from '../support/server-process.ts'
import { type Totals, TotalsViewer } from '../support/stream-totals.ts'

export interface RecordingResult {
  readonly differences: readonly string[]
  readonly symbols: number
  readonly trades: number
  readonly ticks: number
}

/** Whoever adds up what comes. */
interface Totalling {
  readonly totals: ReadonlyMap<string, Totals>
  readonly problems: readonly string[]
  readonly whenFinished: Promise<void>
  close(): void
}

/** `connect`: to a server, with symbols that it may not know yet. */
export async function checkRecording(
  recording: string,
  answer: string,
  speed: string,
  connect: (url: string, symbols: readonly string[]) => Promise<Totalling>,
): Promise<RecordingResult> {
  const { symbols } = JSON.parse(readFileSync(answer, 'utf8')) as { symbols: Record<string, ReferenceSymbol> }
  const traded = Object.entries(symbols).filter(([, reference]) => (reference.trades?.count ?? 0) > 0)
  const server = await startBareServer({ FEED: `replay:${recording}`, REPLAY_SPEED: speed, LOG_LEVEL: 'error' })
  try {
    const names = new Map(traded.map(([venueSymbol]) => [venueSymbol, symbolOf(venueSymbol)]))
    const viewer = await connect(server.url, [...names.values()])
    await viewer.whenFinished
    viewer.close()
    const differences = traded.flatMap(([venueSymbol, reference]) => {
      const symbol = names.get(venueSymbol) ?? venueSymbol
      return compareWithReference(symbol, viewer.totals.get(symbol), reference)
    })
    const all = [...viewer.totals.values()]
    return {
      differences: [...viewer.problems, ...differences],
      symbols: traded.length,
      trades: all.reduce((sum, totals) => sum + totals.trades, 0),
      ticks: all.reduce((sum, totals) => sum + totals.ticks, 0),
    }
  } finally {
    await server.kill('SIGKILL')
  }
}

function symbolOf(venueSymbol: string): string {
  const parts = splitBinanceSymbol(venueSymbol)
  return parts === undefined ? `BINANCE:${venueSymbol}` : `BINANCE:${parts.base}-${parts.quote}`
}

if (import.meta.main) {
  const [recording, answer, rate = '1', speed = '20'] = process.argv.slice(2)
  if (recording === undefined || answer === undefined) {
    console.error('Cannot start: expected <recording.tsv.gz> <answer.json> [rate, default 1] [speed, default 20]')
    process.exit(2)
  }
  const connect = (url: string, symbols: readonly string[]) => TotalsViewer.connect(url, symbols, Number(rate))
  const result = await checkRecording(recording, answer, speed, connect)
  for (const line of result.differences) console.error(line)
  console.log(JSON.stringify({ ...result, differences: result.differences.length }))
  process.exit(result.differences.length === 0 ? 0 : 1)
}
