import type { Bar, Interval } from '@/lib/market/bar.ts'
import type { WireInstrument } from '@/lib/protocol/messages.ts'
import type { BarSeries, BarsListener, Connection, Quote, QuoteRate, StreamClient } from '@/lib/stream/types.ts'

/** A stream client whose prices a test sets by hand: `setQuote` calls the listeners at once. */
export interface FakeStream {
  readonly client: StreamClient
  setQuote(symbol: string, change: Partial<Quote>): void
  setConnection(change: Partial<Connection>): void
  setRates(rates: readonly QuoteRate[]): void
  /** Rates at which each symbol is watched now. */
  watched(symbol: string): readonly number[]
  /** Rates at which somebody listens to each symbol now; undefined: with every flush. */
  heard(symbol: string): readonly (number | undefined)[]
  /** Listeners of the bars watched now, `symbol interval`. */
  readonly bars: Map<string, BarsListener>
}

export const liveConnection: Connection = {
  state: 'live',
  reason: '',
  transport: 'websocket',
  feeds: [],
  roundTripMs: 12.4,
  clockOffsetMs: 0,
  epoch: 'first',
  reconnects: 0,
  retryAtMs: undefined,
  checksPassed: 3,
  checksFailed: 0,
  updatesPerSecond: 0,
  tradesPerSecond: 0,
  bytesPerSecond: 0,
  missed: undefined,
  errors: [],
}

export function instrument(symbol: string, change: Partial<WireInstrument> = {}): WireInstrument {
  return {
    symbol,
    venue: 'SIM',
    name: `Name of ${symbol}`,
    base: 'X',
    quote: 'USD',
    assetClass: 'crypto',
    session: 'continuous',
    origin: 'simulated',
    tickSize: '0.01',
    lotSize: '0.001',
    index: 0,
    ...change,
  }
}

export function quote(symbol: string, change: Partial<Quote> = {}): Quote {
  return {
    symbol,
    instrument: instrument(symbol),
    status: 'live',
    last: 10_000,
    bid: 9_999,
    ask: 10_001,
    bidSize: 1_000,
    askSize: 2_000,
    dayOpen: 10_000,
    dayHigh: 10_500,
    dayLow: 9_500,
    dayVolumeLots: 1_500_000n,
    totalVolumeLots: 1_500_000n,
    tradeCount: 1,
    direction: 0,
    mergedTrades: 0,
    mergedHigh: 0,
    mergedLow: 0,
    venueTimeMs: 1_700_000_000_000,
    receivedTimeMs: 1_700_000_000_000,
    ...change,
  }
}

export function bar(timeMs: number, close: number, change: Partial<Bar> = {}): Bar {
  return { timeMs, open: close, high: close, low: close, close, volumeHigh: 0, volumeLow: 1_000, tradeCount: 1, ...change }
}

export function series(symbol: string, interval: Interval, bars: readonly Bar[]): BarSeries {
  return { symbol, interval, instrument: instrument(symbol), bars }
}

export function createFakeStream(quotes: readonly Quote[] = []): FakeStream {
  const known = new Map(quotes.map((each) => [each.symbol, each]))
  const listeners = new Map<string, Map<() => void, number | undefined>>()
  const connectionListeners = new Set<() => void>()
  const rates = new Map<string, number[]>()
  const bars = new Map<string, BarsListener>()
  let connection = liveConnection
  let quoteRates: readonly QuoteRate[] = []
  const listen = (symbol: string, listener: () => void, hz?: number) => {
    const own = listeners.get(symbol) ?? new Map()
    listeners.set(symbol, own.set(listener, hz))
    return () => void own.delete(listener)
  }
  const client: StreamClient = {
    watchQuotes(symbols, rate) {
      for (const symbol of symbols) rates.set(symbol, [...(rates.get(symbol) ?? []), rate])
      return () => {
        for (const symbol of symbols) rates.get(symbol)?.splice(rates.get(symbol)?.indexOf(rate) ?? 0, 1)
      }
    },
    watchTrades: () => () => undefined,
    watchBook: () => () => undefined,
    watchBars(symbol, interval, _limit, listener) {
      bars.set(`${symbol} ${interval}`, listener)
      return () => void bars.delete(`${symbol} ${interval}`)
    },
    quotes: {
      get: (symbol) => known.get(symbol),
      subscribe: listen,
      subscribeMany(symbols, listener, hz) {
        const releases = symbols.map((symbol) => listen(symbol, listener, hz))
        return () => {
          for (const release of releases) release()
        }
      },
      subscribeAll: () => () => undefined,
    },
    quoteRates: () => quoteRates,
    connection: {
      get: () => connection,
      subscribe(listener) {
        connectionListeners.add(listener)
        return () => void connectionListeners.delete(listener)
      },
    },
    setRateCap: () => undefined,
    reconnect: () => undefined,
    close: () => undefined,
  }
  return {
    client,
    setQuote(symbol, change) {
      known.set(symbol, { ...(known.get(symbol) ?? quote(symbol)), ...change })
      for (const listener of listeners.get(symbol)?.keys() ?? []) listener()
    },
    setConnection(change) {
      connection = { ...connection, ...change }
      for (const listener of connectionListeners) listener()
    },
    setRates(rates) {
      quoteRates = rates
    },
    heard: (symbol) => [...(listeners.get(symbol)?.values() ?? [])],
    watched: (symbol) => rates.get(symbol) ?? [],
    bars,
  }
}
