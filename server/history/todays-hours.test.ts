import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MarketState } from '../market/market-state.ts'
import { ComposedBars } from './composed-bars.ts'
import { ManualClock } from './test-support/manual-clock.ts'
import { type Run, startRun } from './test-support/market-with-history.ts'
import { VenuePast } from './test-support/venue-past.ts'

const today = Date.parse('2026-03-02T00:00:00Z')
const minute = 60_000
const hour = 60 * minute
const start = today + 10 * hour

// Each run starts two threads, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

let directory: string
let clock: ManualClock
let venue: VenuePast
let run: Run

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ticklane-hours-'))
  clock = new ManualClock(start + 20_000)
  venue = new VenuePast()
  run = startRun(new MarketState({ epoch: 'e' }), directory, clock, { sources: [venue] })
  run.trade(clock.now(), 6_000)
})
afterEach(async () => {
  vi.restoreAllMocks()
  await run.history.close()
  rmSync(directory, { recursive: true })
})

const page = (interval: '1m' | '1h' | '1d', fromMs = today) =>
  run.history.read(run.id, interval, fromMs, Number.POSITIVE_INFINITY, 5_000)
const wanted = (interval: '1m' | '1h' | '1d', fromMs = today, toMs = start) =>
  run.history.backfill.wanted(run.id, interval, [{ fromMs, toMs }])
const hours = (fromMs: number, toMs: number) =>
  Array.from({ length: (toMs - fromMs) / hour }, (_, index) => fromMs + index * hour)

describe('hours of the day that memory tells', () => {
  it('are there at every interval when somebody has looked at hours alone', async () => {
    expect((await page('1h')).missing).toEqual([{ fromMs: today, toMs: start }])
    expect(await wanted('1h')).toBe(true)
    const { bars, missing } = await page('1h')
    expect(bars.map(({ timeMs }) => timeMs)).toEqual(hours(today, start + hour))
    expect(missing).toEqual([])
    expect((await page('1d')).bars).toMatchObject([{ timeMs: today, volumeLow: 600 * 7_000 + 1, tradeCount: 1_801 }])
    const minutes = await page('1m')
    expect(minutes.bars).toHaveLength(601)
    expect(minutes.missing).toEqual([])
  })

  it('are called missing at every level while only the store has them, and are filled then', async () => {
    const { intervals } = venue
    Object.assign(venue, { intervals: ['1h'] })
    await wanted('1h')
    for (const interval of ['1m', '1h', '1d'] as const) {
      expect((await page(interval)).missing, interval).toEqual([{ fromMs: today, toMs: start }])
    }
    Object.assign(venue, { intervals })
    clock.advance(300_001)
    expect(await wanted('1h')).toBe(true)
    const { bars, missing } = await page('1h')
    expect(bars.map(({ timeMs }) => timeMs)).toEqual(hours(today, start + hour))
    expect(missing).toEqual([])
  })

  it('are there after midnight, too, when memory still tells yesterday', async () => {
    await page('1h')
    clock.advance(15 * hour)
    const { missing } = await page('1h')
    expect(missing).toEqual([{ fromMs: today, toMs: today + 25 * hour }])
    await run.history.backfill.wanted(run.id, '1h', missing)
    const after = await page('1h')
    expect(after.bars.map(({ timeMs }) => timeMs)).toEqual(hours(today, today + 25 * hour))
    expect(after.missing).toEqual([])
  })

  it('stay whole through a restart', async () => {
    await page('1h')
    await wanted('1h')
    await run.history.close()
    run = startRun(new MarketState({ epoch: 'f' }), directory, clock, { sources: [venue] })
    const { bars, missing } = await page('1h')
    expect(bars.map(({ timeMs }) => timeMs)).toEqual(hours(today, start + hour))
    expect(missing).toEqual([])
  })
})

describe('bars that are filled while', () => {
  it('they are read are there or called missing', async () => {
    const readAsync = ComposedBars.prototype.readAsync
    vi.spyOn(ComposedBars.prototype, 'readAsync').mockImplementationOnce(async function (this: ComposedBars, ...wish) {
      const found = await readAsync.apply(this, wish)
      await wanted('1m')
      return found
    })
    const { bars, missing } = await page('1m')
    expect(bars).toHaveLength(1)
    expect(missing).toEqual([{ fromMs: today, toMs: start }])
    expect((await page('1m')).bars).toHaveLength(601)
  })

  it('memory takes the day from the store are in memory once they are stored', async () => {
    const told = ComposedBars.prototype.told
    vi.spyOn(ComposedBars.prototype, 'told').mockImplementationOnce(function (this: ComposedBars, ...bars) {
      const stored = told.apply(this, bars)
      this.read(run.id, '1h', today, Number.POSITIVE_INFINITY, 24)
      return stored
    })
    await wanted('1m')
    const { bars, missing } = await page('1h')
    expect(bars.map(({ timeMs }) => timeMs)).toEqual(hours(today, start + hour))
    expect(missing).toEqual([])
  })
})
