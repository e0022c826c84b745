'use client'

import { describeConnection } from '@/components/connection/connection-text.ts'
import { usePausedSince } from '@/components/pause/pause-stream.tsx'
import { formatCount, formatNumber } from '@/lib/market/format.ts'
import { useConnection } from '@/lib/stream/hooks.ts'

/** The stream's own figures, for whoever wants to know whether to trust the screen: loaded after what shows prices. */
export default function StatusBar() {
  const connection = useConnection()
  const { feeds, updatesPerSecond, tradesPerSecond, bytesPerSecond, checksPassed, checksFailed, reconnects, transport } =
    connection
  const paused = usePausedSince() !== undefined
  return (
    <footer className="hidden h-6 shrink-0 items-center gap-4 overflow-hidden whitespace-nowrap border-line border-t bg-panel px-3 text-2xs text-ink-3 desk:flex">
      {paused && <span className="text-warning">paused, arriving unseen:</span>}
      <Figure label="updates/s" value={formatCount(updatesPerSecond)} width="min-w-26" />
      <Figure label="trades/s" value={formatCount(tradesPerSecond)} width="min-w-24" />
      <Figure label="kB/s" value={formatNumber(bytesPerSecond / 1000, 1)} width="min-w-18" />
      <span className="min-w-40" title="Every few seconds all prices shown are compared with the server's by a hash.">
        {checksFailed === 0 ? (
          <>
            state checks <span className="text-ink-2">{formatCount(checksPassed)} passed</span>
          </>
        ) : (
          <span className="text-warning">
            state checks {formatCount(checksPassed)} passed, {formatCount(checksFailed)} repaired
          </span>
        )}
      </span>
      {/* What the server said of its feeds holds as long as it can be heard. */}
      {describeConnection(connection, 0).tone === 'bad' ? (
        <span>feeds unknown</span>
      ) : (
        feeds.map((feed) => (
          <span key={feed.feed} title={feed.reason === '' ? undefined : feed.reason}>
            {feed.feed}: <span className={feed.state === 'failed' ? 'text-danger' : 'text-ink-2'}>{feed.state}</span>
          </span>
        ))
      )}
      {reconnects > 0 && <span>reconnects {formatCount(reconnects)}</span>}
      {transport !== 'none' && <span>{transportNames[transport]}</span>}
      <a
        href="https://www.tradingview.com/"
        rel="noreferrer"
        target="_blank"
        className="ml-auto hover:text-ink"
        title="TradingView Lightweight Charts™ Copyright (c) 2025 TradingView, Inc."
      >
        Charts by TradingView Lightweight Charts™
      </a>
    </footer>
  )
}

const transportNames = { websocket: 'WebSocket', sse: 'HTTP stream', poll: 'HTTP polling' } as const

function Figure({ label, value, width }: { readonly label: string; readonly value: string; readonly width: string }) {
  return (
    <span className={width}>
      {label} <span className="text-ink-2">{value}</span>
    </span>
  )
}
