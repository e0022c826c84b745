import { expect, onTestFinished, test } from 'vitest'
import { symbolSentence } from '@/components/instrument/symbol-sentence.ts'
import { instrument, quote } from '@/components/test-support/fake-stream.ts'
import { setPageFormats } from '@/lib/market/page-formats.ts'

const nowMs = 1_700_000_003_500
const context = { nowMs, stale: false, paused: false }

test('one sentence says what a glance tells', () => {
  expect(symbolSentence('SIM:A', quote('SIM:A', { last: 10_100 }), context)).toBe(
    'A, Name of SIM:A: last 101.00 USD, up 1.00, or 1.00 percent, today, bid 99.99, ask 100.01, day range 95.00 to 105.00, ' +
      'simulated, not a market price, updated 3 seconds ago.',
  )
})

test('a fall, a missing side and an unknown open are said as such', () => {
  const live = instrument('A', { origin: 'live' })
  expect(symbolSentence('A', quote('A', { instrument: live, last: 9_950, bid: 0 }), context)).toContain(
    'down 0.50, or 0.50 percent, today, no bid, ask 100.01',
  )
  expect(symbolSentence('A', quote('A', { dayOpen: 0, dayLow: 0 }), context)).toContain(
    'change not known, bid 99.99, ask 100.01, day range not known',
  )
  expect(symbolSentence('A', quote('A'), context)).toContain('unchanged today')
})

test('in a locale with other marks the numbers are written in it, without a sign, and ages stay numbers', () => {
  setPageFormats({ locale: 'de-DE', hourCycle: 'h23' })
  onTestFinished(() => setPageFormats({ locale: 'en-US', hourCycle: 'h23' }))
  const sentence = symbolSentence('A', quote('A', { last: 9_950 }), context)
  expect(sentence).toContain('down 0,50, or 0,50 percent, today')
  expect(sentence).toContain('updated 3 seconds ago')
})

test('what is not fresh is said not to be', () => {
  const live = instrument('A', { origin: 'live' })
  const end = (change: Parameters<typeof quote>[1], more = {}) =>
    symbolSentence('A', quote('A', { instrument: live, ...change }), { ...context, ...more }).split('105.00')[1]
  expect(end({})).toBe(', updated 3 seconds ago.')
  expect(end({ status: 'closed', receivedTimeMs: nowMs - 7_200_000 })).toBe(', market closed, updated 2 hours ago.')
  expect(end({}, { stale: true })).toBe(', stale, updated 3 seconds ago.')
  expect(end({ status: 'halted', receivedTimeMs: nowMs - 60_000 }, { paused: true })).toBe(
    ', prices are paused, halted, updated 1 minute ago.',
  )
  expect(end({ receivedTimeMs: nowMs - 20 })).toBe(', updated less than a second ago.')
})

test('without a price there is one sentence, too', () => {
  expect(symbolSentence('SIM:A', undefined, context)).toBe('A: no price has been received yet.')
})
