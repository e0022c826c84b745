import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, type ExpectStatic, it, vi } from 'vitest'
import { barsOf, sum } from '../loopback-venue/dialect.ts'
import { LoopbackVenue } from '../loopback-venue/loopback-venue.ts'
import { CuttableProxy } from '../support/cuttable-proxy.ts'
import { downloadedText, newLastingPage } from '../support/pages.ts'
import { freePort, type ServerProcess, startServer } from '../support/server-process.ts'

// The recording plays at its own speed: the venue's times must be those of the servers' clocks.
vi.setConfig({ testTimeout: 150_000 })

const recording = join(import.meta.dirname, '../fixtures/binance-spot-20240809-btc-eth-90s')
const [symbol, venueSymbol] = ['BINANCE:BTC-USDT', 'BTCUSDT']
const recordedFromMs = Date.parse('2024-08-09T00:00:00Z')
/** So much of the recording is past when the server starts, and has to come from the venue's history. */
const pastMs = 60_000
/** The fault comes after so much more, and lasts so long at least. */
const watchedMs = 5_000
const faultMs = 5_000

interface Stage {
  /** The test's own: tests run side by side here. */
  readonly expect: ExpectStatic
  readonly venue: LoopbackVenue
  readonly page: Page
  readonly proxy: CuttableProxy
  server: ServerProcess
  startAgain(): Promise<ServerProcess>
}

/** A venue that begins to speak now, the real server that listens to it, and a browser that watches through a link of its own. */
async function onStage(expect: ExpectStatic, act: (stage: Stage) => Promise<void>): Promise<void> {
  const shiftMs = Math.floor((Date.now() - pastMs - recordedFromMs) / 1000) * 1000
  const venue = await LoopbackVenue.start('binance', `${recording}.tsv.gz`, { shiftMs })
  const directory = mkdtempSync(join(tmpdir(), 'ticklane-e2e-history-'))
  const port = await freePort()
  const env = {
    ...{ FEED: 'binance', SYMBOLS: `${symbol},BINANCE:ETH-USDT`, DATA_DIR: directory, LOG_LEVEL: 'error' },
    ...{ BINANCE_WS_URL: venue.wsUrl, BINANCE_REST_URL: venue.restUrl, RECONNECT_SPREAD_SECONDS: '0' },
  }
  const playing = setInterval(() => venue.playUntil(Date.now()), 20)
  const proxy = await CuttableProxy.start(port)
  const startAgain = () => startServer(env, port)
  const stage: Stage = { expect, venue, proxy, page: await newLastingPage(), server: await startAgain(), startAgain }
  try {
    await stage.page.goto(`${proxy.url}/?symbol=${symbol}&interval=1s`)
    await stage.page.locator('[data-testid="chart"][data-phase="shown"]').waitFor()
    const faultAtMs = Date.now() + watchedMs
    await expect.poll(() => Date.now(), { timeout: 30_000, interval: 100 }).toBeGreaterThan(faultAtMs)
    await act(stage)
    await expect.poll(() => venue.left, { timeout: 90_000, interval: 100 }).toBe(0)
    await expect.poll(() => readBars(stage), { timeout: 45_000, interval: 500 }).toEqual(secondsOf(venue))
    expect(toMinutes(await readBars(stage), shiftMs)).toEqual(await reference())
  } finally {
    clearInterval(playing)
    await stage.page.context().close()
    await proxy.stop()
    await stage.server.kill('SIGKILL')
    await venue.stop()
    rmSync(directory, { recursive: true })
  }
}

async function faultLasts({ expect }: Stage): Promise<void> {
  const untilMs = Date.now() + faultMs
  await expect.poll(() => Date.now(), { timeout: 30_000, interval: 100 }).toBeGreaterThan(untilMs)
}

type Row = readonly [time: number, open: string, high: string, low: string, close: string, volume: string, trades: number]

/** What a person gets who saves the chart's bars. */
async function readBars({ page, expect }: Stage): Promise<Row[]> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the bars as CSV' }).first().click(),
  ])
  const [header, ...lines] = (await downloadedText(download)).trimEnd().split('\r\n')
  expect(header).toBe('time,open,high,low,close,volume,trades')
  return lines.map((line) => {
    const [time = '', open = '', high = '', low = '', close = '', volume = '', trades = ''] = line.split(',')
    return [Date.parse(time), plain(open), plain(high), plain(low), plain(close), plain(volume), Number(trades)]
  })
}

/** The venue's own trades, one after the other, in decimals. */
function secondsOf(venue: LoopbackVenue): Row[] {
  return barsOf(venue.happened, venueSymbol, 1000).map(
    ({ timeMs, open, high, low, close, volume, count }): Row => [
      ...([timeMs, plain(open), plain(high), plain(low), plain(close)] as const),
      ...([plain(volume), count] as const),
    ],
  )
}

/** Trailing zeros say nothing. */
function plain(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

function toMinutes(seconds: readonly Row[], shiftMs: number): Row[] {
  const minutes = new Map<number, Row>()
  for (const [timeMs, open, high, low, close, volume, trades] of seconds) {
    const start = Math.floor((timeMs - shiftMs) / 60_000) * 60_000
    const [, first = open, top = high, bottom = low, , before = '0', count = 0] = minutes.get(start) ?? []
    const highest = Number(high) > Number(top) ? high : top
    const lowest = Number(low) < Number(bottom) ? low : bottom
    minutes.set(start, [start, first, highest, lowest, close, plain(sum(before, volume)), count + trades])
  }
  return [...minutes.values()]
}

/** The answers that stand beside the recording, worked out without any code of this project. */
async function reference(): Promise<Row[]> {
  const { symbols } = JSON.parse(await readFile(`${recording}.expected.json`, 'utf8'))
  const candles: { t: number; o: string; h: string; l: string; c: string; v: string; n: number }[] =
    symbols[venueSymbol].candles_1m
  return candles.map(({ t, o, h, l, c, v, n }): Row => [t, o, h, l, c, v, n])
}

describe.concurrent('a chart of a live venue, opened after trading began, equals the reference digit for digit (P6, P7)', () => {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    it(`when the server ended by ${signal} and started again with the same store`, ({ expect }) =>
      onStage(expect, async (stage) => {
        await stage.server.kill(signal)
        await faultLasts(stage)
        stage.server = await stage.startAgain()
      }))
  }

  it('when the viewer’s own link was cut', ({ expect }) =>
    onStage(expect, async (stage) => {
      const { proxy, page } = stage
      proxy.cut()
      await page.locator('header [data-state="reconnecting"]').waitFor()
      await faultLasts(stage)
      proxy.mend()
      await page.locator('header [data-state="live"]').waitFor({ timeout: 40_000 })
    }))
})
