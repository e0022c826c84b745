import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWriter, prepareStore } from './database.ts'
import { LostSpans, openEndMs } from './lost-spans.ts'
import { StoreWriter } from './store-writer.ts'

let directory: string
let database: DatabaseSync
let writer: StoreWriter

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ticklane-lost-'))
  prepareStore(directory)
  database = openWriter(directory)
  writer = new StoreWriter(database)
})
afterEach(() => {
  database.close()
  rmSync(directory, { recursive: true })
})

/** The end of a flush. */
function store(lost: LostSpans, live: [number, number][] = []): void {
  const report = lost.report()
  const nothing = { symbols: [], scales: [], bars: new Float64Array(0), fills: [] }
  writer.write(
    {
      ...nothing,
      lost: report,
      live: live.map(([fromMs, toMs], index) => [index + 1, 'BINANCE', fromMs, toMs]),
      members: live.map(([fromMs], index) => [1, index + 1, fromMs, null]),
    },
    0,
  )
  lost.reported(report)
}

const stored = () => new LostSpans(database).of(1)

describe('spans in which trades were lost', () => {
  it('are known to the next process, one span where they touch', () => {
    const lost = new LostSpans(database)
    lost.add(1, 100, 200)
    lost.add(1, 200, 300)
    lost.add(1, 900, 901.5)
    store(lost, [[0, 5_000]])
    expect(stored()).toEqual([
      { fromMs: 100, toMs: 300 },
      { fromMs: 900, toMs: 902 },
    ])
  })

  it('go no further than what was observed when the process ended before awaited trades had come', () => {
    const lost = new LostSpans(database)
    lost.await(1, 2_000)
    expect(lost.of(1)).toEqual([{ fromMs: 2_000, toMs: openEndMs }])
    store(lost, [
      [0, 500],
      [600, 5_000],
    ])
    const next = new LostSpans(database)
    expect(next.of(1)).toEqual([{ fromMs: 2_000, toMs: 5_000 }])
    next.beginReport()
    store(next)
    expect(database.prepare('SELECT to_ms FROM lost').all()).toEqual([{ to_ms: 5_000 }])
  })

  it('stay in the store until a flush that began after the awaited trades came: only that carries their bars', () => {
    const lost = new LostSpans(database)
    lost.await(1, 2_000)
    lost.beginReport()
    store(lost, [[0, 5_000]])
    lost.beginReport()
    lost.await(1, undefined)
    store(lost, [[0, 6_000]])
    expect(lost.of(1)).toEqual([])
    expect(stored()).toEqual([{ fromMs: 2_000, toMs: 6_000 }])
    lost.beginReport()
    store(lost, [[0, 7_000]])
    expect(stored()).toEqual([])
    expect(lost.report()).toEqual([])
  })

  it('are told again when the batch that told them failed', () => {
    const lost = new LostSpans(database)
    lost.add(1, 100, 200)
    lost.beginReport()
    lost.report()
    lost.beginReport()
    store(lost, [[0, 5_000]])
    expect(stored()).toEqual([{ fromMs: 100, toMs: 200 }])
  })

  it('are bounded in number: the oldest become one, so that more is called missing and not less', () => {
    const lost = new LostSpans(database)
    for (let index = 0; index < 1_500; index++) lost.add(1, index * 10, index * 10 + 1)
    expect(lost.of(1)).toHaveLength(1_000)
    expect(lost.of(1)[0]).toEqual({ fromMs: 0, toMs: 5_001 })
  })
})
