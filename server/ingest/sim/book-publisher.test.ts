import { describe, expect, it } from 'vitest'
import { bookEveryMs } from './book-publisher.ts'
import { SimEngine, type SimEvents } from './engine.ts'
import { PriceField } from './price-field.ts'
import { SimSessions } from './sessions.ts'
import type { SimBookSide } from './sim-book.ts'
import { createUniverse } from './universe.ts'

const symbols = 40
const instruments = createUniverse(1, symbols)
const sessions = new SimSessions('short-day')

type Top = readonly [bid: number, bidSize: number, ask: number, askSize: number]
interface Sent {
  readonly what: 'quote' | 'book' | 'opened' | 'closed'
  readonly index: number
  readonly timeMs: number
  readonly top: Top | undefined
}

/** Everything in the order in which it was sent. */
function run(startMs: number, forMs: number, ticksPerSecond: number, books = symbols): Sent[] {
  const log: Sent[] = []
  const events: SimEvents = {
    trade: () => undefined,
    quote: (index, bid, bidSize, ask, askSize, timeMs) =>
      log.push({ what: 'quote', index, timeMs, top: [bid, bidSize, ask, askSize] }),
    book: (index, bids, asks, timeMs) => log.push({ what: 'book', index, timeMs, top: topOf(bids, asks) }),
    opened: (index) => log.push({ what: 'opened', index, timeMs: 0, top: undefined }),
    closed: (index, timeMs) => log.push({ what: 'closed', index, timeMs, top: undefined }),
  }
  const prices = new PriceField(1, instruments)
  const engine = new SimEngine({ seed: 1, startMs, instruments, ticksPerSecond, prices, sessions, books })
  engine.begin(events)
  engine.advance(startMs + forMs, events)
  return log
}

function topOf(bids: SimBookSide, asks: SimBookSide): Top | undefined {
  const [bid, ask] = [bids[0], asks[0]]
  return bid === undefined || ask === undefined ? undefined : [...bid, ...ask]
}

const isClosed = (index: number, timeMs: number) => {
  const instrument = instruments[index]
  return instrument !== undefined && !sessions.isOpen(instrument, timeMs)
}

/** When the first of the stocks begins its break, and which one it is. */
function firstBreak(): { index: number; startMs: number } {
  for (let startMs = Date.UTC(2026, 0, 5, 12); ; startMs += 60_000) {
    const index = instruments.findIndex((_, at) => isClosed(at, startMs) && !isClosed(at, startMs - 60_000))
    if (index >= 0) return { index, startMs }
  }
}

describe('simulated books', () => {
  it('begin with the quote that stands, at most one every 100 ms, and none waits longer than that for a quote that changed', () => {
    const standing = new Map<number, Top | undefined>()
    const books = new Map<number, Sent>()
    let count = 0
    for (const sent of run(Date.UTC(2026, 0, 5, 12), 5000, 3000)) {
      const { what, index, timeMs, top } = sent
      const book = books.get(index)
      if (what === 'quote') {
        const waits = book !== undefined && String(standing.get(index)) !== String(book.top)
        if (waits) expect(timeMs).toBeLessThanOrEqual(book.timeMs + bookEveryMs)
        standing.set(index, top)
      } else if (what === 'book') {
        expect(top).toEqual(standing.get(index))
        expect(top).not.toEqual(book?.top)
        if (book !== undefined) expect(timeMs - book.timeMs).toBeGreaterThanOrEqual(bookEveryMs)
        books.set(index, sent)
        count += 1
      }
    }
    expect(count).toBeGreaterThan(500)
  })

  it('end when the session does, and are back with it', () => {
    const { index, startMs } = firstBreak()
    const log = run(startMs - 5000, 620_000, 100)
    const own = log.filter((sent) => sent.index === index && sent.what !== 'quote')
    const closed = own.findIndex(({ what }) => what === 'closed')
    expect(own.slice(0, closed).some(({ what, top }) => what === 'book' && top !== undefined)).toBe(true)
    expect(own.slice(closed, closed + 4).map(({ what, top }) => [what, top === undefined])).toEqual([
      ['closed', true],
      ['book', true],
      ['opened', true],
      ['book', false],
    ])
  })

  it('are none of a stock that is closed at the start, nor of instruments that are less busy than so many', () => {
    const { index, startMs } = firstBreak()
    const log = run(startMs + 1000, 5000, 2000)
    expect(log.some((sent) => sent.what === 'quote' && sent.index === index)).toBe(true)
    expect(log.some((sent) => sent.what === 'book' && sent.index === index)).toBe(false)
    const few = run(startMs + 1000, 5000, 2000, 3).filter(({ what }) => what === 'book')
    expect(new Set(few.map((sent) => sent.index))).toEqual(new Set([0, 1, 2]))
  })
})
