/**
 * Exponential backoff with full jitter: a uniformly random pause below a limit that doubles, so that viewers who lost the same
 * server spread out instead of returning together.
 */
export interface BackoffLimits {
  readonly firstMs: number
  readonly maxMs: number
}

export const visibleLimits: BackoffLimits = { firstMs: 500, maxMs: 20_000 }
/** Nobody looks: a server that is coming back serves the visible pages first. */
export const hiddenLimits: BackoffLimits = { firstMs: 4_000, maxMs: 120_000 }

/** `attempt` counts from 0. `random` is uniform in [0, 1). */
export function backoffMs(attempt: number, limits: BackoffLimits, random: number): number {
  // Beyond 2^30 the limit is reached for any sensible `firstMs`; the exponent stays finite.
  return random * Math.min(limits.maxMs, limits.firstMs * 2 ** Math.min(attempt, 30))
}
