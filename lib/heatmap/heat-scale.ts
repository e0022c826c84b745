/** Steps of colour on either side of none. */
export const heatSteps = 4

/** Changes at which the colour is fullest, percent: the smallest that all but a fifth of the market is within. */
const limitsPercent = [0.2, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 10, 15, 20, 40] as const

export function heatLimit(changes: readonly number[]): number {
  const moved = changes.map((change) => Math.abs(change) * 100).toSorted((a, b) => a - b)
  const usual = moved[Math.floor((moved.length - 1) * 0.8)] ?? 0
  return (limitsPercent.find((limit) => limit >= usual) ?? limitsPercent.at(-1) ?? 40) / 100
}

/** From -4 to 4; 0 only where the change is less than half a step. */
export function heatLevel(change: number, limit: number): number {
  const level = Math.round((change / limit) * heatSteps)
  return Math.max(-heatSteps, Math.min(heatSteps, level)) + 0
}
