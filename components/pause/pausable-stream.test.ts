import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { holdTopics } from '@/components/pause/hold-topics.ts'
import { createPausableStream, type PausableStream } from '@/components/pause/pausable-stream.ts'
import { bar, createFakeStream, type FakeStream, instrument, series } from '@/components/test-support/fake-stream.ts'
import type { Book, StreamClient, StreamTrade } from '@/lib/stream/types.ts'

let fake: FakeStream
let onBook: (book: Book) => void
let onTrades: Parameters<StreamClient['watchTrades']>[2]
let stream: PausableStream

beforeEach(() => {
  vi.useFakeTimers({ now: 100_000 })
  fake = createFakeStream()
  stream = createPausableStream({
    ...fake.client,
    watchBook(_symbol, _rate, listener) {
      onBook = listener
      return () => undefined
    },
    watchTrades(_symbol, _rate, listener) {
      onTrades = listener
      return () => undefined
    },
  })
})
afterEach(() => void vi.useRealTimers())

const book = (price: number): Book => ({
  symbol: 'SIM:A',
  instrument: instrument('SIM:A'),
  timeMs: 0,
  bids: [{ price, size: 1 }],
  asks: [],
})
const trade = (number: number): StreamTrade => ({ number, venueTimeMs: 0, price: 1, size: 1, side: 'buy' })

test('the first price that comes during a pause is told to every listener, however many know it already, and no other', () => {
  const { quotes } = stream.client
  const seen: Record<string, (number | undefined)[]> = { list: [], header: [], movers: [] }
  const look = (who: string) => () => void seen[who]?.push(quotes.get('SIM:A')?.last)
  stream.pause()
  quotes.subscribe('SIM:A', look('list'), 10)
  quotes.subscribe('SIM:A', look('header'), 4)
  quotes.subscribeMany(['SIM:B', 'SIM:A'], look('movers'), 1)
  fake.setQuote('SIM:A', { last: 1 })
  fake.setQuote('SIM:A', { last: 2 })
  expect(seen).toEqual({ list: [1], header: [1], movers: [1] })
  fake.setQuote('SIM:B', { last: 5 })
  expect(seen.movers).toEqual([1, 1])
})

test('a pause shows one moment everywhere: who is told slowly is told of it, too', () => {
  const { quotes } = stream.client
  fake.setQuote('SIM:A', { last: 1 })
  stream.client.watchQuotes(['SIM:A'], 1)
  const shown: (number | undefined)[] = []
  quotes.subscribe('SIM:A', () => shown.push(quotes.get('SIM:A')?.last))
  stream.pause()
  expect(shown).toEqual([1])
  fake.setQuote('SIM:A', { last: 2 })
  expect(shown).not.toContain(2)
})

test('a last known price of before is not what a pause holds of a symbol that comes up during it', () => {
  const { quotes } = stream.client
  fake.setQuote('SIM:A', { last: 1, status: 'stale' })
  stream.pause()
  expect(quotes.get('SIM:A')?.last).toBe(1)
  fake.setQuote('SIM:A', { last: 2, status: 'live' })
  expect(quotes.get('SIM:A')?.last).toBe(2)
  fake.setQuote('SIM:A', { last: 3 })
  expect(quotes.get('SIM:A')?.last).toBe(2)
})

test('what comes up during a pause comes through once and says from when it is, the rest from when the pause began', async () => {
  const client = holdTopics(stream.client, stream)
  const prices: number[] = []
  const numbers: number[] = []
  const onHistory = vi.fn(() => undefined)
  const changed = vi.fn()
  stream.subscribe(changed)
  expect(stream.sinceMs('quote SIM:A')).toBeUndefined()
  stream.pause()
  expect(changed).toHaveBeenCalledTimes(1)
  vi.setSystemTime(110_000)
  fake.setQuote('SIM:A', { last: 1 })
  client.quotes.get('SIM:A')
  vi.setSystemTime(120_000)
  client.watchBook('SIM:A', 1, ({ bids }) => prices.push(bids[0]?.price ?? 0))
  client.watchTrades('SIM:A', 1, (trades) => numbers.push(...trades.map(({ number }) => number)))
  client.watchBars('SIM:A', '1m', 10, { onHistory, onUpdate: () => undefined })
  for (const price of [7, 8]) onBook(book(price))
  for (const number of [1, 2]) onTrades([trade(number)], 0, instrument('SIM:A'))
  vi.setSystemTime(130_000)
  for (const close of [1, 2]) fake.bars.get('SIM:A 1m')?.onHistory(series('SIM:A', '1m', [bar(0, close)]))
  expect([prices, numbers, onHistory.mock.calls.length]).toEqual([[7], [1], 1])
  const parts = ['', 'quote SIM:B', 'quote SIM:A', 'book SIM:A', 'trades SIM:A', 'bars SIM:A 1m']
  expect(parts.map(stream.sinceMs)).toEqual([100_000, 100_000, 110_000, 120_000, 120_000, 130_000])
  await Promise.resolve()
  expect(changed).toHaveBeenCalledTimes(5)
  stream.resume()
  expect(changed).toHaveBeenCalledTimes(6)
  expect(parts.map(stream.sinceMs)).toEqual(parts.map(() => undefined))
  expect([prices, numbers, onHistory.mock.calls.length]).toEqual([[7, 8], [1, 2], 2])
})
