import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type InstrumentId, priceTicks, sizeLots } from '../../lib/market/units.ts'
import type { BarsMessage } from '../../lib/protocol/messages.ts'
import { StreamHarness, startMs } from '../support/stream-harness.ts'
import type { StreamViewer } from '../support/stream-viewer.ts'

let harness: StreamHarness
let btc: InstrumentId
const symbol = 'SIM:BTC-USD'

beforeEach(async () => {
  harness = await StreamHarness.start({ ackMs: 3_000, silentMs: 1e9, stalledMs: 1e9 })
  btc = harness.define(symbol)
})

afterEach(async () => {
  await harness.stop()
})

function numbers(viewer: StreamViewer): number[] {
  return (viewer.trades.get(symbol) ?? []).map((trade) => trade.number)
}

describe.each(['json', 'binary'] as const)('trades over %s', (encoding) => {
  it('come all, in order, in one message a flush, beginning with the latest', async () => {
    for (let index = 0; index < 150; index++) harness.trade(btc, 100 + index, 1)
    const viewer = await harness.connect(encoding)
    await viewer.request({ type: 'subscribe', channel: 'trades', symbols: [symbol], rate: 4 }, 'subscribed')
    await viewer.settled()
    expect(numbers(viewer)).toEqual(Array.from({ length: 100 }, (_, index) => 50 + index))
    for (let index = 0; index < 1_000; index++) {
      harness.trade(btc, 1_000 + index, 1)
      if (index % 100 === 99) harness.clock.advance(130)
    }
    harness.clock.advance(250)
    await viewer.settled()
    expect(numbers(viewer)).toEqual(Array.from({ length: 1_100 }, (_, index) => 50 + index))
    expect(viewer.trades.get(symbol)?.at(-1)?.price).toBe(1_999)
  })

  it('come once to a viewer that has them in two subscriptions, also after it was behind', async () => {
    const viewer = await harness.connect(encoding)
    await viewer.request({ type: 'subscribe', symbols: [symbol], rate: 4 }, 'subscribed')
    for (let count = 0; count < 2; count++) {
      await viewer.request({ type: 'subscribe', channel: 'trades', symbols: [symbol], rate: 4 }, 'subscribed')
    }
    const trade = (count: number) => {
      for (let step = 0; step < count; step++) {
        harness.trade(btc, 100 + step, 1)
        harness.clock.advance(100)
      }
      harness.clock.advance(300)
    }
    trade(10)
    await viewer.settled()
    expect(numbers(viewer)).toEqual(Array.from({ length: 10 }, (_, index) => index))
    trade(90)
    await viewer.settled()
    expect(numbers(viewer).length).toBeLessThan(90)
    viewer.acknowledge()
    await viewer.settled()
    expect(numbers(viewer)).toEqual(Array.from({ length: 100 }, (_, index) => index))
    // One of the two ends: the other goes on.
    await viewer.request({ type: 'unsubscribe', subscription: 2 }, 'subscribed')
    trade(1)
    await viewer.settled()
    expect(numbers(viewer)).toHaveLength(101)
  })

  it('have no gap and no repetition across a change of rate', async () => {
    const viewer = await harness.connect(encoding)
    await viewer.request({ type: 'subscribe', channel: 'trades', symbols: [symbol], rate: 4 }, 'subscribed')
    for (const rate of [0.5, 60, 1, 10]) {
      viewer.send({ type: 'rate', subscription: 1, rate })
      await viewer.settled()
      for (let step = 0; step < 40; step++) {
        harness.trade(btc, 100 + step, 1)
        harness.clock.advance(61)
      }
    }
    harness.clock.advance(2_000)
    await viewer.settled()
    expect(viewer.of('subscribed').at(-1)?.rate).toBe(10)
    expect(numbers(viewer)).toEqual(Array.from({ length: 160 }, (_, index) => index))
  })

  it('follow when a viewer that was behind has caught up', async () => {
    const viewer = await harness.connect(encoding)
    await viewer.request({ type: 'subscribe', symbols: [symbol], rate: 10 }, 'subscribed')
    await viewer.request({ type: 'subscribe', channel: 'trades', symbols: [symbol], rate: 10 }, 'subscribed')
    for (let step = 0; step < 100; step++) {
      harness.trade(btc, 100 + step, 1)
      harness.clock.advance(100)
    }
    await viewer.settled()
    expect(numbers(viewer).length).toBeLessThan(60)
    viewer.acknowledge()
    await viewer.settled()
    expect(numbers(viewer)).toEqual(Array.from({ length: 100 }, (_, index) => index))
  })
})

describe('bars', () => {
  async function subscribe(viewer: StreamViewer, extra: object = {}): Promise<void> {
    await viewer.request(
      { type: 'subscribe', channel: 'bars', symbols: [symbol], interval: '1m', rate: 4, ...extra },
      'subscribed',
    )
    await viewer.settled()
  }

  function rows(viewer: StreamViewer, index: number): BarsMessage['bars'] {
    return (viewer.bars[index] as BarsMessage).bars
  }

  function late(price: number, agoMs: number): void {
    harness.market.trade(btc, priceTicks(price), sizeLots(1), 'buy', harness.clock.now() - agoMs, harness.clock.now(), 0)
  }

  it('hand over history, the forming bar and what changes, in one sequence', async () => {
    for (let minute = 0; minute < 5; minute++) {
      harness.trade(btc, 10_000 + minute, 1_500)
      harness.clock.advance(60_000)
    }
    harness.trade(btc, 20_000, 1_000)
    const viewer = await harness.connect('json')
    await subscribe(viewer, { limit: 3 })
    expect(viewer.bars[0]).toMatchObject({ history: true, interval: '1m', symbol })
    expect(rows(viewer, 0)).toEqual([
      [startMs + 180_000, '100.03', '100.03', '100.03', '100.03', '1.5', 1],
      [startMs + 240_000, '100.04', '100.04', '100.04', '100.04', '1.5', 1],
      [startMs + 300_000, '200', '200', '200', '200', '1', 1],
    ])
    harness.trade(btc, 21_000, 1_000)
    harness.clock.advance(250)
    await viewer.settled()
    expect(rows(viewer, 1)).toEqual([[startMs + 300_000, '200', '210', '200', '210', '2', 2]])
    expect(viewer.bars[1]).not.toHaveProperty('history')
  })

  it('are corrected by a late trade, of any age', async () => {
    const viewer = await harness.connect('json')
    await subscribe(viewer)
    for (let minute = 0; minute < 4; minute++) {
      harness.trade(btc, 10_000, 1_000)
      harness.clock.advance(60_000)
    }
    await viewer.settled()
    const before = viewer.bars.length
    late(30_000, 200_000)
    late(20_000, 10)
    harness.clock.advance(250)
    await viewer.settled()
    expect(viewer.bars).toHaveLength(before + 1)
    expect(rows(viewer, before).map(([timeMs, , high, , , , trades]) => [(timeMs - startMs) / 60_000, high, trades])).toEqual([
      [0, '300', 2],
      [3, '200', 2],
    ])
  })

  it('come in binary, and give only what is asked for', async () => {
    for (let minute = 0; minute < 5; minute++) {
      harness.trade(btc, 10_000 + minute, 1_500)
      harness.clock.advance(60_000)
    }
    const viewer = await harness.connect('binary')
    await subscribe(viewer, { fromMs: startMs + 180_000, interval: '1m' })
    expect(viewer.bars).toMatchObject([
      {
        symbol,
        interval: '1m',
        history: true,
        bars: [{ timeMs: startMs + 180_000, open: 10_003, volumeLow: 1_500 }, { open: 10_004 }],
      },
    ])
  })

  it('that changed while a viewer was behind come when it has caught up', async () => {
    const viewer = await harness.connect('json')
    await viewer.request({ type: 'subscribe', symbols: [symbol], rate: 10 }, 'subscribed')
    await subscribe(viewer)
    for (let step = 0; step < 80; step++) {
      harness.trade(btc, 10_000 + step, 1_000)
      harness.clock.advance(100)
    }
    await viewer.settled()
    const before = viewer.bars.length
    harness.clock.advance(60_000 - 8_000)
    harness.trade(btc, 9_000, 1_000)
    harness.clock.advance(300)
    await viewer.settled()
    expect(viewer.bars).toHaveLength(before)
    viewer.acknowledge()
    await viewer.settled()
    expect(rows(viewer, before)).toEqual([
      [startMs, '100', '100.79', '100', '100.79', '80', 80],
      [startMs + 60_000, '90', '90', '90', '90', '1', 1],
    ])
  })
})

describe('the book', () => {
  it('comes with its best levels, whole each time, and empty when it is void', async () => {
    const levels = (list: number[][]) => list.map(([price, size]) => [priceTicks(price ?? 0), sizeLots(size ?? 0)] as const)
    const book = (snapshot: boolean, bids: number[][], asks: number[][]) =>
      harness.market.book(btc, { snapshot, bids: levels(bids), asks: levels(asks), venueTimeMs: 0, receivedTimeMs: 0 })
    book(true, [[100, 1000]], [[101, 2000]])
    const viewer = await harness.connect('json')
    await viewer.request({ type: 'subscribe', channel: 'book', symbols: [symbol], rate: 4 }, 'subscribed')
    book(false, [[99, 500]], [[101, 0]])
    harness.clock.advance(250)
    harness.market.disconnected('SIM', 'test')
    harness.clock.advance(250)
    await viewer.settled()
    expect(viewer.of('book').map(({ bids, asks }) => [bids, asks])).toEqual([
      [[['1', '1']], [['1.01', '2']]],
      [
        [
          ['1', '1'],
          ['0.99', '0.5'],
        ],
        [],
      ],
      [[], []],
    ])
  })
})

describe.each(['json', 'binary'] as const)('bars over %s whose past was filled', (encoding) => {
  it('come again, whole, to those who look at them', async () => {
    harness.trade(btc, 100, 1)
    const viewer = await harness.connect(encoding)
    const chart = { type: 'subscribe', channel: 'bars', interval: '1m', symbols: [symbol], rate: 4 } as const
    await viewer.request(chart, 'subscribed')
    await viewer.settled()
    expect(viewer.bars).toHaveLength(1)
    const bar = { open: 7, high: 9, low: 6, close: 8, volumeHigh: 0, volumeLow: 5, tradeCount: 2 }
    harness.market.bars.backfill(btc, '1m', [{ ...bar, timeMs: startMs - 60_000 }])
    harness.broadcaster.barsFilled(btc, 60_000)
    harness.clock.advance(1_000)
    await viewer.settled()
    const again = viewer.bars.at(-1)
    expect(again).toMatchObject({ history: true, interval: '1m', symbol })
    expect((again as BarsMessage).bars).toHaveLength(2)
  })
})
