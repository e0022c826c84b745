import { priceValue, volumeValue } from '@/components/instrument/quote-values.ts'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { dayRangePosition, spreadBasisPoints } from '@/components/watchlist/derived-values.ts'
import type { Quote } from '@/lib/stream/types.ts'
import type { ColumnId, SortOrder } from '@/lib/workspace/workspace.ts'

type ValueOf = (quote: Quote) => number | string | undefined

const price = (ticks: number, quote: Quote) => (ticks === 0 ? undefined : priceValue(ticks, quote.instrument))
const hasChange = (quote: Quote): boolean => quote.last !== 0 && quote.dayOpen !== 0

const sortValues: Partial<Record<string, ValueOf>> = {
  last: (quote) => price(quote.last, quote),
  change: (quote) => (hasChange(quote) ? priceValue(quote.last - quote.dayOpen, quote.instrument) : undefined),
  percent: (quote) => (hasChange(quote) ? (quote.last - quote.dayOpen) / quote.dayOpen : undefined),
  bid: (quote) => price(quote.bid, quote),
  ask: (quote) => price(quote.ask, quote),
  spread: (quote) => (quote.bid === 0 || quote.ask === 0 ? undefined : priceValue(quote.ask - quote.bid, quote.instrument)),
  'bid-size': (quote) => volumeValue(BigInt(quote.bidSize), quote.instrument),
  'ask-size': (quote) => volumeValue(BigInt(quote.askSize), quote.instrument),
  open: (quote) => price(quote.dayOpen, quote),
  high: (quote) => price(quote.dayHigh, quote),
  low: (quote) => price(quote.dayLow, quote),
  range: (quote) => dayRangePosition(quote),
  'spread-bp': (quote) => spreadBasisPoints(quote),
  turnover: (quote) =>
    quote.last === 0 ? undefined : priceValue(quote.last, quote.instrument) * volumeValue(quote.dayVolumeLots, quote.instrument),
  trades: (quote) => quote.tradeCount,
  volume: (quote) => volumeValue(quote.dayVolumeLots, quote.instrument),
  age: (quote) => -quote.receivedTimeMs || undefined,
  name: (quote) => quote.instrument.name.toLowerCase(),
  status: (quote) => quote.status,
  venue: (quote) => quote.instrument.venue,
} satisfies Partial<Record<ColumnId, ValueOf>>

/** A new array; without an order, or with one nobody knows, the list's own. What has no value comes last either way. */
export function sortSymbols(
  symbols: readonly string[],
  order: SortOrder | undefined,
  quoteOf: (symbol: string) => Quote | undefined,
): readonly string[] {
  if (order === undefined) return symbols
  const sign = order.descending ? -1 : 1
  const bySymbol = order.column === 'symbol'
  const read = Object.hasOwn(sortValues, order.column) ? sortValues[order.column] : undefined
  if (read === undefined && !bySymbol) return symbols
  const keyed = symbols.map((symbol, index) => {
    const quote = bySymbol ? undefined : quoteOf(symbol)
    // As it is read: what the list does not write before a symbol does not order it. Venues put namesakes in order.
    return { symbol, index, value: bySymbol ? `${bareSymbol(symbol)}:${symbol}` : quote && read?.(quote) }
  })
  keyed.sort((a, b) => {
    if (a.value === b.value) return a.index - b.index
    if (a.value === undefined) return 1
    if (b.value === undefined) return -1
    return a.value < b.value ? -sign : sign
  })
  return keyed.map((row) => row.symbol)
}
