import { useCallback, useEffect, useSyncExternalStore } from 'react'
import type { Status } from '@/lib/market/status.ts'
import { useConnectionState, useStreamClient } from '@/lib/stream/hooks.ts'

const statusHz = 1

/** What an instrument's price is by now: stale, too, while the page is cut off. Renders only when that changes. */
export function useStatus(symbol: string): Status | undefined {
  const client = useStreamClient()
  const state = useConnectionState()
  useEffect(() => client.watchQuotes([symbol], statusHz), [client, symbol])
  const subscribe = useCallback((listener: () => void) => client.quotes.subscribe(symbol, listener, statusHz), [client, symbol])
  const status = useSyncExternalStore(
    subscribe,
    () => client.quotes.get(symbol)?.status,
    () => undefined,
  )
  const cutOff = state === 'reconnecting' || state === 'offline' || state === 'closed'
  return cutOff ? 'stale' : status
}
