import type { InstrumentDefinition, Origin } from '../../../lib/market/instrument.ts'
import { cryptoDefinition } from '../definitions.ts'

/** `BTC-USD` is Coinbase's own way of writing it, and ours. Futures have more parts: `BTC-PERP-INTX`. undefined for anything else. */
export function describeCoinbaseSymbol(productId: string, origin: Origin): InstrumentDefinition | undefined {
  const match = /^([A-Z0-9]{1,20}(?:-[A-Z0-9]{1,20})*)-([A-Z0-9]{2,10})$/.exec(productId)
  if (match === null) return undefined
  const [, base = '', quote = ''] = match
  return cryptoDefinition('COINBASE', base, quote, origin)
}
