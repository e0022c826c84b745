import type { Bar, Interval } from '../market/bar.ts'
import { parseDecimal } from '../market/decimal.ts'
import { parseStep } from '../market/step.ts'
import { parseSteps } from '../market/steps.ts'
import { wideFromBigInt } from '../market/wide.ts'
import type { BarsResponse } from '../protocol/rest.ts'
import { fetchJson, isRecord } from './fetch-json.ts'

export interface BarsWanted {
  /** First start, inclusive. */
  readonly fromMs?: number
  /** Last start, exclusive; default: now. */
  readonly toMs?: number
  readonly signal?: AbortSignal
}

/** The newest `limit` bars of those wanted. Rejects with ApiError. */
export async function loadBars(
  symbol: string,
  interval: Interval,
  limit: number,
  { fromMs, toMs, signal }: BarsWanted = {},
): Promise<BarsResponse> {
  const parameters = new URLSearchParams({ symbol, interval, limit: String(limit) })
  if (fromMs !== undefined) parameters.set('from', String(fromMs))
  if (toMs !== undefined) parameters.set('to', String(toMs))
  return await fetchJson(`/api/bars?${parameters}`, readBars, signal)
}

/** In ticks and lots of the answer itself. Throws RangeError when a number is no multiple of them. */
export function barsOf({ bars, tickSize, lotSize }: BarsResponse): readonly Bar[] {
  const tick = parseStep(tickSize)
  const lot = parseStep(lotSize)
  const price = (text: string): number => {
    const ticks = parseSteps(text, tick)
    if (Number.isNaN(ticks)) throw new RangeError(`Cannot read price ${text}: expected a multiple of ${tickSize}`)
    return ticks
  }
  return bars.map(([timeMs, open, high, low, close, volume, tradeCount]) => {
    const size = parseDecimal(volume)
    if (size === undefined || size.decimals > lot.decimals) {
      throw new RangeError(`Cannot read volume ${volume}: expected a multiple of ${lotSize}`)
    }
    const lots = (size.digits * 10n ** BigInt(lot.decimals - size.decimals)) / BigInt(lot.multiple)
    const wide = wideFromBigInt(lots)
    return {
      timeMs,
      open: price(open),
      high: price(high),
      low: price(low),
      close: price(close),
      volumeHigh: wide.high,
      volumeLow: wide.low,
      tradeCount,
    }
  })
}

function readBars(body: unknown): BarsResponse {
  if (!isRecord(body) || !Array.isArray(body.bars) || typeof body.tickSize !== 'string' || typeof body.lotSize !== 'string') {
    throw new TypeError('expected { bars: [], tickSize, lotSize }')
  }
  if (!(body.bars as unknown[]).every((bar) => Array.isArray(bar) && bar.length >= 7))
    throw new TypeError('expected bars of seven values')
  return body as unknown as BarsResponse
}
