import { originMarks } from '@/components/connection/connection-text.ts'
import { describeStatus } from '@/components/instrument/status-text.ts'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { formatNumber, formatPrice } from '@/lib/market/format.ts'
import { formatAge } from '@/lib/market/format-age.ts'
import type { Quote } from '@/lib/stream/types.ts'

export interface SentenceContext {
  /** By the server's clock. */
  readonly nowMs: number
  /** The connection is lost: what is known may be old whatever it says of itself. */
  readonly stale: boolean
  readonly paused: boolean
}

/** All that a glance at an instrument tells, in one sentence for the ear. */
export function symbolSentence(symbol: string, quote: Quote | undefined, context: SentenceContext): string {
  if (quote === undefined || quote.last === 0) return `${bareSymbol(symbol)}: no price has been received yet.`
  const { instrument, bid, ask, dayLow, dayHigh } = quote
  const price = (ticks: number): string => formatPrice(ticks, instrument)
  const parts = [
    `${bareSymbol(symbol)}, ${instrument.name}: last ${price(quote.last)} ${instrument.quote}`,
    describeChange(quote),
    bid === 0 ? 'no bid' : `bid ${price(bid)}`,
    ask === 0 ? 'no ask' : `ask ${price(ask)}`,
    dayLow === 0 || dayHigh === 0 ? 'day range not known' : `day range ${price(dayLow)} to ${price(dayHigh)}`,
    ...describeFreshness(quote, context),
  ]
  return `${parts.join(', ')}.`
}

function describeChange({ last, dayOpen, instrument }: Quote): string {
  if (dayOpen === 0) return 'change not known'
  const change = last - dayOpen
  if (change === 0) return 'unchanged today'
  const size = formatPrice(Math.abs(change), instrument)
  const percent = formatNumber((Math.abs(change) / dayOpen) * 100, 2)
  return `${change > 0 ? 'up' : 'down'} ${size}, or ${percent} percent, today`
}

const statusWords = { delayed: 'delayed by the venue', stale: 'stale', halted: 'halted', closed: 'market closed' } as const

function describeFreshness({ status, receivedTimeMs, instrument }: Quote, { nowMs, stale, paused }: SentenceContext): string[] {
  const origin = originMarks[instrument.origin]?.long
  const condition = stale ? 'stale' : status
  const state =
    describeStatus(condition) === undefined || condition === 'live' || condition === 'pending'
      ? undefined
      : statusWords[condition]
  const age = receivedTimeMs === 0 ? [] : [`updated ${spokenAge(nowMs - receivedTimeMs)} ago`]
  return [
    ...(origin === undefined ? [] : [origin]),
    ...(paused ? ['prices are paused'] : []),
    ...(state === undefined ? [] : [state]),
    ...age,
  ]
}

const spokenUnits = { ms: 'less than a second', s: 'seconds', min: 'minutes', h: 'hours', d: 'days' } as const

/** `1.2 s` as one says it. */
function spokenAge(ageMs: number): string {
  // To be read as a number.
  const [amount = '', unit = 'ms'] = formatAge(ageMs, 'en').split(' ')
  if (unit === 'ms') return spokenUnits.ms
  const whole = Math.floor(Number(amount))
  const name = Object.entries(spokenUnits).find(([key]) => key === unit)?.[1] ?? unit
  return `${whole} ${whole === 1 ? name.replace(/s$/, '') : name}`
}
