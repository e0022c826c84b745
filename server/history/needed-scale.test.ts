import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { priceTicks, sizeLots } from '../../lib/market/units.ts'
import { MarketState } from '../market/market-state.ts'
import { openWriter } from './database.ts'
import { ManualClock } from './test-support/manual-clock.ts'
import { bitcoin, type Run, startRun } from './test-support/market-with-history.ts'

const start = Date.parse('2026-03-02T10:00:00Z')
const minute = 60_000
const day = 86_400_000

// Each run starts two threads, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

let directory: string
let clock: ManualClock
let run: Run

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ticklane-scale-'))
  clock = new ManualClock(start)
  run = startRun(new MarketState({ epoch: 'e' }), directory, clock)
})
afterEach(async () => {
  await run.history.close()
  rmSync(directory, { recursive: true })
})

async function restart(): Promise<void> {
  await run.history.close()
  run = startRun(new MarketState({ epoch: 'f' }), directory, clock)
}

const steps = () => {
  const { tickSize, lotSize } = run.market.instruments.get(run.id)
  return [tickSize, lotSize]
}
const closes = async () => {
  const { bars } = await run.history.read(run.id, '1m', 0, Number.POSITIVE_INFINITY, 10)
  return bars.map(({ close, volumeLow }) => [close, volumeLow])
}
const quote = (bid: number) =>
  run.market.quote(run.id, priceTicks(bid), sizeLots(1), priceTicks(bid + 1), sizeLots(1), clock.now(), clock.now())

describe('tick and lot at the next start', () => {
  it('are the venue’s again when only a quote needed finer ones, so that large prices can be borne', async () => {
    run.trade(start, 1_000, 3)
    await run.history.flush()
    run.market.define({ ...bitcoin, tickSize: '0.000000000001', lotSize: '0.0000001' })
    quote(123)
    run.trade(start + minute, 1_002 * 10 ** 10, 70_000)
    await restart()
    expect(steps()).toEqual(['0.01', '0.001'])
    expect(await closes()).toEqual([
      [1_000, 3],
      [1_002, 7],
    ])
    // What asks for no more than what it has is asked nothing again: the step stays for the process.
    run.market.define({ ...bitcoin, tickSize: '0.0001' })
    expect(steps()).toEqual(['0.0001', '0.001'])
    run.trade(start + 2 * minute, 900_719_925_474_099, 5)
    expect(await closes()).toEqual([
      [100_000, 3],
      [100_200, 7],
      [900_719_925_474_099, 5],
    ])
  })

  it('are as fine as the bars need and no finer, in single rows and in chunks', async () => {
    run.market.define({ ...bitcoin, tickSize: '0.000001', lotSize: '0.00000001' })
    run.trade(start, 10_000_300, 120_000)
    run.trade(start + minute, 10_020_000, 100_000)
    await run.history.flush()
    await restart()
    expect(steps()).toEqual(['0.0001', '0.0001'])
    expect(await closes()).toEqual([
      [100_003, 12],
      [100_200, 10],
    ])
    clock.advance(3 * day)
    await run.history.settle()
    run.market.define({ ...bitcoin, tickSize: '0.000001' })
    await restart()
    expect(steps()).toEqual(['0.0001', '0.0001'])
    expect(await closes()).toEqual([
      [100_003, 12],
      [100_200, 10],
    ])
  })

  it('stay as fine as they were when it cannot be read what the bars need', async () => {
    run.market.define({ ...bitcoin, tickSize: '0.000001' })
    run.trade(start, 10_000_000, 3)
    clock.advance(3 * day)
    await run.history.settle()
    await run.history.close()
    const database = openWriter(directory)
    database.exec("UPDATE chunk SET bars = x'ff'")
    database.close()
    run = startRun(new MarketState({ epoch: 'f' }), directory, clock)
    expect(steps()).toEqual(['0.000001', '0.001'])
    expect(run.problems[0]).toMatch(/^Cannot read stored bars/)
  })
})
