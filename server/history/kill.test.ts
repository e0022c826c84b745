import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { intervals } from '../../lib/market/bar.ts'
import { BarBuilder } from '../market/bar-builder.ts'
import { MarketState } from '../market/market-state.ts'
import { ManualClock } from './test-support/manual-clock.ts'
import { startRun } from './test-support/market-with-history.ts'
import { lostInFlush, tradeOf, tradesPerFlush } from './test-support/trades-to-kill.ts'

let directory: string
let child: ChildProcess | undefined
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ticklane-kill-'))
})
afterEach(() => {
  child?.kill('SIGKILL')
  rmSync(directory, { recursive: true })
})

/** Runs the process until it has promised `times` times, kills it at that very moment, and returns its last promise. */
async function killAfterPromises(round: number, times: number): Promise<number> {
  const script = join(import.meta.dirname, 'test-support/run-until-killed.ts')
  child = spawn(process.execPath, [script, directory, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout?.setEncoding('utf8')
  child.stdout?.on('data', (text: string) => {
    output += text
    if (output.split('\n').length > times) child?.kill('SIGKILL')
  })
  await once(child, 'close')
  expect(child.signalCode).toBe('SIGKILL')
  const promises = output.slice(0, output.lastIndexOf('\n')).split('\n')
  return Number(promises.at(-1))
}

describe('kill -9', () => {
  it('loses nothing that was flushed and doubles nothing, time after time', async () => {
    const model = new BarBuilder()
    let modelled = 0
    for (const [round, times] of [3, 11, 6, 17].entries()) {
      const promised = await killAfterPromises(round, times)
      const clock = new ManualClock(tradeOf(round, promised + 200).timeMs)
      const run = startRun(new MarketState({ epoch: 'after' }), directory, clock)
      const all = [0, Number.POSITIVE_INFINITY, 10_000] as const
      const kept = run.history.bars.read(run.id, '1d', ...all).reduce((sum, bar) => sum + bar.tradeCount, 0) - modelled
      expect(kept, `round ${round}`).toBeGreaterThanOrEqual(promised)
      for (let index = 0; index < kept; index++) {
        const { timeMs, price, size } = tradeOf(round, index)
        model.addTrade(run.id, timeMs, price, size)
      }
      modelled += kept
      for (const interval of intervals)
        expect(run.history.bars.read(run.id, interval, ...all), interval).toEqual(model.read(run.id, interval, ...all))
      await run.history.close()
    }
  }, 60_000)

  it('forgets no span of which trades were lost, and claims no other to be missing', async () => {
    const second = (timeMs: number) => Math.floor(timeMs / 1_000) * 1_000
    const [round, flushes] = [0, 25]
    const promised = await killAfterPromises(round, flushes)
    const clock = new ManualClock(tradeOf(round, promised).timeMs + 60_000)
    const run = startRun(new MarketState({ epoch: 'after' }), directory, clock)
    // Of the connection its first and last seconds are not claimed.
    const [fromMs, toMs] = [second(tradeOf(round, 0).timeMs) + 6_000, second(tradeOf(round, promised).timeMs) - 6_000]
    const expected = new Set<number>()
    for (let flush = 0; flush * tradesPerFlush < promised; flush++) {
      const lostAtMs = second(tradeOf(round, flush * tradesPerFlush + lostInFlush).timeMs)
      if (lostAtMs >= fromMs && lostAtMs < toMs) expected.add(lostAtMs)
    }
    const { missing } = await run.history.read(run.id, '1s', fromMs, toMs, 10_000)
    const seconds = missing.flatMap((span) =>
      Array.from({ length: (span.toMs - span.fromMs) / 1_000 }, (_, index) => span.fromMs + index * 1_000),
    )
    expect(expected.size).toBeGreaterThan(5)
    expect(seconds).toEqual([...expected].sort((a, b) => a - b))
    await run.history.close()
  }, 60_000)
})
