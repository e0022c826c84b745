import { isObject } from '../json-guards.ts'
import { describeUsTicker } from '../us-ticks/mapper.ts'
import type { Venue } from '../venue.ts'
import { AlpacaMapper } from './mapper.ts'
import { alpacaProtocol } from './protocol.ts'

export const alpaca: Venue = {
  venue: 'US',
  createMapper: (context) => new AlpacaMapper(context),
  describe: describeUsTicker,
  sent: (message) => Array.isArray(message) && isObject(message[0]) && typeof message[0].T === 'string',
  live: {
    wsUrl: 'wss://stream.data.alpaca.markets/v2/iex',
    keyVariables: { key: 'ALPACA_KEY', secret: 'ALPACA_SECRET' },
    rest: {
      url: 'https://data.alpaca.markets',
      gapMs: 350,
      headers: ({ key, secret }) => ({ 'APCA-API-KEY-ID': key, 'APCA-API-SECRET-KEY': secret }),
    },
    createProtocol: (wsUrl, keys, rest) => alpacaProtocol(wsUrl, rest, keys),
  },
}
