import { isObject } from '../json-guards.ts'
import type { Venue } from '../venue.ts'
import { KrakenMapper } from './mapper.ts'
import { krakenProtocol } from './protocol.ts'
import { describeKrakenSymbol } from './symbols.ts'

export const kraken: Venue = {
  venue: 'KRAKEN',
  createMapper: (context) => new KrakenMapper(context),
  describe: describeKrakenSymbol,
  sent: (message) =>
    isObject(message) &&
    ((typeof message.channel === 'string' && (Array.isArray(message.data) || message.channel === 'heartbeat')) ||
      (typeof message.method === 'string' && typeof message.success === 'boolean')),
  live: {
    wsUrl: 'wss://ws.kraken.com/v2',
    rest: { url: 'https://api.kraken.com', gapMs: 1_100 },
    createProtocol: (wsUrl, _keys, rest) => krakenProtocol(wsUrl, rest),
  },
}
