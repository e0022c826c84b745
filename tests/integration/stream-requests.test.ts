import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { InstrumentId } from '../../lib/market/units.ts'
import { StreamHarness, startMs } from '../support/stream-harness.ts'

let harness: StreamHarness
let btc: InstrumentId

beforeEach(async () => {
  harness = await StreamHarness.start({ subscriptionsMax: 3, symbolsMax: 4, invalidMessagesMax: 12 })
  btc = harness.define('SIM:BTC-USD')
  for (const symbol of ['SIM:ETH-USD', 'SIM:SOL-USD', 'SIM:XRP-USD', 'SIM:ADA-USD']) harness.define(symbol)
})

afterEach(async () => {
  await harness.stop()
})

describe('requests', () => {
  it.each([
    ['{"type":', 'malformed_message', /Cannot parse {"type": as JSON/],
    ['[1]', 'malformed_message', /Cannot use \[1\]: expected a JSON object/],
    ['{"type":"buy","id":7}', 'unknown_type', /"buy": expected one of subscribe, unsubscribe/],
    ['{"type":"subscribe","id":7}', 'malformed_message', /subscribe\.symbols \(missing\)/],
    ['{"type":"subscribe","id":7,"symbols":[]}', 'malformed_message', /subscribe\.symbols \(\[\]\)/],
    ['{"type":"subscribe","id":7,"symbols":["SIM:BTC-USD"],"channel":"gossip"}', 'unknown_channel', /"gossip"/],
    ['{"type":"subscribe","id":7,"symbols":["SIM:BTC-USD"],"channel":"bars","interval":"7m"}', 'unknown_interval', /"7m"/],
    ['{"type":"subscribe","id":7,"symbols":["SIM:BTC-USD"],"channel":"bars"}', 'unknown_interval', /expected one of 1s, 1m/],
    [
      '{"type":"subscribe","id":7,"symbols":["SIM:BTC-USD"],"rate":0.1}',
      'invalid_rate',
      /rate 0\.1: expected a number of at least 0\.5/,
    ],
    ['{"type":"subscribe","id":7,"symbols":["SIM:BTC-USD"],"rate":"fast"}', 'invalid_rate', /"fast"/],
    ['{"type":"rate","id":7,"subscription":9,"rate":1}', 'unknown_subscription', /No subscription 9/],
    ['{"type":"unsubscribe","id":7,"subscription":9}', 'unknown_subscription', /No subscription 9/],
    ['{"type":"ack","sequences":{"4":3}}', undefined, undefined],
    ['{"type":"ack","sequences":{"3":3}}', 'malformed_message', /Cannot acknowledge 3 of rate 3/],
    ['{"type":"auth","id":7,"token":"x"}', 'not_available', /does not ask for authentication/],
  ])('%s gets an error that names what is wrong', async (text, code, message) => {
    const viewer = await harness.connect('json')
    viewer.socket.send(text)
    await viewer.settled()
    const [error] = viewer.of('error')
    expect(error?.code).toBe(code)
    if (message !== undefined) expect(error?.message).toMatch(message)
    if (text.includes('"id":7')) expect(error?.id).toBe(7)
  })

  it('subscribes what is known and names what is not', async () => {
    const viewer = await harness.connect('json')
    const answer = await viewer.request(
      { type: 'subscribe', symbols: ['SIM:NOPE', 'SIM:BTC-USD', 'NO:WAY'], rate: 3 },
      'subscribed',
    )
    expect(answer).toMatchObject({ symbols: ['SIM:BTC-USD'], rate: 2 })
    expect(viewer.of('error')).toMatchObject([{ code: 'unknown_symbol', symbols: ['SIM:NOPE', 'NO:WAY'], id: answer.id }])
    viewer.send({ type: 'subscribe', symbols: ['SIM:NOPE'] })
    await viewer.settled()
    expect(viewer.of('subscribed')).toHaveLength(1)
  })

  it('refuses more subscriptions and more symbols than are allowed', async () => {
    const viewer = await harness.connect('json')
    const error = await viewer.request(
      { type: 'subscribe', symbols: ['SIM:BTC-USD', 'SIM:ETH-USD', 'SIM:SOL-USD', 'SIM:XRP-USD', 'SIM:ADA-USD'] },
      'error',
    )
    expect(error).toMatchObject({ code: 'too_many_symbols' })
    for (let number = 1; number <= 3; number++)
      await viewer.request({ type: 'subscribe', symbols: ['SIM:BTC-USD'] }, 'subscribed')
    const refused = await viewer.request({ type: 'subscribe', symbols: ['SIM:BTC-USD'] }, 'error')
    expect(refused.code).toBe('too_many_subscriptions')
  })

  it('ends a subscription, and the stream with its last member', async () => {
    const viewer = await harness.connect('binary')
    await viewer.request({ type: 'subscribe', symbols: ['SIM:BTC-USD', 'SIM:ETH-USD'], rate: 10 }, 'subscribed')
    const left = await viewer.request({ type: 'unsubscribe', subscription: 1, symbols: ['SIM:ETH-USD'] }, 'subscribed')
    expect(left.symbols).toEqual(['SIM:BTC-USD'])
    harness.trade(btc, 100, 1)
    harness.clock.advance(100)
    await viewer.settled()
    expect(viewer.total('SIM:BTC-USD').trades).toBe(1)
    const ended = await viewer.request({ type: 'unsubscribe', subscription: 1 }, 'subscribed')
    expect([ended.symbols, ended.instruments]).toEqual([[], []])
    expect(harness.broadcaster.cohortCount).toBe(0)
    const { frames } = viewer
    harness.trade(btc, 100, 1)
    harness.clock.advance(1_000)
    await viewer.settled()
    expect(viewer.frames).toBe(frames + 1)
  })

  it('answers a change of rate that the end of its subscription forestalls, before that end', async () => {
    const viewer = await harness.connect('json')
    await viewer.request({ type: 'subscribe', symbols: ['SIM:BTC-USD'], rate: 4 }, 'subscribed')
    harness.clock.advance(100)
    viewer.send({ type: 'rate', id: 'change', subscription: 1, rate: 0.5 })
    viewer.send({ type: 'unsubscribe', id: 'end', subscription: 1, symbols: ['SIM:BTC-USD'] })
    await viewer.settled()
    harness.clock.advance(3_000)
    await viewer.settled()
    expect(viewer.of('subscribed').slice(1)).toMatchObject([
      { id: 'change', rate: 4, symbols: ['SIM:BTC-USD'] },
      { id: 'end', symbols: [] },
    ])
    expect(viewer.of('subscribed')).toHaveLength(3)
  })

  it('answers ping with its own clock', async () => {
    const viewer = await harness.connect('json')
    expect(await viewer.request({ type: 'ping', timeMs: 12.5 }, 'pong')).toMatchObject({ timeMs: 12.5, serverTimeMs: startMs })
  })

  it('tells a viewer that comes back what it missed', async () => {
    harness.trade(btc, 100, 1_500)
    const viewer = await harness.connect('json')
    await viewer.request({ type: 'subscribe', symbols: ['SIM:BTC-USD'] }, 'subscribed')
    await viewer.settled()
    const [quote] = viewer.of('snapshot')[0]?.quotes ?? []
    expect(quote).toMatchObject({ totalTrades: 1, totalVolume: '1.5' })
    expect(quote).not.toHaveProperty('missed')
    viewer.terminate()
    harness.trade(btc, 101, 7)
    harness.trade(btc, 102, 8)
    for (const [epoch, missed] of [
      ['test-epoch', { trades: 2, volume: '0.015' }],
      ['other-epoch', null],
    ] as const) {
      const back = await harness.connect('json')
      await back.request({ type: 'resume', epoch, seen: { 'SIM:BTC-USD': [1, '1.5'] } }, 'pong')
      await back.request({ type: 'subscribe', symbols: ['SIM:BTC-USD', 'SIM:ETH-USD'] }, 'subscribed')
      await back.settled()
      const quotes = back.of('snapshot')[0]?.quotes
      expect(quotes?.[0]).toMatchObject({ totalTrades: 3, missed })
      expect(quotes?.[1]).not.toHaveProperty('missed')
    }
  })

  it('repairs a stream whose check failed', async () => {
    const viewer = await harness.connect('binary')
    await viewer.request({ type: 'subscribe', symbols: ['SIM:BTC-USD'], rate: 10 }, 'subscribed')
    harness.trade(btc, 100, 1)
    harness.clock.advance(100)
    viewer.send({ type: 'ack', sequences: {}, mismatched: [10] })
    await viewer.settled()
    expect(harness.broadcaster.counters.snapshots).toBe(1)
    harness.clock.advance(5_000)
    await viewer.settled()
    expect([viewer.checksPassed > 0, viewer.checksFailed]).toEqual([true, 0])
    expect(harness.broadcaster.counters).toMatchObject({ mismatches: 1, snapshots: 2 })
  })
})

describe.each(['json', 'binary'] as const)('state over %s', (encoding) => {
  it('is proved at least every 5 s, also when nothing changes', async () => {
    const viewer = await harness.connect(encoding)
    await viewer.request({ type: 'subscribe', symbols: ['SIM:BTC-USD', 'SIM:ETH-USD'], rate: 4 }, 'subscribed')
    harness.trade(btc, 100, 1)
    for (let seconds = 0; seconds < 20; seconds += 5) {
      harness.clock.advance(5_000)
      await viewer.settled()
      viewer.acknowledge()
      const checks =
        encoding === 'json' ? viewer.of('status').filter((message) => message.check !== undefined).length : viewer.checksPassed
      expect(checks).toBeGreaterThanOrEqual(seconds / 5 + 1)
    }
    expect(viewer.checksFailed).toBe(0)
  })

  it('is told anew when tick and lot become finer', async () => {
    const viewer = await harness.connect(encoding)
    harness.trade(btc, 100, 5)
    await viewer.request({ type: 'subscribe', symbols: ['SIM:BTC-USD'], rate: 4 }, 'subscribed')
    harness.trade(btc, 200, 5)
    harness.market.define({ ...harness.market.instruments.get(btc), tickSize: '0.0001' })
    await viewer.settled()
    const redefined = viewer.of('subscribed').at(-1)
    expect(redefined?.instruments).toMatchObject([{ symbol: 'SIM:BTC-USD', tickSize: '0.0001' }])
    harness.clock.advance(5_000)
    await viewer.settled()
    if (encoding === 'json') {
      expect(viewer.of('tick').at(-1)?.quotes).toMatchObject([{ last: '2', trades: 1, high: '2', low: '2' }])
    } else {
      expect(viewer.total('SIM:BTC-USD')).toMatchObject({ last: 20_000, trades: 1, high: 20_000 })
      expect(viewer.checksPassed).toBeGreaterThan(0)
    }
    expect([viewer.lost, viewer.checksFailed]).toEqual([[], 0])
  })

  it('shares one frame among viewers of the same list and rate, and a latecomer joins it', async () => {
    const first = await harness.connect(encoding)
    const second = await harness.connect(encoding)
    const third = await harness.connect(encoding)
    const symbols = ['SIM:BTC-USD', 'SIM:ETH-USD']
    await first.request({ type: 'subscribe', symbols, rate: 10 }, 'subscribed')
    await second.request({ type: 'subscribe', symbols: [...symbols].reverse(), rate: 10 }, 'subscribed')
    await third.request({ type: 'subscribe', symbols: ['SIM:BTC-USD'], rate: 10 }, 'subscribed')
    expect(harness.broadcaster.cohortCount).toBe(2)
    const written: Buffer[] = []
    for (const { transport } of harness.broadcaster.viewers.all()) {
      const write = transport.write.bind(transport)
      transport.write = (frames) => {
        written.push(frames)
        return write(frames)
      }
    }
    harness.trade(btc, 100, 1)
    harness.clock.advance(100)
    expect(written).toHaveLength(3)
    expect(new Set(written).size).toBe(2)
    await third.request({ type: 'subscribe', subscription: 1, symbols: ['SIM:ETH-USD'] }, 'subscribed')
    expect(harness.broadcaster.cohortCount).toBe(1)
    harness.trade(btc, 110, 1)
    harness.clock.advance(100)
    expect(new Set(written.slice(-3)).size).toBe(1)
    for (const viewer of [first, second, third]) {
      await viewer.settled()
      expect(viewer.total('SIM:BTC-USD')).toMatchObject({ trades: 2, last: 110 })
      expect(viewer.lost).toEqual([])
    }
  })

  it('writes once a flush, however many rates and channels meet', async () => {
    const viewer = await harness.connect(encoding)
    await viewer.request({ type: 'subscribe', symbols: ['SIM:BTC-USD'], rate: 10 }, 'subscribed')
    await viewer.request({ type: 'subscribe', symbols: ['SIM:BTC-USD'], rate: 60 }, 'subscribed')
    await viewer.request({ type: 'subscribe', channel: 'bars', interval: '1m', symbols: ['SIM:BTC-USD'], rate: 20 }, 'subscribed')
    harness.trade(btc, 100, 1)
    const before = { ...harness.broadcaster.counters }
    harness.clock.advance(100)
    const { writes, frames } = harness.broadcaster.counters
    // 60 Hz alone, then bars with 60 Hz silent, then 10 Hz.
    expect(writes - before.writes).toBeLessThan(frames - before.frames + 1)
    harness.trade(btc, 101, 1)
    harness.clock.advance(100)
    await viewer.settled()
    expect(viewer.lost).toEqual([])
    expect(viewer.total('SIM:BTC-USD').trades).toBe(4)
  })
})
