import type { ReactNode } from 'react'
import { formatCount, formatNumber } from '@/lib/market/format.ts'

export const unknown = 'unknown'

export function HealthRow({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="text-right">{children}</dd>
    </>
  )
}

export function milliseconds(value: number | undefined): string {
  if (value === undefined) return unknown
  return Math.abs(value) < 10 ? `${formatNumber(value, 1)} ms` : `${formatCount(value)} ms`
}
