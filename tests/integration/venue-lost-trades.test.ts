import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { barsOf } from '../loopback-venue/dialect.ts'
import { LoopbackVenue } from '../loopback-venue/loopback-venue.ts'
import { type ServerProcess, startBareServer } from '../support/server-process.ts'
import { clock, until } from '../support/venue-under-test.ts'

// Two servers one after the other, and what a venue takes to tell twenty seconds.
vi.setConfig({ testTimeout: 90_000 })

const recording = join(import.meta.dirname, '../fixtures/binance-spot-20240809-btc-eth-90s.tsv.gz')
const recordedFromMs = Date.parse('2024-08-09T00:00:00Z')
const [symbol, venueSymbol] = ['BINANCE:BTC-USDT', 'BTCUSDT']

let venue: LoopbackVenue
let server: ServerProcess
let directory: string

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'ticklane-lost-'))
  const shiftMs = Math.floor((Date.now() - recordedFromMs) / 1_000) * 1_000
  venue = await LoopbackVenue.start('binance', recording, { shiftMs })
})
afterEach(async () => {
  await server.kill('SIGKILL')
  await venue.stop()
  rmSync(directory, { recursive: true })
})

async function startServer(): Promise<void> {
  server = await startBareServer({
    ...{ FEED: 'binance', SYMBOLS: symbol, DATA_DIR: directory, LOG_LEVEL: 'error' },
    ...{ BINANCE_WS_URL: venue.wsUrl, BINANCE_REST_URL: venue.restUrl },
  })
  await until('subscribed', () => venue.subscribed(4))
}

/** Until when the store claims that everything was observed. */
function observedToMs(): number {
  const store = new DatabaseSync(join(directory, 'history.sqlite'), { readOnly: true })
  const row = store.prepare('SELECT max(to_ms) AS to_ms FROM live').get()
  store.close()
  return Number(row?.to_ms ?? 0)
}

interface Page {
  readonly bars: readonly unknown[]
  readonly missing: readonly (readonly [number, number])[]
}

async function secondsOf(fromMs: number, toMs: number): Promise<Page> {
  const response = await fetch(`${server.url}/api/bars?symbol=${symbol}&interval=1s&from=${fromMs}&to=${toMs}`)
  expect(response.status).toBe(200)
  return (await response.json()) as Page
}

const plain = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text)

function expected(fromMs: number, toMs: number) {
  return barsOf(venue.happened, venueSymbol, 1_000)
    .filter(({ timeMs }) => timeMs >= fromMs && timeMs < toMs)
    .map((bar) => [bar.timeMs, ...[bar.open, bar.high, bar.low, bar.close, bar.volume].map(plain), bar.count])
}

it('trades that were missed and not yet fetched when the server is killed are known to be missing, and come from the venue', async () => {
  await startServer()
  await until('the first trades', () => {
    venue.playUntil(clock.now())
    return observedToMs() > 0
  })
  // The venue's REST side has no answer, so that the server goes on asking until it is killed.
  venue.restInstead = '<html>Bad gateway</html>'
  const sinceMs = Math.floor(clock.now() / 1_000) * 1_000 + 2_000
  await until('a moment before', () => {
    venue.playUntil(Math.min(clock.now(), sinceMs - 500))
    return clock.now() >= sinceMs
  })
  const happened = venue.happened.length
  venue.playUntil(clock.now() + 300, { drop: true })
  expect(venue.happened.length).toBeGreaterThan(happened)
  const lost = venue.happened.slice(happened).filter((trade) => trade.venueSymbol === venueSymbol)
  expect(lost.length).toBeGreaterThan(0)
  await until('a claim to later seconds', () => {
    venue.playUntil(clock.now())
    return observedToMs() > sinceMs + 1_000
  })
  await server.kill('SIGKILL')

  venue.restInstead = undefined
  await startServer()
  let open: () => void = () => undefined
  venue.restGate = new Promise((resolve) => {
    open = resolve
  })
  const [lostFromMs = 0, lostToMs = 0] = [lost[0]?.timeMs, lost.at(-1)?.timeMs].map(
    (timeMs) => Math.floor((timeMs ?? 0) / 1_000) * 1_000,
  )
  // What has just happened is not judged: trades may be late, and clocks differ.
  await until('judged', () => clock.now() > lostToMs + 12_000)
  const before = await secondsOf(lostFromMs - 2_000, lostToMs + 1_000)
  const isMissing = (timeMs: number) => before.missing.some(([from, to]) => from <= timeMs && timeMs < to)
  expect(isMissing(lostFromMs)).toBe(true)
  expect(isMissing(lostToMs)).toBe(true)
  expect(isMissing(lostFromMs - 2_000)).toBe(false)
  open()
  await expect
    .poll(() => secondsOf(lostFromMs - 2_000, lostToMs + 1_000), { timeout: 20_000 })
    .toMatchObject({ bars: expected(lostFromMs - 2_000, lostToMs + 1_000), missing: [] })
})
