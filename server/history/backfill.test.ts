import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FeedState } from '../../lib/market/feed.ts'
import type { BackfillProgress, HistoryBar } from '../../lib/market/history-source.ts'
import { MarketState } from '../market/market-state.ts'
import { ManualClock } from './test-support/manual-clock.ts'
import { bitcoin, type Run, startRun } from './test-support/market-with-history.ts'
import { VenuePast } from './test-support/venue-past.ts'

const start = Date.parse('2026-03-02T10:00:00Z')
const minute = 60_000
const day = 86_400_000

// Each run starts two threads, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

let directory: string
let clock: ManualClock
let venue: VenuePast
let run: Run

const connected: FeedState = { feed: 'binance', venue: 'BINANCE', origin: 'live', state: 'connected', reason: '', sinceMs: 0 }
const cut: FeedState = { ...connected, state: 'reconnecting' }

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ticklane-backfill-'))
  clock = new ManualClock(start)
  venue = new VenuePast()
  run = startRun(new MarketState({ epoch: 'e' }), directory, clock, { sources: [venue] })
})
afterEach(async () => {
  await run.history.close()
  rmSync(directory, { recursive: true })
})

async function page(interval: '1m' | '1h' | '1d', fromMs: number, limit = 5_000) {
  return await run.history.read(run.id, interval, fromMs, Number.POSITIVE_INFINITY, limit)
}

const metric = (name: string) => [...run.history.metrics()].find((sample) => sample.name === name)?.value

/** Lets what was begun come to its end. */
async function settled(): Promise<void> {
  await run.history.backfill.idle()
  await run.history.flush()
}

describe('backfill', () => {
  it('fills the day before a feed connects, and the minute cut in half once it has ended', async () => {
    clock.advance(20_000)
    run.history.feedChanged(connected)
    run.trade(clock.now() + 10_000, 6_000, 1)
    await settled()
    const before = await page('1m', start - day)
    expect(before.bars).toHaveLength(1_441)
    expect(before.bars.at(-1)).toMatchObject({ timeMs: start, close: 6_000, volumeLow: 1 })
    clock.advance(2 * minute)
    await settled()
    const after = await page('1m', start - day)
    expect(after.missing).toEqual([])
    expect(after.bars.find(({ timeMs }) => timeMs === start)).toMatchObject({ close: 5_000, volumeLow: 7_000, tradeCount: 3 })
  })

  it('never overwrites what we observed whole, and asks for nothing twice', async () => {
    run.history.feedChanged(connected)
    clock.advance(minute)
    for (let index = 0; index < 4; index++) {
      run.trade(clock.now() + 1_000, 6_000 + index, 1)
      clock.advance(minute)
    }
    await settled()
    clock.advance(20_000)
    run.history.feedChanged(cut)
    clock.advance(3 * minute)
    run.history.feedChanged(connected)
    clock.advance(2 * minute)
    await settled()
    const { bars, missing } = await page('1m', start + minute)
    expect(missing).toEqual([])
    expect(bars.map(({ close }) => close)).toEqual([6_000, 6_001, 6_002, 6_003, 5_000, 5_000, 5_000, 5_000])
    const asked = venue.asked.length
    void run.history.backfill.wanted(run.id, '1m', [{ fromMs: start - day, toMs: clock.now() - minute }])
    await settled()
    expect(venue.asked).toHaveLength(asked)
  })

  it('asks a venue again that took longer than a person waits: it may have what is wanted next', async () => {
    let open: () => void = () => undefined
    venue.gate = new Promise((resolve) => {
      open = resolve
    })
    const tenMinutes = (fromMs: number) => [{ fromMs, toMs: fromMs + 10 * minute }]
    const answer = run.history.backfill.wanted(run.id, '1m', tenMinutes(start - day))
    await expect.poll(() => venue.asked).toHaveLength(1)
    clock.advance(1_500)
    expect(await answer).toBe(false)
    open()
    await settled()
    void run.history.backfill.wanted(run.id, '1m', tenMinutes(start - 2 * day))
    await settled()
    expect(venue.asked).toHaveLength(2)
  })

  it('takes the venue’s bar where trades of ours are known to be lost, and says until then that it is missing', async () => {
    run.history.feedChanged(connected)
    clock.advance(minute)
    for (let index = 0; index < 3; index++) {
      run.trade(clock.now() + 1_000, 6_000 + index, 1)
      clock.advance(minute)
    }
    await settled()
    const middle = start + 2 * minute
    run.history.lost({ id: run.id, fromMs: middle + 2_000, toMs: middle + 3_000 })
    expect((await page('1m', start + minute)).missing).toEqual([{ fromMs: middle, toMs: middle + minute }])
    clock.advance(minute)
    await settled()
    const { bars, missing } = await page('1m', start + minute)
    expect(missing).toEqual([])
    expect(bars.slice(0, 3).map(({ close }) => close)).toEqual([6_000, 5_000, 6_002])
  })

  it('knows after a restart what was lost or still awaited before it, and takes the venue’s bars there', async () => {
    run.history.feedChanged(connected)
    clock.advance(minute)
    for (let index = 0; index < 6; index++) {
      run.trade(clock.now() + 1_000, 6_000 + index, 1)
      clock.advance(minute)
    }
    await settled()
    const [first, last] = [start + 2 * minute, start + 5 * minute]
    run.history.lost({ id: run.id, fromMs: first + 2_000, toMs: first + 3_000 })
    run.history.awaited({ id: run.id, sinceMs: last + 2_000 })
    await run.history.close()
    run = startRun(new MarketState({ epoch: 'f' }), directory, clock, { sources: [venue] })
    clock.advance(minute)
    const told = [
      { fromMs: first, toMs: first + minute },
      { fromMs: last, toMs: clock.now() - minute },
    ]
    expect((await page('1m', start + minute)).missing).toEqual(told)
    run.history.feedChanged(connected)
    await settled()
    const { bars, missing } = await page('1m', start + minute)
    expect(missing).toEqual([])
    expect(bars.map(({ close }) => close)).toEqual([6_000, 5_000, 6_002, 6_003, 5_000, 5_000])
    // And not for ever: what a later process observes is whole.
    clock.advance(5 * minute)
    await settled()
    await run.history.close()
    run = startRun(new MarketState({ epoch: 'g' }), directory, clock)
    expect((await page('1m', start + minute)).missing).toEqual([])
  })

  it('does not count a trade again that reaches us after the venue told its minute, in this run or the next', async () => {
    run.history.feedChanged(connected)
    clock.advance(minute)
    run.history.feedChanged(cut)
    clock.advance(3 * minute)
    run.trade(start + minute + 500, 6_000, 9)
    run.history.feedChanged(connected)
    await settled()
    const filled = { close: 5_000, volumeLow: 7_000, tradeCount: 3 }
    const second = async () => (await page('1m', start + minute)).bars[0]
    expect(await second()).toMatchObject(filled)
    run.trade(start + minute + 900, 6_000, 9)
    expect(await second()).toMatchObject(filled)
    run.market.define({ ...run.market.instruments.get(run.id), tickSize: '0.001' })
    run.trade(start + minute + 901, 60_001, 9)
    expect(await second()).toMatchObject({ ...filled, close: 50_000 })
    await run.history.close()
    clock.advance(5 * minute)
    run = startRun(new MarketState({ epoch: 'f' }), directory, clock, { sources: [venue] })
    run.trade(start + minute + 902, 60_000, 9)
    expect(await second()).toMatchObject({ ...filled, close: 50_000 })
    const seconds = await run.history.read(run.id, '1s', start + minute, start + 2 * minute, 100)
    expect(seconds.bars.map(({ tradeCount }) => tradeCount)).toEqual([4])
  })

  it('lets a filled minute stay filled through a restart', async () => {
    run.history.feedChanged(connected)
    await settled()
    await run.history.close()
    venue = new VenuePast()
    run = startRun(new MarketState({ epoch: 'f' }), directory, clock, { sources: [venue] })
    expect((await page('1m', start - day)).bars).toHaveLength(1_439)
    run.history.feedChanged(connected)
    await settled()
    expect(venue.asked).toEqual([])
  })

  it('fills what a viewer looks at, by the hour where the bars are long, as far as one look reaches', async () => {
    clock.advance(20_000)
    const today = Date.parse('2026-03-02T00:00:00Z')
    void run.history.backfill.wanted(run.id, '1d', [{ fromMs: 0, toMs: start }])
    await settled()
    const minutes = (start - today) / minute
    expect(venue.asked).toEqual([
      ['1m', today, start],
      ['1h', today - (5_000 - minutes) * 3_600_000, today],
    ])
    const { bars, missing } = await page('1d', start - 100 * day)
    expect(missing).toEqual([])
    expect(bars[0]).toMatchObject({ volumeLow: 24 * 7_000, tradeCount: 72 })
  })

  it('tells who waits when it is worth looking again, and does not ask a venue that has nothing again and again', async () => {
    const range = { fromMs: start - day, toMs: start - minute }
    expect(await run.history.backfill.wanted(run.id, '1m', [range])).toBe(true)
    venue.fetchBars = async function* (_instrument, interval, fromMs) {
      venue.asked.push([interval, fromMs, fromMs])
      yield { bars: [], coveredToMs: fromMs }
    }
    const older = { fromMs: start - 2 * day, toMs: start - day }
    expect(await run.history.backfill.wanted(run.id, '1m', [older])).toBe(false)
    const asked = venue.asked.length
    expect(await run.history.backfill.wanted(run.id, '1m', [older])).toBe(false)
    expect(venue.asked).toHaveLength(asked)
    clock.advance(300_001)
    expect(await run.history.backfill.wanted(run.id, '1m', [older])).toBe(false)
    expect(venue.asked).toHaveLength(asked + 1)
  })

  it('lets nobody wait longer than a person does', async () => {
    venue.fetchBars = async function* () {
      await new Promise(() => undefined)
      yield { bars: [], coveredToMs: 0 }
    }
    const waiting = run.history.backfill.wanted(run.id, '1m', [{ fromMs: start - day, toMs: start - minute }])
    clock.advance(1_500)
    expect(await waiting).toBe(false)
    const closed = run.history.close()
    clock.advance(2_000)
    await closed
  })

  it('shows how far it is', async () => {
    const seen: BackfillProgress[] = []
    run.history.backfill.onProgress((progress) => seen.push(progress))
    run.history.backfill.onProgress(() => states.push(run.history.backfill.states()[0]))
    const states: unknown[] = []
    run.history.feedChanged(connected)
    await settled()
    expect(states[0]).toMatchObject({ current: { bars: 0, doneToMs: expect.any(Number) } })
    expect(states[2]).toMatchObject({
      venue: 'BINANCE',
      waiting: 0,
      current: { bars: 1_000, doneToMs: start - day + 1_000 * minute },
    })
    expect(states.at(-1)).toEqual({ venue: 'BINANCE', waiting: 0, current: undefined })
    expect(seen.map(({ state }) => state)).toEqual(['running', 'running', 'running', 'running', 'finished'])
    expect(seen.map(({ bars }) => bars)).toEqual([0, 500, 1_000, 1_439, 1_439])
    expect(seen.at(-1)).toMatchObject({ symbol: 'BINANCE:BTC-USDT', interval: '1m', doneToMs: start - minute })
  })

  it('goes on after the venue refused, where it stopped', async () => {
    venue.failures = 1
    const seen: BackfillProgress[] = []
    run.history.backfill.onProgress((progress) => seen.push(progress))
    void run.history.backfill.wanted(run.id, '1m', [{ fromMs: start - day, toMs: start - minute }])
    await expect.poll(() => seen.at(-1)?.state).toBe('failed')
    expect(seen.at(-1)?.reason).toBe('too many requests')
    expect(run.problems.join(' ')).toContain('Cannot fill the history of BINANCE')
    clock.advance(31_000)
    await settled()
    expect(seen.at(-1)?.state).toBe('finished')
    expect((await page('1m', start - day)).bars).toHaveLength(1_439)
  })

  it('lets nobody wait for a venue that has just failed, and fills what was wanted meanwhile once it is asked again', async () => {
    venue.failures = 1
    expect(await run.history.backfill.wanted(run.id, '1m', [{ fromMs: start - day, toMs: start - minute }])).toBe(false)
    const older = { fromMs: start - 2 * day, toMs: start - day }
    // No time passes here: who waited would wait for ever.
    expect(await run.history.backfill.wanted(run.id, '1m', [older])).toBe(false)
    clock.advance(31_000)
    await settled()
    expect((await run.history.read(run.id, '1m', older.fromMs, older.toMs, 5_000)).missing).toEqual([])
  })

  it('gives up on what never works, and closes in the middle of anything', async () => {
    venue.failures = 100
    void run.history.backfill.wanted(run.id, '1m', [{ fromMs: start - day, toMs: start }])
    for (let attempt = 1; attempt <= 5; attempt++) {
      await expect.poll(() => venue.asked.length).toBe(attempt)
      clock.advance(31_000)
    }
    await settled()
    expect(venue.asked).toHaveLength(5)
    void run.history.backfill.wanted(run.id, '1m', [{ fromMs: start - day, toMs: start }])
    await expect.poll(() => venue.asked.length).toBe(6)
  })

  it('gives up on pages that lead nowhere, so that the next span gets its turn', async () => {
    const { fetchBars } = venue
    let pages = 0
    venue.fetchBars = async function* (_instrument, _interval, fromMs) {
      for (;;) {
        pages += 1
        yield { bars: [], coveredToMs: fromMs }
      }
    }
    void run.history.backfill.wanted(run.id, '1m', [{ fromMs: start - day, toMs: start - minute }])
    await expect.poll(() => run.problems.join(' ')).toContain('6 answers of BINANCE in a row lead no further than')
    expect(pages).toBe(6)
    venue.fetchBars = fetchBars
    clock.advance(31_000)
    await settled()
    expect((await run.history.read(run.id, '1m', start - day, start - minute, 5_000)).missing).toEqual([])
  })

  it('takes what a venue has whose past does not reach as far as was asked, and says that the rest is missing', async () => {
    const reachMs = start - 10 * minute
    venue.fetchBars = async function* (instrument, interval, _fromMs, toMs) {
      for await (const batch of VenuePast.prototype.fetchBars.call(venue, instrument, interval, reachMs, toMs))
        yield { ...batch, coveredFromMs: reachMs }
    }
    void run.history.backfill.wanted(run.id, '1m', [{ fromMs: start - 30 * minute, toMs: start - minute }])
    await settled()
    const { bars, missing } = await run.history.read(run.id, '1m', start - 30 * minute, start - minute, 100)
    expect(bars).toHaveLength(9)
    expect(missing).toEqual([{ fromMs: start - 30 * minute, toMs: reachMs }])
  })

  it("makes tick and lot finer where the venue's past needs it, and skips what is no bar", async () => {
    const odd: Record<number, Partial<HistoryBar>> = {
      [start - 5 * minute]: { high: '50.0005', volume: '0.00000001' },
      [start - 4 * minute]: { high: '40' },
      [start - 3 * minute]: { volume: 'many' },
      [start - 2 * minute]: { low: '0' },
    }
    venue.change = (bar) => ({ ...bar, ...odd[bar.timeMs] })
    run.trade(start, 5_000, 1)
    void run.history.backfill.wanted(run.id, '1m', [{ fromMs: start - 6 * minute, toMs: start - minute }])
    await settled()
    expect(run.market.instruments.get(run.id)).toMatchObject({ tickSize: '0.0001', lotSize: '0.00000001' })
    const { bars, missing } = await page('1m', start - 6 * minute)
    // What the venue had to say of three minutes is not known.
    expect(missing).toEqual([{ fromMs: start - 4 * minute, toMs: start - minute }])
    expect(bars).toMatchObject([
      { timeMs: start - 6 * minute, open: 500_000 },
      { timeMs: start - 5 * minute, high: 500_005, volumeLow: 1 },
      { timeMs: start, open: 500_000, volumeLow: 100_000 },
    ])
  })

  it('calls missing what of the past the present tick cannot express, counts it, and gives the rest exactly', async () => {
    run.history.feedChanged(connected)
    run.trade(start + minute, 20_000_000_000, 3)
    run.trade(start + 2 * minute, 100, 4)
    clock.advance(6 * minute)
    await run.history.close()
    // Another run, in which the instrument has come down to dust.
    const definition = { ...bitcoin, tickSize: '0.00000001' }
    run = startRun(new MarketState({ epoch: 'f' }), directory, clock, { definition, sources: [venue] })
    const inexpressible = { fromMs: start + minute, toMs: start + 2 * minute }
    for (const stage of ['single rows', 'packed']) {
      const { bars, missing } = await run.history.read(run.id, '1m', start + minute, start + 5 * minute, 100)
      expect(bars, stage).toMatchObject([{ timeMs: start + 2 * minute, close: 100_000_000, volumeLow: 4 }])
      expect(missing, stage).toEqual([inexpressible])
      clock.advance(2 * day)
      await run.history.settle()
    }
    // Nor can the day be told of which it is a part.
    const dayStart = start - (start % day)
    expect(await run.history.read(run.id, '1d', dayStart, dayStart + day, 2)).toMatchObject({ bars: [], missing: [{}] })
    expect(metric('ticklane_history_inexpressible_bars_total')).toBeGreaterThan(0)

    const [fromMs, toMs] = [start - 10 * minute, start - 5 * minute]
    venue.change = (bar) => ({ ...bar, ...(bar.timeMs === fromMs + minute ? { open: '2e8', high: '2e8' } : {}) })
    void run.history.backfill.wanted(run.id, '1m', [{ fromMs, toMs }])
    await settled()
    const filled = await run.history.read(run.id, '1m', fromMs, toMs, 100)
    expect(filled.bars.map(({ timeMs }) => (timeMs - fromMs) / minute)).toEqual([0, 2, 3, 4])
    expect(filled.missing).toEqual([{ fromMs: fromMs + minute, toMs: fromMs + 2 * minute }])
    expect(metric('ticklane_backfill_bars_refused_total')).toBe(1)
  })
})
