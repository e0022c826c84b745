import { describe, expect, it } from 'vitest'
import { isUsEarlyClose, isUsHoliday } from './us-holidays.ts'

const dayMs = 86_400_000

/** Every weekday of a year that the rule names. */
function datesOf(year: number, named: (dateMs: number) => boolean): string[] {
  const dates: string[] = []
  for (let date = Date.UTC(year, 0, 1); date < Date.UTC(year + 1, 0, 1); date += dayMs) {
    const weekday = new Date(date).getUTCDay()
    if (weekday !== 0 && weekday !== 6 && named(date)) dates.push(new Date(date).toISOString().slice(5, 10))
  }
  return dates
}

describe('the calendar of the New York exchanges', () => {
  // As the exchange announced them.
  it.each([
    [2013, '01-01 01-21 02-18 03-29 05-27 07-04 09-02 11-28 12-25', '07-03 11-29 12-24'],
    [2018, '01-01 01-15 02-19 03-30 05-28 07-04 09-03 11-22 12-05 12-25', '07-03 11-23 12-24'],
    [2020, '01-01 01-20 02-17 04-10 05-25 07-03 09-07 11-26 12-25', '11-27 12-24'],
    [2021, '01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24', '11-26'],
    [2022, '01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26', '11-25'],
    [2023, '01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25', '07-03 11-24'],
    [2024, '01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25', '07-03 11-29 12-24'],
    [2025, '01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25', '07-03 11-28 12-24'],
    [2026, '01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25', '11-27 12-24'],
    [2027, '01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24', '11-26'],
    [2028, '01-17 02-21 04-14 05-29 06-19 07-04 09-04 11-23 12-25', '07-03 11-24'],
  ])('keeps %i', (year, holidays, earlyCloses) => {
    expect(datesOf(year, isUsHoliday)).toEqual(holidays.split(' '))
    expect(datesOf(year, isUsEarlyClose)).toEqual(earlyCloses.split(' '))
  })
})
