import type { ReactNode } from 'react'
import { formatCount, formatNumber } from '@/lib/market/format.ts'
import { formatAge } from '@/lib/market/format-age.ts'

export const unknown = 'unknown'

export function HealthRow({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="text-right">{children}</dd>
    </>
  )
}

/** From a minute on in larger units: a recording, or a venue's clock that is wrong. */
export function milliseconds(value: number | undefined): string {
  if (value === undefined) return unknown
  if (value >= 60_000) return formatAge(value)
  return Math.abs(value) < 10 ? `${formatNumber(value, 1)} ms` : `${formatCount(value)} ms`
}
