/** How a locale writes whole numbers and fractions, taken from Intl once, so that exact decimal text can be dressed without it. */
export interface NumberLocale {
  readonly decimalMark: string
  readonly groupMark: string
  /** Digits of the last group, and of those before it (they differ in India). */
  readonly groupFirst: number
  readonly groupRest: number
  /** Some locales begin to group at five digits: `1234` but `12.345`. */
  readonly groupFromDigits: number
  /** Ten digits where they are not ASCII. */
  readonly digits: string | undefined
  readonly minus: string
  readonly plus: string
}

/** As wide as a plus, so that a column aligns, and read as “minus” where a hyphen is passed over. */
const minusSign = '\u2212'

/** What Intl wrote: in most locales it has a hyphen for the sign, in some the minus. On a screen they are one. */
export function withMinusSign(written: string): string {
  return written.replace('-', minusSign)
}

export function numberLocale(locale: string): NumberLocale {
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, signDisplay: 'always' })
  const parts = format.formatToParts(-1_234_567_891.5)
  const groups = parts.filter((part) => part.type === 'integer').map((part) => part.value.length)
  const partOf = (type: Intl.NumberFormatPartTypes) => parts.find((part) => part.type === type)?.value
  const digits = Array.from({ length: 10 }, (_, digit) => new Intl.NumberFormat(locale).format(digit)).join('')
  return {
    decimalMark: partOf('decimal') ?? '.',
    groupMark: partOf('group') ?? '',
    groupFirst: groups.at(-1) ?? 3,
    groupRest: groups.at(-2) ?? 3,
    groupFromDigits: format.formatToParts(1234).some((part) => part.type === 'group') ? 4 : 5,
    digits: digits === '0123456789' ? undefined : digits,
    minus: withMinusSign(signOf(parts, minusSign)),
    plus: signOf(format.formatToParts(1), '+'),
  }
}

/** All that stands before the digits: with the sign, some locales write a mark for the direction of the text. */
function signOf(parts: readonly Intl.NumberFormatPart[], otherwise: string): string {
  const digits = parts.findIndex((part) => part.type === 'integer')
  const text = parts
    .slice(0, digits)
    .map((part) => part.value)
    .join('')
  return text === '' ? otherwise : text
}

/** Plain decimal text (`-61685.90`) as the locale writes it. All digits are kept as they are: nothing is rounded. */
export function localizeDecimal(text: string, locale: NumberLocale): string {
  const negative = text.charCodeAt(0) === 45
  const start = negative ? 1 : 0
  const point = text.indexOf('.')
  const end = point < 0 ? text.length : point
  let written = groupDigits(text, start, end, locale)
  if (point >= 0) written += locale.decimalMark + text.slice(point + 1)
  if (negative) written = locale.minus + written
  return localizeDigits(written, locale)
}

export function localizeDigits(text: string, { digits }: NumberLocale): string {
  return digits === undefined ? text : text.replace(/[0-9]/g, (digit) => digits[Number(digit)] ?? digit)
}

function groupDigits(text: string, start: number, end: number, locale: NumberLocale): string {
  if (end - start < locale.groupFromDigits || locale.groupMark === '') return text.slice(start, end)
  let from = end - locale.groupFirst
  let written = text.slice(from, end)
  while (from > start) {
    const next = Math.max(start, from - locale.groupRest)
    written = text.slice(next, from) + locale.groupMark + written
    from = next
  }
  return written
}
