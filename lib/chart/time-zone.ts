const dayMs = 86_400_000

export interface TimeZone {
  /** IANA name: `Europe/Berlin`. */
  readonly name: string
  /** Local minus UTC. */
  offsetMs(timeMs: number): number
  /** The same wall clock time comes twice: clocks are put back around it. */
  isRepeated(timeMs: number): boolean
}

export function isTimeZone(name: string): boolean {
  try {
    return name !== '' && new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

let ownZone = ''
let askedMs = Number.NEGATIVE_INFINITY
const askEveryMs = 60_000

/** Asking takes tens of microseconds, and a tape asks with every trade; a viewer who travels is noticed within a minute. */
export function systemTimeZone(): string {
  const nowMs = performance.now()
  if (nowMs - askedMs > askEveryMs) {
    askedMs = nowMs
    ownZone = new Intl.DateTimeFormat().resolvedOptions().timeZone
  }
  return ownZone
}

/**
 * Offsets by arithmetic: Intl is asked twice for each UTC day met, since a date costs microseconds to format and a chart
 * has thousands of bars. Throws RangeError for an unknown zone.
 */
export function createTimeZone(name: string): TimeZone {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const days = new Map<number, Day>()

  const offsetMs = (timeMs: number): number => {
    const number = Math.floor(timeMs / dayMs)
    let day = days.get(number)
    if (day === undefined) {
      day = describeDay(clock, number * dayMs)
      days.set(number, day)
    }
    return timeMs < day.changeMs ? day.before : day.after
  }

  return {
    name,
    offsetMs,
    isRepeated(timeMs) {
      const here = offsetMs(timeMs)
      const other = [offsetMs(timeMs - dayMs / 8), offsetMs(timeMs + dayMs / 8)].find((offset) => offset !== here)
      return other !== undefined && offsetMs(timeMs + here - other) === other
    },
  }
}

interface Day {
  readonly before: number
  readonly after: number
  /** The end of the day when its clocks do not change. */
  readonly changeMs: number
}

function describeDay(clock: Intl.DateTimeFormat, startMs: number): Day {
  const before = readOffset(clock, startMs)
  const after = readOffset(clock, startMs + dayMs)
  if (before === after) return { before, after, changeMs: startMs + dayMs }
  let [low, high] = [startMs, startMs + dayMs]
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000
    if (readOffset(clock, middle) === before) low = middle
    else high = middle
  }
  return { before, after, changeMs: high }
}

function readOffset(clock: Intl.DateTimeFormat, timeMs: number): number {
  const fields: Record<string, string> = {}
  for (const { type, value } of clock.formatToParts(timeMs)) fields[type] = value
  const year = fields.era === 'BC' ? 1 - Number(fields.year) : Number(fields.year)
  const local = Date.UTC(
    2000,
    Number(fields.month) - 1,
    Number(fields.day),
    Number(fields.hour),
    Number(fields.minute),
    Number(fields.second),
  )
  return new Date(local).setUTCFullYear(year, Number(fields.month) - 1, Number(fields.day)) - timeMs
}
