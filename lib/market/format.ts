/**
 * Numbers and times as people read them. Prices and sizes are exact: the integer of ticks or lots becomes text by moving the
 * decimal point, with all decimals of the tick, so that a column aligns (use tabular figures). Only what is a ratio or an
 * abbreviation is rounded. What is absent (a price of 0 ticks, a ratio without a base) is an en dash.
 */
import { formatDecimal, formatStepsFixed, parseStep, type Step } from './decimal.ts'
import { localizeDecimal, type NumberLocale, numberLocale } from './number-locale.ts'

export const absent = '–'

export interface MarketFormat {
  readonly locale: string
  /** `61,685.90` of 6168590 ticks of `0.01`. */
  price(ticks: number, tickSize: string): string
  /** A difference of prices with its sign: `+1.50`, `-1.50`, `0.00`. */
  priceChange(ticks: number, tickSize: string): string
  /** Exact, with all decimals of the lot. */
  size(lots: number | bigint, lotSize: string): string
  /** An abbreviated size: `1.23M`. `fractionDigits` behind the mark, default 2. */
  compact(lots: number | bigint, lotSize: string, fractionDigits?: number): string
  /** Price times size, in the currency of the price, abbreviated. */
  compactValue(ticks: number, tickSize: string, lots: number | bigint, lotSize: string): string
  /** Any number, abbreviated: an axis of volumes. */
  compactNumber(value: number): string
  /** `+1.23%` from one price to another, both in the same ticks. */
  percentChange(fromTicks: number, toTicks: number): string
  /** `+1.23%` of 0.0123. */
  percent(ratio: number): string
  /** A whole number: `1,234`. */
  count(value: number): string
  /** `14:03:07`, or with milliseconds `14:03:07.042`; 24 hours. */
  time(timeMs: number, options?: TimeOptions): string
  /** Day, month and year in the order of the locale. */
  date(timeMs: number, options?: TimeOptions): string
  /** How old something is: `42 ms`, `1.2 s`, `4 min`, `3 h`, `2 d`. A venue's clock ahead of ours makes no age below zero. */
  age(ageMs: number): string
}

export interface TimeOptions {
  /** IANA name; the viewer's own when absent. */
  readonly timeZone?: string
  readonly milliseconds?: boolean
}

/** The formats of a locale (BCP 47), made once. Default `en-US`, which a server renders too. Throws RangeError for a malformed tag. */
export function marketFormat(locale = 'en-US'): MarketFormat {
  return formatOf(locale)
}

/** As `parseStep`, remembered: there are few steps and many prices. */
export function stepOf(text: string): Step {
  return rememberedStep(text)
}

const rememberedStep = remember(parseStep)
const formatOf = remember(createFormat)

function createFormat(locale: string): MarketFormat {
  const writing = numberLocale(locale)
  return {
    locale,
    price: (ticks, tickSize) => (ticks === 0 ? absent : localizeDecimal(formatStepsFixed(ticks, stepOf(tickSize)), writing)),
    priceChange(ticks, tickSize) {
      const text = localizeDecimal(formatStepsFixed(ticks, stepOf(tickSize)), writing)
      return ticks > 0 ? writing.plus + text : text
    },
    size: (lots, lotSize) => localizeDecimal(fixedText(lots, stepOf(lotSize)), writing),
    ...compactFormats(locale),
    ...percentFormats(locale),
    count: (value) => localizeDecimal(String(Math.round(value)), writing),
    ...timeFormats(locale, writing),
    age: (ageMs) => ageText(ageMs, writing),
  }
}

/** Digits of a quantity with all decimals of its lot. */
function fixedText(lots: number | bigint, lot: Step): string {
  if (typeof lots === 'number') return formatStepsFixed(lots, lot)
  const [whole = '', fraction = ''] = formatDecimal({ digits: lots * BigInt(lot.multiple), decimals: lot.decimals }).split('.')
  return lot.decimals === 0 ? whole : `${whole}.${fraction.padEnd(lot.decimals, '0')}`
}

function compactFormats(locale: string): Pick<MarketFormat, 'compact' | 'compactValue' | 'compactNumber'> {
  const formats = remember((digits) => {
    const fractionDigits = Number(digits)
    const options = { minimumFractionDigits: fractionDigits, maximumFractionDigits: fractionDigits }
    return new Intl.NumberFormat(locale, { notation: 'compact', ...options })
  })
  // Intl takes decimal text as it is, exactly.
  const write = (decimal: string, digits = 2) => formats(String(digits)).format(decimal as Intl.StringNumericLiteral)
  return {
    compact: (lots, lotSize, fractionDigits) => write(fixedText(lots, stepOf(lotSize)), fractionDigits),
    compactValue(ticks, tickSize, lots, lotSize) {
      const tick = stepOf(tickSize)
      const lot = stepOf(lotSize)
      const digits = BigInt(ticks) * BigInt(tick.multiple) * BigInt(lots) * BigInt(lot.multiple)
      return write(formatDecimal({ digits, decimals: tick.decimals + lot.decimals }))
    },
    compactNumber: (value) => (Number.isFinite(value) ? formats('2').format(value) : absent),
  }
}

function percentFormats(locale: string): Pick<MarketFormat, 'percent' | 'percentChange'> {
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 }
  const format = new Intl.NumberFormat(locale, { style: 'percent', signDisplay: 'exceptZero', ...digits })
  const percent = (ratio: number) => (Number.isFinite(ratio) ? format.format(ratio) : absent)
  return {
    percent,
    percentChange: (fromTicks, toTicks) =>
      fromTicks === 0 || toTicks === 0 ? absent : percent((toTicks - fromTicks) / fromTicks),
  }
}

function timeFormats(locale: string, writing: NumberLocale): Pick<MarketFormat, 'time' | 'date'> {
  const clocks = remember((timeZone) => secondsClock(locale, timeZone))
  const dates = remember((timeZone) => {
    return new Intl.DateTimeFormat(locale, { year: 'numeric', month: '2-digit', day: '2-digit', ...zone(timeZone) })
  })
  return {
    time(timeMs, { timeZone = '', milliseconds = false } = {}) {
      const text = clocks(timeZone)(timeMs)
      if (!milliseconds) return text
      const fraction = Math.floor(timeMs) - Math.floor(timeMs / 1000) * 1000
      return text + localizeDecimal(`0.${String(fraction).padStart(3, '0')}`, writing).slice(1)
    },
    date: (timeMs, { timeZone = '' } = {}) => dates(timeZone).format(timeMs),
  }
}

/** Intl takes microseconds for a time; most of a tape's trades share their second with the one before. */
function secondsClock(locale: string, timeZone: string): (timeMs: number) => string {
  const digits = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const
  const format = new Intl.DateTimeFormat(locale, { ...digits, ...zone(timeZone) })
  let second = Number.NaN
  let text = ''
  return (timeMs) => {
    const own = Math.floor(timeMs / 1000)
    if (own !== second) {
      second = own
      text = format.format(own * 1000)
    }
    return text
  }
}

function zone(timeZone: string): { readonly timeZone?: string } {
  return timeZone === '' ? {} : { timeZone }
}

const ageUnits = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const

function ageText(ageMs: number, writing: NumberLocale): string {
  if (!Number.isFinite(ageMs)) return absent
  const age = Math.max(0, Math.floor(ageMs))
  const [unit, unitMs] = ageUnits.find(([, ms]) => age >= ms) ?? (age < 1000 ? ['ms', 1] : ['s', 1000])
  const text = unit === 's' ? (Math.floor(age / 100) / 10).toFixed(1) : String(Math.floor(age / unitMs))
  return `${localizeDecimal(text, writing)} ${unit}`
}

function remember<Value>(make: (key: string) => Value): (key: string) => Value {
  const made = new Map<string, Value>()
  return (key) => {
    let value = made.get(key)
    if (value === undefined) {
      value = make(key)
      made.set(key, value)
    }
    return value
  }
}
