import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { intervals } from '../../lib/market/bar.ts'
import type { FeedState } from '../../lib/market/feed.ts'
import { BarBuilder } from '../market/bar-builder.ts'
import { MarketState } from '../market/market-state.ts'
import { storePath } from './database.ts'
import { openHistory } from './history.ts'
import { ManualClock } from './test-support/manual-clock.ts'
import { bitcoin, type Run, startRun } from './test-support/market-with-history.ts'

const start = Date.parse('2026-03-02T10:00:00Z')
const minute = 60_000
const hour = 3_600_000
const day = 86_400_000

// Each run starts two threads, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

let directory: string
let clock: ManualClock
let run: Run
/** All trades of all runs: the trivial model. */
let model: BarBuilder

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ticklane-history-'))
  clock = new ManualClock(start)
  model = new BarBuilder()
  run = begin()
})
afterEach(async () => {
  await run.history.close()
  rmSync(directory, { recursive: true })
})

function begin(options: Parameters<typeof startRun>[3] = {}): Run {
  return startRun(new MarketState({ epoch: String(clock.now()) }), directory, clock, options)
}

async function restart(options: Parameters<typeof startRun>[3] = {}): Promise<void> {
  await run.history.close()
  run = begin(options)
}

function trade(timeMs: number, price: number, size = 1): void {
  run.trade(timeMs, price, size)
  model.addTrade(run.id, timeMs, price, size)
}

const feed = (state: FeedState['state'], origin: FeedState['origin'] = 'live'): FeedState => {
  return { feed: 'binance', venue: 'BINANCE', origin, state, reason: '', sinceMs: clock.now() }
}

async function expectAllEqualToModel(from = 0, limit = 5_000): Promise<void> {
  for (const interval of intervals) {
    const expected = model.read(run.id, interval, from, Number.POSITIVE_INFINITY, limit)
    const page = await run.history.read(run.id, interval, from, Number.POSITIVE_INFINITY, limit)
    expect(page.bars, `${interval} from another thread`).toEqual(expected)
    expect(run.history.bars.read(run.id, interval, from, Number.POSITIVE_INFINITY, limit), `${interval} at once`).toEqual(
      expected,
    )
  }
}

describe('a restart', () => {
  it('leaves no hole in forming bars and counts no trade twice', async () => {
    clock.advance(30_000)
    for (let second = 0; second < 30; second++) trade(start + second * 1_000, 1_000 + second, 2)
    await restart()
    clock.advance(2_000)
    trade(start + 30_500, 900, 5)
    trade(start + 30_900, 950, 5)
    await expectAllEqualToModel()
    await restart()
    await expectAllEqualToModel()
  })

  it('keeps forming bars of every interval through many restarts and idle days', async () => {
    for (let round = 0; round < 8; round++) {
      trade(clock.now(), 1_000 + round, 1)
      trade(clock.now() + 400, 1_000 - round, 1)
      await restart()
      clock.advance(round % 4 === 3 ? day + 7 * hour : 47 * minute + 13_000)
      if (round % 3 === 2) await run.history.settle()
    }
    await expectAllEqualToModel()
    await expectAllEqualToModel(start + hour, 3)
  })

  it('shows the past of an instrument that has not traded since', async () => {
    trade(start, 1_000)
    await restart()
    clock.advance(5 * day)
    expect(run.history.bars.read(run.id, '1m', 0, Number.POSITIVE_INFINITY, 10)).toHaveLength(1)
    await expectAllEqualToModel()
  })

  it('shows a simulated market the past of its own seed, and not that of another with the same symbols', async () => {
    const definition = { ...bitcoin, symbol: 'SIM:BTC-USD', venue: 'SIM', origin: 'simulated' } as const
    const ofSeed = (seed: number) => ({ definition, keyOf: () => `SIM:BTC-USD?seed=${seed}` })
    const firstPrices = () => run.history.bars.read(run.id, '1m', 0, Number.POSITIVE_INFINITY, 10).map(({ open }) => open)
    await restart(ofSeed(1))
    run.trade(start, 1_000)
    await restart(ofSeed(2))
    expect(firstPrices()).toEqual([])
    run.trade(start, 2_000)
    await restart(ofSeed(1))
    expect(firstPrices()).toEqual([1_000])
    await restart(ofSeed(2))
    expect(firstPrices()).toEqual([2_000])
  })

  it('does not count the past of a replay again', async () => {
    const definition = { ...bitcoin, symbol: 'REPLAY:BTC', origin: 'replay' } as const
    for (let round = 0; round < 2; round++) {
      await restart({ definition })
      run.trade(start, 1_000, 7)
      expect(run.history.bars.read(run.id, '1m', 0, Number.POSITIVE_INFINITY, 10)).toMatchObject([{ volumeLow: 7 }])
    }
  })
})

describe('late trades', () => {
  it('correct bars of before the start, at every interval, stored or not', async () => {
    for (let index = 0; index < 40; index++) trade(start + index * minute, 1_000 + index, 1)
    clock.advance(40 * minute)
    await restart()
    for (const minutesBack of [1, 5, 5, 30]) trade(clock.now() - minutesBack * minute, 2_000 + minutesBack, 3)
    await expectAllEqualToModel()
    await restart()
    await expectAllEqualToModel()
    const lost = [...run.history.metrics()].find(({ name }) => name === 'ticklane_history_late_trades_lost_total')
    expect(lost?.value).toBe(0)
  })

  it('that are days late leave stored bars as they are', async () => {
    trade(start, 1_000, 1)
    clock.advance(3 * day)
    await restart()
    run.trade(start, 5_000, 100)
    await restart()
    await expectAllEqualToModel()
  })

  it('with times that cannot be are not stored and do no harm', async () => {
    trade(start, 1_000)
    run.trade(1.7e15, 1_000)
    await run.history.flush()
    await restart()
    await expectAllEqualToModel()
  })
})

describe('ticks and lots', () => {
  it('that became finer rescale what is stored, and the next start begins as fine', async () => {
    trade(start, 1_000, 3)
    await run.history.flush()
    run.market.define({ ...bitcoin, tickSize: '0.001', lotSize: '0.00001' })
    model.scale(run.id, 10, 100)
    trade(start + minute, 10_005, 7)
    await restart()
    expect(run.market.instruments.get(run.id)).toMatchObject({ tickSize: '0.001', lotSize: '0.00001' })
    await expectAllEqualToModel()
    clock.advance(3 * day)
    await run.history.settle()
    await restart()
    await expectAllEqualToModel()
  })
})

describe('a store that cannot be written', () => {
  it('is said, loses nothing in memory, and catches up by itself', async () => {
    trade(start, 1_000)
    await run.history.flush()
    const other = new DatabaseSync(storePath(directory))
    other.exec('ALTER TABLE recent RENAME TO away')
    trade(start + minute, 1_001)
    await expect(run.history.flush()).rejects.toThrow()
    expect(run.history.state()).toMatchObject({ state: 'failing' })
    expect(run.problems.join(' ')).toContain('Cannot store bars')
    other.exec('ALTER TABLE away RENAME TO recent')
    other.close()
    await run.history.flush()
    expect(run.history.state()).toEqual({ state: 'ready', reason: '' })
    await restart()
    await expectAllEqualToModel()
  })

  it('and cannot be read either when the process starts, loses nothing that it has of the minute that was forming', async () => {
    trade(start, 1_000, 5)
    await run.history.close()
    clock.advance(20_000)
    run = begin()
    run.history.feedChanged(feed('connected'))
    const other = new DatabaseSync(storePath(directory))
    other.exec('ALTER TABLE chunk RENAME TO away')
    run.trade(clock.now(), 1_001, 3)
    expect(run.problems.join(' ')).toContain('Cannot read stored bars')
    other.exec('ALTER TABLE away RENAME TO chunk')
    other.close()
    clock.advance(minute)
    run.trade(clock.now(), 1_002, 2)
    await restart()
    clock.advance(3 * minute)
    const { bars, missing } = await run.history.read(run.id, '1m', start, Number.POSITIVE_INFINITY, 10)
    expect(bars).toMatchObject([
      { timeMs: start, close: 1_000, volumeLow: 5 },
      { timeMs: start + minute, close: 1_002, volumeLow: 2 },
    ])
    expect(missing[0]?.fromMs).toBe(start)
  })

  it('belongs to one process at a time', () => {
    expect(() => begin()).toThrow(expect.objectContaining({ code: 'locked' }))
  })
})

describe('what is missing', () => {
  const missing = async () => (await run.history.read(run.id, '1m', start - 10 * minute, Number.POSITIVE_INFINITY, 100)).missing
  const span = (from: number, to: number) => ({ fromMs: start + from * minute, toMs: start + to * minute })

  it('is every closed minute in which the feed was not connected all along', async () => {
    run.history.feedChanged(feed('connected'))
    clock.advance(5 * minute + 20_000)
    expect(await missing()).toEqual([span(-10, 1)])
    run.history.feedChanged(feed('reconnecting'))
    clock.advance(3 * minute)
    run.history.feedChanged(feed('connected'))
    clock.advance(10 * minute)
    expect(await missing()).toEqual([span(-10, 1), span(5, 9)])
  })

  it('is known after a restart, which is a hole itself', async () => {
    run.history.feedChanged(feed('connected'))
    clock.advance(5 * minute)
    await restart()
    clock.advance(minute)
    run.history.feedChanged(feed('connected'))
    clock.advance(10 * minute)
    // Of the last connection only what was stored is claimed, so the minute that was forming is missing too.
    expect(await missing()).toEqual([span(-10, 1), span(4, 7)])
  })

  it('begins when a connection that died unnoticed was last heard, also when the process is killed before that is noticed', async () => {
    let heardMs = 0
    await restart({ link: () => ({ heardMs }) })
    run.history.feedChanged(feed('connected'))
    heardMs = start + 4 * minute
    clock.advance(6 * minute)
    await run.history.flush()
    clock.advance(4 * minute)
    run.history.feedChanged(feed('reconnecting'))
    heardMs = clock.now()
    run.history.feedChanged(feed('connected'))
    clock.advance(5 * minute)
    const told = [span(-10, 1), span(3, 11)]
    expect(await missing()).toEqual(told)
    heardMs = start + 14 * minute
    clock.advance(5 * minute)
    await restart()
    expect(await missing()).toEqual([...told, span(13, 19)])
  })

  it('is nothing of what a full page leaves out', async () => {
    run.history.feedChanged(feed('connected'))
    for (let index = 0; index < 10; index++) {
      clock.advance(minute)
      run.trade(clock.now(), 1_000)
    }
    expect((await run.history.read(run.id, '1m', 0, Number.POSITIVE_INFINITY, 5)).missing).toEqual([])
  })

  it('is counted by the clock of the venue, where that is known to differ from ours by more than a little', async () => {
    let clockOffsetMs: number | undefined
    await restart({ link: () => ({ clockOffsetMs }) })
    run.history.feedChanged(feed('connected'))
    clockOffsetMs = 2 * minute
    clock.advance(5 * minute)
    await run.history.flush()
    expect(await missing()).toEqual([span(-10, 3)])
    run.history.feedChanged(feed('reconnecting'))
    run.history.feedChanged(feed('connected'))
    clockOffsetMs = -3 * minute
    clock.advance(10 * minute)
    expect(await missing()).toEqual([span(-10, 3), span(4, 6), span(11, 14)])
    clockOffsetMs = 1_000
    expect(await missing()).toEqual([span(-10, 3), span(4, 6)])
  })

  it('is what the machine slept through, though the connection stands', async () => {
    run.history.feedChanged(feed('connected'))
    clock.advance(3 * minute)
    await run.history.flush()
    const beforeMs = clock.now()
    clock.advance(4 * minute)
    run.history.clockStepped(beforeMs)
    clock.advance(3 * minute)
    const told = [span(-10, 1), span(2, 8)]
    expect(await missing()).toEqual(told)
    await restart()
    expect(await missing()).toEqual(told)
  })

  it('is what was observed once and is kept no longer', async () => {
    run.history.feedChanged(feed('connected'))
    clock.advance(5 * minute)
    trade(start + 2 * minute, 1_000)
    await run.history.flush()
    const from = start + minute
    const seconds = async () => await run.history.read(run.id, '1s', from, from + 2 * minute, 1_000)
    expect((await seconds()).missing).toEqual([])
    clock.advance(8 * day)
    await run.history.settle()
    await restart()
    expect(await seconds()).toEqual({ bars: [], missing: [{ fromMs: from, toMs: from + 2 * minute }] })
    expect(await run.history.read(run.id, '1m', from, from + 2 * minute, 10)).toMatchObject({ bars: [{}], missing: [] })
  })

  it('is never claimed of a replay', async () => {
    await restart({ definition: { ...bitcoin, origin: 'replay' } })
    expect(await missing()).toEqual([])
  })
})

describe('reading', () => {
  it('refuses more than a bounded number of waiting reads at once', async () => {
    trade(start, 1_000)
    await restart()
    clock.advance(day)
    const reads = Array.from({ length: 200 }, () => run.history.read(run.id, '1m', 0, Number.POSITIVE_INFINITY, 5_000))
    const outcomes = await Promise.allSettled(reads)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(64)
    expect(outcomes.at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'busy' } })
    expect((await run.history.read(run.id, '1m', 0, Number.POSITIVE_INFINITY, 10)).bars).toHaveLength(1)
  })
})

describe('a directory that cannot be used', () => {
  it('is named before anything starts', () => {
    const market = new MarketState({ epoch: 'e' })
    const options = {
      memory: market.bars,
      instruments: market.instruments,
      define: () => run.id,
      sources: [],
      clock,
      log: () => undefined,
    }
    expect(() => openHistory({ ...options, directory: '/dev/null/bars' })).toThrow(
      expect.objectContaining({ code: 'unavailable' }),
    )
  })

  it('as its store is damaged is named with a remedy, and can be opened once that is taken', async () => {
    for (let index = 0; index < 500; index++) trade(start + index * 1_000, 1_000 + index)
    await run.history.close()
    const path = storePath(directory)
    const whole = readFileSync(path)
    // All but the first page, which says what it is.
    const damaged = whole.map((byte, at) => (at < 8_192 ? byte : (at * 7_919) & 255))
    for (const content of [damaged, damaged.subarray(5_000)]) {
      writeFileSync(path, content)
      expect(begin).toThrow(expect.objectContaining({ code: 'corrupt', message: expect.stringContaining(`${path} is damaged`) }))
    }
    writeFileSync(path, whole)
    clock.advance(10 * minute)
    run = begin()
    await expectAllEqualToModel()
  })
})
