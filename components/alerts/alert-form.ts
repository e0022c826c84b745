import type { AlertCondition, Direction } from '@/lib/alerts/alert-rule.ts'

export const alertKinds = ['price', 'percent', 'volume', 'stale'] as const
export type AlertKind = (typeof alertKinds)[number]

export const alertKindNames: Record<AlertKind, string> = {
  price: 'Price reaches',
  percent: 'Moves by percent',
  volume: 'Burst of volume',
  stale: 'Feed falls silent',
}

/** As it stands in the fields. */
export interface AlertFields {
  readonly kind: AlertKind
  readonly direction: Direction
  readonly amount: string
  readonly minutes: string
}

const minuteMs = 60_000

/** Not yet checked: `conditionProblem` says whether it can be used. */
export function conditionOf({ kind, direction, amount, minutes }: AlertFields): AlertCondition {
  const number = Number(amount.replaceAll(',', ''))
  const windowMs = Number(minutes) * minuteMs
  switch (kind) {
    case 'price':
      return { kind, direction, level: amount.replaceAll(',', '').trim() }
    case 'percent':
      return { kind, direction, percent: number, windowMs }
    case 'volume':
      return { kind, factor: number, windowMs }
    case 'stale':
      return { kind, afterMs: number * 1000 }
  }
}

export function firstFields(kind: AlertKind, lastPrice: string): AlertFields {
  const amounts: Record<AlertKind, string> = { price: lastPrice, percent: '2', volume: '5', stale: '30' }
  return { kind, direction: 'either', amount: amounts[kind], minutes: kind === 'volume' ? '5' : '15' }
}
