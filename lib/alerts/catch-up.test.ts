import { describe, expect, it } from 'vitest'
import type { Bar } from '../market/bar.ts'
import { createAlertBook } from './alert-book.ts'
import { tradedBetween } from './alert-quote.ts'
import type { AlertCondition } from './alert-rule.ts'
import type { AlertEvent } from './evaluate-alert.ts'
import { merge, noQuote, prices, ruleOf } from './quotes.test-support.ts'

const bar = (timeMs: number, low: number, high: number): Bar => ({
  timeMs,
  open: low,
  high,
  low,
  close: low,
  volumeHigh: 0,
  volumeLow: 1,
  tradeCount: 1,
})

/** An alert set at 1 s with the price at 9, cut off at 10 s and back at 100 s with the price at 9 again. */
function cutOff(condition: Partial<AlertCondition & { kind: 'price' }>, price = 9) {
  const clock = { ms: 1_000 }
  const fired: AlertEvent[] = []
  const book = createAlertBook({ now: () => clock.ms, onFired: (event) => fired.push(event), save: () => undefined })
  book.put(ruleOf({ kind: 'price', direction: 'either', level: '10', ...condition }, { repeat: 'once' }))
  const before = merge(noQuote, prices(price))
  book.observe(before)
  clock.ms = 100_000
  // Some trades of which only the last is known, without a new extreme of the day.
  book.observe({ ...before, tradeCount: 9, mergedTrades: 1, mergedHigh: price, mergedLow: price })
  const catchUp = (bars: readonly Bar[], instrument = noQuote.instrument) =>
    book.catchUp('SIM:A', { bars, fromMs: 10_000, toMs: 100_000 }, instrument)
  return { book, clock, fired, catchUp }
}

describe('a price alert of which updates were missed', () => {
  it('fires late, and once, when its level was touched and left again meanwhile', () => {
    const { fired, catchUp } = cutOff({})
    expect(fired).toEqual([])
    const bars = [bar(20_000, 8, 9), bar(30_000, 9, 10), bar(40_000, 8, 9)]
    catchUp(bars)
    catchUp(bars)
    expect(fired).toEqual([expect.objectContaining({ direction: 'up', coverage: 'gap', price: 9, timeMs: 100_000 })])
  })

  it.each([
    ['its level was not reached', {}, 9, [bar(30_000, 8, 9)]],
    ['the price only fell to it from above, and it waits for a rise', { direction: 'up' as const }, 9, [bar(30_000, 7, 9)]],
    ['that was before updates were missed, or after', {}, 9, [bar(9_000, 9, 12), bar(101_000, 9, 12)]],
  ])('does not fire where %s', (_, condition, price, bars) => {
    const { fired, catchUp } = cutOff(condition, price)
    catchUp(bars)
    expect(fired).toEqual([])
  })

  it('takes nothing for all that passed while the connection was lost, though all of it is counted', () => {
    const before = { ...merge(noQuote, prices(9)), status: 'stale' as const }
    const back = { ...before, status: 'live' as const, tradeCount: 90, mergedTrades: 89, mergedHigh: 9, mergedLow: 9 }
    expect(tradedBetween(before, back)).toMatchObject({ coverage: 'gap' })
    expect(tradedBetween({ ...before, status: 'live' }, back)).toMatchObject({ coverage: 'exact' })
  })

  it('knows nothing of what was before it was set or switched on again, nor of prices in other ticks', () => {
    const { book, clock, fired, catchUp } = cutOff({})
    catchUp([bar(30_000, 8, 100)], { tickSize: '0.1', lotSize: '1' })
    book.setEnabled('r', false)
    book.setEnabled('r', true)
    clock.ms = 101_000
    book.observe({ ...merge(noQuote, prices(9)), tradeCount: 9 })
    catchUp([bar(30_000, 8, 12)])
    expect(fired).toEqual([])
  })
})
