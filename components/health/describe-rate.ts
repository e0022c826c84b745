import { formatCount, formatDecimalText, formatNumber } from '@/lib/market/format.ts'
import type { Connection, ConnectionState, QuoteRate, StreamClient } from '@/lib/stream/types.ts'

const noBreakSpace = '\u00a0'

/** Whether prices come. */
export function isReached(state: ConnectionState): boolean {
  return state === 'live' || state === 'behind' || state === 'fallback'
}

/** What the server granted holds as long as it can be heard. */
export function ratesNow(client: StreamClient, state: ConnectionState): readonly QuoteRate[] {
  const rates = client.quoteRates()
  return isReached(state) ? rates : rates.map((rate) => ({ ...rate, granted: undefined }))
}

/** In Hz: `10 asked, 4 granted`, what was wanted where a limit of the page made less of it, and how often prices are shown. */
export function describeRate({ wanted, asked, granted }: Omit<QuoteRate, 'symbols'>, shownHz?: number): string {
  const parts = [
    wanted === asked ? [] : `${hzText(wanted)} wanted`,
    `${hzText(asked)} asked`,
    granted === undefined ? 'not answered' : `${hzText(granted)} granted`,
    shownHz === undefined ? [] : `${formatNumber(shownHz, shownHz < 2 ? 1 : 0)} shown`,
  ]
  // A line ends between two of them and not within one.
  return parts
    .flat()
    .map((part) => part.replaceAll(' ', noBreakSpace))
    .join(', ')
}

function hzText(hz: number): string {
  return formatDecimalText(String(hz))
}

/** Of the last second: no trade is left out of what is shown, so several may be one update. */
export function describeMerged(trades: number | undefined, shown: number | undefined): string {
  if (trades === undefined || shown === undefined) return 'unknown'
  if (shown === 0) return 'nothing shown'
  return `${formatNumber(trades / shown, 1)} trades an update`
}

const reasons = { chosen: 'as you chose', hidden: 'while hidden', 'slow frames': 'this device draws slowly' } as const

export function describeLimit({ rateLimit }: Pick<Connection, 'rateLimit'>): string {
  return rateLimit === undefined ? 'none' : `${hzText(rateLimit.hz)} Hz, ${reasons[rateLimit.because]}`
}

/** What the frame governor goes by and does. */
export function describeDrawing({ frameWaitMs, rateLimit }: Pick<Connection, 'frameWaitMs' | 'rateLimit'>): string {
  const slowed = rateLimit?.because === 'slow frames' ? `, slowed to ${hzText(rateLimit.hz)} Hz` : ''
  return frameWaitMs === undefined ? `few frames to draw${slowed}` : `${formatNumber(frameWaitMs, 1)} ms to a frame${slowed}`
}

export function describeMissed(missed: Connection['missed']): string {
  if (missed === undefined) return 'unknown'
  if (missed === 'unknown') return 'not known, the server started anew'
  return `${formatCount(missed.trades)} trades in ${formatCount(missed.instruments)} instruments`
}
