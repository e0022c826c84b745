import { createQuoteColumns } from '../../market/quote-columns.ts'
import { statusCodes } from '../../market/status.ts'
import type { HelloMessage, SnapshotQuote, WireInstrument } from '../../protocol/messages.ts'
import { combineHash, hashRow, hashText, streamHashSeed } from '../../protocol/state-hash.ts'

/** Messages of a server, with what a test does not care about filled in. */
export function hello(change: Partial<HelloMessage> = {}): HelloMessage {
  return {
    type: 'hello',
    protocol: 'ticklane.v1',
    epoch: 'epoch-1',
    serverTimeMs: 1_700_000_000_000,
    rates: [0.5, 1, 2, 4, 10, 20, 60],
    feeds: [],
    limits: { messageBytesMax: 4_096, messagesPerSecondMax: 50, subscriptionsMax: 64, symbolsMax: 5_000 },
    ...change,
  }
}

export function instrument(symbol: string, index: number, change: Partial<WireInstrument> = {}): WireInstrument {
  return {
    symbol,
    index,
    venue: 'SIM',
    name: symbol,
    base: symbol,
    quote: 'USD',
    assetClass: 'stock',
    session: 'continuous',
    origin: 'simulated',
    tickSize: '0.01',
    lotSize: '1',
    ...change,
  }
}

export function quote(symbol: string, change: Partial<SnapshotQuote> = {}): SnapshotQuote {
  return {
    symbol,
    status: 'live',
    last: '10.00',
    bid: '9.99',
    ask: '10.01',
    dayVolume: '0',
    totalTrades: 0,
    totalVolume: '0',
    ...change,
  }
}

/** The state check of a stream that has nothing but `quote` with that many trades, in cents. */
export function hashOfQuote({ tradeCount }: { readonly tradeCount: number }): string {
  const columns = createQuoteColumns(1)
  columns.last[0] = 1_000
  columns.bid[0] = 999
  columns.ask[0] = 1_001
  columns.tradeCount[0] = tradeCount
  columns.status[0] = statusCodes.live
  return hashText(combineHash(streamHashSeed, hashRow(columns, 0)))
}
