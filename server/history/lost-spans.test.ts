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

const nothing = { symbols: [], scales: [], bars: new Float64Array(0), live: [], members: [], lost: [], fills: [] }

/** The end of a flush. */
function store(lost: LostSpans, live: [number, number][] = []): void {
  const report = lost.report()
  writer.write(
    {
      ...nothing,
      lost: report,
      live: live.map(([fromMs, toMs], index) => [index + 1, 'BINANCE', fromMs, toMs]),
      members: live.map(([fromMs], index) => [1, index + 1, fromMs, null]),
    },
    0,
  )
  lost.reported()
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

  it('are in the store as they are also after a batch of which it is not known whether it was stored', () => {
    const lost = new LostSpans(database)
    lost.add(1, 100, 200)
    lost.beginReport()
    store(lost)
    lost.await(1, 50)
    lost.beginReport()
    writer.write({ ...nothing, lost: lost.report() }, 0)
    lost.await(1, undefined)
    lost.beginReport()
    store(lost)
    expect(stored()).toEqual([{ fromMs: 100, toMs: 200 }])
  })

  it('cost the store one row for each that is new, however many there are', () => {
    const lost = new LostSpans(database)
    const writes = () => Number(database.prepare('SELECT total_changes() AS count').get()?.count)
    for (let index = 0; index < 900; index++) lost.add(1, index * 10, index * 10 + 1)
    lost.beginReport()
    store(lost)
    lost.add(1, 100_000.5, 100_000.7)
    lost.beginReport()
    const before = writes()
    store(lost)
    lost.keep(1, (spans) => spans.slice(1))
    for (let flush = 0; flush < 2; flush++) {
      lost.beginReport()
      store(lost)
    }
    expect(writes() - before).toBe(2)
    expect(stored()).toEqual(lost.of(1))
    expect(stored()).toHaveLength(900)
  })

  it('are bounded in number: the oldest become one, so that more is called missing and not less', () => {
    const lost = new LostSpans(database)
    for (let index = 0; index < 1_500; index++) lost.add(1, index * 10, index * 10 + 1)
    expect(lost.of(1)).toHaveLength(1_000)
    expect(lost.of(1)[0]).toEqual({ fromMs: 0, toMs: 5_001 })
  })
})
