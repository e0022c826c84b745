import type { InstrumentDefinition, Origin } from '../../lib/market/instrument.ts'
import { pairName } from './currency-names.ts'

/** Steps of 1 are refined by the first number that needs it. */
export function cryptoDefinition(
  venue: string,
  base: string,
  quote: string,
  origin: Origin,
  tickSize = '1',
  lotSize = '1',
): InstrumentDefinition {
  return {
    symbol: `${venue}:${base}-${quote}`,
    venue,
    name: pairName(base, quote),
    base,
    quote,
    assetClass: 'crypto',
    session: 'continuous',
    origin,
    tickSize,
    lotSize,
  }
}

/** Cents and whole shares, the rule for US stocks above a dollar; prices between them refine the tick. */
export function stockDefinition(
  ticker: string,
  name: string,
  origin: Origin,
  tickSize = '0.01',
  lotSize = '1',
): InstrumentDefinition {
  return {
    symbol: `US:${ticker}`,
    venue: 'US',
    name,
    base: ticker,
    quote: 'USD',
    assetClass: 'stock',
    session: 'us-equity',
    origin,
    tickSize,
    lotSize,
  }
}
