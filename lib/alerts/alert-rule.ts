import { parseDecimal } from '../market/decimal.ts'
import { formatDecimalText } from '../market/format.ts'

export type Direction = 'up' | 'down' | 'either'

export type AlertCondition =
  /**
   * The price reaches `level` (exact decimal) from the other side. `either`: from the side it is on when the alert is made,
   * then back and forth; made while on the level, it waits for a fall.
   */
  | { readonly kind: 'price'; readonly direction: Direction; readonly level: string }
  /** The price is so many percent away from some price of the last `windowMs`. */
  | { readonly kind: 'percent'; readonly direction: Direction; readonly percent: number; readonly windowMs: number }
  /** Volume of the last `windowMs` is `factor` times what such a span had on average over the twenty before it. */
  | { readonly kind: 'volume'; readonly factor: number; readonly windowMs: number }
  /** The feed of this price has been silent, or the connection lost, for so long. */
  | { readonly kind: 'stale'; readonly afterMs: number }

export interface AlertRule {
  readonly id: string
  readonly symbol: string
  readonly condition: AlertCondition
  readonly repeat: 'once' | 'every'
  /** With `every`: firings within so long of the last are left out. */
  readonly cooldownMs: number
  /** Unix ms; undefined: never. */
  readonly expiresAtMs: number | undefined
  readonly enabled: boolean
  /** The viewer's own words. */
  readonly note: string
  readonly createdAtMs: number
}

export const alertLimits = {
  windowMsMin: 10_000,
  windowMsMax: 86_400_000,
  percentMin: 0.01,
  percentMax: 1_000,
  factorMin: 1.1,
  factorMax: 1_000,
  noteLengthMax: 200,
  rulesMax: 200,
} as const

/** Why a condition cannot be used, for the person who typed it; undefined when it can. */
export function conditionProblem(condition: AlertCondition): string | undefined {
  switch (condition.kind) {
    case 'price': {
      const level = parseDecimal(condition.level)
      return level !== undefined && level.digits > 0n ? undefined : 'The price must be a number above 0.'
    }
    case 'percent':
      return (
        outside('The move', condition.percent, alertLimits.percentMin, alertLimits.percentMax, '%') ??
        windowProblem(condition.windowMs)
      )
    case 'volume':
      return (
        outside('The factor', condition.factor, alertLimits.factorMin, alertLimits.factorMax, ' times') ??
        windowProblem(condition.windowMs)
      )
    case 'stale':
      return outside('The silence', condition.afterMs / 1000, 1, alertLimits.windowMsMax / 1000, ' s')
  }
}

function windowProblem(windowMs: number): string | undefined {
  return outside('The time span', windowMs / 1000, alertLimits.windowMsMin / 1000, alertLimits.windowMsMax / 1000, ' s')
}

function outside(what: string, value: number, min: number, max: number, unit: string): string | undefined {
  if (value >= min && value <= max) return undefined
  const [least, most] = [min, max].map((limit) => formatDecimalText(String(limit)))
  return `${what} must be between ${least} and ${most}${unit}.`
}

/** `rises to 61,000`: continues a sentence that begins with the symbol, with numbers as the page writes them. */
export function describeCondition(condition: AlertCondition): string {
  switch (condition.kind) {
    case 'price':
      return { up: 'rises to', down: 'falls to', either: 'crosses' }[condition.direction].concat(
        ` ${formatDecimalText(condition.level)}`,
      )
    case 'percent':
      return `${{ up: 'rises', down: 'falls', either: 'moves' }[condition.direction]} ${formatDecimalText(String(condition.percent))}% within ${describeSpan(condition.windowMs)}`
    case 'volume':
      return `trades ${formatDecimalText(String(condition.factor))} times its usual volume within ${describeSpan(condition.windowMs)}`
    case 'stale':
      return `is silent for ${describeSpan(condition.afterMs)}`
  }
}

/** `90 s`, `5 min`, `2 h`, `1 d`: the largest unit that says it whole. */
export function describeSpan(ms: number): string {
  for (const [length, unit] of [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'min'],
  ] as const) {
    if (ms >= length && ms % length === 0) return `${formatDecimalText(String(ms / length))} ${unit}`
  }
  return `${formatDecimalText(String(ms / 1000))} s`
}
