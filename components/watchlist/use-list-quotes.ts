import { useEffect, useRef } from 'react'
import { useStreamClient } from '@/lib/stream/hooks.ts'
import type { Release } from '@/lib/stream/types.ts'
import { workspaceLimits } from '@/lib/workspace/workspace.ts'

// The eye reads figures at about this rate; the rest of the list only has to keep its order.
export const visibleHz = 10
const listHz = 1
const settleMs = 120

/** Streams the whole list slowly and the rows on screen quickly. */
export function useListQuotes(symbols: readonly string[], visible: readonly string[]): void {
  const client = useStreamClient()
  useEffect(() => {
    if (symbols.length === 0) return
    return client.watchQuotes(symbols.slice(0, workspaceLimits.pricedPerList), listHz)
  }, [client, symbols])

  const visibleKey = visible.join('\n')
  const release = useRef<Release>(undefined)
  useEffect(() => {
    const wanted = visibleKey === '' ? [] : visibleKey.split('\n')
    const timer = setTimeout(
      () => {
        // First the new, then away with the old: rows that stay on screen keep their subscription.
        const previous = release.current
        release.current = wanted.length === 0 ? undefined : client.watchQuotes(wanted, visibleHz)
        previous?.()
      },
      release.current === undefined ? 0 : settleMs,
    )
    return () => clearTimeout(timer)
  }, [client, visibleKey])
  useEffect(
    () => () => {
      release.current?.()
      release.current = undefined
    },
    [],
  )
}
