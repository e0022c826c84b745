import { isObject } from '../json-guards.ts'
import type { Venue } from '../venue.ts'
import { BinanceMapper } from './mapper.ts'
import { binanceProtocol } from './protocol.ts'
import { describeBinanceSymbol } from './symbols.ts'

export const binance: Venue = {
  venue: 'BINANCE',
  createMapper: (context) => new BinanceMapper(context),
  describe: describeBinanceSymbol,
  sent: (message) =>
    isObject(message) &&
    ((typeof message.stream === 'string' && isObject(message.data)) ||
      (typeof message.e === 'string' && typeof message.E === 'number') ||
      (message.u !== undefined && message.s !== undefined && message.B !== undefined)),
  live: {
    wsUrl: 'wss://data-stream.binance.vision',
    rest: { url: 'https://data-api.binance.vision', gapMs: 250 },
    createProtocol: (wsUrl, _keys, rest) => binanceProtocol(wsUrl, rest),
  },
}
