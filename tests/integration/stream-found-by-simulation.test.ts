import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { InstrumentId } from '../../lib/market/units.ts'
import { StreamHarness } from '../support/stream-harness.ts'
import type { StreamViewer } from '../support/stream-viewer.ts'

let harness: StreamHarness
let ids: InstrumentId[]
const symbols = ['SIM:A-USD', 'SIM:B-USD', 'SIM:C-USD']

beforeEach(async () => {
  harness = await StreamHarness.start({ ackMs: 3_000, stalledMs: 60_000 })
  ids = symbols.map((symbol) => harness.define(symbol))
})

afterEach(async () => {
  await harness.stop()
})

/** Every instrument trades once. */
function round(price: number): void {
  for (const id of ids) harness.trade(id, price, 2)
}

/** Does not acknowledge until the server merges for it. */
async function pause(viewer: StreamViewer): Promise<void> {
  for (let step = 0; !viewer.of('status').some((message) => message.behind?.behind === true); step++) {
    round(1_000 + step)
    harness.clock.advance(500)
    await viewer.settled()
  }
}

describe.each(['json', 'binary'] as const)('what the simulation found, over %s:', (encoding) => {
  it('a paused viewer gets no history of what it subscribes, but gets it when it has caught up', async () => {
    const viewer = await harness.connect(encoding)
    await viewer.request({ type: 'subscribe', symbols, rate: 10 }, 'subscribed')
    await pause(viewer)
    const { frames } = viewer
    viewer.send({ type: 'subscribe', channel: 'trades', symbols: [symbols[0] as string], rate: 10 })
    viewer.send({ type: 'subscribe', channel: 'bars', symbols: [symbols[0] as string], interval: '1s', rate: 10 })
    await viewer.settled()
    expect(viewer.trades.get(symbols[0] as string)).toBeUndefined()
    expect(viewer.bars).toEqual([])
    viewer.acknowledge()
    await viewer.until(() => viewer.of('status').some((message) => message.behind?.behind === false))
    await viewer.settled()
    expect(viewer.frames).toBeGreaterThan(frames)
    expect(viewer.trades.get(symbols[0] as string)?.length).toBeGreaterThan(3)
    expect(viewer.bars.length).toBeGreaterThan(0)
  })

  it('nothing is said of a stream after it has ended, and one that begins while others are merged says so', async () => {
    const viewer = await harness.connect(encoding)
    await viewer.request({ type: 'subscribe', symbols, rate: 10 }, 'subscribed')
    await pause(viewer)
    await viewer.request({ type: 'subscribe', symbols, rate: 2 }, 'subscribed')
    await viewer.settled()
    const behind = () => viewer.of('status').flatMap((message) => message.behind ?? [])
    expect(behind().at(-1)).toEqual({ rate: 2, behind: true })
    await viewer.request({ type: 'unsubscribe', subscription: 2 }, 'subscribed')
    const told = behind().length
    viewer.acknowledge()
    await viewer.settled()
    expect(behind().slice(told)).toEqual([{ rate: 10, behind: false }])
  })

  it('an acknowledgement of a stream that has ended and begun again is no offence', async () => {
    const viewer = await harness.connect(encoding)
    await viewer.request({ type: 'subscribe', symbols, rate: 10 }, 'subscribed')
    for (let step = 0; step < 9; step++) {
      round(1_000 + step)
      harness.clock.advance(100)
    }
    await viewer.settled()
    await viewer.request({ type: 'unsubscribe', subscription: 1 }, 'subscribed')
    await viewer.request({ type: 'subscribe', symbols, rate: 10 }, 'subscribed')
    viewer.send({ type: 'ack', sequences: { 10: 9 } })
    await viewer.settled()
    expect(viewer.of('error')).toEqual([])
    viewer.send({ type: 'ack', sequences: { 10: 10 } })
    await viewer.settled()
    expect(viewer.of('error')).toHaveLength(1)
  })

  it('a viewer whose list changes all the time is checked as often as any other', async () => {
    const viewer = await harness.connect(encoding)
    await viewer.request({ type: 'subscribe', symbols, rate: 10 }, 'subscribed')
    for (let second = 0; second < 15; second++) {
      const type = second % 2 === 0 ? 'unsubscribe' : 'subscribe'
      await viewer.request({ type, subscription: 1, symbols: [symbols[2] as string] }, 'subscribed')
      viewer.acknowledge()
      harness.clock.advance(1_000)
      await viewer.settled()
    }
    const checks = viewer.of('status').filter((message) => message.check !== undefined).length + viewer.checksPassed
    expect(checks).toBeGreaterThanOrEqual(3)
    expect(viewer.checksFailed).toBe(0)
  })
})

describe('what the simulation found:', () => {
  it('a subscription that joins another one at its rate brings along what was pending', async () => {
    const viewer = await harness.connect('json')
    await viewer.request({ type: 'subscribe', symbols, rate: 0.5 }, 'subscribed')
    await viewer.request({ type: 'subscribe', symbols, rate: 10 }, 'subscribed')
    round(5_000)
    harness.clock.advance(300)
    round(1_000)
    viewer.send({ type: 'rate', subscription: 1, rate: 10 })
    await viewer.settled()
    const before = viewer.of('snapshot').length
    harness.clock.advance(100)
    await viewer.until(() => viewer.of('subscribed').at(-1)?.rate === 10)
    await viewer.settled()
    const quotes = viewer
      .of('snapshot')
      .slice(before)
      .flatMap((message) => message.quotes)
    expect(quotes).toHaveLength(3)
    expect(quotes[0]).toMatchObject({ trades: 2, high: '50', low: '10' })
  })
})
