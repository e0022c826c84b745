import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { InstrumentId } from '../../lib/market/units.ts'
import { Session } from '../../server/broadcast/session.ts'
import type { Transport } from '../../server/broadcast/transport.ts'
import { StreamHarness } from '../support/stream-harness.ts'
import type { StreamViewer } from '../support/stream-viewer.ts'

const symbol = 'SIM:BTC-USD'
let harness: StreamHarness
let btc: InstrumentId

beforeEach(async () => {
  harness = await StreamHarness.start({ silentMs: 1e9, stalledMs: 1e9, ackMs: 1e9 })
  btc = harness.define(symbol)
  harness.define('SIM:ETH-USD')
})

afterEach(async () => {
  await harness.stop()
})

/** A connection whose kernel can be told to take nothing more: the next message is one too many. */
class ChokingTransport implements Transport {
  readonly kind = 'websocket'
  readonly encoding = 'json'
  readonly bufferedBytes = 0
  choked = false
  /** Called with each message, before it counts. */
  onWrite: ((text: string) => void) | undefined

  write(frames: Buffer): number {
    this.onWrite?.(frames.toString())
    return this.choked ? 1e12 : 0
  }

  ping(): void {
    this.choked = false
  }

  close(): void {
    this.onWrite = undefined
  }

  terminate(): void {
    this.onWrite = undefined
  }
}

function open(transport = new ChokingTransport()): [Session, ChokingTransport] {
  const session = new Session(transport, 'choking', harness.clock.now())
  harness.broadcaster.open(session)
  return [session, transport]
}

function receive(session: Session, message: object): void {
  harness.broadcaster.receive(session, JSON.stringify(message))
}

async function listening(channel: 'trades' | 'bars'): Promise<StreamViewer> {
  const viewer = await harness.connect('json')
  await viewer.request(subscribe(channel), 'subscribed')
  return viewer
}

function subscribe(channel: 'trades' | 'bars'): object {
  return { type: 'subscribe', channel, symbols: [symbol], rate: 4, ...(channel === 'bars' ? { interval: '1s', limit: 0 } : {}) }
}

describe('a viewer that is sent away in the middle of what it asked for', () => {
  it.each(['trades', 'bars'] as const)('does not take the %s of others along', async (channel) => {
    const other = await listening(channel)
    const [session, transport] = open()
    receive(session, subscribe(channel))
    transport.choked = true
    receive(session, { type: 'unsubscribe', subscription: 1, symbols: ['SIM:NOPE', symbol] })
    expect(session.closed).toBe(true)
    expect(harness.broadcaster.counters.closed.slowConsumer).toBe(1)
    const before = other.of(channel).length + other.bars.length + (other.trades.get(symbol)?.length ?? 0)
    harness.trade(btc, 100, 1)
    harness.clock.advance(2_000)
    await other.settled()
    expect(other.of(channel).length + other.bars.length + (other.trades.get(symbol)?.length ?? 0)).toBeGreaterThan(before)
  })

  it.each([
    ['subscribe', { type: 'subscribe', symbols: ['SIM:NOPE', symbol], rate: 60 }],
    ['subscribe with all symbols known', { type: 'subscribe', symbols: [symbol], rate: 60 }],
    ['subscribe trades', { type: 'subscribe', channel: 'trades', symbols: [symbol, 'SIM:ETH-USD'], rate: 60 }],
    ['add symbols', { type: 'subscribe', subscription: 1, symbols: ['SIM:NOPE', 'SIM:ETH-USD'] }],
  ])('leaves nothing behind of a %s', (_name, message) => {
    const [session, transport] = open()
    receive(session, { type: 'subscribe', symbols: [symbol], rate: 4 })
    transport.choked = true
    receive(session, message)
    expect([session.closed, session.streams, session.subscriptions]).toEqual([true, [], []])
    expect(harness.broadcaster.cohortCount).toBe(0)
    expect(harness.conflator.tiers.map((tier) => tier.uses)).toEqual(harness.conflator.tiers.map(() => 0))
  })

  it('leaves nothing behind of a change of rate', () => {
    const [session, transport] = open()
    receive(session, { type: 'subscribe', symbols: [symbol], rate: 4 })
    receive(session, subscribe('trades'))
    receive(session, { type: 'rate', subscription: 1, rate: 10 })
    receive(session, { type: 'rate', subscription: 2, rate: 10 })
    transport.choked = true
    harness.clock.advance(2_000)
    expect(session.closed).toBe(true)
    expect(harness.broadcaster.cohortCount).toBe(0)
  })

  it('takes no place of another viewer that shares its list when it catches up', async () => {
    const other = await harness.connect('json')
    await other.request({ type: 'subscribe', symbols: [symbol], rate: 4 }, 'subscribed')
    const [session, transport] = open()
    receive(session, { type: 'subscribe', symbols: [symbol], rate: 4 })
    Object.assign(transport, { bufferedBytes: 1e9 })
    receive(session, { type: 'subscribe', subscription: 1, symbols: [symbol] })
    expect(session.paused).toBe(true)
    harness.trade(btc, 100, 1)
    harness.clock.advance(300)
    Object.assign(transport, { bufferedBytes: 0 })
    transport.onWrite = (text) => {
      transport.choked = text.includes('snapshot')
    }
    const sequence = session.streams[0]?.cohort.sequence
    receive(session, { type: 'ack', sequences: { 4: sequence } })
    expect(session.closed).toBe(true)
    await other.settled()
    const before = other.total(symbol).trades
    harness.trade(btc, 101, 1)
    harness.clock.advance(300)
    await other.settled()
    expect(other.total(symbol).trades).toBe(before + 1)
    await other.request({ type: 'unsubscribe', subscription: 1 }, 'subscribed')
    expect(harness.broadcaster.cohortCount).toBe(0)
  })
})

describe('a fault of the server', () => {
  it('while it carries out a message stays with that message', async () => {
    const other = await listening('trades')
    const [session, transport] = open()
    transport.onWrite = (text) => {
      if (text.includes('subscribed')) throw new Error('a fault')
    }
    receive(session, subscribe('trades'))
    expect(harness.broadcaster.counters.faults).toBe(1)
    expect(session.invalidMessages).toBe(1)
    harness.trade(btc, 100, 1)
    harness.clock.advance(500)
    await other.settled()
    expect(other.trades.get(symbol)).toHaveLength(1)
  })

  it('at a flush or a sweep does not end those that follow', async () => {
    const other = await listening('trades')
    const [session, transport] = open()
    receive(session, { type: 'subscribe', symbols: [symbol], rate: 4 })
    transport.onWrite = () => {
      transport.onWrite = undefined
      throw new Error('a fault')
    }
    harness.trade(btc, 100, 1)
    expect(() => harness.clock.advance(300)).toThrow('a fault')
    harness.trade(btc, 101, 1)
    harness.clock.advance(1_000)
    await other.settled()
    expect(other.trades.get(symbol)).toHaveLength(2)
  })
})
