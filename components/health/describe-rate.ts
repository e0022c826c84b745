import { formatCount } from '@/lib/market/format.ts'
import type { Connection, QuoteRate } from '@/lib/stream/types.ts'

/** `10 Hz asked, 4 Hz granted`, and what was wanted where a limit of the page made less of it. */
export function describeRate({ wanted, asked, granted }: Omit<QuoteRate, 'symbols'>): string {
  const limited = wanted === asked ? '' : `${wanted} Hz wanted, `
  return `${limited}${asked} Hz asked, ${granted === undefined ? 'not answered' : `${granted} Hz granted`}`
}

const reasons = { chosen: 'as you chose', hidden: 'while hidden', 'slow frames': 'this device draws slowly' } as const

export function describeLimit({ rateLimit }: Pick<Connection, 'rateLimit'>): string {
  return rateLimit === undefined ? 'none' : `${rateLimit.hz} Hz, ${reasons[rateLimit.because]}`
}

/** What the frame governor goes by and does. */
export function describeDrawing({ frameWaitMs, rateLimit }: Pick<Connection, 'frameWaitMs' | 'rateLimit'>): string {
  const slowed = rateLimit?.because === 'slow frames' ? `, slowed to ${rateLimit.hz} Hz` : ''
  return frameWaitMs === undefined ? `few frames to draw${slowed}` : `${frameWaitMs.toFixed(1)} ms to a frame${slowed}`
}

export function describeMissed(missed: Connection['missed']): string {
  if (missed === undefined) return 'unknown'
  if (missed === 'unknown') return 'not known, the server started anew'
  return `${formatCount(missed.trades)} trades in ${formatCount(missed.instruments)} instruments`
}
