import { describe, expect, test } from 'vitest'
import { numberLocale } from './number-locale.ts'
import { readNumber, typeable } from './read-number.ts'

describe('a typed number', () => {
  test.each([
    ['en-US', '51441.31', '51441.31'],
    ['en-US', '51,441.31', '51441.31'],
    ['en-US', '51,441', '51441'],
    ['en-US', ' .5 ', '0.5'],
    ['hi-IN', '12,34,567.5', '1234567.5'],
    ['de-DE', '51441,31', '51441.31'],
    ['de-DE', '51.441,31', '51441.31'],
    ['de-DE', '1.234.567', '1234567'],
    ['de-DE', '0,65', '0.65'],
    ['de-DE', '1,234', '1.234'],
    ['de-DE', '51441.31', '51441.31'],
    ['de-DE', '0.650', '0.650'],
    ['de-CH', '51’441.31', '51441.31'],
    ['fr-FR', '51 441,31', '51441.31'],
    ['fr-FR', '51\u202f441,31', '51441.31'],
    ['fr-FR', '0,65', '0.65'],
    ['fr-FR', '51441.31', '51441.31'],
    ['ar-EG', '٥١٤٤١٫٣١', '51441.31'],
    ['de-DE', '-2,5', '-2.5'],
  ])('in %s “%s” is %s', (locale, typed, text) => {
    expect(readNumber(typed, numberLocale(locale))).toEqual({ text })
  })

  test('a point that can be of thousands or of a fraction is refused, with both ways to write it', () => {
    expect(readNumber('51.441', numberLocale('de-DE'))).toEqual({
      problem: '“51.441” can mean two numbers: write 51441 or 51,441.',
    })
  })

  test.each([
    ['en-US', '0,65'],
    ['en-US', '1,23,4'],
    ['de-DE', '51,441.31'],
    ['de-DE', '1,2,3'],
    ['fr-FR', '1,234,567'],
    ['fr-FR', '5 1'],
    ['en-US', 'soon'],
    ['en-US', '.'],
    ['en-US', ''],
  ])('in %s “%s” is refused', (locale, typed) => {
    expect(readNumber(typed, numberLocale(locale))).toHaveProperty('problem')
  })

  test.each(['en-US', 'de-DE', 'de-CH', 'fr-FR', 'pl-PL', 'ar-EG', 'hi-IN'])(
    'what %s is offered to edit is read back',
    (locale) => {
      for (const text of ['51441.31', '-51441.31', '0.65', '1234', '1.234', '1234567.001'])
        expect(readNumber(typeable(text, numberLocale(locale)), numberLocale(locale))).toEqual({ text })
    },
  )

  test.each(['en-US', 'sv-SE', 'ar-EG'])('what %s is offered to edit has the hyphen that keyboards have', (locale) => {
    expect(typeable('-12', numberLocale(locale)).charAt(0)).toBe('-')
  })
})
