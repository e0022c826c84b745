import { expect, test } from 'vitest'
import { describeKnown, knownRange } from '@/components/quote/known-range.ts'
import { bar } from '@/components/test-support/fake-stream.ts'

const dayMs = 86_400_000
const now = 400 * dayMs + 5
const days = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) =>
    bar((from + index) * dayMs, 100 + index, { low: 90 + index, high: 110 + index }),
  )

test('a year that is all known needs no words', () => {
  const range = knownRange(days(30, 401), [])
  expect(range).toMatchObject({ low: 90, high: 480 })
  expect(range && describeKnown(range, now, 'x')).toBe('')
})

test('less than a year says since when, and today alone says that', () => {
  const [week, today] = [knownRange(days(394, 401), []), knownRange(days(400, 401), [])]
  expect(week && describeKnown(week, now, 'Nov 15')).toBe('7 days known, since Nov 15')
  expect(today && describeKnown(today, now, 'x')).toBe('Only today is known')
  expect(knownRange([], [])).toBeUndefined()
})

test('days within that nobody saw are counted, those before are not', () => {
  const missing = [
    [0, 394 * dayMs],
    [395 * dayMs, 397 * dayMs],
  ] as const
  const range = knownRange(days(394, 401), missing)
  expect(range?.missingDays).toBe(2)
  expect(range && describeKnown(range, now, 'Nov 15')).toBe('5 of 7 days known, since Nov 15')
})
