'use client'

import { useEffect, useState } from 'react'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { findMovers, type Mover } from '@/components/movers/movers.ts'
import { setActiveChart } from '@/components/workspace/workspace-store.ts'
import { formatPercent, formatPrice } from '@/lib/market/format.ts'
import { useStreamClient } from '@/lib/stream/hooks.ts'

const moversHz = 1
// An order that changes faster cannot be read.
const rankMs = 2000
const count = 8

export function MoversPanel({ symbols }: { readonly symbols: readonly string[] }) {
  const client = useStreamClient()
  const [movers, setMovers] = useState(() => findMovers([], count))
  useEffect(() => client.watchQuotes(symbols, moversHz), [client, symbols])
  useEffect(() => {
    const rank = (): void =>
      setMovers(
        findMovers(
          symbols.flatMap((symbol) => client.quotes.get(symbol) ?? []),
          count,
        ),
      )
    rank()
    const timer = setInterval(rank, rankMs)
    return () => clearInterval(timer)
  }, [client, symbols])
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <MoverList title="Up most today" movers={movers.up} />
      <MoverList title="Down most today" movers={movers.down} />
    </div>
  )
}

function MoverList({ title, movers }: { readonly title: string; readonly movers: readonly Mover[] }) {
  return (
    <>
      <h3 className="px-3 pt-2 pb-1 text-2xs text-ink-3">{title}</h3>
      {movers.length === 0 && <p className="px-3 text-ink-3 text-xs">None yet.</p>}
      <ul>
        {movers.map(({ quote, change }) => (
          <li key={quote.symbol}>
            <button
              type="button"
              onClick={() => setActiveChart({ symbol: quote.symbol })}
              className="flex h-6 w-full items-center gap-2 px-3 text-xs hover:bg-hover"
            >
              <span className="truncate font-medium">{bareSymbol(quote.symbol)}</span>
              <span className="ml-auto text-ink-2">{formatPrice(quote.last, quote.instrument)}</span>
              <span className="w-16 text-right" data-sign={change > 0 ? 'up' : 'down'}>
                {formatPercent(quote.last, quote.dayOpen)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
