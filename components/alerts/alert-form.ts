import { type AlertCondition, conditionProblem, type Direction } from '@/lib/alerts/alert-rule.ts'
import { numberLocale } from '@/lib/market/number-locale.ts'
import { pageFormats } from '@/lib/market/page-formats.ts'
import { readNumber, typeable } from '@/lib/market/read-number.ts'

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

/** A condition that can be used, or what is wrong with the fields. Numbers are read as the page writes them. */
export function conditionOf(fields: AlertFields): AlertCondition | string {
  const locale = numberLocale(pageFormats().locale)
  const amount = readNumber(fields.amount, locale)
  if ('problem' in amount) return amount.problem
  const minutes = readNumber(fields.minutes, locale)
  if ('problem' in minutes) return minutes.problem
  const condition = withNumbers(fields, amount.text, Number(minutes.text) * minuteMs)
  return conditionProblem(condition) ?? condition
}

/** Of fields that make no condition: which of them is to be another (WCAG 3.3.1). */
export function wrongField(fields: AlertFields): 'amount' | 'minutes' {
  const usualMinutes = { ...fields, minutes: firstFields(fields.kind, '').minutes }
  return typeof conditionOf(usualMinutes) === 'string' ? 'amount' : 'minutes'
}

function withNumbers({ kind, direction }: AlertFields, amount: string, windowMs: number): AlertCondition {
  const number = Number(amount)
  switch (kind) {
    case 'price':
      return { kind, direction, level: amount }
    case 'percent':
      return { kind, direction, percent: number, windowMs }
    case 'volume':
      return { kind, factor: number, windowMs }
    case 'stale':
      return { kind, afterMs: number * 1000 }
  }
}

/** `lastPrice` is plain decimal text, or empty. */
export function firstFields(kind: AlertKind, lastPrice: string): AlertFields {
  const amounts: Record<AlertKind, string> = { price: lastPrice, percent: '2', volume: '5', stale: '30' }
  const locale = numberLocale(pageFormats().locale)
  const minutes = kind === 'volume' ? '5' : '15'
  return { kind, direction: 'either', amount: typeable(amounts[kind], locale), minutes: typeable(minutes, locale) }
}
