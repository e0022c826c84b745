import type { AlertQuote } from './alert-quote.ts'
import type { AlertCondition, AlertRule } from './alert-rule.ts'

export interface TestTrade {
  readonly price: number
  readonly size: number
}

export const noQuote: AlertQuote = {
  symbol: 'SIM:A',
  instrument: { tickSize: '1', lotSize: '1' },
  status: 'live',
  last: 0,
  dayHigh: 0,
  dayLow: 0,
  totalVolumeLots: 0n,
  tradeCount: 0,
  mergedTrades: 0,
  mergedHigh: 0,
  mergedLow: 0,
}

/** The quote after so many trades were merged into one update. */
export function merge(quote: AlertQuote, trades: readonly TestTrade[]): AlertQuote {
  const prices = trades.map(({ price }) => price)
  if (prices.length === 0) return { ...quote }
  return {
    ...quote,
    last: prices.at(-1) ?? 0,
    dayHigh: Math.max(quote.dayHigh, ...prices),
    dayLow: Math.min(quote.dayLow === 0 ? Number.POSITIVE_INFINITY : quote.dayLow, ...prices),
    totalVolumeLots: quote.totalVolumeLots + BigInt(trades.reduce((sum, { size }) => sum + size, 0)),
    tradeCount: quote.tradeCount + trades.length,
    mergedTrades: trades.length,
    mergedHigh: Math.max(...prices),
    mergedLow: Math.min(...prices),
  }
}

export const prices = (...values: readonly number[]): TestTrade[] => values.map((price) => ({ price, size: 1 }))

export function ruleOf(condition: AlertCondition, change: Partial<AlertRule> = {}): AlertRule {
  const base = {
    id: 'r',
    symbol: 'SIM:A',
    repeat: 'every',
    cooldownMs: 0,
    expiresAtMs: undefined,
    enabled: true,
    note: '',
    createdAtMs: 0,
  } as const
  return { ...base, condition, ...change }
}
