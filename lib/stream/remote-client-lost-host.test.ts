import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { FlushMessage, HostMessage, PageMessage, TopicPart } from './bridge-messages.ts'
import { currentBit, hasBit, packedRowWidth, tradeCountAt } from './packed-row.ts'
import { RemoteStreamClient } from './remote-client.ts'
import { FakeEnvironment, settled } from './test-support/fake-environment.ts'
import { instrument } from './test-support/messages.ts'
import type { Connection, StreamTrade } from './types.ts'

interface FakeHost {
  readonly said: PageMessage[]
  readonly tell: (message: HostMessage) => void
  readonly fail: (reason: string) => void
  ended: boolean
}

let environment: FakeEnvironment
let client: RemoteStreamClient
let hosts: FakeHost[]

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  environment = new FakeEnvironment()
  hosts = []
  client = new RemoteStreamClient(environment, 'ws://test/stream', (tell, fail) => {
    const host: FakeHost = { said: [], tell, fail, ended: false }
    hosts.push(host)
    const end = (): void => {
      host.ended = true
    }
    return { post: (message) => host.said.push(message), end }
  })
  client.start()
})

const host = (): FakeHost => {
  const latest = hosts.at(-1)
  if (latest === undefined) throw new Error('no host was opened')
  return latest
}

function connection(change: Partial<Connection>): void {
  host().tell({ type: 'connection', change })
}

function flush(change: Partial<FlushMessage>): void {
  host().tell({ type: 'flush', instruments: [], rows: undefined, rowCount: 0, parts: [], ...change })
}

/** A state of A, which each host gives a number of its own. */
function tellA(row: number, last: number, tradeCount: number, flags = currentBit | hasBit): void {
  const rows = new Float64Array(packedRowWidth)
  rows.set([row, 1 | flags, last])
  rows[tradeCountAt] = tradeCount
  flush({ instruments: [[row, instrument('A', 0)]], rows, rowCount: 1 })
}

function live(epoch = 'epoch-1'): void {
  connection({ epoch, state: 'live', transport: 'websocket', reconnects: 0, reason: '' })
}

/** It says nothing any more; another one is opened. */
function hang(): void {
  const count = hosts.length
  host().tell({ type: 'ready' })
  environment.advance(6_000)
  for (let second = 0; second < 60 && hosts.length === count; second++) environment.advance(1_000)
}

const stateOfA = () => client.quotes.get('A')

describe('a page whose stream is received by a thread that dies', () => {
  it('shows its prices as stale and itself as reconnecting, and as live again when another thread tells them', () => {
    live()
    tellA(7, 1_000, 5)
    const seen: unknown[] = []
    client.quotes.subscribe('A', () => seen.push([stateOfA()?.status, stateOfA()?.last]))
    expect(stateOfA()).toMatchObject({ status: 'live', last: 1_000 })
    environment.advance(6_000)
    expect(seen).toEqual([['stale', 1_000]])
    expect(client.connection.get()).toMatchObject({ state: 'reconnecting', reason: 'its thread does not answer' })
    expect(hosts[0]?.ended).toBe(true)
    environment.advance(0)
    connection({ state: 'connecting' })
    expect(client.connection.get().state).toBe('reconnecting')
    // Known there, without a state: what is stale stays.
    tellA(2, 0, 0, 0)
    expect(stateOfA()).toMatchObject({ status: 'stale', last: 1_000 })
    live()
    tellA(2, 1_010, 9)
    expect(seen.at(-1)).toEqual(['live', 1_010])
    expect(client.connection.get()).toMatchObject({ state: 'live', reason: '', reconnects: 1 })
  })

  it('tells the next thread all that it wants, and whom it listens to', async () => {
    client.setRateCap(4)
    client.watchQuotes(['A', 'B'], 10)
    client.watchBook('A', 4, () => undefined)
    const release = client.watchTrades('B', 4, () => undefined)
    client.quotes.subscribe('A', () => undefined, 10)
    const unsubscribe = client.quotes.subscribe('B', () => undefined, 10)
    await settled()
    release()
    unsubscribe()
    hang()
    await settled()
    expect(host().said).toEqual([
      { type: 'start', url: 'ws://test/stream', hidden: false, online: true },
      { type: 'cap', hz: 4 },
      { type: 'watch', id: 1, watch: { channel: 'quotes', symbols: ['A', 'B'], rate: 10 } },
      { type: 'watch', id: 2, watch: { channel: 'book', symbol: 'A', rate: 4 } },
      { type: 'listen', all: false, symbols: expect.arrayContaining([['A', 10]]) },
    ])
  })

  it('knows what it missed: the trades between the last state it was told and the first of the next thread', () => {
    live()
    tellA(7, 1_000, 5)
    hang()
    expect(client.connection.get().missed).toBeUndefined()
    live()
    expect(client.connection.get().missed).toBeUndefined()
    tellA(0, 1_001, 25)
    expect(client.connection.get().missed).toEqual({ trades: 20, instruments: 1 })
    tellA(0, 1_001, 30)
    expect(client.connection.get().missed).toEqual({ trades: 20, instruments: 1 })
    // The thread counts what its own reconnects cost.
    connection({ missed: { trades: 3, instruments: 1 }, reconnects: 1 })
    tellA(0, 1_001, 35)
    expect(client.connection.get()).toMatchObject({ missed: { trades: 3, instruments: 1 }, reconnects: 2 })
  })

  it('does not count against the counters of a server that had restarted', () => {
    live()
    tellA(7, 1_000, 5)
    hang()
    live('epoch-2')
    tellA(0, 1_001, 25)
    expect(client.connection.get().missed).toBe('unknown')
  })

  it('shows no price in units that are others than before until it has one', () => {
    live()
    tellA(7, 1_000, 5)
    hang()
    live()
    flush({ instruments: [[0, instrument('A', 0, { tickSize: '0.05' })]] })
    expect(stateOfA()).toBeUndefined()
  })

  it('has each trade once in its tapes, and is told of those that are missing', () => {
    live()
    tellA(7, 1_000, 5)
    const told: (readonly [numbers: readonly number[], missed: number])[] = []
    client.watchTrades('A', 10, (trades, missed) => told.push([trades.map(({ number }) => number), missed]))
    const tell = (numbers: readonly number[], missed = 0): void => {
      const trades: StreamTrade[] = numbers.map((number) => ({ number, venueTimeMs: 1, price: 1, size: 1, side: 'buy' }))
      const part: TopicPart = { channel: 'trades', id: 1, row: 7, trades, missed }
      flush({ instruments: [[7, instrument('A', 0)]], parts: [part] })
    }
    tell([1, 2])
    tell([5, 6], 2)
    hang()
    live()
    tell([4, 5, 6])
    tell([7])
    hang()
    live()
    tell([6, 7, 8])
    hang()
    live()
    tell([20, 21])
    hang()
    live('epoch-2')
    tell([3, 4])
    expect(told).toEqual([
      [[1, 2], 0],
      [[5, 6], 2],
      [[7], 0],
      [[8], 0],
      [[20, 21], 11],
      [[3, 4], 0],
    ])
  })

  it('goes on counting what it counts, and forgets what was of the thread that is gone', () => {
    live()
    connection({ checksPassed: 9, checksFailed: 1, reconnects: 2, rateLimit: { hz: 4, because: 'slow frames' } })
    hang()
    expect(client.connection.get()).toMatchObject({ checksFailed: 1, rateLimit: undefined })
    live()
    connection({ checksPassed: 1, checksFailed: 0, reconnects: 0 })
    expect(client.connection.get()).toMatchObject({ checksPassed: 10, checksFailed: 1, reconnects: 3 })
  })

  it('says why it has no prices yet when it has to wait for another try', () => {
    host().fail('it could not be loaded')
    expect(client.connection.get()).toMatchObject({ state: 'connecting', reason: '', retryAtMs: undefined })
    environment.advance(0)
    host().fail('it could not be loaded')
    expect(client.connection.get()).toMatchObject({
      state: 'connecting',
      reason: 'it could not be loaded',
      retryAtMs: environment.now() + 1_000,
    })
    client.reconnect()
    expect(hosts).toHaveLength(3)
    expect(client.connection.get().retryAtMs).toBeUndefined()
    expect(host().said.map(({ type }) => type)).toEqual(['start', 'reconnect'])
  })

  it('ends its thread when it is closed, with what it shows stale, and goes on where it was when it begins again', () => {
    live()
    tellA(7, 1_000, 5)
    client.close()
    expect(stateOfA()?.status).toBe('stale')
    environment.advance(1_000)
    expect(hosts[0]?.ended).toBe(true)
    expect(environment.timerCount).toBe(0)
    client.start()
    live()
    tellA(0, 1_001, 6)
    expect(stateOfA()?.status).toBe('live')
    expect(client.connection.get()).toMatchObject({ missed: { trades: 1, instruments: 1 }, reconnects: 1 })
  })
})
