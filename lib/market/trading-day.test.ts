import { describe, expect, it } from 'vitest'
import { tradingDayAt } from './trading-day.ts'

const iso = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 16)
const days = (text: string) => {
  const day = tradingDayAt('us-equity', Date.parse(text))
  return [iso(day.startMs), iso(day.countUntilMs), iso(day.endMs)]
}

describe('tradingDayAt', () => {
  it('gives the UTC date to instruments that always trade', () => {
    const day = tradingDayAt('continuous', Date.parse('2024-08-09T23:59:59.999Z'))
    expect([iso(day.startMs), iso(day.endMs)]).toEqual(['2024-08-09T00:00', '2024-08-10T00:00'])
  })

  it('gives the US session in summer time and in winter time', () => {
    expect(days('2024-07-10T15:00:00Z')).toEqual(['2024-07-10T13:30', '2024-07-10T20:00', '2024-07-11T13:30'])
    expect(days('2024-01-10T15:00:00Z')).toEqual(['2024-01-10T14:30', '2024-01-10T21:00', '2024-01-11T14:30'])
  })

  it('keeps the previous session until the next one opens, also over a weekend and a clock change', () => {
    expect(days('2024-07-10T13:29:59Z')[0]).toBe('2024-07-09T13:30')
    expect(days('2024-03-09T12:00:00Z')).toEqual(['2024-03-08T14:30', '2024-03-08T21:00', '2024-03-11T13:30'])
    expect(days('2024-03-11T13:00:00Z')[0]).toBe('2024-03-08T14:30')
  })

  it('has no session on a holiday, and a short one before some', () => {
    expect(days('2024-07-04T15:00:00Z')).toEqual(['2024-07-03T13:30', '2024-07-03T17:00', '2024-07-05T13:30'])
    expect(days('2024-11-29T19:00:00Z')).toEqual(['2024-11-29T14:30', '2024-11-29T18:00', '2024-12-02T14:30'])
    expect(days('2025-04-19T12:00:00Z')).toEqual(['2025-04-17T13:30', '2025-04-17T20:00', '2025-04-21T13:30'])
    expect(days('2021-12-31T18:30:00Z')).toEqual(['2021-12-31T14:30', '2021-12-31T21:00', '2022-01-03T14:30'])
  })
})
