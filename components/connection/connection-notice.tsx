'use client'

import { lazy, Suspense, useEffect, useState } from 'react'
import { describeConnection, needsToken, neverReached } from '@/components/connection/connection-text.ts'
import { formatCount } from '@/lib/market/format.ts'
import { useConnection } from '@/lib/stream/hooks.ts'
import type { Connection } from '@/lib/stream/types.ts'

/** A server that was built anew meanwhile has the panel no more under the name that this page knows. */
const TokenPanel = lazy(() => import('@/components/connection/token-panel.tsx').catch(() => ({ default: TokenMissing })))

// A blink of the network is not worth a sentence.
const patienceMs = 1500
const welcomeMs = 6000

/** Says without moving anything that prices stand still, and after that what was missed meanwhile. */
export function ConnectionNotice() {
  const connection = useConnection()
  const broken =
    connection.state === 'reconnecting' ||
    connection.state === 'offline' ||
    connection.state === 'closed' ||
    neverReached(connection)
  const asksForToken = needsToken(connection)
  const lasting = useLasting(broken, patienceMs)
  const recent = useRecent(connection.reconnects, welcomeMs)
  const text = lasting
    ? describeConnection(connection, 0).sentence
    : recent && !broken
      ? describeMissed(connection.missed)
      : undefined
  if (asksForToken) {
    return (
      <Suspense>
        <TokenPanel wasLive={connection.epoch !== undefined} />
      </Suspense>
    )
  }
  return text === undefined ? null : <Notice text={text} isBad={lasting} />
}

function Notice({ text, isBad }: { readonly text: string; readonly isBad: boolean }) {
  return (
    <div
      data-testid="connection-notice"
      className={`connection-notice ${isBad ? 'border-danger/50 bg-danger-tint text-danger' : 'border-line-strong bg-raised text-ink'}`}
    >
      {text}
    </div>
  )
}

function TokenMissing() {
  return <Notice text="The server asks for a token. Reload the page to give it one." isBad />
}

export function describeMissed(missed: Connection['missed']): string | undefined {
  if (missed === undefined) return undefined
  if (missed === 'unknown')
    return 'Back. The server had restarted, so what was missed cannot be known; everything shown is current.'
  if (missed.trades === 0) return 'Back. Nothing was missed.'
  const trades = `${formatCount(missed.trades)} ${missed.trades === 1 ? 'trade' : 'trades'}`
  const where = missed.instruments === 1 ? 'one instrument' : `${missed.instruments} instruments`
  return `Back. Missed while away: ${trades} in ${where}; totals are right again.`
}

function useLasting(condition: boolean, afterMs: number): boolean {
  const [lasting, setLasting] = useState(false)
  useEffect(() => {
    if (!condition) {
      setLasting(false)
      return
    }
    const timer = setTimeout(() => setLasting(true), afterMs)
    return () => clearTimeout(timer)
  }, [condition, afterMs])
  return lasting
}

/** True for a while after `count` went up. */
function useRecent(count: number, forMs: number): boolean {
  const [recent, setRecent] = useState(false)
  useEffect(() => {
    if (count === 0) return
    setRecent(true)
    const timer = setTimeout(() => setRecent(false), forMs)
    return () => clearTimeout(timer)
  }, [count, forMs])
  return recent
}
