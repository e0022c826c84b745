import type { Interval } from '../market/bar.ts'
import { createTimeZone } from './time-zone.ts'

/**
 * How important a place on the time axis is. The chart fills the axis with the heaviest places first, so that ticks stand
 * on round times. Our own scale: the library's knows UTC only, and nothing between a second and a minute.
 */
export const tickWeights = {
  none: 0,
  second: 10,
  second5: 11,
  second15: 12,
  second30: 13,
  minute: 20,
  minute5: 21,
  minute15: 22,
  minute30: 23,
  hour: 30,
  hour3: 31,
  hour6: 32,
  hour12: 33,
  day: 50,
  week: 51,
  month: 60,
  year: 70,
} as const

export interface TimeAxisOptions {
  /** IANA name. Bars of a day are dates of UTC whatever the zone: shown in another, they would bear the wrong date. */
  readonly timeZone: string
  readonly interval: Interval
  readonly locale: string
  /** undefined: as the locale has it. */
  readonly hourCycle?: 'h12' | 'h23' | undefined
}

/** Times are true UTC seconds throughout; only weights and texts know the zone. */
export interface TimeAxis {
  readonly options: TimeAxisOptions
  /** Weight of a place, given the place before it. */
  weight(seconds: number, previousSeconds: number): number
  /** As short as the axis wants it: `2024`, `Aug`, `9`, `14:30`, `14:30:15`. */
  tickLabel(seconds: number, weight: number): string
  /** In full, for the crosshair and for tables: `Fri, 9 Aug 2024, 14:30`. Where clocks are put back, with the zone's name of the hour. */
  fullLabel(seconds: number): string
}

const intraday: readonly (readonly [seconds: number, weight: number])[] = [
  [43_200, tickWeights.hour12],
  [21_600, tickWeights.hour6],
  [10_800, tickWeights.hour3],
  [3_600, tickWeights.hour],
  [1_800, tickWeights.minute30],
  [900, tickWeights.minute15],
  [300, tickWeights.minute5],
  [60, tickWeights.minute],
  [30, tickWeights.second30],
  [15, tickWeights.second15],
  [5, tickWeights.second5],
  [1, tickWeights.second],
]

const daySeconds = 86_400

/** From one place of a weight to the next of this or a greater one; undefined where that is not always as long. */
export function tickSeconds(weight: number): number | undefined {
  return weight === tickWeights.day ? daySeconds : intraday.find(([, each]) => each === weight)?.[0]
}

export function createTimeAxis(options: TimeAxisOptions): TimeAxis {
  const daily = options.interval === '1d'
  const zone = createTimeZone(daily ? 'UTC' : options.timeZone)
  const texts = createTexts(options, zone.name)
  return {
    options,
    weight(seconds, previousSeconds) {
      const offset = zone.offsetMs(seconds * 1000) / 1000
      const previousOffset = zone.offsetMs(previousSeconds * 1000) / 1000
      const weight = wallClockWeight(seconds + offset, previousSeconds + previousOffset)
      if (offset === previousOffset || weight >= tickWeights.day) return weight
      // Where the clocks jump, wall clock times may repeat or be missing; the hour that began is still a new hour.
      return Math.max(
        weight,
        Math.min(tickWeights.hour, wallClockWeight(seconds + previousOffset, previousSeconds + previousOffset)),
      )
    },
    tickLabel: (seconds, weight) => texts.forWeight(weight).format(seconds * 1000),
    fullLabel(seconds) {
      const format = daily ? texts.date : zone.isRepeated(seconds * 1000) ? texts.repeated : texts.full
      return format.format(seconds * 1000)
    },
  }
}

/** Both are seconds as a clock on the wall in the zone shows them. */
function wallClockWeight(local: number, previous: number): number {
  const day = Math.floor(local / daySeconds)
  const previousDay = Math.floor(previous / daySeconds)
  if (day !== previousDay) {
    const date = new Date(local * 1000)
    const before = new Date(previous * 1000)
    if (date.getUTCFullYear() !== before.getUTCFullYear()) return tickWeights.year
    if (date.getUTCMonth() !== before.getUTCMonth()) return tickWeights.month
    // Day 4 was a Monday.
    return Math.floor((day - 4) / 7) === Math.floor((previousDay - 4) / 7) ? tickWeights.day : tickWeights.week
  }
  for (const [length, weight] of intraday) if (Math.floor(local / length) !== Math.floor(previous / length)) return weight
  return tickWeights.none
}

interface Texts {
  readonly full: Intl.DateTimeFormat
  readonly repeated: Intl.DateTimeFormat
  readonly date: Intl.DateTimeFormat
  forWeight(weight: number): Intl.DateTimeFormat
}

function createTexts({ locale, hourCycle, interval }: TimeAxisOptions, timeZone: string): Texts {
  const make = (fields: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...fields, timeZone })
  const hours = hourCycle === undefined ? {} : { hourCycle }
  const minutes: Intl.DateTimeFormatOptions = { hour: hourCycle === 'h12' ? 'numeric' : '2-digit', minute: '2-digit', ...hours }
  const seconds: Intl.DateTimeFormatOptions = { ...minutes, second: '2-digit' }
  const date: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }
  const full = { ...date, ...(interval === '1s' ? seconds : minutes) }
  const [year, month, day] = [make({ year: 'numeric' }), make({ month: 'short' }), make({ day: 'numeric' })]
  const [minuteFormat, secondFormat] = [make(minutes), make(seconds)]
  return {
    full: make(full),
    repeated: make({ ...full, timeZoneName: 'short' }),
    date: make(date),
    forWeight(weight) {
      if (weight >= tickWeights.year) return year
      if (weight >= tickWeights.month) return month
      if (weight >= tickWeights.day) return day
      return weight >= tickWeights.minute || interval !== '1s' ? minuteFormat : secondFormat
    },
  }
}
