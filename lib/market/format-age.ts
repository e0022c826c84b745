import { formatDecimalText } from './format.ts'

const ageUnits = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const

/** How old something is: `42 ms`, `1.2 s`, `4 min`, `3 h`, `2 d`. A venue's clock ahead of ours makes no age below zero. */
export function formatAge(ageMs: number, locale?: string): string {
  if (!Number.isFinite(ageMs)) return '–'
  const age = Math.max(0, Math.floor(ageMs))
  const [unit, unitMs] = ageUnits.find(([, ms]) => age >= ms) ?? (age < 1000 ? ['ms', 1] : ['s', 1000])
  const text = unit === 's' ? (Math.floor(age / 100) / 10).toFixed(1) : String(Math.floor(age / unitMs))
  return `${formatDecimalText(text, locale)} ${unit}`
}
