/**
 * Exact decimal text to integers of a tick or lot, and back. Floating point never appears on the way: a venue's `0.1` is
 * one tick of `0.1`, not 0.1000000000000000055 of anything.
 */

import { type Decimal, formatDecimal, parseDecimal } from './decimal.ts'
import type { Step } from './step.ts'

/** `parseSteps` could not express the number: it needs more decimals, is too large, or is not a number. */
export const notSteps = Number.NaN

/**
 * Decimal text to a whole number of steps. NaN when the text is not a number, is no multiple of the step, or exceeds
 * 2^53 - 1 steps. Plain notation (`-?digits[.digits]`) takes a path without allocation: it runs for every venue message.
 */
export function parseSteps(text: string, step: Step): number {
  const { length } = text
  let position = 0
  let negative = false
  if (length > 0 && text.charCodeAt(0) === 45) {
    negative = true
    position = 1
  }
  let value = 0
  let digits = 0
  let fractionDigits = -1
  for (; position < length; position++) {
    const code = text.charCodeAt(position)
    if (code >= 48 && code <= 57) {
      if (fractionDigits >= 0) {
        if (fractionDigits === step.decimals) {
          // An exponent may follow: `2.68201e3` has two decimals.
          if (code !== 48) return parseStepsSlowly(text, step)
          continue
        }
        fractionDigits += 1
      }
      value = value * 10 + (code - 48)
      digits += 1
    } else if (code === 46 && fractionDigits < 0) {
      fractionDigits = 0
    } else {
      return parseStepsSlowly(text, step)
    }
  }
  if (digits === 0) return notSteps
  for (let missing = Math.max(fractionDigits, 0); missing < step.decimals; missing++) value *= 10
  if (value > Number.MAX_SAFE_INTEGER) return parseStepsSlowly(text, step)
  if (step.multiple !== 1) {
    if (value % step.multiple !== 0) return notSteps
    value /= step.multiple
  }
  return negative && value !== 0 ? -value : value
}

function parseStepsSlowly(text: string, step: Step): number {
  const decimal = parseDecimal(text)
  if (decimal === undefined || decimal.decimals > step.decimals) return notSteps
  const scaled = decimal.digits * 10n ** BigInt(step.decimals - decimal.decimals)
  const multiple = BigInt(step.multiple)
  if (scaled % multiple !== 0n) return notSteps
  const steps = Number(scaled / multiple)
  return Number.isSafeInteger(steps) ? steps : notSteps
}

/** How many whole steps the number holds; what is left over is cut off. */
export function wholeSteps({ digits, decimals }: Decimal, step: Step): bigint {
  const shift = step.decimals - decimals
  const scaled = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift)
  return scaled / BigInt(step.multiple)
}

/** Exact text of a number of steps, without trailing zeros: 25 steps of `0.02` is `0.5`. */
export function formatSteps(steps: number, step: Step): string {
  const scaled = steps * step.multiple
  if (!Number.isSafeInteger(scaled))
    return formatDecimal({ digits: BigInt(steps) * BigInt(step.multiple), decimals: step.decimals })
  if (step.decimals === 0) return String(scaled)
  const text = formatStepsFixed(steps, step)
  let end = text.length
  while (text.charCodeAt(end - 1) === 48) end -= 1
  if (text.charCodeAt(end - 1) === 46) end -= 1
  return text.slice(0, end)
}

/** Exact text with all of the step's decimals, so that a column of prices aligns: 25 steps of `0.02` is `0.50`. */
export function formatStepsFixed(steps: number, step: Step): string {
  const scaled = steps * step.multiple
  const negative = steps < 0
  const digits = Number.isSafeInteger(scaled)
    ? String(Math.abs(scaled))
    : (BigInt(Math.abs(steps)) * BigInt(step.multiple)).toString()
  if (step.decimals === 0) return negative ? `-${digits}` : digits
  const padded = digits.padStart(step.decimals + 1, '0')
  const point = padded.length - step.decimals
  return `${negative ? '-' : ''}${padded.slice(0, point)}.${padded.slice(point)}`
}

export function formatStep(step: Step): string {
  return formatSteps(1, step)
}
