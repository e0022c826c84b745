import { beforeEach, describe, expect, it } from 'vitest'
import { createQuoteColumns, type QuoteColumns } from '../market/quote-columns.ts'
import { type Status, statusCodes } from '../market/status.ts'
import { MirroredRows } from './mirrored-rows.ts'
import { TableQuoteStore } from './quote-store.ts'
import { QuoteTable } from './quote-table.ts'
import { RowPublisher } from './row-publisher.ts'
import { TableRows } from './table-rows.ts'
import { instrument } from './test-support/messages.ts'

const everyFlush = Number.POSITIVE_INFINITY

let table: QuoteTable
let publisher: RowPublisher
let rows: MirroredRows
let store: TableQuoteStore
let nowMs: number

beforeEach(() => {
  table = new QuoteTable()
  publisher = new RowPublisher(table)
  rows = new MirroredRows()
  store = new TableQuoteStore(rows)
  nowMs = 10_000
  for (const [index, symbol] of ['A', 'B', 'C'].entries()) table.define(instrument(symbol, index))
})

type Change = Partial<Record<Exclude<keyof QuoteColumns, 'capacity' | 'status'>, number>>

/** An update of one instrument; `high` and `low` are of the trades merged into it. */
function update(symbol: string, change: Change, trades = 0, high = -Infinity, low = Infinity, status: Status = 'live'): void {
  const columns = createQuoteColumns(1)
  columns.status[0] = statusCodes[status]
  for (const [name, value] of Object.entries(change)) columns[name as 'last'][0] = value
  table.accept(3, columns, 0, table.rowOf(symbol), 0, trades, high, low)
}

/** Time passes, the publisher flushes, the page takes what there is. Returns the symbols that came, and when more is due. */
function flush(afterMs = 20, shared = false) {
  nowMs += afterMs
  const dueMs = publisher.flush(nowMs, shared)
  const taken = publisher.take(undefined)
  rows.take({ type: 'flush', parts: [], ...taken })
  const came: string[] = []
  const release = store.subscribeAll((symbols) => came.push(...symbols))
  store.flush(nowMs)
  release()
  return { came, dueMs, instruments: taken.instruments.map(([, { symbol }]) => symbol) }
}

describe('rows that go from the thread of the stream to the page', () => {
  it('say there what they say here, number for number', () => {
    const change: Change = {}
    for (const [index, name] of Object.keys(createQuoteColumns(1)).entries()) {
      if (name !== 'capacity' && name !== 'status') change[name as keyof Change] = 2 ** 40 + index
    }
    update('B', { ...change, last: 1_000 })
    update('B', { ...change, last: 999 }, 1, 1_001, 998)
    const own = new TableQuoteStore(new TableRows(table))
    flush()
    own.flush(nowMs)
    const [here, there] = [own.get('B'), store.get('B')]
    expect(there).toEqual(here)
    expect(there?.dayVolumeLots).toBe(here?.dayVolumeLots)
    expect(there?.totalVolumeLots).toBe(here?.totalVolumeLots)
    expect(there).toMatchObject({ last: 999, direction: -1, status: 'live' })
  })

  it('come at once the first time, then as often as somebody listens', () => {
    publisher.listen('A', everyFlush)
    publisher.listen('B', 10)
    for (const symbol of ['A', 'B', 'C']) update(symbol, { last: 1_000 })
    expect(flush()).toMatchObject({
      came: expect.arrayContaining(['A', 'B', 'C']),
      instruments: expect.arrayContaining(['A', 'B', 'C']),
    })
    const came: string[] = []
    for (let frame = 1; frame <= 50; frame++) {
      for (const symbol of ['A', 'B', 'C']) update(symbol, { last: 1_000 + frame })
      came.push(...flush().came)
    }
    const count = (symbol: string) => came.filter((each) => each === symbol).length
    expect(count('A')).toBe(50)
    expect(count('B')).toBeGreaterThanOrEqual(9)
    expect(count('B')).toBeLessThanOrEqual(11)
    // Nobody listens, but somebody may read it: never older than half a second.
    expect(count('C')).toBeGreaterThanOrEqual(2)
    expect(count('C')).toBeLessThanOrEqual(3)
  })

  it('are told when what waits is due, and go along with what is drawn anyway', () => {
    publisher.listen('A', 10)
    update('A', { last: 1 })
    flush()
    update('A', { last: 2 })
    expect(flush(0).came).toEqual(['A'])
    update('A', { last: 3 })
    const waits = flush(30)
    expect(waits.came).toEqual([])
    expect(waits.dueMs).toBeGreaterThan(40)
    expect(waits.dueMs).toBeLessThanOrEqual(100)
    expect(flush(30, true).came).toEqual(['A'])
    expect(store.get('A')?.last).toBe(3)
  })

  it('are news until they were told the first time, and again when they are halted', () => {
    expect(publisher.hasNews).toBe(false)
    update('A', { last: 1 })
    expect(publisher.hasNews).toBe(true)
    flush()
    update('A', { last: 2 })
    expect(publisher.hasNews).toBe(false)
    update('B', { last: 1 })
    expect(publisher.hasNews).toBe(true)
    flush()
    update('A', { last: 3 }, 0, -Infinity, Infinity, 'halted')
    expect(publisher.hasNews).toBe(true)
    flush()
    publisher.all = true
    expect(publisher.hasNews).toBe(false)
    update('B', { last: 2 })
    expect(publisher.hasNews).toBe(true)
    publisher.all = false
    expect(publisher.hasNews).toBe(false)
    publisher.listen('B', everyFlush)
    expect(publisher.hasNews).toBe(true)
  })

  it('bring with them every trade that was merged while they waited, with its extremes', () => {
    publisher.listen('A', 1)
    update('A', { last: 1_000, tradeCount: 5 })
    flush()
    update('A', { last: 1_001, tradeCount: 6 }, 1, 1_001, 1_001)
    expect(flush(0).came).toEqual(['A'])
    update('A', { last: 1_050, tradeCount: 8 }, 2, 1_060, 1_040)
    expect(flush().came).toEqual([])
    update('A', { last: 990, tradeCount: 11 }, 3, 1_000, 980)
    expect(flush().came).toEqual([])
    update('A', { last: 1_000, tradeCount: 12 }, 1, 1_000, 1_000)
    expect(flush(1_000).came).toEqual(['A'])
    expect(store.get('A')).toMatchObject({ tradeCount: 12, mergedTrades: 6, mergedHigh: 1_060, mergedLow: 980 })
  })

  it('go faster at once when somebody begins to listen to one that waits', () => {
    update('C', { last: 1 })
    flush()
    update('C', { last: 2 })
    flush(0)
    update('C', { last: 3 })
    expect(flush().came).toEqual([])
    publisher.listen('C', everyFlush)
    expect(flush().came).toEqual(['C'])
    expect(store.get('C')?.last).toBe(3)
  })

  it('come whole when something else of an instrument is told in finer ticks', () => {
    publisher.listen('A', 0.5)
    update('A', { last: 1_000, tradeCount: 1 })
    flush()
    update('A', { last: 1_001, tradeCount: 2 }, 1, 1_001, 1_001)
    flush(0)
    table.define(instrument('A', 0, { tickSize: '0.001' }))
    publisher.flush(nowMs, false)
    expect(publisher.isEmpty).toBe(true)
    const row = publisher.mention(instrument('A', 0, { tickSize: '0.001' }))
    expect(flush().instruments).toEqual(['A'])
    expect(rows.instrumentOf(row).tickSize).toBe('0.001')
    expect(store.get('A')).toMatchObject({ last: 10_010, instrument: { tickSize: '0.001' } })
  })

  it('are gone from the page when their numbers mean nothing any more', () => {
    update('A', { last: 1_000 })
    flush()
    expect(store.get('A')?.last).toBe(1_000)
    table.define(instrument('A', 0, { tickSize: '0.05' }))
    flush(600)
    expect(store.get('A')).toBeUndefined()
  })

  it('are stale there when no stream keeps them', () => {
    publisher.listen('A', 10)
    update('A', { last: 1_000 })
    flush()
    expect(store.get('A')?.status).toBe('live')
    table.forgetSources(false)
    flush(100)
    expect(store.get('A')?.status).toBe('stale')
  })

  it('come at once when they are halted or stale, and when they are live again, however seldom somebody listens', () => {
    publisher.listen('A', 0.5)
    const halted = (symbol: string): void => update(symbol, { last: 1_000 }, 0, -Infinity, Infinity, 'halted')
    for (const symbol of ['A', 'B', 'C']) update(symbol, { last: 1_000 })
    flush()
    for (const symbol of ['A', 'B']) update(symbol, { last: 1_001 })
    flush(0)
    for (const symbol of ['A', 'B', 'C']) update(symbol, { last: 1_002 })
    expect(flush().came).toEqual([])
    halted('A')
    halted('B')
    expect(flush().came).toEqual(['A', 'B'])
    expect(store.get('A')?.status).toBe('halted')
    halted('A')
    expect(flush().came).toEqual([])
    update('A', { last: 1_003 })
    expect(flush().came).toEqual(['A'])
    table.forgetSources(false)
    expect(flush().came.toSorted()).toEqual(['A', 'B', 'C'])
    expect(store.get('A')?.status).toBe('stale')
  })

  it('have room however many there are', () => {
    for (let index = 0; index < 3_000; index++) table.define(instrument(`S${index}`, 10 + index))
    for (let index = 0; index < 3_000; index++) update(`S${index}`, { last: index + 1 })
    flush()
    for (const index of [0, 257, 2_999]) expect(store.get(`S${index}`)?.last).toBe(index + 1)
  })
})
