/**
 * When the New York exchanges keep closed, and when they close at 13:00, by the rules of NYSE (Rule 7.2) as they are since 2013.
 * Dates are midnight UTC of the date on New York's calendar.
 */

const dayMs = 86_400_000
const sunday = 0
const monday = 1
const thursday = 4
const saturday = 6

/** What no rule foretells: a hurricane, days of mourning. */
const unforeseen: ReadonlySet<number> = new Set(
  ['2012-10-29', '2012-10-30', '2018-12-05', '2025-01-09'].map((date) => Date.parse(date)),
)

interface Year {
  readonly closed: ReadonlySet<number>
  readonly early: ReadonlySet<number>
}

const years = new Map<number, Year>()
const yearsMax = 200

export function isUsHoliday(dateMs: number): boolean {
  return yearOf(dateMs).closed.has(dateMs) || unforeseen.has(dateMs)
}

/** Trading ends at 13:00 instead of 16:00. */
export function isUsEarlyClose(dateMs: number): boolean {
  return yearOf(dateMs).early.has(dateMs)
}

function yearOf(dateMs: number): Year {
  const number = new Date(dateMs).getUTCFullYear()
  let year = years.get(number)
  if (year === undefined) {
    if (years.size >= yearsMax) years.clear()
    year = workOut(number)
    years.set(number, year)
  }
  return year
}

function workOut(year: number): Year {
  const january = 0
  const [february, may, june, july, september, november, december] = [1, 4, 5, 6, 8, 10, 11]
  const thanksgiving = nth(year, november, thursday, 4)
  const newYear = Date.UTC(year, january, 1)
  const closed = new Set([
    // On a Saturday it is not kept: the Friday before is the last of the old year's books.
    weekdayOf(newYear) === sunday ? newYear + dayMs : newYear,
    nth(year, january, monday, 3),
    nth(year, february, monday, 3),
    easter(year) - 2 * dayMs,
    nth(year, may + 1, monday, 1) - 7 * dayMs,
    observed(Date.UTC(year, july, 4)),
    nth(year, september, monday, 1),
    thanksgiving,
    observed(Date.UTC(year, december, 25)),
  ])
  if (year >= 2022) closed.add(observed(Date.UTC(year, june, 19)))
  const eves = [Date.UTC(year, july, 3), thanksgiving + dayMs, Date.UTC(year, december, 24)]
  return { closed, early: new Set(eves.filter((date) => !closed.has(date))) }
}

/** Kept on the Friday before a Saturday, the Monday after a Sunday. */
function observed(date: number): number {
  const weekday = weekdayOf(date)
  return weekday === saturday ? date - dayMs : weekday === sunday ? date + dayMs : date
}

function nth(year: number, month: number, weekday: number, count: number): number {
  const first = Date.UTC(year, month, 1)
  return first + (((weekday - weekdayOf(first) + 7) % 7) + 7 * (count - 1)) * dayMs
}

function weekdayOf(date: number): number {
  return new Date(date).getUTCDay()
}

/** Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher). */
function easter(year: number): number {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const sum = h + l - 7 * m + 114
  return Date.UTC(year, Math.floor(sum / 31) - 1, (sum % 31) + 1)
}
