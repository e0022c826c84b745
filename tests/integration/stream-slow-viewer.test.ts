import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { InstrumentId } from '../../lib/market/units.ts'
import { StreamHarness } from '../support/stream-harness.ts'

let harness: StreamHarness
let ids: InstrumentId[]
const symbols = Array.from({ length: 50 }, (_, index) => `SIM:S${index}-USD`)

beforeEach(async () => {
  harness = await StreamHarness.start({ ackMs: 3_000, stalledMs: 20_000 })
  ids = symbols.map((symbol) => harness.define(symbol))
})

afterEach(async () => {
  await harness.stop()
})

/** Every instrument trades once. */
function round(price: number): void {
  for (const id of ids) harness.trade(id, price, 2)
}

describe.each(['json', 'binary'] as const)('a viewer that does not acknowledge, over %s', (encoding) => {
  it('is paused, gets no frames, and catches up with the merged difference', async () => {
    const viewer = await harness.connect(encoding)
    const other = await harness.connect(encoding)
    await viewer.request({ type: 'subscribe', symbols, rate: 10 }, 'subscribed')
    await other.request({ type: 'subscribe', symbols, rate: 10 }, 'subscribed')
    let trades = 0
    for (let step = 0; step < 60; step++) {
      round(1_000 + step)
      trades += 1
      harness.clock.advance(100)
      if (step % 5 === 0) {
        await other.settled()
        other.acknowledge()
        await other.settled()
      }
    }
    await viewer.until(() => viewer.of('status').some((message) => message.behind?.behind === true))
    await viewer.settled()
    const { frames } = viewer
    for (let step = 0; step < 20; step++) {
      round(step === 7 ? 5_000 : step === 9 ? 3 : 2_000 + step)
      trades += 1
      harness.clock.advance(100)
    }
    await viewer.settled()
    // Nothing but the pong of `settled`.
    expect(viewer.frames).toBe(frames + 1)
    await other.settled()
    expect(other.total(symbols[0] as string)).toMatchObject({ trades, last: 2_019, high: 5_000, low: 3 })
    expect(harness.broadcaster.counters).toMatchObject({ paused: 1, resumed: 0 })

    viewer.acknowledge()
    await viewer.until(() => viewer.of('status').some((message) => message.behind?.behind === false))
    await viewer.settled()
    for (const symbol of symbols) {
      expect(viewer.total(symbol)).toMatchObject({ trades, volume: 2 * trades, last: 2_019, high: 5_000, low: 3 })
    }
    round(2_500)
    harness.clock.advance(100)
    await viewer.settled()
    expect(viewer.total(symbols[0] as string)).toMatchObject({ trades: trades + 1, last: 2_500 })
    expect(viewer.lost).toEqual([])
    expect(viewer.checksFailed).toBe(0)
  })

  it('keeps its sums when it changes its rate and its symbols meanwhile', async () => {
    const viewer = await harness.connect(encoding)
    await viewer.request({ type: 'subscribe', symbols: symbols.slice(0, 10), rate: 10 }, 'subscribed')
    round(1_000)
    harness.clock.advance(6_000)
    round(1_100)
    harness.clock.advance(100)
    await viewer.until(() => viewer.of('status').some((message) => message.behind?.behind === true))
    round(1_500)
    harness.clock.advance(250)
    viewer.send({ type: 'rate', subscription: 1, rate: 1 })
    viewer.send({ type: 'subscribe', subscription: 1, symbols: symbols.slice(10, 12) })
    viewer.send({ type: 'unsubscribe', subscription: 1, symbols: symbols.slice(0, 2) })
    await viewer.settled()
    round(900)
    harness.clock.advance(2_000)
    await viewer.until(() => viewer.of('subscribed').at(-1)?.rate === 1)
    round(1_200)
    harness.clock.advance(1_000)
    viewer.send({ type: 'ack', sequences: { 1: 0 } })
    await viewer.settled()
    viewer.acknowledge()
    viewer.send({ type: 'ack', sequences: { 10: 1 } })
    await viewer.until(() => viewer.of('status').some((message) => message.behind?.behind === false))
    await viewer.settled()
    expect(viewer.total(symbols[5] as string)).toMatchObject({ trades: 5, volume: 10, high: 1_500, low: 900, last: 1_200 })
    expect(viewer.total(symbols[11] as string)).toMatchObject({ last: 1_200 })
    harness.clock.advance(5_000)
    await viewer.settled()
    expect(viewer.lost).toEqual([])
    expect(viewer.checksFailed).toBe(0)
  })

  it('is closed when it stays away', async () => {
    const viewer = await harness.connect(encoding)
    await viewer.request({ type: 'subscribe', symbols, rate: 10 }, 'subscribed')
    for (let step = 0; step < 40; step++) {
      round(1_000 + step)
      harness.clock.advance(1_000)
    }
    await viewer.until(() => viewer.closeCode !== undefined)
    expect(viewer.closeCode).toBe(4002)
    expect(viewer.of('bye')).toMatchObject([{ code: 4002, retryInMs: 5_000 }])
    expect(harness.broadcaster.viewers.count).toBe(0)
    expect(harness.broadcaster.cohortCount).toBe(0)
  })
})

describe('a viewer that stops reading', () => {
  it('keeps a bounded number of bytes in the server, and slows nobody else', async () => {
    await harness.stop()
    // Only what the kernel takes decides here.
    harness = await StreamHarness.start({ ackMs: 1e9, stalledMs: 1e9, silentMs: 1e9, pingAfterMs: 1e9 })
    ids = symbols.map((symbol) => harness.define(symbol))
    const stalled = await harness.connect('json')
    const reader = await harness.connect('json')
    await stalled.request({ type: 'subscribe', symbols, rate: 60 }, 'subscribed')
    await reader.request({ type: 'subscribe', symbols, rate: 60 }, 'subscribed')
    await stalled.settled()
    stalled.stall()
    let trades = 0
    // Far more than kernels buffer.
    while (harness.broadcaster.counters.paused === 0 || trades < 3_000) {
      round(1_000 + trades)
      trades += 1
      harness.clock.advance(17)
      if (trades % 20 !== 0) continue
      await reader.settled()
      reader.acknowledge()
      for (const session of harness.broadcaster.viewers.all()) {
        expect(session.transport.bufferedBytes).toBeLessThan(200_000)
      }
      if (trades > 60_000) throw new Error('The stalled viewer was never paused')
    }
    await reader.settled()
    expect(reader.total(symbols[0] as string)).toMatchObject({ trades, last: 1_000 + trades - 1 })
    expect(reader.of('status').filter((message) => message.behind !== undefined)).toEqual([])
    stalled.unstall()
    await stalled.settled()
    stalled.acknowledge()
    harness.clock.advance(1_000)
    await stalled.until(() => stalled.of('status').some((message) => message.behind?.behind === false))
    await stalled.settled()
    expect(stalled.total(symbols[0] as string)).toMatchObject({ trades, volume: 2 * trades, last: 1_000 + trades - 1 })
  }, 60_000)
})
