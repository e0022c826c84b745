import type { Quote } from '../stream/types.ts'

/** What alerts read of a quote. */
export type AlertQuote = Pick<
  Quote,
  | 'symbol'
  | 'status'
  | 'last'
  | 'dayHigh'
  | 'dayLow'
  | 'totalVolumeLots'
  | 'tradeCount'
  | 'mergedTrades'
  | 'mergedHigh'
  | 'mergedLow'
> & {
  readonly instrument: { readonly tickSize: string; readonly lotSize: string }
}

/** What traded between two quotes of one instrument, in ticks of the later one. */
export interface Traded {
  readonly high: number
  readonly low: number
  readonly last: number
  /**
   * `exact`: high and low are of all trades in between. `gap`: some of them are not known (quotes were skipped, the
   * connection was lost or the server restarted); high and low did trade, but there may have been more extreme prices.
   */
  readonly coverage: 'exact' | 'gap'
}

/** undefined: nothing traded in between, as far as is known. */
export function tradedBetween(previous: AlertQuote, next: AlertQuote): Traded | undefined {
  const { last } = next
  if (last === 0) return undefined
  const count = next.tradeCount - previous.tradeCount
  const sameTick = previous.instrument.tickSize === next.instrument.tickSize
  if (count === 0) {
    // A venue may tell the last trade of before we listened; counted or not, it is the price now.
    return !sameTick || last === previous.last ? undefined : { high: last, low: last, last, coverage: 'exact' }
  }
  // What passed while nobody kept the price is counted when it is back, its extremes are not told.
  if (count === next.mergedTrades && previous.status !== 'stale')
    return { high: next.mergedHigh, low: next.mergedLow, last, coverage: 'exact' }
  const known = count > 0 && next.mergedTrades > 0
  let high = known ? Math.max(last, next.mergedHigh) : last
  let low = known ? Math.min(last, next.mergedLow) : last
  // A new extreme of the day traded since the previous quote.
  if (sameTick && previous.dayHigh > 0 && next.dayHigh > previous.dayHigh) high = Math.max(high, next.dayHigh)
  if (sameTick && next.dayLow > 0 && next.dayLow < previous.dayLow) low = Math.min(low, next.dayLow)
  return { high, low, last, coverage: 'gap' }
}

/** In lots of the later quote; 0 where it cannot be known. */
export function volumeBetween(previous: AlertQuote, next: AlertQuote): number {
  if (previous.instrument.lotSize !== next.instrument.lotSize || next.tradeCount <= previous.tradeCount) return 0
  return Math.max(0, Number(next.totalVolumeLots - previous.totalVolumeLots))
}
