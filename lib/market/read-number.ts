import { localizeDecimal, type NumberLocale } from './number-locale.ts'

/** As exact plain decimal text (`51441.31`), or what is wrong with it, for whoever typed it. */
export type NumberReading = { readonly text: string } | { readonly problem: string }

/**
 * A number typed as the locale writes it, or plainly (`51441.31`) where that cannot mean another: `51.441` in German is
 * refused. Spaces and apostrophes between groups of three are read in any locale.
 */
export function readNumber(typed: string, locale: NumberLocale): NumberReading {
  const text = asciiDigits(typed.trim(), locale).replace(/(?<=\d)[\s'’](?=\d{3}(?!\d))/g, '')
  const local = readWith(text, locale.decimalMark, locale.groupMark)
  const plain = readWith(text, '.', '')
  if (local !== undefined && plain !== undefined && local !== plain) {
    const [grouped, pointed] = [typeable(local, locale), typeable(plain, locale)]
    return { problem: `“${typed}” can mean two numbers: write ${grouped} or ${pointed}.` }
  }
  const read = local ?? plain
  if (read !== undefined) return { text: read }
  return { problem: `${text === '' ? 'There' : `“${typed}”`} must be a number such as ${typeable('1234.5', locale)}.` }
}

/** Plain decimal text as one would type it: without groups, and with the hyphen that keyboards have. */
export function typeable(text: string, locale: NumberLocale): string {
  return localizeDecimal(text, { ...locale, groupMark: '', minus: '-' })
}

function readWith(text: string, decimalMark: string, groupMark: string): string | undefined {
  const sign = /^[-−+]?/.exec(text)?.[0] ?? ''
  const [whole = '', fraction = '', ...more] = text.slice(sign.length).split(decimalMark)
  if (more.length > 0 || !/^\d*$/.test(fraction) || whole + fraction === '') return undefined
  const groups = groupMark === '' ? [whole] : whole.split(groupMark)
  if (!groups.every((group) => /^\d*$/.test(group)) || (groups.length > 1 && !areGroups(groups))) return undefined
  const digits = groups.join('') || '0'
  return `${sign === '' || sign === '+' ? '' : '-'}${digits}${fraction === '' ? '' : `.${fraction}`}`
}

/** `1`, `234`, `567`; the groups before the last have two digits in India. */
function areGroups(groups: readonly string[]): boolean {
  const [first = '', ...others] = groups
  const inner = others.slice(0, -1)
  if (!/^[1-9]\d{0,2}$/.test(first) || others.at(-1)?.length !== 3) return false
  return inner.every(({ length }) => length === 3) || (first.length < 3 && inner.every(({ length }) => length === 2))
}

function asciiDigits(text: string, { digits }: NumberLocale): string {
  if (digits === undefined) return text
  return Array.from(text, (character) => {
    const digit = digits.indexOf(character)
    return digit < 0 ? character : String(digit)
  }).join('')
}
