import { isObject } from '../json-guards.ts'
import type { Venue } from '../venue.ts'
import { describeFinnhubSymbol, FinnhubMapper } from './mapper.ts'
import { finnhubProtocol } from './protocol.ts'

export const finnhub: Venue = {
  venue: 'US',
  createMapper: (context) => new FinnhubMapper(context),
  describe: describeFinnhubSymbol,
  sent(message) {
    const first = isObject(message) && message.type === 'trade' && Array.isArray(message.data) ? message.data[0] : undefined
    return isObject(first) && first.p !== undefined && first.s !== undefined
  },
  live: {
    wsUrl: 'wss://ws.finnhub.io',
    keyVariables: { key: 'FINNHUB_TOKEN' },
    createProtocol: (wsUrl, { key }) => finnhubProtocol(wsUrl, key),
  },
}
