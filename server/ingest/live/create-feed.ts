import { FeedError } from '../../../lib/market/feed.ts'
import { type VenueAccess, type VenueName, venues, venueVariables } from '../venues.ts'
import type { VenueProtocol } from './protocol.ts'
import { RestClient } from './rest.ts'
import { VenueFeed, type VenueFeedOptions } from './venue-feed.ts'

/** A live feed of a venue. Throws FeedError `missing_key` where it needs a key that is not set. */
export function createVenueFeed(name: VenueName, access: VenueAccess, options: Omit<VenueFeedOptions, 'protocol'>): VenueFeed {
  return new VenueFeed({ ...options, protocol: protocolOf(name, access) })
}

function protocolOf(name: VenueName, access: VenueAccess): VenueProtocol {
  const { live } = venues[name]
  const wsUrl = access.wsUrl ?? live.wsUrl
  const keys = { key: keyOf(name, access, 'key'), secret: keyOf(name, access, 'secret') }
  if (live.rest === undefined) return live.createProtocol(wsUrl, keys)
  const { url, gapMs, headers } = live.rest
  return live.createProtocol(wsUrl, keys, new RestClient(access.restUrl ?? url, gapMs, headers?.(keys)))
}

function keyOf(name: VenueName, access: VenueAccess, part: 'key' | 'secret'): string {
  const value = access[part] ?? ''
  const variable = venueVariables(name)[part]
  if (variable !== undefined && value === '')
    throw new FeedError('missing_key', `Cannot start: ${variable} is not set; a key is free at the venue`)
  return value
}
