import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Coverage } from './coverage.ts'
import { openWriter, prepareStore } from './database.ts'
import { hoursLevel, type Level, minutesLevel, secondsLevel, seriesOf } from './levels.ts'
import { StoreWriter } from './store-writer.ts'

const minute = 60_000
const day = 86_400_000
const start = Date.parse('2026-03-02T10:00:00Z')
const symbol = 1
const levels: readonly Level[] = [secondsLevel, minutesLevel, hoursLevel]

let directory: string
let database: DatabaseSync
let coverage: Coverage
let writer: StoreWriter

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ticklane-coverage-'))
  prepareStore(directory)
  database = openWriter(directory)
  writer = new StoreWriter(database)
  coverage = new Coverage(database, () => ({}), [7 * day, 30 * day, Number.POSITIVE_INFINITY])
  coverage.begin('binance', 'BINANCE', start)
})
afterEach(() => {
  database.close()
  rmSync(directory, { recursive: true })
})

/** Two flushes: what is whole by the first is out of the store with the second. */
function flush(nowMs: number): void {
  for (let times = 0; times < 2; times++) {
    coverage.lost.beginReport()
    const report = coverage.report(nowMs, 1, () => [symbol])
    const { live, members, lost } = report
    writer.write({ symbols: [], scales: [], bars: new Float64Array(0), fills: [], live, members, lost }, nowMs)
    coverage.reported(report)
  }
}

function fill(level: Level, fromMs: number, toMs: number): void {
  const series = seriesOf(symbol, level)
  writer.write(
    {
      ...{ symbols: [], scales: [[1, '1', '1']], bars: new Float64Array(0), live: [], members: [], lost: [] },
      fills: [{ series, scale: 1, bars: new Float64Array(0), known: [{ fromMs, toMs }] }],
    },
    toMs,
  )
  coverage.addFilled(series, fromMs, toMs)
}

const stored = () => database.prepare('SELECT from_ms, to_ms FROM lost ORDER BY from_ms').all()
const knownAt = (level: Level, timeMs: number, nowMs: number) =>
  coverage
    .known({ symbolId: symbol, venue: 'BINANCE', level }, nowMs, () => Number.POSITIVE_INFINITY)
    .some(({ fromMs, toMs }) => fromMs <= timeMs && timeMs < toMs)

describe('a span of which trades were lost', () => {
  const lostAt = start + 10 * minute

  it('is forgotten, in the store too, once the venue has filled its minutes and its seconds are kept no longer', () => {
    coverage.lost.add(symbol, lostAt + 2_000, lostAt + 3_000)
    flush(start + 15 * minute)
    expect(stored()).toHaveLength(1)
    fill(minutesLevel, lostAt, lostAt + minute)
    flush(start + 16 * minute)
    const nowMs = start + 17 * minute
    expect(levels.map((level) => knownAt(level, lostAt + 2_000, nowMs))).toEqual([false, true, true])
    expect(stored()).toHaveLength(1)
    flush(start + 9 * day)
    expect(stored()).toEqual([])
    expect(coverage.lost.of(symbol)).toEqual([])
  })

  it('is forgotten at once when the venue has filled its seconds as well', () => {
    coverage.lost.add(symbol, lostAt + 2_000, lostAt + 3_000)
    coverage.lost.add(symbol, lostAt + 5 * minute, lostAt + 5 * minute + 1)
    flush(start + 20 * minute)
    fill(minutesLevel, lostAt, lostAt + minute)
    fill(secondsLevel, lostAt, lostAt + minute)
    flush(start + 21 * minute)
    expect(stored()).toEqual([{ from_ms: lostAt + 5 * minute, to_ms: lostAt + 5 * minute + 1 }])
    expect(coverage.lost.of(symbol)).toHaveLength(1)
  })

  it('stays known while hours are kept that nobody filled: they are not whole', () => {
    coverage.lost.add(symbol, lostAt, lostAt + 1_000)
    flush(start + 15 * minute)
    flush(start + 100 * day)
    expect(stored()).toHaveLength(1)
    expect(knownAt(hoursLevel, lostAt, start + 100 * day)).toBe(false)
    fill(hoursLevel, start, start + 60 * minute)
    flush(start + 100 * day + minute)
    expect(stored()).toEqual([])
    expect(knownAt(hoursLevel, lostAt, start + 101 * day)).toBe(true)
  })
})
