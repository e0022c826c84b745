import type { InstrumentDefinition, Origin } from '../../../lib/market/instrument.ts'
import { cryptoDefinition } from '../definitions.ts'

/** `BTC/USD` as version 2 of the venue's interface writes it. undefined for anything else. */
export function describeKrakenSymbol(venueSymbol: string, origin: Origin): InstrumentDefinition | undefined {
  const match = /^([A-Za-z0-9.-]{1,20})\/([A-Za-z0-9.]{2,10})$/.exec(venueSymbol)
  if (match === null) return undefined
  const [, base = '', quote = ''] = match
  return cryptoDefinition('KRAKEN', base, quote, origin)
}
