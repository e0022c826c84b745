/**
 * Numbers and times as people read them. Prices and sizes are exact: the integer of ticks or lots becomes text by moving the
 * decimal point, with all decimals of the tick, so that a column aligns (use tabular figures). Only what is a ratio or an
 * abbreviation is rounded. What is absent (a price of 0 ticks, a ratio without a base) is an en dash.
 *
 * A negative one has the minus sign (U+2212), not the hyphen: nothing here is meant to be read by a program.
 *
 * `locale` is a BCP 47 tag, that of page-formats.ts when absent. A malformed tag throws RangeError.
 */
import { formatDecimal } from './decimal.ts'
import { localizeDecimal, localizeDigits, type NumberLocale, numberLocale, withMinusSign } from './number-locale.ts'
import { type HourCycle, pageFormats } from './page-formats.ts'
import { parseStep, type Step } from './step.ts'
import { formatStepsFixed } from './steps.ts'

const absent = '–'

/** Whatever has the steps of an instrument. */
export interface PriceUnit {
  readonly tickSize: string
}
export interface SizeUnit {
  readonly lotSize: string
}

/** `61,685.90` of 6168590 ticks of `0.01`. */
export function formatPrice(ticks: number, { tickSize }: PriceUnit, locale?: string): string {
  return ticks === 0 ? absent : localizeDecimal(formatStepsFixed(ticks, stepOf(tickSize)), writingOf(locale))
}

/** Plain decimal text with the decimals it has: `61,000` of `61000`. */
export function formatDecimalText(text: string, locale?: string): string {
  return localizeDecimal(text, writingOf(locale))
}

/** The digits of a text that is more than a number, such as `3:59:59`. */
export function formatDigits(text: string, locale?: string): string {
  return localizeDigits(text, writingOf(locale))
}

/** A difference of prices with its sign: `+1.50`, `−1.50`, `0.00`. */
export function formatChange(ticks: number, { tickSize }: PriceUnit, locale?: string): string {
  const writing = writingOf(locale)
  const text = localizeDecimal(formatStepsFixed(ticks, stepOf(tickSize)), writing)
  return ticks > 0 ? writing.plus + text : text
}

/** From bid to ask: none is `0.00` and not absent, and of a crossed book it is negative. */
export function formatSpread({ bid, ask }: { readonly bid: number; readonly ask: number }, unit: PriceUnit): string {
  return ask === bid ? formatChange(0, unit) : formatPrice(ask - bid, unit)
}

/** `+1.23%` from `base` to `price`, both in the same ticks. */
export function formatPercent(price: number, base: number, locale?: string): string {
  return price === 0 || base === 0 ? absent : formatRatio((price - base) / base, locale)
}

/** `+1.23%` of 0.0123. */
export function formatRatio(ratio: number, locale: string = pageFormats().locale): string {
  return Number.isFinite(ratio) ? percentText(locale)(ratio) : absent
}

/** Exact, with all decimals of the lot. */
export function formatSize(lots: number | bigint, { lotSize }: SizeUnit, locale?: string): string {
  return localizeDecimal(fixedText(lots, stepOf(lotSize)), writingOf(locale))
}

/** An abbreviated size: `1.23M`. */
export function formatVolume(lots: number | bigint, { lotSize }: SizeUnit, locale: string = pageFormats().locale): string {
  return compactText(locale)(fixedText(lots, stepOf(lotSize)))
}

/** Price times size, in the currency of the price, abbreviated. */
export function formatValue(
  ticks: number,
  lots: number | bigint,
  unit: PriceUnit & SizeUnit,
  locale: string = pageFormats().locale,
): string {
  const tick = stepOf(unit.tickSize)
  const lot = stepOf(unit.lotSize)
  const digits = BigInt(ticks) * BigInt(tick.multiple) * BigInt(lots) * BigInt(lot.multiple)
  return compactText(locale)(formatDecimal({ digits, decimals: tick.decimals + lot.decimals }))
}

/** Any number, abbreviated: an axis of volumes. */
export function formatCompact(value: number, locale: string = pageFormats().locale): string {
  return Number.isFinite(value) ? compactText(locale)(value) : absent
}

/** A whole number: `1,234`. */
export function formatCount(value: number, locale?: string): string {
  return localizeDecimal(String(Math.round(value)), writingOf(locale))
}

/** Not abbreviated, with just so many decimals: `1,234.50`. */
export function formatNumber(value: number, decimals: number, locale?: string): string {
  return Number.isFinite(value) ? localizeDecimal(unsignedZero(value.toFixed(decimals)), writingOf(locale)) : absent
}

export interface TimeOptions {
  /** IANA name; the viewer's own when absent. */
  readonly timeZone?: string
  readonly milliseconds?: boolean
  readonly locale?: string
  readonly hourCycle?: HourCycle
}

/** `14:03:07`, with milliseconds `14:03:07.042`, of twelve hours `02:03:07.042 PM`: always two digits, so that columns align. */
export function formatTime(timeMs: number, { timeZone, milliseconds = false, ...given }: TimeOptions = {}): string {
  const { locale, hourCycle } = { ...pageFormats(), ...given }
  const [digits, dayPeriod] = secondsClock(`${hourCycle} ${locale}`, timeZone)(timeMs)
  if (!milliseconds) return digits + dayPeriod
  const fraction = Math.floor(timeMs) - Math.floor(timeMs / 1000) * 1000
  return digits + localizeDecimal(`0.${String(fraction).padStart(3, '0')}`, writingOf(locale)).slice(1) + dayPeriod
}

/** `Mar 8, 2026`: the month by its name, since 03/08 is another day to others. */
export function formatDate(timeMs: number, { timeZone, locale }: TimeOptions = {}): string {
  return dateFormat(locale ?? pageFormats().locale, timeZone).format(timeMs)
}

/** What rounds to nothing has no sign. */
function unsignedZero(text: string): string {
  return /^-[0.]+$/.test(text) ? text.slice(1) : text
}

/** Digits of a quantity with all decimals of its lot. */
function fixedText(lots: number | bigint, lot: Step): string {
  if (typeof lots === 'number') return formatStepsFixed(lots, lot)
  const [whole = '', fraction = ''] = formatDecimal({ digits: lots * BigInt(lot.multiple), decimals: lot.decimals }).split('.')
  return lot.decimals === 0 ? whole : `${whole}.${fraction.padEnd(lot.decimals, '0')}`
}

// Intl objects take tens of microseconds to make, and rows ask many times a second.

const stepOf = remember(parseStep)
const numberLocaleOf = remember(numberLocale)

function writingOf(locale: string = pageFormats().locale): NumberLocale {
  return numberLocaleOf(locale)
}

const percentText = remember((locale) => {
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 }
  const format = new Intl.NumberFormat(locale, { style: 'percent', signDisplay: 'exceptZero', ...digits })
  return (ratio: number): string => withMinusSign(format.format(ratio))
})

const compactText = remember((locale) => {
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 }
  const format = new Intl.NumberFormat(locale, { notation: 'compact', signDisplay: 'negative', ...digits })
  // Intl takes decimal text as it is, exactly.
  return (value: number | string): string => withMinusSign(format.format(value as Intl.StringNumericLiteral))
})

/** Most of a tape's trades share their second with the one before. What follows the seconds (PM) stands apart. */
const secondsClock = rememberByZone((clock, zone) => {
  const [hourCycle, locale] = clock.split(' ') as [HourCycle, string]
  const format = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle, ...zone })
  let second = Number.NaN
  let text: readonly [digits: string, dayPeriod: string] = ['', '']
  return (timeMs: number): readonly [digits: string, dayPeriod: string] => {
    const own = Math.floor(timeMs / 1000)
    if (own !== second) {
      second = own
      text = splitAfterSeconds(format.formatToParts(own * 1000))
    }
    return text
  }
})

function splitAfterSeconds(parts: readonly Intl.DateTimeFormatPart[]): [string, string] {
  const end = parts.findIndex((part) => part.type === 'second') + 1
  const textOf = (some: typeof parts) => some.map((part) => part.value).join('')
  return [textOf(parts.slice(0, end)), textOf(parts.slice(end))]
}

const dateFormat = rememberByZone((locale, zone) => {
  return new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'short', day: 'numeric', ...zone })
})

function rememberByZone<Value>(make: (locale: string, zone: { readonly timeZone?: string }) => Value) {
  const byLocale = remember((locale) => remember((timeZone) => make(locale, timeZone === '' ? {} : { timeZone })))
  return (locale: string, timeZone: string | undefined): Value => byLocale(locale)(timeZone ?? '')
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
