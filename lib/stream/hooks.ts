'use client'

import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { connectionAtFirst } from './connection-status.ts'
import { QuotesView } from './quotes-view.ts'
import type { Connection, ConnectionState, Quote, StreamClient } from './types.ts'

export const StreamContext = createContext<StreamClient | undefined>(undefined)

export const rateDefault = 4

/** The page's stream client. Throws outside <StreamProvider>. */
export function useStreamClient(): StreamClient {
  const client = useContext(StreamContext)
  if (client === undefined) throw new Error('No stream client: a component that uses the stream must be inside <StreamProvider>')
  return client
}

/** The quote of an instrument, undefined until it is known; renders at most once an animation frame. `rate` in Hz. */
export function useQuote(symbol: string, rate: number = rateDefault): Quote | undefined {
  const client = useStreamClient()
  useEffect(() => client.watchQuotes([symbol], rate), [client, symbol, rate])
  const subscribe = useCallback((listener: () => void) => client.quotes.subscribe(symbol, listener, rate), [client, symbol, rate])
  return useSyncExternalStore(subscribe, () => client.quotes.get(symbol), nothing)
}

/** Quotes by symbol, without those not known yet. The same map until one of them changed. */
export function useQuotes(symbols: readonly string[], rate: number = rateDefault): ReadonlyMap<string, Quote> {
  const client = useStreamClient()
  // Callers write the list in place: its content counts, not its identity.
  const key = JSON.stringify(symbols)
  const view = useMemo(() => new QuotesView(client, JSON.parse(key) as string[], rate), [client, key, rate])
  useEffect(() => client.watchQuotes(view.symbols, rate), [client, view, rate])
  return useSyncExternalStore(view.subscribe, view.get, noQuotes)
}

/**
 * Calls back with the quote whenever it changed, at most once an animation frame, without rendering: for cells that are
 * written directly. Called once at the start when the quote is known.
 */
export function useQuoteListener(symbol: string, rate: number, onQuote: (quote: Quote) => void): void {
  const client = useStreamClient()
  const latest = useRef(onQuote)
  useEffect(() => {
    latest.current = onQuote
  })
  useEffect(() => {
    const tell = () => {
      const quote = client.quotes.get(symbol)
      if (quote !== undefined) latest.current(quote)
    }
    const stopWatching = client.watchQuotes([symbol], rate)
    const stopListening = client.quotes.subscribe(symbol, tell, rate)
    tell()
    return () => {
      stopListening()
      stopWatching()
    }
  }, [client, symbol, rate])
}

/** The state of the page's connection; renders when it changed and about once a second for its rates. */
export function useConnection(): Connection {
  const { connection } = useStreamClient()
  return useSyncExternalStore(connection.subscribe, connection.get, connectionOnServer)
}

/** Only what the connection is in: renders when that changes, not with its rates. */
export function useConnectionState(): ConnectionState {
  const { connection } = useStreamClient()
  return useSyncExternalStore(connection.subscribe, () => connection.get().state, stateOnServer)
}

const noQuotesMap: ReadonlyMap<string, Quote> = new Map()

function nothing(): undefined {
  return undefined
}

function noQuotes(): ReadonlyMap<string, Quote> {
  return noQuotesMap
}

function stateOnServer(): ConnectionState {
  return connectionAtFirst.state
}

function connectionOnServer(): Connection {
  return connectionAtFirst
}
