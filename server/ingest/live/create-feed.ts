import { FeedError } from '../../../lib/market/feed.ts'
import { alpacaProtocol } from '../alpaca/protocol.ts'
import { binanceProtocol } from '../binance/protocol.ts'
import { coinbaseProtocol } from '../coinbase/protocol.ts'
import { finnhubProtocol } from '../finnhub/protocol.ts'
import { krakenProtocol } from '../kraken/protocol.ts'
import type { VenueProtocol } from './protocol.ts'
import { RestClient } from './rest.ts'
import { VenueFeed, type VenueFeedOptions } from './venue-feed.ts'

export type LiveVenue = 'binance' | 'coinbase' | 'kraken' | 'alpaca' | 'finnhub'

/** Where a venue is reached. Absent: its public address. */
export interface VenueAccess {
  readonly wsUrl?: string | undefined
  readonly restUrl?: string | undefined
  /** ALPACA_KEY, FINNHUB_TOKEN. */
  readonly key?: string | undefined
  /** ALPACA_SECRET. */
  readonly secret?: string | undefined
}

const addresses: Record<LiveVenue, { readonly ws: string; readonly rest: string; readonly restGapMs: number }> = {
  binance: { ws: 'wss://data-stream.binance.vision', rest: 'https://data-api.binance.vision', restGapMs: 250 },
  coinbase: { ws: 'wss://ws-feed.exchange.coinbase.com', rest: 'https://api.exchange.coinbase.com', restGapMs: 150 },
  kraken: { ws: 'wss://ws.kraken.com/v2', rest: 'https://api.kraken.com', restGapMs: 1_100 },
  alpaca: { ws: 'wss://stream.data.alpaca.markets/v2/iex', rest: 'https://data.alpaca.markets', restGapMs: 350 },
  finnhub: { ws: 'wss://ws.finnhub.io', rest: 'https://finnhub.io', restGapMs: 1_100 },
}

/** A live feed of a venue. Throws FeedError `missing_key` where it needs a key that is not set. */
export function createVenueFeed(venue: LiveVenue, access: VenueAccess, options: Omit<VenueFeedOptions, 'protocol'>): VenueFeed {
  return new VenueFeed({ ...options, protocol: protocolOf(venue, access) })
}

function protocolOf(venue: LiveVenue, access: VenueAccess): VenueProtocol {
  const { ws, rest, restGapMs } = addresses[venue]
  const wsUrl = access.wsUrl ?? ws
  const client = (headers: Record<string, string> = {}) => new RestClient(access.restUrl ?? rest, restGapMs, headers)
  switch (venue) {
    case 'binance':
      return binanceProtocol(wsUrl, client())
    case 'coinbase':
      return coinbaseProtocol(wsUrl, client())
    case 'kraken':
      return krakenProtocol(wsUrl, client())
    case 'alpaca': {
      const keys = { key: required(access.key, 'ALPACA_KEY'), secret: required(access.secret, 'ALPACA_SECRET') }
      return alpacaProtocol(wsUrl, client({ 'APCA-API-KEY-ID': keys.key, 'APCA-API-SECRET-KEY': keys.secret }), keys)
    }
    case 'finnhub':
      return finnhubProtocol(wsUrl, required(access.key, 'FINNHUB_TOKEN'))
  }
}

function required(value: string | undefined, name: string): string {
  if (value === undefined || value === '')
    throw new FeedError('missing_key', `Cannot start: ${name} is not set; a key is free at the venue`)
  return value
}
