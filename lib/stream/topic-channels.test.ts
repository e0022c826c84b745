import { describe, expect, it } from 'vitest'
import type { Bar } from '../market/bar.ts'
import { connectedClient } from './test-support/fake-server.ts'
import type { BarSeries, Book, StreamTrade } from './types.ts'

const minute = 60_000

/** A bar of a message, closing at a price. */
function row(minutes: number, close: string) {
  return [minutes * minute, '10.00', '12.00', '9.00', close, '5', 2] as const
}

async function withBars(limit = 500) {
  const connected = await connectedClient()
  const { client, environment, server, exchange } = connected
  const histories: BarSeries[] = []
  const updates: { changed: readonly Bar[]; series: BarSeries }[] = []
  const listener = {
    onHistory: (series: BarSeries) => histories.push(series),
    onUpdate: (changed: readonly Bar[], series: BarSeries) => updates.push({ changed, series }),
  }
  const release = client.watchBars('A', '1m', limit, listener)
  await exchange()
  const send = (bars: readonly (readonly unknown[])[], history = false) => {
    environment.socket.receive({
      type: 'bars',
      rate: 10,
      symbol: 'A',
      interval: '1m',
      timeMs: 1,
      ...(history && { history }),
      bars,
    })
    environment.paint()
  }
  const reconnect = async () => {
    environment.socket.cut()
    environment.advance(1_000)
    server.accept(environment.socket)
    await exchange()
  }
  const closes = () => (updates.at(-1)?.series ?? histories.at(-1))?.bars.map(({ timeMs, close }) => [timeMs / minute, close])
  return { ...connected, histories, updates, send, reconnect, closes, release, listener }
}

describe('bars', () => {
  it('come as history first, then as what changed', async () => {
    const { environment, histories, updates, send } = await withBars()
    expect(environment.socket.sentOf('subscribe')[0]).toMatchObject({
      channel: 'bars',
      symbols: ['A'],
      interval: '1m',
      limit: 500,
    })
    send([row(1, '10.00'), row(2, '11.00')], true)
    expect(histories).toHaveLength(1)
    expect(histories[0]?.bars[1]).toEqual({
      timeMs: 2 * minute,
      open: 1_000,
      high: 1_200,
      low: 900,
      close: 1_100,
      volumeHigh: 0,
      volumeLow: 5,
      tradeCount: 2,
    })
    send([row(2, '11.50'), row(3, '12.00')])
    expect(histories).toHaveLength(1)
    expect(updates[0]?.changed.map(({ close }) => close)).toEqual([1_150, 1_200])
    expect(updates[0]?.series.bars).toHaveLength(3)
  })

  it('of a subscription that is about to end are not taken for those of the next: they would leave a hole', async () => {
    const { client, histories, updates, send, closes, exchange, listener } = await withBars(2)
    send([row(8, '10.00'), row(9, '11.00')], true)
    // More is wanted: the series begins anew, and what is still on its way belongs to the one before.
    client.watchBars('A', '1m', 3, listener)
    send([row(4, '10.00'), row(9, '11.50')])
    await exchange()
    send([row(7, '10.00'), row(8, '10.00'), row(9, '11.50')], true)
    expect(closes()).toEqual([
      [7, 1_000],
      [8, 1_000],
      [9, 1_150],
    ])
    expect(histories.at(-1)?.bars.map(({ timeMs }) => timeMs / minute)).toEqual([7, 8, 9])
    expect(updates).toEqual([])
  })

  it('leave what was given out before untouched, and are the same array until something changed', async () => {
    const { environment, client, histories, send } = await withBars()
    send([row(1, '10.00')], true)
    const before = histories[0]?.bars
    send([row(1, '10.50')])
    expect(before?.[0]?.close).toBe(1_000)
    let series: BarSeries | undefined
    client.watchBars('A', '1m', 500, { onHistory: (whole) => (series = whole), onUpdate: () => undefined })
    environment.paint()
    const first = series?.bars
    client.watchBars('A', '1m', 500, { onHistory: (whole) => (series = whole), onUpdate: () => undefined })
    environment.paint()
    expect(series?.bars).toBe(first)
    expect(first?.[0]?.close).toBe(1_050)
  })

  it('are corrected by a late trade, and take a bar that was missing in between', async () => {
    const { updates, send, closes } = await withBars()
    send([row(1, '10.00'), row(3, '11.00'), row(4, '12.00')], true)
    send([row(1, '9.50')])
    send([row(2, '10.20')])
    expect(updates.map(({ changed }) => changed.map(({ timeMs }) => timeMs / minute))).toEqual([[1], [2]])
    expect(closes()).toEqual([
      [1, 950],
      [2, 1_020],
      [3, 1_100],
      [4, 1_200],
    ])
  })

  it('are drawn anew when their past was filled, before what is held or within it', async () => {
    const { histories, updates, send, closes } = await withBars()
    send([row(10, '10.00'), row(20, '11.00')], true)
    send([row(9, '9.00'), row(10, '10.00'), row(20, '11.00')], true)
    send([row(9, '9.00'), row(10, '10.00'), row(15, '10.50'), row(20, '11.00')], true)
    expect(histories).toHaveLength(3)
    expect(updates).toHaveLength(0)
    expect(closes()?.map(([time]) => time)).toEqual([9, 10, 15, 20])
  })

  it('that are sent once more as they were are nothing new: only what differs is told', async () => {
    const { updates, histories, send, closes } = await withBars()
    send([row(1, '10.00'), row(2, '11.00'), row(3, '12.00')], true)
    send([row(1, '10.00'), row(2, '11.00'), row(3, '12.00')], true)
    expect(updates).toEqual([])
    send([row(1, '10.00'), row(2, '11.50'), row(3, '12.00'), row(4, '9.00')], true)
    expect(updates.map(({ changed }) => changed.map(({ timeMs }) => timeMs / minute))).toEqual([[2, 4]])
    expect(histories).toHaveLength(1)
    expect(closes()).toEqual([
      [1, 1_000],
      [2, 1_150],
      [3, 1_200],
      [4, 900],
    ])
  })

  it('ask only for what is missing after a reconnect, and patch it in', async () => {
    const { environment, histories, updates, send, reconnect, closes } = await withBars()
    send([row(10, '10.00'), row(20, '11.00')], true)
    await reconnect()
    const asked = environment.socket.sentOf('subscribe')[0]?.fromMs
    // The bar held last was still forming, and those just before it may have been corrected.
    expect(asked).toBeGreaterThanOrEqual(15 * minute)
    expect(asked).toBeLessThanOrEqual(20 * minute)
    send([row(20, '11.90'), row(21, '12.00'), row(22, '12.50')], true)
    expect(histories).toHaveLength(1)
    expect(updates.at(-1)?.changed).toHaveLength(3)
    expect(closes()).toEqual([
      [10, 1_000],
      [20, 1_190],
      [21, 1_200],
      [22, 1_250],
    ])
  })

  it('are a new series where more is missing than fits the answer', async () => {
    const { histories, send, reconnect, closes } = await withBars(2)
    send([row(1, '10.00'), row(2, '11.00')], true)
    await reconnect()
    const newer = Array.from({ length: 200 }, (_, index) => row(1_000 + index, '20.00'))
    send(newer, true)
    expect(histories).toHaveLength(2)
    expect(closes()).toHaveLength(200)
    expect(closes()?.[0]).toEqual([1_000, 2_000])
  })

  it('are asked for anew when somebody wants more of the past, and shared otherwise', async () => {
    const { client, environment, server, exchange, pass, listener, send } = await withBars(100)
    send([row(1, '10.00')], true)
    client.watchBars('A', '1m', 50, listener)
    await exchange()
    expect(environment.socket.sentOf('subscribe')).toHaveLength(1)
    client.watchBars('A', '1m', 1_000, listener)
    await pass(500)
    expect(environment.socket.sentOf('subscribe')[1]).toMatchObject({ limit: 1_000 })
    expect(environment.socket.sentOf('subscribe')[1]).not.toHaveProperty('fromMs')
    expect(server.subscriptions.size).toBe(1)
  })

  it('survive an unmount and a mount, and end a moment after the last viewer', async () => {
    const { client, environment, server, pass, release, listener, histories, send } = await withBars()
    send([row(1, '10.00')], true)
    release()
    const again = client.watchBars('A', '1m', 500, listener)
    environment.paint()
    expect(histories).toHaveLength(2)
    await pass(3_000)
    expect(environment.socket.sentOf('subscribe')).toHaveLength(1)
    again()
    await pass(3_000)
    expect(server.subscriptions.size).toBe(0)
  })

  it('are multiplied and handed out again when the tick becomes finer', async () => {
    const { environment, server, histories, send, client } = await withBars()
    send([row(1, '10.00')], true)
    const finer = server.define('A', { tickSize: '0.001' })
    const message = { type: 'subscribed', subscription: 1, channel: 'bars', rate: 10, interval: '1m', symbols: ['A'] }
    environment.socket.receive({ ...message, instruments: [finer] })
    environment.paint()
    expect(histories.at(-1)).toMatchObject({ instrument: { tickSize: '0.001' }, bars: [{ close: 10_000 }] })
    send([[minute, '10.001', '12', '9', '10.005', '5', 3]])
    expect(client.connection.get().state).toBe('live')
  })
})

describe('bars of an instrument whose tick became coarser', () => {
  it('are asked for anew, all of them', async () => {
    const { environment, server, pass, histories, send } = await withBars()
    send([row(1, '10.00'), row(2, '11.00')], true)
    environment.socket.cut()
    environment.advance(1_000)
    server.define('A', { tickSize: '0.1' })
    server.accept(environment.socket, { epoch: 'another' })
    await pass(500)
    const asked = environment.socket.sentOf('subscribe')
    expect(asked).toHaveLength(2)
    expect(asked[1]).not.toHaveProperty('fromMs')
    send([row(1, '10.0')], true)
    expect(histories.at(-1)).toMatchObject({ instrument: { tickSize: '0.1' }, bars: [{ close: 100 }] })
  })
})

describe('trades', () => {
  async function withTrades() {
    const connected = await connectedClient()
    const { client, environment, exchange } = connected
    const batches: { trades: readonly StreamTrade[]; missed: number }[] = []
    const release = client.watchTrades('A', 10, (trades, missed) => batches.push({ trades, missed }))
    await exchange()
    const send = (first: number, count: number) => {
      const trades = Array.from({ length: count }, (_, at) => [1_000 + at, '10.00', '3', 'buy'])
      environment.socket.receive({ type: 'trades', rate: 10, symbol: 'A', timeMs: 1, first, trades })
    }
    return { ...connected, batches, send, release }
  }

  it('come once a frame, numbered, in ticks and lots', async () => {
    const { environment, batches, send } = await withTrades()
    send(5, 1)
    send(6, 2)
    expect(batches).toHaveLength(0)
    environment.paint()
    expect(batches).toHaveLength(1)
    expect(batches[0]?.trades.map(({ number }) => number)).toEqual([5, 6, 7])
    expect(batches[0]?.trades[0]).toEqual({ number: 5, venueTimeMs: 1_000, price: 1_000, size: 3, side: 'buy' })
  })

  it('say how many are missing, and leave out what came twice', async () => {
    const { environment, batches, send } = await withTrades()
    send(0, 2)
    environment.paint()
    send(5, 2)
    send(6, 3)
    environment.paint()
    expect(batches.at(-1)).toMatchObject({ missed: 3 })
    expect(batches.at(-1)?.trades.map(({ number }) => number)).toEqual([5, 6, 7, 8])
  })

  it('say how many a lost connection cost, but not across a restart of the server', async () => {
    const { environment, server, exchange, batches, send } = await withTrades()
    send(0, 10)
    environment.paint()
    environment.socket.cut()
    environment.advance(1_000)
    server.accept(environment.socket)
    await exchange()
    send(25, 1)
    environment.paint()
    expect(batches.at(-1)?.missed).toBe(15)
    environment.socket.cut()
    environment.advance(1_000)
    server.accept(environment.socket, { epoch: 'another' })
    await exchange()
    send(3, 1)
    environment.paint()
    expect(batches.at(-1)).toMatchObject({ missed: 0, trades: [{ number: 3 }] })
  })

  it('are bounded while nothing is drawn: what is left out is counted', async () => {
    const { environment, batches, send } = await withTrades()
    send(0, 1)
    environment.paint()
    for (let batch = 0; batch < 30; batch++) send(1 + batch * 1_000, 1_000)
    environment.paint()
    const { trades, missed } = batches[1] ?? { trades: [], missed: 0 }
    expect(trades.length).toBeLessThanOrEqual(20_000)
    expect(trades.length + missed).toBe(30_000)
    expect(trades.at(-1)?.number).toBe(30_000)
    expect(trades[0]?.number).toBe(1 + missed)
  })

  it('give who comes later the latest ones', async () => {
    const { environment, client, send } = await withTrades()
    send(0, 300)
    environment.paint()
    let late: readonly StreamTrade[] = []
    client.watchTrades('A', 10, (trades) => {
      late = trades
    })
    environment.paint()
    expect(late).toHaveLength(256)
    expect(late.at(-1)?.number).toBe(299)
  })

  it('are asked for at the highest rate of their viewers, below the cap', async () => {
    const { client, environment, server, exchange, pass, release } = await withTrades()
    const rate = () => [...server.subscriptions.values()].map((subscription) => subscription.rate)
    const fast = client.watchTrades('A', 60, () => undefined)
    await exchange()
    await pass(200)
    expect(rate()).toEqual([60])
    client.setRateCap(20)
    await pass(200)
    expect(rate()).toEqual([20])
    fast()
    await pass(200)
    expect(rate()).toEqual([10])
    release()
    await pass(3_000)
    expect(rate()).toEqual([])
    expect(environment.socket.sentOf('subscribe')).toHaveLength(1)
  })
})

describe('books', () => {
  it('come whole, the latest of a frame', async () => {
    const { client, environment, exchange } = await connectedClient()
    const books: Book[] = []
    client.watchBook('A', 10, (book) => books.push(book))
    await exchange()
    const send = (bid: string) =>
      environment.socket.receive({ type: 'book', rate: 10, symbol: 'A', timeMs: 7, bids: [[bid, '4']], asks: [['10.10', '2']] })
    send('9.98')
    send('9.99')
    environment.paint()
    expect(books).toEqual([
      expect.objectContaining({ symbol: 'A', timeMs: 7, bids: [{ price: 999, size: 4 }], asks: [{ price: 1_010, size: 2 }] }),
    ])
  })
})
