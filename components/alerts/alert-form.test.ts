import { afterEach, describe, expect, test } from 'vitest'
import { conditionOf, firstFields, wrongField } from '@/components/alerts/alert-form.ts'
import { pageFormats, setPageFormats } from '@/lib/market/page-formats.ts'

const before = pageFormats()
afterEach(() => setPageFormats(before))
const speak = (locale: string): void => setPageFormats({ locale, hourCycle: 'h23' })

describe('the fields of an alert', () => {
  test.each([
    ['en-US', '51441.31'],
    ['de-DE', '51441,31'],
    ['fr-FR', '51441,31'],
  ])('in %s the last price is offered as %s and read as it is', (locale, offered) => {
    speak(locale)
    const fields = firstFields('price', '51441.31')
    expect(fields.amount).toBe(offered)
    expect(conditionOf(fields)).toEqual({ kind: 'price', direction: 'either', level: '51441.31' })
  })

  test('a decimal comma is one in every field', () => {
    speak('de-DE')
    expect(conditionOf({ ...firstFields('price', ''), amount: '0,65' })).toMatchObject({ level: '0.65' })
    expect(conditionOf({ ...firstFields('percent', ''), amount: '2,5', minutes: '1,5' })).toMatchObject({
      percent: 2.5,
      windowMs: 90_000,
    })
    expect(conditionOf({ ...firstFields('volume', ''), amount: '7,5' })).toMatchObject({ factor: 7.5 })
    expect(conditionOf({ ...firstFields('stale', ''), amount: '1,5' })).toMatchObject({ afterMs: 1500 })
  })

  test('what can mean two numbers is refused in words', () => {
    speak('de-DE')
    expect(conditionOf({ ...firstFields('price', ''), amount: '51.441' })).toMatch(/can mean two numbers: write 51441 or 51,441/)
    speak('en-US')
    expect(conditionOf({ ...firstFields('price', ''), amount: '0,65' })).toMatch(/“0,65” must be a number such as 1234\.5/)
  })

  test('the field that is wrong is told from the other', () => {
    const fields = firstFields('percent', '')
    expect([wrongField({ ...fields, amount: 'much' }), wrongField({ ...fields, amount: '0' })]).toEqual(['amount', 'amount'])
    expect([wrongField({ ...fields, minutes: 'soon' }), wrongField({ ...fields, minutes: '0' })]).toEqual(['minutes', 'minutes'])
    expect(wrongField({ ...fields, amount: 'much', minutes: 'soon' })).toBe('amount')
  })

  test('a number out of bounds is refused in words', () => {
    expect(conditionOf({ ...firstFields('price', ''), amount: '0' })).toMatch(/number above 0/)
    expect(conditionOf({ ...firstFields('percent', ''), minutes: '0' })).toMatch(/time span/)
  })
})
