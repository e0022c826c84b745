import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { denoise } from './denoise.ts'
import { parseLossless } from './lossless-json.ts'
import { rfc3339Ms } from './rfc3339.ts'

describe('parseLossless', () => {
  it('keeps the text of every number and touches nothing else', () => {
    expect(parseLossless('{"a":1.50,"b":[-2e-8,0,12345678901234567890],"c":"1.0,\\"2\\\\","d":true,"e":null,"f-1":"x"}')).toEqual(
      {
        a: '1.50',
        b: ['-2e-8', '0', '12345678901234567890'],
        c: '1.0,"2\\',
        d: true,
        e: null,
        'f-1': 'x',
      },
    )
  })

  it('reads whatever JSON.parse reads, but for numbers as text', () => {
    const textOf = (value: unknown): unknown => {
      if (typeof value === 'number') return JSON.stringify(value)
      if (Array.isArray(value)) return value.map(textOf)
      if (typeof value === 'object' && value !== null)
        return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, textOf(entry)]))
      return value
    }
    const noProto = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('__proto__'))
    fc.assert(
      fc.property(noProto, (value) => {
        expect(parseLossless(JSON.stringify(value))).toEqual(textOf(JSON.parse(JSON.stringify(value))))
      }),
    )
  })

  it('refuses what JSON.parse refuses, and never throws', () => {
    for (const text of ['', '{', '01', '1.', '-', '{"a":1e}', '[1 2]', '"\\', '{"a":00}'])
      expect(parseLossless(text)).toBeUndefined()
    fc.assert(
      fc.property(fc.string(), (text) => {
        const refused = (() => {
          try {
            JSON.parse(text)
            return false
          } catch {
            return true
          }
        })()
        if (refused) expect(parseLossless(text)).toBeUndefined()
      }),
    )
  })
})

describe('rfc3339Ms', () => {
  it('agrees with Date.parse to the millisecond and keeps microseconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 946_684_800_000, max: 4e12 }), (timeMs) => {
        expect(rfc3339Ms(new Date(timeMs).toISOString())).toBe(timeMs)
      }),
    )
    expect(rfc3339Ms('2026-07-07T22:58:17.164892Z')).toBe(1783465097164.892)
    expect(rfc3339Ms('2026-07-07T22:58:17Z')).toBe(1783465097000)
    expect(rfc3339Ms('2021-02-22T15:51:44.208123456Z')).toBeCloseTo(1614009104208.123, 3)
  })

  it.each([
    '',
    'yesterday',
    '2026-07-07',
    '2026-07-07T22:58:17',
    '2026-07-07T22:58:17+02:00',
    '2026-99-07T22:58:17Z',
    '2026-07-07Tab:58:17Z',
    '1970-01-01T00:00:00Z',
    '9999-12-31T00:00:00Z',
    5,
    null,
  ])('gives NaN for %j', (text) => {
    expect(rfc3339Ms(text)).toBeNaN()
  })
})

describe('denoise', () => {
  it.each([
    ['1323.6399999999999', '1323.64'],
    ['0.30000000000000004', '0.3'],
    ['1774.10', '1774.10'],
    ['9.9e-07', '9.9e-07'],
    ['12345678901234567', '12345678901234567'],
    ['61685.99000001', '61685.99000001'],
  ])('makes %s into %s', (text, clean) => {
    expect(denoise(text)).toBe(clean)
  })
})
