import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { InstrumentId } from '../../lib/market/units.ts'
import { StreamHarness, startMs } from '../support/stream-harness.ts'

let harness: StreamHarness
let btc: InstrumentId
let eth: InstrumentId

beforeEach(async () => {
  harness = await StreamHarness.start()
  btc = harness.define('SIM:BTC-USD')
  eth = harness.define('SIM:ETH-USD')
})

afterEach(async () => {
  await harness.stop()
})

describe.each(['json', 'binary'] as const)('quotes over %s', (encoding) => {
  it('begins with hello, then the state of what was subscribed, then what changed', async () => {
    harness.trade(btc, 100, 5)
    const viewer = await harness.connect(encoding)
    const answer = await viewer.request({ type: 'subscribe', symbols: ['SIM:BTC-USD'], rate: 10 }, 'subscribed')
    expect(viewer.messages[0]).toMatchObject({
      type: 'hello',
      protocol: 'ticklane.v1',
      epoch: 'test-epoch',
      serverTimeMs: startMs,
    })
    expect(answer).toMatchObject({
      subscription: 1,
      rate: 10,
      symbols: ['SIM:BTC-USD'],
      instruments: [{ index: btc, tickSize: '0.01' }],
    })
    await viewer.settled()
    expect(viewer.total('SIM:BTC-USD')).toMatchObject({ last: 100, trades: 0 })
    harness.trade(btc, 110, 1)
    harness.trade(btc, 90, 2)
    harness.trade(btc, 105, 4)
    harness.quote(btc, 104, 7, 106, 8)
    harness.clock.advance(99)
    await viewer.settled()
    expect(viewer.total('SIM:BTC-USD').trades).toBe(0)
    harness.clock.advance(2)
    await viewer.settled()
    expect(viewer.total('SIM:BTC-USD')).toEqual({
      trades: 3,
      volume: 7,
      high: 110,
      low: 90,
      last: 105,
      bid: 104,
      ask: 106,
      status: 1,
    })
    expect(viewer.lost).toEqual([])
  })

  it('sends nothing at a flush in which nothing changed, and counts sequences without a gap', async () => {
    const viewer = await harness.connect(encoding)
    await viewer.request({ type: 'subscribe', symbols: ['SIM:BTC-USD', 'SIM:ETH-USD'], rate: 20 }, 'subscribed')
    await viewer.settled()
    const before = viewer.sequences.get(20) ?? Number.NaN
    for (let flush = 0; flush < 10; flush++) {
      if (flush % 3 === 0) harness.trade(flush % 2 === 0 ? btc : eth, 100 + flush, 1)
      harness.clock.advance(50)
    }
    await viewer.settled()
    expect(viewer.sequences.get(20)).toBe(before + 4)
    expect(viewer.lost).toEqual([])
    expect([viewer.total('SIM:BTC-USD').trades, viewer.total('SIM:ETH-USD').trades]).toEqual([2, 2])
  })
})
