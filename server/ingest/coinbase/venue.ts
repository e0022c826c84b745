import { isObject } from '../json-guards.ts'
import type { Venue } from '../venue.ts'
import { CoinbaseMapper } from './mapper.ts'
import { coinbaseProtocol } from './protocol.ts'
import { describeCoinbaseSymbol } from './symbols.ts'

export const coinbase: Venue = {
  venue: 'COINBASE',
  createMapper: (context) => new CoinbaseMapper(context),
  describe: describeCoinbaseSymbol,
  sent: (message) => isObject(message) && (typeof message.product_id === 'string' || message.type === 'subscriptions'),
  live: {
    wsUrl: 'wss://ws-feed.exchange.coinbase.com',
    rest: { url: 'https://api.exchange.coinbase.com', gapMs: 150 },
    createProtocol: (wsUrl, _keys, rest) => coinbaseProtocol(wsUrl, rest),
  },
}
