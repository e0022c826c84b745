import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDecimal } from './decimal.ts'
import { parseStep } from './step.ts'
import { formatSteps, parseSteps, wholeSteps } from './steps.ts'

describe('parseSteps', () => {
  it('reads the same number from every notation', () => {
    const step = parseStep('0.01')
    for (const text of ['2682.01', '2682.0100', '2.68201e3', '2.68201E+3', '268201e-2', '0.268201e4', '02682.01'])
      expect(parseSteps(text, step)).toBe(268_201)
    for (const text of ['2682.011', '2.682011e3', '1e-3', 'e3', '', '.', '-', '1e', '1e400', '0x10', 'NaN'])
      expect(parseSteps(text, step)).toBeNaN()
  })

  it('finds every whole number of steps again, plain or with an exponent', () => {
    const steps = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 12 }), fc.integer({ min: -6, max: 6 }), (count, decimals, exponent) => {
        const step = { multiple: 1, decimals }
        expect(parseSteps(formatSteps(count, step), step)).toBe(count)
        expect(parseSteps(`${count}e${-decimals}`, step)).toBe(count)
        const digits = String(count)
        const shifted = `${digits.slice(0, 1)}.${digits.slice(1)}0e${digits.length - 1 - decimals + exponent}`
        expect(parseSteps(shifted, { multiple: 1, decimals: decimals + 6 })).toBe(
          Number.isSafeInteger(count * 10 ** (6 + exponent)) ? count * 10 ** (6 + exponent) : Number.NaN,
        )
      }),
    )
  })
})

describe('wholeSteps', () => {
  it('cuts what is left over, and bears numbers of any size', () => {
    const whole = (text: string, step: string) => {
      const decimal = parseDecimal(text)
      return decimal === undefined ? undefined : wholeSteps(decimal, parseStep(step))
    }
    expect(whole('1127313210.00855204', '0.00000001')).toBe(112_731_321_000_855_204n)
    expect([whole('1.99', '0.1'), whole('0.9', '1'), whole('0.75', '0.25'), whole('7', '5')]).toEqual([19n, 0n, 3n, 1n])
  })
})
