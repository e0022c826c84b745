import { formatDecimal, parseDecimal } from '../../../lib/market/decimal.ts'
import type { RecordingSink, SunkTrade } from './recording-sink.ts'

/** Trade figures in the shape of the reference answers, worked out from what a sink was given. */
export function tradeAnswer(sink: RecordingSink, symbol: string) {
  const trades = sink.trades.filter((trade) => trade.symbol === symbol)
  const ordered = [...trades].sort((a, b) => Number(a.price) - Number(b.price))
  return {
    count: trades.length,
    snapshot_trades: sink.pastTrades.filter((trade) => trade.symbol === symbol).length,
    first: trades[0]?.price ?? null,
    last: trades.at(-1)?.price ?? null,
    high: ordered.at(-1)?.price ?? null,
    low: ordered[0]?.price ?? null,
    volume: sumOfSizes(trades),
  }
}

export function quoteAnswer(sink: RecordingSink, symbol: string) {
  const quotes = sink.quotes.filter((quote) => quote.symbol === symbol)
  const last = quotes.at(-1)
  return { count: quotes.length, bid: last?.bid, bid_size: last?.bidSize, ask: last?.ask, ask_size: last?.askSize }
}

function sumOfSizes(trades: readonly SunkTrade[]): string {
  const decimals = 18
  let sum = 0n
  for (const { size } of trades) {
    const decimal = parseDecimal(size)
    if (decimal === undefined) throw new RangeError(`Not a size: ${size}`)
    sum += decimal.digits * 10n ** BigInt(decimals - decimal.decimals)
  }
  return formatDecimal({ digits: sum, decimals })
}
