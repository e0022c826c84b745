import { beforeEach, describe, expect, it } from 'vitest'
import type { InstrumentDefinition } from '../../lib/market/instrument.ts'
import type { TradeBatch } from '../../lib/market/market-view.ts'
import { statusCodes } from '../../lib/market/status.ts'
import { type InstrumentId, priceTicks, sizeLots } from '../../lib/market/units.ts'
import { wideToBigInt } from '../../lib/market/wide.ts'
import { MarketState } from './market-state.ts'

const definition: InstrumentDefinition = {
  symbol: 'SIM:BTC-USD',
  venue: 'SIM',
  name: 'Bitcoin / Dollar',
  base: 'BTC',
  quote: 'USD',
  assetClass: 'crypto',
  session: 'continuous',
  origin: 'simulated',
  tickSize: '0.01',
  lotSize: '0.001',
}
const dayStart = Date.parse('2024-08-09T00:00:00Z')
const ignore = () => undefined

let market: MarketState
let id: InstrumentId

function create(): void {
  market = new MarketState({ epoch: 'e' })
  id = market.define(definition)
}

beforeEach(create)

function trade(price: number, size: number, timeMs: number): void {
  market.trade(id, priceTicks(price), sizeLots(size), 'buy', timeMs, timeMs + 3, 1)
}

function batch(): TradeBatch {
  return {
    count: 0,
    first: 0,
    venueTimeMs: new Float64Array(1),
    price: new Float64Array(1),
    size: new Float64Array(1),
    side: new Uint8Array(1),
  }
}

const dayVolume = () =>
  wideToBigInt(market.columns.volumeHigh[id] as number, market.columns.volumeLow[id] as number) -
  wideToBigInt(market.columns.dayVolumeBaseHigh[id] as number, market.columns.dayVolumeBaseLow[id] as number)

describe('MarketState', () => {
  it('counts volume and trades, and lists a changed row once with the extremes since the last harvest', () => {
    for (const [price, size] of [
      [100, 5],
      [90, 1],
      [110, 2],
    ] as const)
      trade(price, size, dayStart)
    expect(market.columns.last[id]).toBe(110)
    expect(market.columns.tradeCount[id]).toBe(3)
    expect(market.columns.volumeLow[id]).toBe(8)
    expect([...market.dirty.ids.subarray(0, market.dirty.count)]).toEqual([id])
    expect([market.dirty.high[id], market.dirty.low[id]]).toEqual([110, 90])
    market.clearDirty()
    expect(market.dirty.count).toBe(0)
    trade(100, 1, dayStart)
    expect([market.dirty.high[id], market.dirty.low[id]]).toEqual([100, 100])
  })

  it('quotes the best of a book that says its levels are the best there are, and only of such a one', () => {
    const level = (price: number, size: number) => [priceTicks(price), sizeLots(size)] as const
    const change = {
      snapshot: true,
      bids: [level(98, 1), level(99, 2)],
      asks: [level(101, 3)],
      venueTimeMs: 1,
      receivedTimeMs: 2,
    }
    market.book(id, change)
    expect(market.columns.bid[id]).toBe(0)
    market.book(id, { ...change, best: true })
    expect([market.columns.bid[id], market.columns.bidSize[id], market.columns.ask[id], market.columns.askSize[id]]).toEqual([
      99, 2, 101, 3,
    ])
    market.book(id, { ...change, best: true, snapshot: false, bids: [level(99, 0)], asks: [level(101, 0)] })
    expect([market.columns.bid[id], market.columns.bidSize[id], market.columns.ask[id]]).toEqual([98, 1, 0])
  })

  it('does not list a quote that repeats the one before', () => {
    const quote = () => market.quote(id, priceTicks(99), sizeLots(1), priceTicks(101), sizeLots(2), 0, dayStart)
    quote()
    market.clearDirty()
    quote()
    expect(market.dirty.count).toBe(0)
  })

  it('begins a day at midnight UTC, and counts a late trade of yesterday in no day', () => {
    trade(100, 5, dayStart + 1)
    trade(120, 1, dayStart + 2)
    expect([market.columns.dayOpen[id], market.columns.dayHigh[id], market.columns.dayLow[id]]).toEqual([100, 120, 100])
    trade(80, 7, dayStart + 86_400_000)
    expect([market.columns.dayOpen[id], market.columns.dayHigh[id], market.columns.dayLow[id]]).toEqual([80, 80, 80])
    expect(dayVolume()).toBe(7n)
    trade(200, 3, dayStart + 86_399_999)
    expect(market.columns.dayHigh[id]).toBe(80)
    expect(dayVolume()).toBe(7n)
    market.rollDays(dayStart + 2 * 86_400_000)
    expect(dayVolume()).toBe(0n)
    expect(market.columns.dayOpen[id]).toBe(0)
  })

  it('takes the day of a venue that sends it, and moves it with trades in between', () => {
    trade(100, 5, dayStart)
    market.day(id, { open: priceTicks(50), high: priceTicks(150), low: priceTicks(40), volumeLots: 10n ** 19n }, dayStart)
    trade(160, 4, dayStart + 86_400_000)
    expect([market.columns.dayOpen[id], market.columns.dayHigh[id], market.columns.dayLow[id]]).toEqual([50, 160, 40])
    expect(dayVolume()).toBe(10n ** 19n + 4n)
  })

  it('multiplies its integers when tick and lot become finer, and keeps them when a coarser one is asked for', () => {
    trade(100, 5, dayStart)
    const ratios: number[] = []
    market.listen({
      refined: (_id, price, size) => ratios.push(price, size),
      barChanged: ignore,
      bookChanged: ignore,
      tradesPressing: ignore,
    })
    expect(market.define({ ...definition, tickSize: '0.1', lotSize: '1' })).toBe(id)
    expect(ratios).toEqual([])
    expect(market.define({ ...definition, tickSize: '0.0001', lotSize: '0.0005' })).toBe(id)
    expect(ratios).toEqual([100, 10])
    expect(market.instruments.get(id)).toMatchObject({ tickSize: '0.0001', lotSize: '0.0001', revision: 1 })
    expect([market.columns.last[id], market.columns.volumeLow[id], market.dirty.high[id]]).toEqual([10_000, 50, 10_000])
    expect(market.bars.read(id, '1m', 0, Number.POSITIVE_INFINITY, 1)[0]).toMatchObject({ open: 10_000, volumeLow: 50 })
    const trades = batch()
    market.trades.read(id, 0, trades)
    expect([trades.price[0], trades.size[0]]).toEqual([10_000, 50])
  })

  it('keeps the coarser step when integers would leave 2^53', () => {
    trade(100, 1, dayStart)
    market.quote(id, priceTicks(1), sizeLots(2 ** 52), priceTicks(2), sizeLots(1), 0, dayStart)
    market.define({ ...definition, lotSize: '0.0001' })
    expect(market.instruments.get(id)).toMatchObject({ lotSize: '0.001', revision: 0 })
  })

  it('keeps it for the sake of everything it holds: a bar of the day before, a trade still in the ring, a sum', () => {
    const finer = () => market.define({ ...definition, tickSize: '0.00000001', lotSize: '0.000000001' })
    const isKept = () => expect(market.instruments.get(id)).toMatchObject({ tickSize: '0.01', lotSize: '0.001', revision: 0 })
    trade(2e10, 1, dayStart)
    trade(1, 1, dayStart + 86_400_000)
    finer()
    isKept()
    expect(market.bars.read(id, '1m', 0, Number.POSITIVE_INFINITY, 2)[0]).toMatchObject({ high: 2e10 })

    create()
    trade(1, 2 ** 40, dayStart)
    finer()
    isKept()

    create()
    const open = { open: priceTicks(1), high: priceTicks(1), low: priceTicks(1) }
    market.day(id, { ...open, volumeLots: 2n ** 90n }, dayStart)
    finer()
    isKept()

    create()
    trade(1, 1, dayStart)
    finer()
    expect(market.instruments.get(id)).toMatchObject({ tickSize: '0.00000001', revision: 1 })
  })

  it('counts a trade of the past nowhere, but shows its price where there is none', () => {
    market.pastTrade(id, priceTicks(70), sizeLots(1), 'sell', dayStart, dayStart, 1)
    expect([market.columns.last[id], market.columns.tradeCount[id], market.columns.status[id]]).toEqual([
      70,
      0,
      statusCodes.pending,
    ])
    trade(100, 1, dayStart)
    market.pastTrade(id, priceTicks(70), sizeLots(1), 'sell', dayStart, dayStart, 1)
    expect(market.columns.last[id]).toBe(100)
    expect(market.bars.read(id, '1m', 0, Number.POSITIVE_INFINITY, 9)).toHaveLength(1)
  })

  it('is live with the first number, stale when the venue is lost, live with the next', () => {
    expect(market.columns.status[id]).toBe(statusCodes.pending)
    trade(1, 1, dayStart)
    expect(market.columns.status[id]).toBe(statusCodes.live)
    market.disconnected('SIM', 'test')
    expect(market.columns.status[id]).toBe(statusCodes.stale)
    trade(1, 1, dayStart)
    expect(market.columns.status[id]).toBe(statusCodes.live)
    market.status(id, 'halted', 'news')
    trade(1, 1, dayStart)
    expect(market.columns.status[id]).toBe(statusCodes.halted)
  })

  it('shows its newest trade again after older ones were fetched, once every tier has sent those', () => {
    trade(100, 1, dayStart + 10_000)
    market.trade(id, priceTicks(90), sizeLots(1), 'buy', dayStart + 4_000, dayStart + 11_000, 0, true)
    expect(market.columns.last[id]).toBe(90)
    market.clearDirty()
    market.settleLast(dayStart + 13_400)
    expect([market.columns.last[id], market.dirty.count]).toEqual([90, 0])
    market.define({ ...definition, tickSize: '0.001' })
    market.clearDirty()
    market.settleLast(dayStart + 13_500)
    expect([market.columns.last[id], market.dirty.count, market.columns.tradeCount[id]]).toEqual([1_000, 1, 2])

    market.trade(id, priceTicks(900), sizeLots(1), 'buy', dayStart + 5_000, dayStart + 14_000, 0, true)
    trade(1_010, 1, dayStart + 15_000)
    market.settleLast(dayStart + 60_000)
    expect(market.columns.last[id]).toBe(1_010)
    // Late, but the newest there is: after a lost connection the trades since come so.
    market.trade(id, priceTicks(1_020), sizeLots(1), 'buy', dayStart + 16_000, dayStart + 61_000, 0, true)
    market.settleLast(dayStart + 70_000)
    expect(market.columns.last[id]).toBe(1_020)
  })

  it('refuses and counts what is no price or size', () => {
    trade(Number.NaN, 1, dayStart)
    trade(0, 1, dayStart)
    trade(1, -1, dayStart)
    expect([market.rejected, market.columns.tradeCount[id], market.dirty.count]).toEqual([3, 0, 0])
  })

  it('keeps its rows when there are more instruments than it began with', () => {
    trade(7, 7, dayStart)
    for (let index = 0; index < 1_000; index++) market.define({ ...definition, symbol: `SIM:${index}` })
    expect([market.columns.last[id], market.dirty.high[id]]).toEqual([7, 7])
    const last = market.define({ ...definition, symbol: 'SIM:LAST' })
    market.trade(last, priceTicks(3), sizeLots(1), 'sell', dayStart, dayStart, 1)
    expect(market.columns.last[last]).toBe(3)
  })
})

describe('TradeRing', () => {
  it('reads the trades of one instrument since a number, in order, and no more than are kept', () => {
    const small = new MarketState({ epoch: 'e', tradesKept: 8 })
    const first = small.define(definition)
    const second = small.define({ ...definition, symbol: 'SIM:ETH-USD' })
    for (let index = 0; index < 6; index++) {
      small.trade(first, priceTicks(100 + index), sizeLots(1), 'buy', dayStart, dayStart, index)
      small.trade(second, priceTicks(200 + index), sizeLots(1), 'sell', dayStart, dayStart, index)
    }
    const trades = batch()
    small.trades.read(first, 4, trades)
    expect([trades.first, ...trades.price.subarray(0, trades.count)]).toEqual([4, 104, 105])
    small.trades.read(second, 0, trades)
    expect([trades.first, ...trades.price.subarray(0, trades.count)]).toEqual([2, 202, 203, 204, 205])
    expect(trades.side[0]).toBe(1)
  })

  it('calls before trades that were not harvested are overwritten', () => {
    const small = new MarketState({ epoch: 'e', tradesKept: 8 })
    const first = small.define(definition)
    let calls = 0
    small.listen({ refined: ignore, barChanged: ignore, bookChanged: ignore, tradesPressing: () => calls++ })
    for (let index = 0; index < 5; index++) small.trade(first, priceTicks(1), sizeLots(1), 'buy', 1, 1, index)
    expect(calls).toBe(1)
  })
})
