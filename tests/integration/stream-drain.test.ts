import { afterEach, describe, expect, it } from 'vitest'
import type { StreamOptions } from '../../server/broadcast/stream-options.ts'
import { refusalCode } from '../support/refusal.ts'
import { StreamHarness } from '../support/stream-harness.ts'

let harness: StreamHarness

async function start(options: Partial<StreamOptions>): Promise<void> {
  harness = await StreamHarness.start(options)
  harness.define('SIM:BTC-USD')
}

afterEach(async () => {
  await harness.stop()
})

describe('drain', () => {
  it('sends everybody away with a time to come back, and lets nobody in', async () => {
    await start({ reconnectSpreadMs: 8_000 })
    const viewer = await harness.connect('json')
    await viewer.request({ type: 'subscribe', symbols: ['SIM:BTC-USD'] }, 'subscribed')
    const drained = harness.broadcaster.drain('restarting')
    await viewer.until(() => viewer.closeCode !== undefined)
    expect(viewer.closeCode).toBe(1012)
    expect(viewer.of('bye')).toMatchObject([{ code: 1012, retryInMs: 4_000 }])
    await drained
    expect(await refusalCode(harness.url)).toEqual([503, 'shutting_down'])
    for (const path of ['poll', 'stream']) {
      const response = await fetch(`${harness.url}/api/${path}?symbols=SIM:BTC-USD`)
      expect(await response.json()).toMatchObject({ status: 503, code: 'shutting_down' })
    }
  })

  it('cuts off who does not go', async () => {
    await start({ drainMs: 3_000 })
    const viewer = await harness.connect('json')
    viewer.stall()
    let done = false
    const drained = harness.broadcaster.drain('goingAway').then(() => {
      done = true
    })
    harness.clock.advance(2_999)
    await Promise.resolve()
    expect(done).toBe(false)
    harness.clock.advance(1)
    await drained
  })
})
