import { isObject, parseJson } from '../json-guards.ts'

export type RecordedVenue = 'binance' | 'coinbase' | 'kraken' | 'alpaca' | 'finnhub' | 'us' | 'sim'

const namePatterns: readonly (readonly [RecordedVenue, RegExp])[] = [
  ['binance', /binance/i],
  ['coinbase', /coinbase/i],
  ['kraken', /kraken/i],
  ['alpaca', /alpaca/i],
  ['finnhub', /finnhub/i],
]

/** Which venue sent these messages: by their shape, then by the file's name. */
export function detectVenue(messages: readonly string[], fileName: string): RecordedVenue | undefined {
  for (const raw of messages) {
    const venue = venueOf(parseJson(raw))
    if (venue !== undefined) return venue
  }
  return namePatterns.find(([, pattern]) => pattern.test(fileName))?.[0]
}

function venueOf(message: unknown): RecordedVenue | undefined {
  if (Array.isArray(message)) return isObject(message[0]) && typeof message[0].T === 'string' ? 'alpaca' : undefined
  if (!isObject(message)) return undefined
  if (typeof message.sim === 'string') return 'sim'
  if (typeof message.stream === 'string' && isObject(message.data)) return 'binance'
  if (typeof message.e === 'string' && typeof message.E === 'number') return 'binance'
  if (message.u !== undefined && message.s !== undefined && message.B !== undefined) return 'binance'
  if (typeof message.channel === 'string' && (Array.isArray(message.data) || message.channel === 'heartbeat')) return 'kraken'
  if (typeof message.method === 'string' && typeof message.success === 'boolean') return 'kraken'
  if (typeof message.product_id === 'string' || message.type === 'subscriptions') return 'coinbase'
  const first = Array.isArray(message.data) ? message.data[0] : undefined
  if (message.type === 'trade' && isObject(first) && first.p !== undefined && first.s !== undefined) return 'finnhub'
  return undefined
}
