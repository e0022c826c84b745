import type { TradingSession } from './instrument.ts'
import { isUsEarlyClose, isUsHoliday } from './us-holidays.ts'

/** The day that statistics count in. A trade outside `[startMs, countUntilMs)` does not count in any day. */
export interface TradingDay {
  readonly startMs: number
  readonly countUntilMs: number
  /** When the next day begins. */
  readonly endMs: number
}

const dayMs = 86_400_000
const openMs = 9.5 * 3_600_000
const closeMs = 16 * 3_600_000
const earlyCloseMs = 13 * 3_600_000

/** Day that `timeMs` falls in: a UTC date, or from one opening of the US session (09:30 New York) to the next. */
export function tradingDayAt(session: TradingSession, timeMs: number): TradingDay {
  if (session === 'continuous') {
    const startMs = Math.floor(timeMs / dayMs) * dayMs
    return { startMs, countUntilMs: startMs + dayMs, endMs: startMs + dayMs }
  }
  let date = newYorkDate(timeMs)
  if (isClosed(date) || timeMs < newYorkTimeMs(date, openMs)) {
    do date -= dayMs
    while (isClosed(date))
  }
  let next = date + dayMs
  while (isClosed(next)) next += dayMs
  return {
    startMs: newYorkTimeMs(date, openMs),
    countUntilMs: newYorkTimeMs(date, isUsEarlyClose(date) ? earlyCloseMs : closeMs),
    endMs: newYorkTimeMs(next, openMs),
  }
}

/** Midnight UTC of the date on New York's calendar. */
function newYorkDate(timeMs: number): number {
  return Math.floor((timeMs + newYorkOffsetMs(timeMs)) / dayMs) * dayMs
}

function isClosed(dateMs: number): boolean {
  const weekday = new Date(dateMs).getUTCDay()
  return weekday === 0 || weekday === 6 || isUsHoliday(dateMs)
}

/** Clocks change at 02:00 on Sundays: midday of a date has the offset of its session. */
function newYorkTimeMs(dateMs: number, timeOfDayMs: number): number {
  return dateMs + timeOfDayMs - newYorkOffsetMs(dateMs + dayMs / 2 + 5 * 3_600_000)
}

const newYorkClock = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/New_York',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
})

/** -5 h in winter, -4 h in summer. */
function newYorkOffsetMs(timeMs: number): number {
  const whole = Math.floor(timeMs / 1000) * 1000
  const fields: Record<string, number> = {}
  for (const part of newYorkClock.formatToParts(whole)) fields[part.type] = Number(part.value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = fields
  return Date.UTC(year, month - 1, day, hour, minute, second) - whole
}
