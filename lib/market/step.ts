import { parseDecimal } from './decimal.ts'

/** A step (tick size or lot size) taken apart: `multiple * 10^-decimals`. `0.25` is { multiple: 25, decimals: 2 }. */
export interface Step {
  readonly multiple: number
  readonly decimals: number
}

/** Throws RangeError for a step that is not a positive decimal. */
export function parseStep(text: string): Step {
  const decimal = parseDecimal(text)
  if (decimal === undefined || decimal.digits <= 0n || decimal.digits > 2n ** 31n) {
    throw new RangeError(`Cannot use ${JSON.stringify(text)} as a tick or lot size: expected a positive decimal`)
  }
  return { multiple: Number(decimal.digits), decimals: decimal.decimals }
}

/** The coarsest step that expresses multiples of both `step` and `text`; undefined when `text` is not a number. */
export function refineStep(step: Step, text: string): Step | undefined {
  const decimal = parseDecimal(text)
  if (decimal === undefined) return undefined
  return { multiple: 1, decimals: Math.max(step.decimals, decimal.decimals) }
}

/** How many steps of `finer` make one of `coarser`; both from `refineStep`. */
export function stepRatio(coarser: Step, finer: Step): number {
  return (coarser.multiple * 10 ** (finer.decimals - coarser.decimals)) / finer.multiple
}
