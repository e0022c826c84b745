import { describe, expect, test } from 'vitest'
import { formatsInForce, localeName, offeredLocales } from './formats.ts'

const own = { locale: undefined, timeZone: undefined, hourCycle: 'h23' } as const

describe('formats in force', () => {
  test('are the browser’s language and 24 hours until something else is chosen', () => {
    expect(formatsInForce(own, 'de-CH')).toEqual({ locale: 'de-CH', hourCycle: 'h23' })
    expect(formatsInForce({ ...own, locale: 'fr-FR', hourCycle: 'h12' }, 'de-CH')).toEqual({ locale: 'fr-FR', hourCycle: 'h12' })
  })

  test('take the clock from the language where that is asked for', () => {
    const clock = (locale: string) => formatsInForce({ ...own, locale, hourCycle: 'locale' }, 'en-US').hourCycle
    expect([clock('en-US'), clock('de-DE'), clock('ja-JP')]).toEqual(['h12', 'h23', 'h23'])
  })

  test('survive a browser that names no usable language', () => {
    expect(formatsInForce(own, 'C.UTF-8 ').locale).toBe('en-US')
  })

  test('each language offered has a name of its own', () => {
    const names = offeredLocales.map(localeName)
    expect(new Set(names).size).toBe(offeredLocales.length)
    expect(localeName('de-DE')).toMatch(/^Deutsch/)
  })
})
