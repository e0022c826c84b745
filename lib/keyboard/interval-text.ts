import { type Interval, intervalLengthMs, intervals } from '../market/bar.ts'

export type ParsedInterval =
  | { readonly interval: Interval; readonly problem?: never }
  /** For the person who typed it: what is wrong, and what there is. */
  | { readonly interval?: never; readonly problem: string }

const unitMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
}

const unitNames: readonly (readonly [RegExp, string])[] = [
  [/^s(ec(ond)?s?)?$/, 's'],
  [/^m(in(ute)?s?)?$/, 'm'],
  [/^(h(ours?|r)?)$/, 'h'],
  [/^d(ays?)?$/, 'd'],
  [/^w(eeks?)?$/, 'w'],
]

/** `5` and `60` are minutes, as in TradingView; `5m`, `1h`, `D`, `30 s`, `1 hour` are what they say. Case does not matter. */
export function parseIntervalText(text: string): ParsedInterval {
  const match = /^\s*(\d{0,6})\s*([a-z]*)\s*$/i.exec(text)
  const [, digits = '', word = ''] = match ?? []
  const unit = word === '' ? 'm' : unitNames.find(([pattern]) => pattern.test(word.toLowerCase()))?.[1]
  if (match === null || digits + word === '' || unit === undefined)
    return { problem: `“${text.trim()}” is no interval. There are ${available()}.` }
  const lengthMs = (digits === '' ? 1 : Number(digits)) * (unitMs[unit] ?? 0)
  const interval = intervals.find((each) => intervalLengthMs(each) === lengthMs)
  return interval === undefined
    ? { problem: `There is no interval of ${digits === '' ? '1' : digits}${unit}. There are ${available()}.` }
    : { interval }
}

/** Those that begin with what was typed so far, nearest first: `1` gives 1m, 15m, 1s, 1h, 1d. */
export function suggestIntervals(text: string): Interval[] {
  const typed = text.trim().toLowerCase()
  if (typed === '') return [...intervals]
  const { interval: exact } = parseIntervalText(typed)
  const minutes = (interval: Interval): string => String(intervalLengthMs(interval) / 60_000)
  const begun = intervals.filter(
    (interval) => interval.startsWith(typed) || (intervalLengthMs(interval) < 86_400_000 && minutes(interval).startsWith(typed)),
  )
  return [...new Set([...(exact === undefined ? [] : [exact]), ...begun])]
}

function available(): string {
  return `${intervals.slice(0, -1).join(', ')} and ${intervals.at(-1)}`
}
