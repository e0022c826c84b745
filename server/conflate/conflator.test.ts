import { beforeEach, describe, expect, it } from 'vitest'
import { type InstrumentId, priceTicks, sizeLots } from '../../lib/market/units.ts'
import type { Encoding, FlushListener, TierView, Topic } from '../../lib/protocol/conflation.ts'
import { ManualClock } from '../../tests/support/manual-clock.ts'
import { MarketState } from '../market/market-state.ts'
import { Conflator } from './conflator.ts'

const startMs = Date.parse('2024-08-09T10:00:00Z')

interface Flush {
  readonly hz: number
  readonly timeMs: number
  readonly changed: number[]
  readonly json: string[]
  readonly binaryBytes: number[]
}

/** Notes what it is told. */
class Listener implements FlushListener {
  readonly flushes: Flush[] = []
  readonly topics: string[] = []
  readonly instants: number[] = []
  readonly #clock: ManualClock

  constructor(clock: ManualClock) {
    this.#clock = clock
  }

  refined(): void {
    this.topics.push('refined')
  }

  tierFlushed(tier: TierView): void {
    const changed = [...tier.changed.subarray(0, tier.changedCount)]
    this.flushes.push({
      hz: tier.hz,
      timeMs: this.#clock.now() - startMs,
      changed,
      json: changed
        .filter((id) => (tier.json.starts[id] as number) >= 0)
        .map((id) => Buffer.from(tier.json.bytes.subarray(tier.json.starts[id], tier.json.ends[id])).toString()),
      binaryBytes: changed
        .filter((id) => (tier.binary.starts[id] as number) >= 0)
        .map((id) => (tier.binary.ends[id] as number) - (tier.binary.starts[id] as number)),
    })
  }

  topicFlushed(topic: Topic, encoding: Encoding, payload: Uint8Array): void {
    this.topics.push(`${topic.channel} ${encoding} ${payload.length}`)
  }

  instantEnded(tiers: number): void {
    this.instants.push(tiers)
  }
}

let clock: ManualClock
let market: MarketState
let conflator: Conflator
let listener: Listener
let ids: InstrumentId[]

beforeEach(() => {
  clock = new ManualClock(startMs)
  market = new MarketState({ epoch: 'e' })
  conflator = new Conflator(market, clock)
  listener = new Listener(clock)
  conflator.listen(listener)
  ids = [0, 1, 2].map((number) =>
    market.define({
      symbol: `SIM:${number}`,
      venue: 'SIM',
      name: '',
      base: '',
      quote: '',
      assetClass: 'crypto',
      session: 'continuous',
      origin: 'simulated',
      tickSize: '1',
      lotSize: '1',
    }),
  )
  conflator.start()
})

function trade(index: number, price: number): void {
  market.trade(ids[index] as InstrumentId, priceTicks(price), sizeLots(1), 'buy', clock.now(), clock.now(), 0)
}

const list = (...indexes: number[]) => Int32Array.from(indexes)

describe('Conflator', () => {
  it('flushes every tier on one grid, those that meet in one instant', () => {
    conflator.retain(1, list(0), 'json')
    conflator.retain(4, list(0), 'json')
    conflator.retain(6, list(0), 'json')
    clock.advance(1_001)
    const at = (hz: number) => listener.flushes.filter((flush) => flush.hz === hz).map((flush) => Math.floor(flush.timeMs))
    expect(at(1)).toEqual([1_000])
    expect(at(10)).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000])
    expect(at(60)).toHaveLength(60)
    expect(listener.instants).toHaveLength(60)
    expect(listener.instants.at(-1)).toBe(0b1010010)
  })

  it('sets no timer while nobody listens', () => {
    trade(0, 5)
    clock.advance(10_000)
    expect(conflator.instants).toBe(0)
    conflator.retain(4, list(0), 'json')
    clock.advance(1_000)
    conflator.release(4, list(0), 'json')
    const { instants } = conflator
    clock.advance(10_000)
    expect(conflator.instants).toBeLessThanOrEqual(instants + 1)
  })

  it('encodes only what changed, of instruments in use, in the encodings in use', () => {
    conflator.retain(4, list(0, 1), 'json')
    conflator.retain(4, list(1), 'binary')
    trade(0, 5)
    trade(1, 6)
    trade(2, 7)
    clock.advance(100)
    expect(listener.flushes).toHaveLength(1)
    expect(listener.flushes[0]).toMatchObject({ changed: [0, 1] })
    expect(listener.flushes[0]?.json).toHaveLength(2)
    expect(listener.flushes[0]?.binaryBytes).toHaveLength(1)
    clock.advance(100)
    expect(listener.flushes[1]?.changed).toEqual([])
  })

  it('merges for each tier by itself', () => {
    conflator.retain(4, list(0), 'json')
    conflator.retain(6, list(0), 'json')
    for (const price of [50, 70, 40, 60]) {
      trade(0, price)
      clock.advance(20)
    }
    clock.advance(20)
    const of = (hz: number) =>
      listener.flushes.filter((flush) => flush.hz === hz).flatMap((flush) => flush.json.map((text) => JSON.parse(text)))
    expect(of(60).map((quote) => quote.last)).toEqual(['50', '70', '40', '60'])
    expect(of(10)).toMatchObject([{ last: '60', trades: 4, volume: '4', high: '70', low: '40' }])
  })

  it('gives a newcomer none of the extremes from before it came', () => {
    trade(0, 1_000)
    conflator.retain(4, list(0), 'json')
    trade(0, 10)
    clock.advance(100)
    expect(JSON.parse(listener.flushes[0]?.json[0] ?? '')).toMatchObject({ trades: 1, high: '10', low: '10' })
  })

  it('does not mention what changed and changed back', () => {
    conflator.retain(4, list(0), 'json')
    const quote = (bid: number) =>
      market.quote(ids[0] as InstrumentId, priceTicks(bid), sizeLots(1), priceTicks(200), sizeLots(1), 0, clock.now())
    quote(100)
    clock.advance(100)
    quote(101)
    quote(100)
    clock.advance(100)
    expect(listener.flushes.map((flush) => flush.changed.length)).toEqual([1, 0])
  })

  it('catches up with one flush after the process was held up', () => {
    conflator.retain(4, list(0), 'json')
    clock.advance(100)
    const before = conflator.tiers[4]?.flushIndex ?? 0
    conflator.stop()
    trade(0, 5)
    clock.advance(1_050)
    conflator.start()
    clock.advance(1)
    expect(listener.flushes).toHaveLength(2)
    expect(conflator.tiers[4]?.flushIndex).toBe(before + 10)
  })

  it('sends trades before their ring is full', () => {
    const small = new MarketState({ epoch: 'e', tradesKept: 16 })
    const early = new Conflator(small, clock)
    early.listen(listener)
    const id = small.define({ ...market.instruments.get(ids[0] as InstrumentId) })
    early.openTopic('trades', 0, id, undefined, 'json')
    for (let count = 0; count < 9; count++) small.trade(id, priceTicks(1), sizeLots(1), 'buy', 1, 1, count)
    expect(listener.topics).toHaveLength(1)
  })

  it('grows with the market', () => {
    conflator.retain(4, list(0), 'json')
    for (let number = 3; number < 1_000; number++) {
      ids.push(market.define({ ...market.instruments.get(ids[0] as InstrumentId), symbol: `SIM:${number}` }))
    }
    conflator.retain(4, list(999), 'binary')
    trade(0, 5)
    trade(999, 6)
    clock.advance(100)
    expect(listener.flushes[0]?.changed).toEqual([0, 999])
  })
})

describe('a topic', () => {
  it('cannot be closed more often than it was opened, so that it is never taken from somebody else', () => {
    const id = ids[0] as InstrumentId
    const topic = conflator.openTopic('trades', 2, id, undefined, 'json')
    conflator.openTopic('trades', 2, id, undefined, 'binary')
    conflator.closeTopic(topic, 'json')
    expect(() => conflator.closeTopic(topic, 'json')).toThrow(RangeError)
    expect(conflator.openTopic('trades', 2, id, undefined, 'json')).toBe(topic)
  })
})
