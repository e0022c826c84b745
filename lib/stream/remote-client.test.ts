import { beforeEach, describe, expect, it } from 'vitest'
import type { Bar } from '../market/bar.ts'
import type { FlushMessage, HostMessage, PageMessage } from './bridge-messages.ts'
import { packedRowWidth } from './packed-row.ts'
import { RemoteStreamClient } from './remote-client.ts'
import { FakeEnvironment, settled } from './test-support/fake-environment.ts'
import { instrument } from './test-support/messages.ts'
import type { BarSeries } from './types.ts'

let environment: FakeEnvironment
let client: RemoteStreamClient
let said: PageMessage[]
let tell: (message: HostMessage) => void

beforeEach(() => {
  environment = new FakeEnvironment()
  said = []
  client = new RemoteStreamClient(environment, 'ws://test/stream', (onMessage) => {
    tell = onMessage
    return { post: (message) => said.push(message) }
  })
})

const saidOf = <Type extends PageMessage['type']>(type: Type) =>
  said.filter((message): message is Extract<PageMessage, { type: Type }> => message.type === type)

function rowOf(row: number, last: number): Float64Array<ArrayBuffer> {
  const packed = new Float64Array(packedRowWidth)
  packed.set([row, 1 | 0x100 | 0x200 | (1 << 10), last])
  return packed
}

function flush(change: Partial<FlushMessage> = {}): void {
  tell({ type: 'flush', instruments: [], rows: undefined, rowCount: 0, parts: [], ...change })
}

/** The frames that it takes to show what came. */
function draw(): void {
  for (let frame = 0; frame < 10; frame++) {
    environment.paint()
    environment.advance(0)
  }
}

describe('the page’s side of a stream that another thread receives', () => {
  it('tells where the stream is received: in the page, where the host has no thread that could be ended', () => {
    const threaded = new RemoteStreamClient(environment, 'ws://test/stream', () => ({
      post: () => undefined,
      end: () => undefined,
    }))
    expect(threaded.connection.get().receivedIn).toBeUndefined()
    threaded.start()
    client.start()
    expect([threaded, client].map(({ connection }) => connection.get().receivedIn)).toEqual(['worker', 'page'])
  })

  it('says nothing before it starts, then all that is still wanted of what was asked for before', () => {
    client.watchQuotes(['A'], 4)
    const release = client.watchTrades('A', 10, () => undefined)
    client.setRateCap(2)
    release()
    expect(said).toEqual([])
    client.start()
    expect(said.map(({ type }) => type)).toEqual(['start', 'cap', 'watch'])
    expect(said[0]).toEqual({ type: 'start', url: 'ws://test/stream', hidden: false, online: true })
  })

  it('asks for each symbol at the highest rate of its listeners, once for all that changed together', async () => {
    client.start()
    const slow = client.quotes.subscribe('A', () => undefined, 2)
    const fast = client.quotes.subscribeMany(['A', 'B'], () => undefined, 10)
    client.quotes.subscribe('C', () => undefined)
    await settled()
    expect(saidOf('listen')).toEqual([
      {
        type: 'listen',
        all: false,
        symbols: [
          ['A', 10],
          ['B', 10],
          ['C', Number.POSITIVE_INFINITY],
        ],
      },
    ])
    fast()
    fast()
    await settled()
    expect(saidOf('listen').at(-1)?.symbols).toEqual([
      ['A', 2],
      ['B', 0],
    ])
    slow()
    const all = client.quotes.subscribeAll(() => undefined)
    await settled()
    expect(saidOf('listen').at(-1)).toMatchObject({ all: true, symbols: [['A', 0]] })
    all()
    await settled()
    expect(saidOf('listen').at(-1)).toMatchObject({ all: false })
  })

  it('shows what comes at once, and says that it is drawn when it is, with the buffer', () => {
    client.start()
    const seen: (number | undefined)[] = []
    client.quotes.subscribe('A', () => seen.push(client.quotes.get('A')?.last))
    const rows = rowOf(7, 1_000)
    flush({ instruments: [[7, instrument('A', 0)]], rows, rowCount: 1 })
    expect(seen).toEqual([1_000])
    expect(saidOf('drawn')).toEqual([])
    environment.paint()
    expect(saidOf('drawn')).toEqual([])
    // Timers run after the frame is painted.
    environment.sleep(12)
    environment.advance(0)
    expect(saidOf('drawn')).toEqual([{ type: 'drawn', drawn: { tookMs: 12, frames: 1 }, rows }])
    environment.advance(1_000)
    expect(saidOf('drawn')).toHaveLength(1)
  })

  it('does not hold back again what was held back where it comes from', () => {
    client.start()
    const names = Array.from({ length: 60 }, (_, at) => `S${at}`)
    let told = 0
    for (const name of names) client.quotes.subscribe(name, () => (told += 1), 10)
    const arrive = (last: number): void => {
      const rows = new Float64Array(names.length * packedRowWidth)
      for (const at of names.keys()) rows.set(rowOf(at, last), at * packedRowWidth)
      flush({ instruments: names.map((name, at) => [at, instrument(name, at)]), rows, rowCount: names.length })
    }
    arrive(1)
    draw()
    // Due four times a second, as much early as late: a message takes longer to come on one day than on another.
    for (const [nth, laterMs] of [250, 210, 290, 200].entries()) {
      environment.advance(laterMs)
      told = 0
      arrive(2 + nth)
      draw()
      expect(told, `after ${laterMs} ms`).toBe(60)
    }
  })

  it('tells who asked for less when they are due, not when somebody slower is who began to wait before', () => {
    client.start()
    const told: string[] = []
    for (const [symbol, hz] of [
      ['A', 0.5],
      ['B', 10],
    ] as const) {
      client.quotes.subscribe(symbol, () => undefined)
      client.quotes.subscribe(symbol, () => told.push(symbol), hz)
    }
    for (const row of [0, 0, 0, 1, 1, 1]) {
      flush({ instruments: [[row, instrument(row === 0 ? 'A' : 'B', row)]], rows: rowOf(row, 1_000), rowCount: 1 })
      environment.advance(20)
    }
    expect(told).toEqual(['A', 'A', 'B', 'B'])
    environment.advance(120)
    expect(told).toEqual(['A', 'A', 'B', 'B', 'B'])
    environment.advance(2_400)
    expect(told).toEqual(['A', 'A', 'B', 'B', 'B', 'A'])
  })

  it('counts it as drawn where no frame comes: in a window that is covered, and in a hidden tab', () => {
    client.start()
    const timersBefore = environment.timerCount
    flush()
    environment.advance(499)
    expect(saidOf('drawn')).toHaveLength(0)
    environment.advance(1)
    expect(saidOf('drawn')).toHaveLength(1)
    flush()
    environment.emit('hidden')
    expect(saidOf('page').at(-1)).toEqual({ type: 'page', event: 'hidden', hidden: true, online: true })
    expect(saidOf('drawn')).toHaveLength(2)
    flush()
    expect(saidOf('drawn')).toHaveLength(3)
    expect(environment.timerCount).toBe(timersBefore)
  })

  it('delivers trades, books and bars before the quotes of the same flush are told, in the instrument’s present ticks', () => {
    client.start()
    const seen: string[] = []
    client.quotes.subscribe('A', () => seen.push('quote'))
    client.watchTrades('A', 10, (trades, missed, { tickSize }) =>
      seen.push(`${trades.length} trades, ${missed} missed, ${tickSize}`),
    )
    const release = client.watchBook('A', 10, ({ bids, instrument: { symbol } }) => seen.push(`${symbol} ${bids.length} bids`))
    const trade = { number: 3, venueTimeMs: 1, price: 5, size: 6, side: 'buy' } as const
    const [trades, book] = saidOf('watch').map(({ id }) => id) as [number, number]
    const told = { instruments: [[2, instrument('A', 0, { tickSize: '0.5' })]], rows: rowOf(2, 1), rowCount: 1 } as const
    flush({
      ...told,
      parts: [
        { channel: 'trades', id: trades, row: 2, trades: [trade], missed: 2 },
        { channel: 'book', id: book, row: 2, timeMs: 1, bids: [{ price: 1, size: 1 }], asks: [] },
      ],
    })
    expect(seen).toEqual(['1 trades, 2 missed, 0.5', 'A 1 bids', 'quote'])
    release()
    flush({ parts: [{ channel: 'book', id: book, row: 2, timeMs: 1, bids: [], asks: [] }] })
    expect(seen).toHaveLength(3)
    expect(saidOf('release')).toEqual([{ type: 'release', id: book }])
  })

  it('keeps the bars of a series from its history and what changed since', () => {
    client.start()
    const bar = (timeMs: number, close: number): Bar => ({
      ...{ timeMs, open: 1, high: 9, low: 1, close },
      ...{ volumeHigh: 0, volumeLow: 1, tradeCount: 1 },
    })
    const told: { series: BarSeries; changed: readonly Bar[] | undefined }[] = []
    client.watchBars('A', '1m', 100, {
      onHistory: (series) => told.push({ series, changed: undefined }),
      onUpdate: (changed, series) => told.push({ series, changed }),
    })
    const id = saidOf('watch')[0]?.id ?? -1
    flush({
      instruments: [[0, instrument('A', 0)]],
      parts: [{ channel: 'history', id, row: 0, bars: [bar(60_000, 1), bar(120_000, 2)] }],
    })
    draw()
    flush({ parts: [{ channel: 'bars', id, row: 0, changed: [bar(120_000, 3), bar(180_000, 4)], firstMs: 60_000 }] })
    draw()
    const before = told[1]?.series.bars
    flush({ parts: [{ channel: 'bars', id, row: 0, changed: [bar(120_000, 5)], firstMs: 120_000 }] })
    draw()
    expect(told.map(({ series }) => series.bars.map(({ timeMs, close }) => [timeMs / 60_000, close]))).toEqual([
      [[1, 1], [2, 2]], // biome-ignore format: a line each
      [
        [1, 1],
        [2, 3],
        [3, 4],
      ],
      [
        [2, 5],
        [3, 4],
      ],
    ])
    expect(told[2]?.changed).toHaveLength(1)
    expect(told[1]?.series.bars).toBe(before)
    expect(before).toHaveLength(3)
  })

  it('has the connection as it was told, and the rates it last asked for', () => {
    client.start()
    let renders = 0
    client.connection.subscribe(() => {
      renders += 1
    })
    tell({ type: 'connection', change: { state: 'live', roundTripMs: 3 } })
    tell({ type: 'connection', change: { roundTripMs: 4 } })
    expect(client.connection.get()).toMatchObject({ state: 'live', roundTripMs: 4, reconnects: 0 })
    expect(renders).toBe(2)
    expect(client.quoteRates()).toEqual([])
    const rates = [{ wanted: 10, asked: 10, granted: 10, symbols: new Set(['A']) }]
    tell({ type: 'rates', rates })
    expect(client.quoteRates()).toEqual(rates)
    expect(saidOf('rates')).toHaveLength(2)
  })

  it('moves to another address with all that it watches, at once when it is started', () => {
    client.watchQuotes(['A'], 4)
    client.moveTo('ws://test/stream?token=1')
    expect(said.filter(({ type }) => type === 'start')).toEqual([])
    client.start()
    client.moveTo('ws://test/stream?token=2')
    expect(saidOf('start').map(({ url }) => url)).toEqual(['ws://test/stream?token=1', 'ws://test/stream?token=2'])
    expect(said.map(({ type }) => type).slice(-3)).toEqual(['close', 'start', 'watch'])
  })

  it('lets go of the page when it is closed, and begins again', () => {
    client.start()
    flush()
    client.close()
    expect(said.at(-1)).toEqual({ type: 'close' })
    expect(environment.listenerCount).toBe(0)
    expect(environment.timerCount).toBe(0)
    client.start()
    expect(said.at(-1)?.type).toBe('start')
  })
})
