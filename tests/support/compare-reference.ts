import type { Totals } from './stream-totals.ts'
import { exact } from './stream-totals.ts'

/** A reference answer as tests/fixtures and the recordings' own answers have it. */
export interface ReferenceSymbol {
  readonly trades: {
    readonly count: number
    readonly first: string
    readonly last: string
    readonly high: string
    readonly low: string
    readonly volume: string
  }
  readonly candles_1m: readonly { t: number; o: string; h: string; l: string; c: string; v: string; n: number }[]
}

/** Every difference between what a viewer added up and the reference; empty when they agree digit for digit. */
export function compareWithReference(symbol: string, totals: Totals | undefined, reference: ReferenceSymbol): string[] {
  if (totals === undefined) return [`${symbol}: the viewer saw nothing`]
  const { trades, candles_1m } = reference
  const differences: string[] = []
  const check = (what: string, seen: unknown, expected: unknown) => {
    if (seen !== expected) differences.push(`${symbol} ${what}: ${String(seen)}, expected ${String(expected)}`)
  }
  check('trades', totals.trades, trades.count)
  check('volume', totals.volume, exact(trades.volume))
  check('first', totals.first, exact(trades.first))
  check('last', totals.last, exact(trades.last))
  check('high', totals.high, exact(trades.high))
  check('low', totals.low, exact(trades.low))
  check('bars', totals.bars.size, candles_1m.length)
  for (const { t, o, h, l, c, v, n } of candles_1m) {
    const bar = totals.bars.get(t)
    const name = `bar ${new Date(t).toISOString()}`
    if (bar === undefined) {
      differences.push(`${symbol} ${name}: missing`)
      continue
    }
    const [, open, high, low, close, volume, count] = bar
    for (const [what, seen, expected] of [
      ['open', open, o],
      ['high', high, h],
      ['low', low, l],
      ['close', close, c],
      ['volume', volume, v],
    ] as const) {
      check(`${name} ${what}`, exact(seen), exact(expected))
    }
    check(`${name} trades`, count, n)
  }
  return differences
}
