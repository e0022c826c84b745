import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { barsOf } from '../loopback-venue/dialect.ts'
import { LoopbackVenue } from '../loopback-venue/loopback-venue.ts'
import { type ServerProcess, startBareServer } from '../support/server-process.ts'

// A whole server starts and stops for each.
vi.setConfig({ testTimeout: 60_000 })

const recording = join(import.meta.dirname, '../fixtures/binance-spot-20240809-btc-eth-90s.tsv.gz')
const recordedFromMs = Date.parse('2024-08-09T00:00:00Z')
const [symbol, venueSymbol] = ['BINANCE:BTC-USDT', 'BTCUSDT']

let venue: LoopbackVenue
let server: ServerProcess
let directory: string
const sockets: WebSocket[] = []

/** A venue whose whole recording is past, and a server with nothing in its store. */
async function setUp(agoMs: number): Promise<void> {
  const shiftMs = Math.floor((Date.now() - agoMs - recordedFromMs) / 60_000) * 60_000
  venue = await LoopbackVenue.start('binance', recording, { shiftMs })
  venue.play(venue.left)
  server = await startBareServer({
    ...{ FEED: 'binance', SYMBOLS: symbol, DATA_DIR: directory, LOG_LEVEL: 'error' },
    ...{ BINANCE_WS_URL: venue.wsUrl, BINANCE_REST_URL: venue.restUrl },
  })
  await expect.poll(() => venue.subscribed(4), { timeout: 20_000 }).toBe(true)
  // What it fills by itself, for every chart, is over.
  await expect.poll(() => klinesAsked('1m').length, { timeout: 20_000 }).toBeGreaterThan(0)
  await expect.poll(historyState, { timeout: 20_000 }).toBe('complete')
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ticklane-venue-history-'))
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate()
  await server.kill('SIGKILL')
  await venue.stop()
  rmSync(directory, { recursive: true })
})

interface BarsMessage {
  readonly type: string
  readonly history?: boolean
  readonly bars: readonly (readonly [number, string, string, string, string, string, number])[]
}

/** A chart in the stream: the histories it was given, oldest first. */
async function openChart(interval: string, limit: number): Promise<BarsMessage[]> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/stream`)
  sockets.push(socket)
  const histories: BarsMessage[] = []
  socket.on('message', (content) => {
    const message = JSON.parse(String(content))
    if (message.type === 'bars' && message.history === true) histories.push(message)
  })
  await new Promise((resolve) => socket.once('open', resolve))
  socket.send(JSON.stringify({ type: 'subscribe', channel: 'bars', symbols: [symbol], interval, limit, rate: 4 }))
  return histories
}

async function historyState(): Promise<string | undefined> {
  const response = await fetch(`${server.url}/readyz`)
  const { checks } = (await response.json()) as { checks: { name: string; detail: string }[] }
  return checks.find(({ name }) => name === 'history BINANCE')?.detail
}

function expected(lengthMs: number) {
  return barsOf(venue.happened, venueSymbol, lengthMs).map((bar) => [
    ...[bar.timeMs, ...[bar.open, bar.high, bar.low, bar.close, bar.volume].map(plain), bar.count],
  ])
}

/** Trailing zeros say nothing. */
function plain(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

const klinesAsked = (interval: string) =>
  venue.restRequests.filter((request) => request.startsWith('/api/v3/klines') && request.includes(`interval=${interval}&`))

describe('a chart that is opened on an instrument with a hole in the store', () => {
  it('gets it from the venue, digit for digit, without asking again (seconds of twenty minutes ago)', async () => {
    await setUp(20 * 60_000)
    expect(klinesAsked('1s')).toEqual([])
    const histories = await openChart('1s', 3_600)
    await expect.poll(() => histories.at(-1)?.bars, { timeout: 20_000 }).toEqual(expected(1_000))
    const asked = klinesAsked('1s').length
    const others = await openChart('1s', 3_600)
    await expect.poll(() => others.at(-1)?.bars, { timeout: 20_000 }).toEqual(expected(1_000))
    expect(klinesAsked('1s')).toHaveLength(asked)
  })

  it('gets it from further back than the server fills by itself, and /api/bars knows that nothing is missing', async () => {
    await setUp(3 * 86_400_000)
    const [first] = expected(60_000)
    const around = `from=${Number(first?.[0]) - 3_600_000}&to=${Number(first?.[0]) + 3_600_000}`
    expect(klinesAsked('1m').some((request) => request.includes(`startTime=${first?.[0]}`))).toBe(false)
    const histories = await openChart('1m', 5_000)
    await expect.poll(() => histories.at(-1)?.bars, { timeout: 20_000 }).toEqual(expected(60_000))
    const response = await fetch(`${server.url}/api/bars?symbol=${symbol}&interval=1m&${around}`)
    expect(await response.json()).toMatchObject({ bars: expected(60_000), missing: [] })
  })

  it('says how far it is while that takes long, and what is missing until then', async () => {
    await setUp(20 * 60_000)
    let open: () => void = () => undefined
    venue.restGate = new Promise((resolve) => {
      open = resolve
    })
    const histories = await openChart('1s', 3_600)
    await expect.poll(() => histories.length, { timeout: 20_000 }).toBe(1)
    expect(histories[0]?.bars).toEqual([])
    // Five thousand seconds are five of the venue's pages.
    await expect.poll(() => klinesAsked('1s').length, { timeout: 20_000 }).toBe(1)
    await expect.poll(historyState).toMatch(/^filling BINANCE:BTC-USDT 1s, 0 % of it; \d+ more spans to fill$/)
    const [second] = expected(1_000)
    const response = await fetch(
      `${server.url}/api/bars?symbol=${symbol}&interval=1s&from=${second?.[0]}&to=${Number(second?.[0]) + 10_000}`,
    )
    const { bars, missing } = (await response.json()) as { bars: unknown[]; missing: unknown }
    expect([bars, missing]).toEqual([[], [[second?.[0], Number(second?.[0]) + 10_000]]])
    open()
    await expect.poll(() => histories.at(-1)?.bars, { timeout: 20_000 }).toEqual(expected(1_000))
    await expect.poll(historyState, { timeout: 20_000 }).toBe('complete')
  })
})
