import { formatDecimal, parseDecimal } from '../market/decimal.ts'
import type { AlertView } from './alert-book.ts'
import type { AlertCondition, AlertRule } from './alert-rule.ts'

/** One that waits for the same, or would if it were on: a second would tell everything twice. One that is over is none. */
export function findSameAlert(
  alerts: readonly AlertView[],
  { symbol, condition }: Pick<AlertRule, 'symbol' | 'condition'>,
): AlertView | undefined {
  const key = keyOf(condition)
  return alerts.find(
    ({ rule, state }) => (state === 'waiting' || state === 'off') && rule.symbol === symbol && keyOf(rule.condition) === key,
  )
}

function keyOf(condition: AlertCondition): string {
  switch (condition.kind) {
    case 'price': {
      // 101 and 101.00 are one price.
      const level = parseDecimal(condition.level)
      return `price ${condition.direction} ${level === undefined ? condition.level : formatDecimal(level)}`
    }
    case 'percent':
      return `percent ${condition.direction} ${condition.percent} ${condition.windowMs}`
    case 'volume':
      return `volume ${condition.factor} ${condition.windowMs}`
    case 'stale':
      return `stale ${condition.afterMs}`
  }
}
