import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import {
  formatChange,
  formatCompact,
  formatCount,
  formatDate,
  formatDecimalText,
  formatNumber,
  formatPercent,
  formatPrice,
  formatRatio,
  formatSize,
  formatSpread,
  formatTime,
  formatValue,
  formatVolume,
} from './format.ts'
import { formatAge } from './format-age.ts'
import { localizeDecimal, numberLocale } from './number-locale.ts'
import { setPageFormats } from './page-formats.ts'
import { formatStepsFixed } from './steps.ts'

describe('prices and sizes', () => {
  it('keep every decimal of the tick, so that a column aligns', () => {
    expect(formatPrice(6_168_590, { tickSize: '0.01' })).toBe('61,685.90')
    expect(formatPrice(5, { tickSize: '0.25' })).toBe('1.25')
    expect(formatPrice(4, { tickSize: '0.25' })).toBe('1.00')
    expect(formatPrice(1, { tickSize: '0.00000000001' })).toBe('0.00000000001')
  })

  it('stay exact where a float would not', () => {
    expect(formatPrice(9_007_199_254_740_991, { tickSize: '0.00000001' })).toBe('90,071,992.54740991')
    expect(formatSize(123_456_789_012_345_678_901n, { lotSize: '0.00000001' })).toBe('1,234,567,890,123.45678901')
    expect(formatSize(-10_000_000_000_000_000_000n, { lotSize: '10' })).toBe('\u2212100,000,000,000,000,000,000')
  })

  it('show an absent price as a dash, and a change of nothing as zero', () => {
    expect(formatPrice(0, { tickSize: '0.01' })).toBe('–')
    expect(formatChange(0, { tickSize: '0.01' })).toBe('0.00')
    expect(formatChange(150, { tickSize: '0.01' })).toBe('+1.50')
    expect(formatChange(-150, { tickSize: '0.01' })).toBe('\u22121.50')
  })

  it('show the spread of a locked book as zero, and of a crossed one below it', () => {
    const spread = (bid: number, ask: number) => formatSpread({ bid, ask }, { tickSize: '0.01' })
    expect([spread(100, 101), spread(100, 100), spread(101, 100)]).toEqual(['0.01', '0.00', '\u22120.01'])
  })

  it('are grouped and marked as Intl does it, but for the one minus sign, in every kind of locale', () => {
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
          expect(localizeDecimal(text, numberLocale(locale))).toBe(
            intl.format(text as Intl.StringNumericLiteral).replace('-', '\u2212'),
          )
        },
      ),
    )
  })
})

describe('abbreviations and ratios', () => {
  it('abbreviate volumes without losing their size', () => {
    expect(formatVolume(123_456_789n, { lotSize: '0.01' })).toBe('1.23M')
    expect(formatVolume(99_999_999_999_999_999_999n, { lotSize: '0.00000001' })).toBe('1.00T')
    expect(formatVolume(0n, { lotSize: '0.01' })).toBe('0.00')
    expect(formatCompact(1_234_567)).toBe('1.23M')
    expect(formatValue(6_168_590, 250_000_000n, { tickSize: '0.01', lotSize: '0.00000001' })).toBe('154.21K')
  })

  it('write a percentage with its sign, and a dash where there is nothing to compare with', () => {
    expect(formatPercent(101, 100)).toBe('+1.00%')
    expect(formatPercent(99, 100)).toBe('\u22121.00%')
    expect(formatPercent(100_001, 100_000)).toBe('0.00%')
    expect(formatPercent(101, 0)).toBe('–')
    expect(formatRatio(Number.NaN)).toBe('–')
    expect(formatPercent(101, 100, 'de-DE')).toBe('+1,00\u00a0%')
  })
})

describe('the minus sign', () => {
  const unit = { tickSize: '0.01', lotSize: '0.01' }

  it('is the same in whatever is written in whichever locale: never the hyphen', () => {
    for (const locale of ['en-US', 'de-DE', 'sv-SE', 'de-CH', 'lt-LT', 'ja-JP', 'ar-EG', 'fa-IR', 'he-IL']) {
      const written = [
        formatPrice(-150, unit, locale),
        formatChange(-150, unit, locale),
        formatPercent(99, 100, locale),
        formatSize(-150, unit, locale),
        formatVolume(-123_456, unit, locale),
        formatCompact(-1_234_567, locale),
        formatCount(-12, locale),
        formatNumber(-1.5, 1, locale),
        formatDecimalText('-1.5', locale),
      ]
      for (const text of written) expect(text, locale).toMatch(/^[^-]*\u2212[^-]+$/)
    }
  })
})

describe('what rounds to nothing', () => {
  it('has no sign', () => {
    expect([formatRatio(-0.00001), formatNumber(-0.004, 2), formatCompact(-0.001), formatCount(-0.4)]).toEqual([
      '0.00%',
      '0.00',
      '0.00',
      '0',
    ])
  })
})

describe('times', () => {
  const timeMs = Date.UTC(2026, 2, 8, 6, 59, 59, 42)

  it('are on the clock of the zone asked for, across a change of clocks', () => {
    expect(formatTime(timeMs, { timeZone: 'UTC', milliseconds: true })).toBe('06:59:59.042')
    expect(formatTime(timeMs, { timeZone: 'America/New_York' })).toBe('01:59:59')
    expect(formatTime(timeMs + 1000, { timeZone: 'America/New_York' })).toBe('03:00:00')
    expect(formatDate(timeMs, { timeZone: 'Asia/Tokyo' })).toBe('Mar 8, 2026')
  })

  it('write midnight as 00 and keep milliseconds of times before 1970', () => {
    expect(formatTime(0, { timeZone: 'UTC' })).toBe('00:00:00')
    expect(formatTime(-1, { timeZone: 'UTC', milliseconds: true })).toBe('23:59:59.999')
  })

  it('write ages in the unit that a person would', () => {
    expect([0, 999, 1_260, 59_999, 60_000, 3_600_000, 90_000_000].map((age) => formatAge(age))).toEqual([
      '0 ms',
      '999 ms',
      '1.2 s',
      '59.9 s',
      '1 min',
      '1 h',
      '1 d',
    ])
    expect(formatAge(-2_300)).toBe('0 ms')
    expect(formatAge(999.7)).toBe('999 ms')
  })
})

describe('the formats of a page', () => {
  const unit = { tickSize: '0.01', lotSize: '0.001' }
  afterEach(() => setPageFormats({ locale: 'en-US', hourCycle: 'h23' }))

  it('hold for every text whose locale nobody gives', () => {
    setPageFormats({ locale: 'de-DE', hourCycle: 'h23' })
    expect(formatPrice(6_168_590, unit)).toBe('61.685,90')
    expect(formatCount(12_345)).toBe('12.345')
    expect(formatNumber(1234.56, 1)).toBe('1.234,6')
    expect(formatPercent(101, 100)).toMatch(/^\+1,00\s%$/)
  })

  it('write twelve hours with two digits, milliseconds beside the seconds', () => {
    setPageFormats({ locale: 'en-US', hourCycle: 'h12' })
    const timeMs = Date.UTC(2024, 0, 2, 14, 3, 7, 42)
    expect(formatTime(timeMs, { timeZone: 'UTC' })).toMatch(/^02:03:07\sPM$/)
    expect(formatTime(timeMs, { timeZone: 'UTC', milliseconds: true })).toMatch(/^02:03:07\.042\sPM$/)
    expect(formatTime(timeMs, { timeZone: 'UTC', hourCycle: 'h23' })).toBe('14:03:07')
  })
})
