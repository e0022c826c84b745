import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Bar } from '../market/bar.ts'
import type { TradeBatch } from '../market/market-view.ts'
import { writeBarsFrame } from './bars-frame.ts'
import { BitWriter } from './bit-writer.ts'
import { type BookLevels, createBookLevels, writeBookFrame } from './book-frame.ts'
import { StreamDecoder, type StreamHandlers } from './decoder.ts'
import { gridTimeMs } from './grid-time.ts'
import { ProtocolError } from './protocol-error.ts'
import { seededRandom } from './random-market.ts'
import { TestTier } from './test-tier.ts'
import { TopicFrames, type TopicHandlers } from './topic-frames.ts'
import { createTradeBatch, writeTradesFrame } from './trades-frame.ts'

const tier = 4

class Events implements StreamHandlers, TopicHandlers {
  readonly log: string[] = []
  bars: readonly Bar[] = []
  trades: unknown
  book: unknown
  onTick(): void {
    this.log.push('tick')
  }
  onSnapshot(): void {
    this.log.push('snapshot')
  }
  onCheck(_stream: unknown, equal: boolean): void {
    this.log.push(equal ? 'equal' : 'mismatch')
  }
  onLost(): void {
    this.log.push('lost')
  }
  onTrades(...[at, instrument, timeMs, batch]: Parameters<TopicHandlers['onTrades']>): void {
    this.trades = [at, instrument, timeMs, structuredClone(batch)]
  }
  onBars(...[at, instrument, interval, timeMs, history, bars]: Parameters<TopicHandlers['onBars']>): void {
    this.bars = bars
    this.log.push(`bars ${at} ${instrument} ${interval} ${timeMs} ${history}`)
  }
  onBook(...[at, instrument, timeMs, levels]: Parameters<TopicHandlers['onBook']>): void {
    this.book = [at, instrument, timeMs, structuredClone(levels)]
  }
}

const decoderOf = (events: Events) => new StreamDecoder(events, new TopicFrames(events))

const memberLists = fc
  .uniqueArray(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 40 })
  .map((list) => list.sort((a, b) => a - b))

test('[F3] [F4] [F5] [F6] ticks as bitmaps and as gaps keep a stream equal to the tier, as the state check proves', () => {
  fc.assert(
    fc.property(memberLists, fc.integer({ min: 0 }), fc.integer({ min: 1, max: 30 }), (members, seed, flushes) => {
      const random = seededRandom(seed)
      const server = new TestTier(members, seed)
      const events = new Events()
      const decoder = decoderOf(events)
      decoder.setMembers(tier, members)
      decoder.decode(server.snapshot())
      for (let flush = 0; flush < flushes; flush++) {
        const share = random()
        for (const row of members) if (random() < share) server.step(row)
        decoder.decode(server.tick(1 + Math.floor(random() * 12)))
        decoder.decode(server.check())
        const stream = decoder.stream(tier)
        expect(stream?.timeMs).toBe(gridTimeMs(server.gridTime))
        for (const row of members) {
          expect(stream?.columns.receivedTimeMs[stream.rowOf(row)]).toBe(server.base.receivedTimeMs[row])
        }
      }
      expect(events.log.slice(1)).toEqual(Array.from({ length: flushes }, () => ['tick', 'equal']).flat())
    }),
    { numRuns: 60 },
  )
})

test('[R3] [R4] a missing frame is seen by its sequence, and a snapshot mends the stream', () => {
  const server = new TestTier([2, 5], 1)
  const events = new Events()
  const decoder = decoderOf(events)
  decoder.setMembers(tier, [5, 2])
  decoder.decode(server.snapshot())
  server.step(2)
  server.tick()
  server.step(5)
  decoder.decode(server.tick())
  server.step(5)
  decoder.decode(server.tick())
  decoder.decode(server.snapshot([5]))
  server.step(5)
  decoder.decode(server.tick())
  server.step(2)
  decoder.decode(server.tick())
  decoder.decode(server.snapshot())
  decoder.decode(server.check())
  expect(events.log).toEqual(['snapshot', 'lost', 'snapshot', 'tick', 'lost', 'snapshot', 'equal'])
})

test('[H5] a stream whose state differs fails its check and waits for a snapshot', () => {
  const server = new TestTier([0, 1], 3)
  const events = new Events()
  const decoder = decoderOf(events)
  decoder.setMembers(tier, [0, 1])
  decoder.decode(server.snapshot())
  server.base.bid[1] = 1
  decoder.decode(server.check())
  server.step(1)
  decoder.decode(server.tick())
  expect(events.log).toEqual(['snapshot', 'mismatch'])
  decoder.decode(server.snapshot())
  decoder.decode(server.check())
  expect(events.log.slice(2)).toEqual(['snapshot', 'equal'])
})

test('[R2] members that stay keep their state when others come and go', () => {
  const server = new TestTier([1, 4, 7], 5)
  const decoder = decoderOf(new Events())
  decoder.setMembers(tier, [1, 4, 7])
  for (const row of [1, 4, 7]) server.step(row)
  server.tick()
  decoder.decode(server.snapshot())
  decoder.setMembers(tier, [0, 4, 9])
  const stream = decoder.stream(tier)
  const row = stream?.rowOf(4) ?? -1
  expect(stream?.columns.bid[row]).toBe(server.base.bid[4])
  expect(stream?.known[row]).toBe(1)
  expect([0, 9].map((instrument) => stream?.known[stream.rowOf(instrument)])).toEqual([0, 0])
})

test('[X1] trades arrive with number, time, price, size and side', () => {
  const trade = fc.tuple(fc.integer({ min: 0, max: 5_000_000 }), fc.maxSafeNat(), fc.maxSafeNat(), fc.integer({ min: 0, max: 2 }))
  fc.assert(
    fc.property(fc.array(trade, { maxLength: 200 }), fc.maxSafeNat(), fc.boolean(), (rows, first, micro) => {
      const batch: TradeBatch = createTradeBatch(rows.length)
      batch.count = rows.length
      batch.first = first
      rows.forEach(([time, price, size, side], index) => {
        batch.venueTimeMs[index] = 1_723_161_600_000 + (micro ? time / 1000 : time)
        batch.price[index] = price
        batch.size[index] = size
        batch.side[index] = side
      })
      const writer = new BitWriter()
      writeTradesFrame(writer, 6, 103_389_696_000, 77, batch)
      const events = new Events()
      decoderOf(events).decode(writer.toBytes())
      const [at, instrument, timeMs, got] = events.trades as [number, number, number, TradeBatch]
      expect([at, instrument, timeMs, got.first, got.count]).toEqual([6, 77, 1_723_161_600_000, first, rows.length])
      for (const column of ['venueTimeMs', 'price', 'size', 'side'] as const) {
        expect([...got[column].subarray(0, got.count)]).toEqual([...batch[column]])
      }
    }),
  )
})

test('[X2] bars arrive exactly, with the volume of a day of a cheap token', () => {
  const bar = fc.record({
    gap: fc.integer({ min: 1, max: 9 }),
    prices: fc.array(fc.integer({ min: -1000, max: 2 ** 45 }), { minLength: 4, maxLength: 4 }),
    volumeHigh: fc.integer({ min: 0, max: 4000 }),
    volumeLow: fc.integer({ min: 0, max: 2 ** 52 - 1 }),
    tradeCount: fc.maxSafeNat(),
  })
  fc.assert(
    fc.property(fc.array(bar, { maxLength: 60 }), fc.boolean(), (rows, history) => {
      let timeMs = 1_723_161_600_000
      const bars = rows.map(({ gap, prices, volumeHigh, volumeLow, tradeCount }): Bar => {
        timeMs += gap * 300_000
        const [open = 0, close = 0] = prices
        return { timeMs, open, high: Math.max(...prices), low: Math.min(...prices), close, volumeHigh, volumeLow, tradeCount }
      })
      const writer = new BitWriter()
      writeBarsFrame(writer, 1, { instrument: 3, interval: '5m', gridTime: 103_389_696_001, history, bars })
      const events = new Events()
      decoderOf(events).decode(writer.toBytes())
      expect(events.log).toEqual([`bars 1 3 5m 1723161600016 ${history}`])
      expect(events.bars).toEqual(bars)
    }),
  )
})

test('[X3] a book arrives level by level', () => {
  const side = fc.uniqueArray(fc.integer({ min: 1, max: 2 ** 40 }), { maxLength: 20 }).map((list) => list.sort((a, b) => a - b))
  fc.assert(
    fc.property(side, side, fc.array(fc.maxSafeNat(), { minLength: 40, maxLength: 40 }), (bids, asks, sizes) => {
      const levels: BookLevels = createBookLevels()
      levels.bidCount = bids.length
      levels.askCount = asks.length
      levels.bidPrice.set(bids.reverse())
      levels.askPrice.set(asks)
      levels.bidSize.set(sizes.slice(0, bids.length))
      levels.askSize.set(sizes.slice(20, 20 + asks.length))
      const writer = new BitWriter()
      writeBookFrame(writer, 5, 103_389_696_000, 9, levels)
      const events = new Events()
      decoderOf(events).decode(writer.toBytes())
      expect(events.book).toEqual([5, 9, 1_723_161_600_000, levels])
    }),
  )
})

function sampleFrames(): { decoder: StreamDecoder; frames: Uint8Array[] } {
  const server = new TestTier([0, 3, 9], 11)
  const decoder = decoderOf(new Events())
  decoder.setMembers(tier, [0, 3, 9])
  const frames = [server.snapshot()]
  for (let flush = 0; flush < 8; flush++) {
    server.step(3)
    server.step(9)
    frames.push(server.tick(), server.check())
  }
  return { decoder, frames }
}

test('a frame cut at any byte is refused or decoded, never more', () => {
  const { frames } = sampleFrames()
  for (const [index, frame] of frames.entries()) {
    for (let length = 0; length < frame.length; length++) {
      const { decoder } = sampleFrames()
      for (const before of frames.slice(0, index)) decoder.decode(before)
      expectProtocolErrorAtMost(() => decoder.decode(frame.slice(0, length)))
    }
  }
})

test('random bytes never crash, hang or allocate without a bound', () => {
  const { decoder, frames } = sampleFrames()
  for (const frame of frames) decoder.decode(frame)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expectProtocolErrorAtMost(() => decoder.decode(bytes))
      decoder.stream(tier)?.known.fill(1)
    }),
    { numRuns: 5000 },
  )
})

function expectProtocolErrorAtMost(run: () => void): void {
  try {
    run()
  } catch (error) {
    expect(error).toBeInstanceOf(ProtocolError)
  }
}
