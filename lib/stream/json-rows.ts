import type { Bar } from '../market/bar.ts'
import { parseDecimal } from '../market/decimal.ts'
import type { Step } from '../market/step.ts'
import { parseSteps } from '../market/steps.ts'
import { wideFromBigInt } from '../market/wide.ts'
import type { BarsMessage, BookMessage, TradesMessage } from '../protocol/messages.ts'
import type { DefinedInstrument } from './quote-table.ts'
import type { BookLevel, StreamTrade } from './types.ts'

export function readBar(row: BarsMessage['bars'][number], { price, size }: DefinedInstrument): Bar {
  const [timeMs, open, high, low, close, volume, tradeCount] = row
  const wide = wideFromBigInt(lotsOf(volume, size))
  return {
    timeMs,
    open: parseSteps(open, price),
    high: parseSteps(high, price),
    low: parseSteps(low, price),
    close: parseSteps(close, price),
    volumeHigh: wide.high,
    volumeLow: wide.low,
    tradeCount,
  }
}

export function readTrades({ trades, first }: TradesMessage, { price, size }: DefinedInstrument): StreamTrade[] {
  return trades.map(([venueTimeMs, priceText, sizeText, side], index) => {
    return { number: first + index, venueTimeMs, price: parseSteps(priceText, price), size: parseSteps(sizeText, size), side }
  })
}

export function readLevels(levels: BookMessage['bids'], { price, size }: DefinedInstrument): BookLevel[] {
  return levels.map(([priceText, sizeText]) => ({ price: parseSteps(priceText, price), size: parseSteps(sizeText, size) }))
}

/** Sums of lots exceed 2^53, so that they go through BigInt. Exact: the server makes the text from whole lots. */
export function lotsOf(text: string, lot: Step): bigint {
  const short = parseSteps(text, lot)
  if (!Number.isNaN(short)) return BigInt(short)
  const decimal = parseDecimal(text)
  if (decimal === undefined || decimal.decimals > lot.decimals) return 0n
  return (decimal.digits * 10n ** BigInt(lot.decimals - decimal.decimals)) / BigInt(lot.multiple)
}
