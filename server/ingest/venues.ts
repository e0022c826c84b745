import { alpaca } from './alpaca/venue.ts'
import { binance } from './binance/venue.ts'
import { coinbase } from './coinbase/venue.ts'
import { finnhub } from './finnhub/venue.ts'
import { kraken } from './kraken/venue.ts'
import type { Venue } from './venue.ts'

/** The one list of venues: FEED, the variables of each, recording, replay and summarizing follow from it. */
export const venueNames = ['binance', 'coinbase', 'kraken', 'alpaca', 'finnhub'] as const
export type VenueName = (typeof venueNames)[number]

export const venues: Readonly<Record<VenueName, Venue>> = { binance, coinbase, kraken, alpaca, finnhub }

/** Where a venue is reached, and the keys to it. Absent: its public address, no key. */
export interface VenueAccess {
  readonly wsUrl?: string | undefined
  readonly restUrl?: string | undefined
  readonly key?: string | undefined
  readonly secret?: string | undefined
}

interface VenueVariables {
  readonly wsUrl: string
  readonly restUrl?: string
  readonly key?: string
  readonly secret?: string
}

/** The environment variables of a venue; none for what it does not have. */
export function venueVariables(name: VenueName): VenueVariables {
  const { rest, keyVariables } = venues[name].live
  const prefix = name.toUpperCase()
  return { wsUrl: `${prefix}_WS_URL`, ...(rest === undefined ? {} : { restUrl: `${prefix}_REST_URL` }), ...keyVariables }
}

/** What these variables say of a venue. */
export function venueAccess(name: VenueName, variables: Readonly<Record<string, string | undefined>>): VenueAccess {
  const { wsUrl, restUrl, key, secret } = venueVariables(name)
  const value = (variable: string | undefined) => (variable === undefined ? undefined : variables[variable])
  return { wsUrl: value(wsUrl), restUrl: value(restUrl), key: value(key), secret: value(secret) }
}
