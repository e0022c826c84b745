import { tiersHz } from '../../lib/protocol/messages.ts'

/** Tier of the nearest rate not above it ([R1]); undefined when there is none. */
export function tierForRate(rate: unknown): number | undefined {
  if (typeof rate !== 'number' || !Number.isFinite(rate)) return undefined
  let granted: number | undefined
  for (const [tier, hz] of tiersHz.entries()) if (hz <= rate) granted = tier
  return granted
}

export const lowestRate: number = tiersHz[0]

/** Tier whose rate is exactly this, as streams are named. */
export function tierNamed(rate: number): number | undefined {
  const tier = (tiersHz as readonly number[]).indexOf(rate)
  return tier < 0 ? undefined : tier
}
