import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createQuoteColumns, type QuoteColumns } from '../market/quote-columns.ts'
import { statusCodes } from '../market/status.ts'
import { TableQuoteStore } from './quote-store.ts'
import { QuoteTable } from './quote-table.ts'
import { TableRows } from './table-rows.ts'
import { instrument } from './test-support/messages.ts'

const none = { high: Number.NEGATIVE_INFINITY, low: Number.POSITIVE_INFINITY }

let table: QuoteTable
let store: TableQuoteStore

beforeEach(() => {
  table = new QuoteTable()
  store = new TableQuoteStore(new TableRows(table))
})

/** An update of one instrument in one stream. */
function update(
  symbol: string,
  change: Partial<Record<Exclude<keyof QuoteColumns, 'capacity' | 'status'>, number>>,
  { stream = 3, timeMs = 0, trades = 0, high = none.high, low = none.low } = {},
): void {
  const columns = createQuoteColumns(1)
  columns.status[0] = statusCodes.live
  for (const [name, value] of Object.entries(change)) columns[name as 'last'][0] = value
  table.accept(stream, columns, 0, table.rowOf(symbol), timeMs, trades, high, low)
}

describe('quotes', () => {
  beforeEach(() => {
    for (const [index, symbol] of ['A', 'B', 'C'].entries()) table.define(instrument(symbol, index))
  })

  it('are unknown until their first state', () => {
    expect(store.get('A')).toBeUndefined()
    expect(store.get('never heard of')).toBeUndefined()
    update('A', { last: 1_000 })
    expect(store.get('A')).toMatchObject({ symbol: 'A', last: 1_000, status: 'live', direction: 0 })
  })

  it('are the same object until a flush in which they changed', () => {
    update('A', { last: 1_000 })
    store.flush(0)
    const before = store.get('A')
    update('A', { last: 1_001 })
    update('B', { last: 5 })
    expect(store.get('A')).toBe(before)
    store.flush(0)
    const after = store.get('A')
    expect(after).toMatchObject({ last: 1_001, direction: 1 })
    store.flush(0)
    expect(store.get('A')).toBe(after)
  })

  it('tell only the listeners of symbols that changed, once a flush', () => {
    const onA = vi.fn()
    const onB = vi.fn()
    store.subscribe('A', onA)
    store.subscribe('B', onB)
    for (let price = 1; price < 10; price++) update('A', { last: price })
    expect(onA).not.toHaveBeenCalled()
    store.flush(0)
    expect(onA).toHaveBeenCalledTimes(1)
    expect(onB).not.toHaveBeenCalled()
    store.flush(0)
    expect(onA).toHaveBeenCalledTimes(1)
  })

  it('tell one listener of several symbols once, and everybody of all that changed', () => {
    const onMany = vi.fn()
    const changed: string[][] = []
    store.subscribeMany(['A', 'B', 'C'], onMany)
    store.subscribeAll((symbols) => changed.push([...symbols]))
    update('B', { last: 1 })
    update('A', { last: 1 })
    store.flush(0)
    expect(onMany).toHaveBeenCalledTimes(1)
    expect(changed).toEqual([['B', 'A']])
  })

  it('are all of the same flush for whoever is told', () => {
    update('A', { last: 1 })
    update('B', { last: 1 })
    store.flush(0)
    const seen: unknown[] = []
    store.subscribe('A', () => seen.push([store.get('A')?.last, store.get('B')?.last]))
    update('A', { last: 2 })
    update('B', { last: 2 })
    store.flush(0)
    expect(seen).toEqual([[2, 2]])
  })

  it('do not tell who has left, even when it leaves while others are being told', () => {
    const onA = vi.fn()
    const release = store.subscribe('A', onA)
    release()
    release()
    update('A', { last: 1 })
    store.flush(0)
    expect(onA).not.toHaveBeenCalled()
  })

  it('merge the trades of a frame: their number, high and low, kept until the next frame with trades', () => {
    update('A', { last: 1_000, tradeCount: 50 })
    store.flush(0)
    expect(store.get('A')).toMatchObject({ mergedTrades: 0 })
    update('A', { last: 1_005, tradeCount: 52 }, { trades: 2, high: 1_020, low: 1_001 })
    update('A', { last: 1_003, tradeCount: 53 }, { trades: 1, high: 1_003, low: 990 })
    store.flush(0)
    expect(store.get('A')).toMatchObject({ mergedTrades: 3, mergedHigh: 1_020, mergedLow: 990, direction: -1 })
    update('A', { last: 1_003, bid: 1_002, tradeCount: 53 })
    store.flush(0)
    expect(store.get('A')).toMatchObject({ bid: 1_002, mergedTrades: 3, mergedHigh: 1_020 })
    update('A', { last: 1_004, tradeCount: 54 }, { trades: 1, high: 1_004, low: 1_004 })
    store.flush(0)
    expect(store.get('A')).toMatchObject({ mergedTrades: 1, mergedHigh: 1_004, mergedLow: 1_004 })
  })

  it('never go back to what another stream brings later', () => {
    update('A', { last: 1_000, tradeCount: 100 }, { stream: 4, timeMs: 5_000 })
    update('A', { last: 900, tradeCount: 90 }, { stream: 1, timeMs: 4_000 })
    // As many trades, an earlier frame: its bid is old.
    update('A', { last: 1_000, bid: 1, tradeCount: 100 }, { stream: 1, timeMs: 4_900 })
    store.flush(0)
    expect(store.get('A')).toMatchObject({ last: 1_000, bid: 0 })
  })

  it('pass from one stream to another where both stand at the same trade, so that nothing is merged twice or not at all', () => {
    update('A', { last: 10, tradeCount: 100 }, { stream: 4, timeMs: 0 })
    store.flush(0)
    table.streamWanted = () => 1
    // The slow stream begins behind, and its first interval overlaps with what was shown.
    update('A', { last: 9, tradeCount: 98 }, { stream: 1, timeMs: 0 })
    update('A', { last: 12, tradeCount: 103 }, { stream: 4, timeMs: 100, trades: 3, high: 13, low: 12 })
    update('A', { last: 12, tradeCount: 103 }, { stream: 1, timeMs: 100, trades: 5, high: 99, low: 9 })
    store.flush(0)
    expect(store.get('A')).toMatchObject({ tradeCount: 103, mergedTrades: 3, mergedHigh: 13, mergedLow: 12 })
    // From here on the slow one keeps it, and the fast one is not listened to.
    update('A', { last: 14, tradeCount: 105 }, { stream: 4, timeMs: 200, trades: 2, high: 14, low: 14 })
    store.flush(0)
    expect(store.get('A')?.tradeCount).toBe(103)
    update('A', { last: 15, tradeCount: 107 }, { stream: 1, timeMs: 1_100, trades: 4, high: 15, low: 13 })
    store.flush(0)
    expect(store.get('A')).toMatchObject({ tradeCount: 107, mergedTrades: 4, mergedHigh: 15, mergedLow: 13 })
    expect(table.trades).toBe(7)
  })

  it('are told at the pace a listener asked for, however fast they come, and the latest is never left out', () => {
    const [fast, slow, both] = [vi.fn(), vi.fn(), vi.fn()]
    store.subscribe('A', fast)
    store.subscribe('A', slow, 10)
    store.subscribeMany(['A', 'B'], both, 10)
    let last = 0
    const waits: number[] = []
    for (let nowMs = 0; nowMs <= 1_000; nowMs += 20) {
      last += 1
      update('A', { last })
      waits.push(store.flush(nowMs))
    }
    expect(fast).toHaveBeenCalledTimes(51)
    expect(slow.mock.calls.length).toBeGreaterThanOrEqual(10)
    expect(slow.mock.calls.length).toBeLessThanOrEqual(14)
    // Together: one paint for both.
    expect(both).toHaveBeenCalledTimes(slow.mock.calls.length)
    const waitMs = waits.at(-1) ?? 0
    expect(waitMs).toBeGreaterThan(0)
    expect(waitMs).toBeLessThan(100)
    slow.mockImplementation(() => expect(store.get('A')?.last).toBe(last))
    const told = slow.mock.calls.length
    expect(store.flush(1_000 + waitMs)).toBe(Number.POSITIVE_INFINITY)
    expect(slow).toHaveBeenCalledTimes(told + 1)
  })

  it('are told at once when they become stale or live again, whatever the pace, and not again when that is due', () => {
    const [slow, both] = [vi.fn(), vi.fn()]
    store.subscribe('A', slow, 0.5)
    store.subscribeMany(['B', 'A'], both, 0.5)
    const told = () => [slow, both].map((listener) => listener.mock.calls.length)
    update('A', { last: 1 })
    update('B', { last: 1 })
    store.flush(0)
    update('B', { last: 2 })
    store.flush(10)
    update('A', { last: 2 })
    store.flush(20)
    const before = told()
    update('B', { last: 3 })
    table.orphan(table.rowOf('A'))
    store.flush(40)
    expect(told()).toEqual(before.map((count) => count + 1))
    store.flush(2_500)
    expect(told()).toEqual(before.map((count) => count + 1))
    update('A', { last: 3 }, { timeMs: 1 })
    store.flush(2_510)
    expect(told()).toEqual(before.map((count) => count + 2))
  })

  it('that come at the pace of their fastest listener are told to it as they come, and only slower ones wait', () => {
    store = new TableQuoteStore(new TableRows(table), true)
    const [fast, slow, ofB] = [vi.fn(), vi.fn(), vi.fn()]
    store.subscribe('A', slow, 2)
    store.subscribe('A', fast, 10)
    store.subscribe('B', ofB, 2)
    const told = () => [fast, slow, ofB].map((listener) => listener.mock.calls.length)
    const change = (last: number, nowMs: number): number[] => {
      update('A', { last })
      update('B', { last })
      store.flush(nowMs)
      return told()
    }
    change(1, 0)
    expect(change(2, 500)).toEqual([2, 2, 2])
    // What came late is not held back for another period, nor what comes early.
    expect(change(3, 580)).toEqual([3, 2, 3])
    expect(change(4, 600)).toEqual([4, 2, 4])
    // Every row comes with every flush to whoever wants all.
    const release = store.subscribeAll(() => undefined)
    expect(change(5, 610)).toEqual([5, 2, 4])
    expect(change(6, 620)).toEqual([5, 2, 4])
    release()
    expect(change(7, 1_100)).toEqual([6, 3, 5])
  })

  it('come a little early to a listener with a pace where the page is drawn anyway', () => {
    const listener = vi.fn()
    store.subscribe('A', listener, 10)
    const change = (last: number, nowMs: number, shared: boolean): number => {
      update('A', { last })
      store.flush(nowMs, shared)
      return listener.mock.calls.length
    }
    change(1, 0, false)
    expect(change(2, 100, false)).toBe(2)
    expect(change(3, 160, false)).toBe(2)
    expect(change(4, 165, true)).toBe(3)
    expect(change(5, 200, true)).toBe(3)
  })

  it('come at once to a listener with a pace that has waited, is new, or has a clock that was put back; never to one that left', () => {
    const [first, second, gone] = [vi.fn(), vi.fn(), vi.fn()]
    store.subscribe('A', first, 4)
    const leave = store.subscribe('A', gone, 4)
    update('A', { last: 1 })
    store.flush(10_000)
    update('A', { last: 2 })
    store.flush(10_250)
    expect(first).toHaveBeenCalledTimes(2)
    store.subscribe('A', second, 4)
    update('A', { last: 3 })
    store.flush(10_260)
    expect([first, second].map((listener) => listener.mock.calls.length)).toEqual([2, 1])
    leave()
    store.flush(5_000)
    expect([first, gone].map((listener) => listener.mock.calls.length)).toEqual([3, 2])
  })

  it('are stale when no stream keeps them, and live again with the next state', () => {
    update('A', { last: 1 })
    store.flush(0)
    table.orphan(table.rowOf('A'))
    store.flush(0)
    expect(store.get('A')).toMatchObject({ status: 'stale', last: 1 })
    update('A', { last: 2 }, { timeMs: 1 })
    store.flush(0)
    expect(store.get('A')?.status).toBe('live')
  })

  it('are multiplied when their tick or lot becomes finer', () => {
    update('A', { last: 1_000, bid: 999, bidSize: 5, volumeLow: 70, dayVolumeBaseLow: 20, tradeCount: 1 })
    store.flush(0)
    const ratios: number[][] = []
    table.onRefined = (...all) => ratios.push(all)
    table.define(instrument('A', 0, { tickSize: '0.001', lotSize: '0.01' }))
    store.flush(0)
    expect(store.get('A')).toMatchObject({ last: 10_000, bid: 9_990, bidSize: 500, dayVolumeLots: 5_000n })
    expect(ratios).toEqual([[0, 10, 100]])
    table.define(instrument('A', 0, { tickSize: '0.001', lotSize: '0.01' }))
    expect(ratios).toHaveLength(1)
  })

  it('are unknown again when the tick became coarser, as it may when the server has started anew', () => {
    update('A', { last: 1_000, tradeCount: 1 })
    store.flush(0)
    const forgotten: number[] = []
    table.onCoarser = (row) => forgotten.push(row)
    table.define(instrument('A', 0, { tickSize: '0.1' }))
    store.flush(0)
    expect(store.get('A')).toBeUndefined()
    expect(forgotten).toEqual([0])
    update('A', { last: 100, tradeCount: 0 })
    store.flush(0)
    expect(store.get('A')?.last).toBe(100)
  })

  it('hold day volumes beyond 2^53, and negative ones of a day that began before the server', () => {
    update('A', { volumeHigh: 2 ** 20, volumeLow: 7, tradeCount: 1 })
    update('B', { volumeHigh: 0, volumeLow: 5, dayVolumeBaseHigh: -3, dayVolumeBaseLow: 1, tradeCount: 1 })
    expect(store.get('A')?.dayVolumeLots).toBe(2n ** 72n + 7n)
    expect(store.get('B')?.totalVolumeLots).toBe(5n)
    expect(store.get('B')?.dayVolumeLots).toBe(3n * 2n ** 52n + 4n)
  })
})

describe('the table', () => {
  it('grows with what it holds', () => {
    for (let index = 0; index < 1_000; index++) table.define(instrument(`S${index}`, index))
    for (let index = 0; index < 1_000; index++) update(`S${index}`, { last: index + 1, tradeCount: index })
    store.flush(0)
    for (let index = 0; index < 1_000; index++) expect(store.get(`S${index}`)?.last).toBe(index + 1)
  })

  it('has a place for a symbol before anything is known of it', () => {
    const onA = vi.fn()
    store.subscribe('A', onA)
    update('A', { last: 1 })
    store.flush(0)
    expect(store.get('A')).toBeUndefined()
    table.define(instrument('A', 0))
    store.flush(0)
    expect(onA).toHaveBeenCalled()
    expect(store.get('A')?.last).toBe(1)
  })

  it('does not compare the counters of a new epoch with those of the old', () => {
    table.define(instrument('A', 0))
    update('A', { last: 1, tradeCount: 1_000 })
    store.flush(0)
    table.forgetSources(true)
    update('A', { last: 2, tradeCount: 3 })
    store.flush(0)
    expect(store.get('A')).toMatchObject({ last: 2, tradeCount: 3, mergedTrades: 0 })
  })
})
