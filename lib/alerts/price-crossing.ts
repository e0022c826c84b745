import { parseDecimal } from '../market/decimal.ts'
import { parseStep } from '../market/step.ts'
import type { Traded } from './alert-quote.ts'
import type { Direction } from './alert-rule.ts'

/**
 * A level splits prices into an upper and a lower side; the level itself belongs to the side that is waited for, so that
 * touching it counts. Both sides are whole ticks, so a crossing is found exactly.
 */
export function upperFromTicks(level: string, tickSize: string, levelIsUpper: boolean): number {
  const decimal = parseDecimal(level)
  if (decimal === undefined) return Number.NaN
  const step = parseStep(tickSize)
  // level / tick = scaled / unit
  const scaled = decimal.digits * 10n ** BigInt(Math.max(0, step.decimals - decimal.decimals))
  const unit = BigInt(step.multiple) * 10n ** BigInt(Math.max(0, decimal.decimals - step.decimals))
  return Number(levelIsUpper ? (scaled + unit - 1n) / unit : scaled / unit + 1n)
}

/**
 * Which way the price certainly crossed, given the side it was on. Merged trades tell their extremes and the last: that is
 * exact from the side that is waited on. Not known is only a round trip within one update that began and ended on the far
 * side of an `up` or `down` alert: whether the price came back in between. No crossing is reported then, and the alert waits
 * for the next one.
 */
export function crossing(wasUpper: boolean, traded: Traded, upperFrom: number, direction: Direction): 'up' | 'down' | undefined {
  const lastUpper = traded.last >= upperFrom
  const reachedUpper = traded.high >= upperFrom
  const reachedLower = traded.low < upperFrom
  if (direction !== 'down') {
    if (!wasUpper && reachedUpper) return 'up'
    if (direction === 'up') return wasUpper && reachedLower && lastUpper ? 'up' : undefined
    return wasUpper && reachedLower ? 'down' : undefined
  }
  if (wasUpper && reachedLower) return 'down'
  return !wasUpper && reachedUpper && !lastUpper ? 'down' : undefined
}
