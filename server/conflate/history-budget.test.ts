import { beforeEach, describe, expect, it } from 'vitest'
import type { Bar, Interval } from '../../lib/market/bar.ts'
import type { Topic } from '../../lib/protocol/conflation.ts'
import { ManualClock } from '../../tests/support/manual-clock.ts'
import { MarketState } from '../market/market-state.ts'
import { Conflator } from './conflator.ts'

const startMs = Date.parse('2024-08-09T10:00:00Z')

let clock: ManualClock
let conflator: Conflator
let asked: number[]

beforeEach(() => {
  asked = []
  clock = new ManualClock(startMs)
  const market = new MarketState({ epoch: 'e' })
  const crypto = { venue: 'SIM', name: '', base: '', quote: '', assetClass: 'crypto', session: 'continuous' } as const
  market.define({ ...crypto, symbol: 'SIM:A', origin: 'simulated', tickSize: '1', lotSize: '1' })
  const bar: Bar = { timeMs: 0, open: 1, high: 1, low: 1, close: 1, volumeHigh: 0, volumeLow: 1, tradeCount: 1 }
  const read = (_id: unknown, _interval: unknown, _fromMs: number, _toMs: number, limit: number) => {
    asked.push(limit)
    return Array.from({ length: limit }, (_, index) => ({ ...bar, timeMs: index * 60_000 }))
  }
  conflator = new Conflator(market, clock, { read })
  conflator.start()
})

function chart(interval: Interval): Topic {
  return conflator.openTopic('bars', 2, 0 as Topic['id'], interval, 'json')
}

const readFor = (topic: Topic, limit: number, replace = true) => {
  conflator.topicHistory(topic, 'json', { from: 0, limit, replace })
  return asked.at(-1)
}

describe('the past of charts on the thread that streams', () => {
  it('is cut to the newest bars when very much is asked for at once, and whole again after a while', () => {
    const [long, short] = [chart('15m'), chart('1m')]
    const first = Array.from({ length: 20 }, () => readFor(long, 5_000))
    expect(first.slice(0, 14)).toEqual(Array.from({ length: 14 }, () => 5_000))
    expect(first.slice(14)).toEqual(Array.from({ length: 6 }, () => 34))
    expect([readFor(short, 5_000), readFor(short, 300), readFor(chart('1d'), 5_000)]).toEqual([500, 300, 21])
    clock.advance(1_000)
    expect(readFor(long, 5_000)).toBe(5_000)
  })

  it('is never cut where a viewer catches up: a bar would be missing', () => {
    const long = chart('15m')
    for (let index = 0; index < 20; index++) readFor(long, 5_000)
    expect(readFor(long, 5_000, false)).toBe(5_000)
  })

  it('is whole for hundreds of charts of the usual length', () => {
    const charts = [chart('1m'), chart('5m'), chart('1h'), chart('4h')]
    for (let viewer = 0; viewer < 80; viewer++) for (const topic of charts) expect(readFor(topic, 1_000)).toBe(1_000)
  })
})
