/**
 * All flushes fall on one grid of sixtieths of a second since the Unix epoch, so that every tier's interval is a whole number
 * of them and no clock drifts ([T1]).
 *
 * By tier index, grid steps between two flushes: 0.5, 1, 2, 4, 10, 20, 60 Hz.
 */
export const tierGridSteps = [120, 60, 30, 15, 6, 3, 1] as const
export const tierCount = tierGridSteps.length

/** Whole Unix milliseconds of a grid time: rounded down, the same for everybody. */
export function gridTimeMs(gridTime: number): number {
  return Math.floor((gridTime * 50) / 3)
}

/** The latest grid time not after a Unix time. */
export function gridTimeAt(timeMs: number): number {
  return Math.floor((timeMs * 3) / 50)
}

export function gridStepsOf(tier: number): number {
  const steps = tierGridSteps[tier]
  if (steps === undefined) throw new RangeError(`Unknown tier ${tier}: expected 0 to ${tierCount - 1}`)
  return steps
}
