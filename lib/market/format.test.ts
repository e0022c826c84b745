import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatStepsFixed } from './decimal.ts'
import { marketFormat } from './format.ts'
import { localizeDecimal, numberLocale } from './number-locale.ts'

const format = marketFormat('en-US')

describe('prices and sizes', () => {
  it('keep every decimal of the tick, so that a column aligns', () => {
    expect(format.price(6_168_590, '0.01')).toBe('61,685.90')
    expect(format.price(5, '0.25')).toBe('1.25')
    expect(format.price(4, '0.25')).toBe('1.00')
    expect(format.price(1, '0.00000000001')).toBe('0.00000000001')
  })

  it('stay exact where a float would not', () => {
    expect(format.price(9_007_199_254_740_991, '0.00000001')).toBe('90,071,992.54740991')
    expect(format.size(123_456_789_012_345_678_901n, '0.00000001')).toBe('1,234,567,890,123.45678901')
    expect(format.size(-10_000_000_000_000_000_000n, '10')).toBe('-100,000,000,000,000,000,000')
  })

  it('show an absent price as a dash, and a change of nothing as zero', () => {
    expect(format.price(0, '0.01')).toBe('–')
    expect(format.priceChange(0, '0.01')).toBe('0.00')
    expect(format.priceChange(150, '0.01')).toBe('+1.50')
    expect(format.priceChange(-150, '0.01')).toBe('-1.50')
  })

  it('are grouped and marked as Intl does it, in every kind of locale', () => {
    const locales = [
      'en-US',
      'de-DE',
      'fr-FR',
      'es-ES',
      'pl-PL',
      'en-IN',
      'hi-IN',
      'de-CH',
      'ja-JP',
      'ar-EG',
      'fa-IR',
      'sv-SE',
      'pt-PT',
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...locales),
        fc.maxSafeInteger(),
        fc.integer({ min: 0, max: 12 }),
        (locale, ticks, decimals) => {
          const text = formatStepsFixed(ticks, { multiple: 1, decimals })
          const intl = new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
          expect(localizeDecimal(text, numberLocale(locale))).toBe(intl.format(text as Intl.StringNumericLiteral))
        },
      ),
    )
  })
})

describe('abbreviations and ratios', () => {
  it('abbreviate volumes without losing their size', () => {
    expect(format.compact(123_456_789n, '0.01')).toBe('1.23M')
    expect(format.compact(99_999_999_999_999_999_999n, '0.00000001')).toBe('1.00T')
    expect(format.compact(0n, '0.01')).toBe('0.00')
    expect(format.compactNumber(1_234_567)).toBe('1.23M')
    expect(format.compactValue(6_168_590, '0.01', 250_000_000n, '0.00000001')).toBe('154.21K')
  })

  it('write a percentage with its sign, and a dash where there is nothing to compare with', () => {
    expect(format.percentChange(100, 101)).toBe('+1.00%')
    expect(format.percentChange(100, 99)).toBe('-1.00%')
    expect(format.percentChange(100_000, 100_001)).toBe('0.00%')
    expect(format.percentChange(0, 101)).toBe('–')
    expect(format.percent(Number.NaN)).toBe('–')
    expect(marketFormat('de-DE').percentChange(100, 101)).toBe('+1,00\u00a0%')
  })
})

describe('times', () => {
  const timeMs = Date.UTC(2026, 2, 8, 6, 59, 59, 42)

  it('are on the clock of the zone asked for, across a change of clocks', () => {
    expect(format.time(timeMs, { timeZone: 'UTC', milliseconds: true })).toBe('06:59:59.042')
    expect(format.time(timeMs, { timeZone: 'America/New_York' })).toBe('01:59:59')
    expect(format.time(timeMs + 1000, { timeZone: 'America/New_York' })).toBe('03:00:00')
    expect(format.date(timeMs, { timeZone: 'Asia/Tokyo' })).toBe('03/08/2026')
  })

  it('write midnight as 00 and keep milliseconds of times before 1970', () => {
    expect(format.time(0, { timeZone: 'UTC' })).toBe('00:00:00')
    expect(format.time(-1, { timeZone: 'UTC', milliseconds: true })).toBe('23:59:59.999')
  })

  it('write ages in the unit that a person would', () => {
    expect([0, 999, 1_260, 59_999, 60_000, 3_600_000, 90_000_000].map(format.age)).toEqual([
      '0 ms',
      '999 ms',
      '1.2 s',
      '59.9 s',
      '1 min',
      '1 h',
      '1 d',
    ])
    expect(format.age(-2_300)).toBe('0 ms')
    expect(format.age(999.7)).toBe('999 ms')
  })
})
