import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type ServerProcess, startBareServer } from '../support/server-process.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const hour = 3_600_000
const symbols = ['SIM:BTC-USD', 'SIM:ETH-USD', 'SIM:SOL-USD']

let server: ServerProcess
let directory: string

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'ticklane-sim-history-'))
  // Of so many instruments less than two hours of each are filled by itself.
  server = await startBareServer({ FEED: 'sim', SIM_SYMBOLS: '5000', DATA_DIR: directory, LOG_LEVEL: 'error' })
})
afterAll(async () => {
  await server.kill('SIGKILL')
  rmSync(directory, { recursive: true })
})

interface Page {
  readonly bars: readonly (readonly [timeMs: number, ...rest: unknown[]])[]
  readonly missing: readonly (readonly [fromMs: number, toMs: number])[]
}

async function page(symbol: string, interval: string, limit: number): Promise<Page> {
  const response = await fetch(`${server.url}/api/bars?symbol=${symbol}&interval=${interval}&limit=${limit}`)
  return (await response.json()) as Page
}

/** Starts between the first bar and the last at which there is no bar and nothing is said to be missing. */
function silent({ bars, missing }: Page, lengthMs: number): number[] {
  const there = new Set(bars.map(([timeMs]) => timeMs))
  const found: number[] = []
  for (let at = bars[0]?.[0] ?? 0; at < (bars.at(-1)?.[0] ?? 0); at += lengthMs) {
    if (!there.has(at) && !missing.some(([from, to]) => from <= at && at < to)) found.push(at)
  }
  return found
}

describe('hours of a market that trades all the time', () => {
  it.each(symbols)('are there or called missing at every answer, and there in the end (%s)', async (symbol) => {
    await fetch(`${server.url}/api/closes?symbols=${symbols.join(',')}&interval=1m&limit=60`)
    const unsaid: number[] = []
    const whole = async (): Promise<boolean> => {
      const answer = await page(symbol, '1h', 24)
      unsaid.push(...silent(answer, hour))
      return answer.missing.length === 0
    }
    await expect.poll(whole, { timeout: 40_000 }).toBe(true)
    expect(unsaid).toEqual([])
    const { bars } = await page(symbol, '1h', 24)
    expect(bars).toHaveLength(24)
    const last = bars.at(-1)?.[0] ?? 0
    expect(bars.map(([timeMs]) => timeMs)).toEqual(Array.from({ length: 24 }, (_, index) => last - (23 - index) * hour))
    // A day has what its hours have.
    const tradesOf = async (interval: string): Promise<number> => {
      const answer = await page(symbol, interval, interval === '1d' ? 1 : 24)
      expect(answer.missing).toEqual([])
      const todayMs = Math.floor(Date.now() / (24 * hour)) * 24 * hour
      return answer.bars.filter(([timeMs]) => timeMs >= todayMs).reduce((sum, bar) => sum + Number(bar.at(-1)), 0)
    }
    const before = await tradesOf('1h')
    const trades = await tradesOf('1d')
    expect(trades).toBeGreaterThanOrEqual(before)
    expect(trades).toBeLessThanOrEqual(await tradesOf('1h'))
  })
})
