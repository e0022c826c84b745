'use client'

import { useEffect, useEffectEvent, useMemo, useState } from 'react'
import { dayChange } from '@/components/heatmap/heatmap-tiles.ts'
import { distinctNames } from '@/components/instrument/distinct-names.ts'
import { describeStatus } from '@/components/instrument/status-text.ts'
import { signOf } from '@/components/ui/sign.ts'
import { turnoverValue } from '@/lib/heatmap/turnover.ts'
import { formatPercent, formatPrice, formatValue } from '@/lib/market/format.ts'
import { useStreamClient } from '@/lib/stream/hooks.ts'
import type { Quote } from '@/lib/stream/types.ts'

const refreshMs = 2000
// The watchlist has all; more rows than that nobody reads here.
const rowsMax = 200

interface HeatmapTableProps {
  readonly symbols: readonly string[]
  readonly held: boolean
  readonly selected: string | undefined
  readonly onSelect: (symbol: string) => void
}

/** What the map shows, as rows: the most traded first. */
export function HeatmapTable({ symbols, held, selected, onSelect }: HeatmapTableProps) {
  const rows = useMostTraded(symbols, held)
  const nameOf = useMemo(() => distinctNames(symbols), [symbols])
  return (
    <section aria-label="Most traded" className="min-h-0 flex-1 overflow-y-auto">
      <table className="tape" aria-rowcount={symbols.length + 1}>
        <thead>
          <tr>
            <th scope="col">Symbol</th>
            <th scope="col">Last</th>
            <th scope="col">Change</th>
            <th scope="col">Volume</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((quote) => (
            <Row
              key={quote.symbol}
              name={nameOf(quote.symbol)}
              quote={quote}
              selected={quote.symbol === selected}
              onSelect={onSelect}
            />
          ))}
        </tbody>
      </table>
      {symbols.length > rowsMax && (
        <p className="px-3 py-2 text-2xs text-ink-3">
          The {rowsMax} most traded of {symbols.length}.
        </p>
      )}
    </section>
  )
}

interface RowProps {
  readonly name: string
  readonly quote: Quote
  readonly selected: boolean
  readonly onSelect: (symbol: string) => void
}

function Row({ name, quote, selected, onSelect }: RowProps) {
  const { symbol, instrument, last, dayOpen } = quote
  const change = dayChange(quote) ?? 0
  const status = describeStatus(quote.status)
  return (
    <tr className={selected ? 'bg-accent-tint shadow-[inset_2px_0_0_var(--accent)]' : ''} data-status={quote.status}>
      <th scope="row" className="heat-row-head">
        <button type="button" aria-pressed={selected} onClick={() => onSelect(symbol)} className="heat-row-button">
          {name}
          {status !== undefined && <span className="text-ink-3"> {status.label}</span>}
        </button>
      </th>
      <td className="price">{formatPrice(last, instrument)}</td>
      <td className="price side-arrow" data-sign={signOf(change)}>
        {formatPercent(last, dayOpen)}
      </td>
      <td>{last === 0 ? '–' : formatValue(last, quote.dayVolumeLots, instrument)}</td>
    </tr>
  )
}

function useMostTraded(symbols: readonly string[], held: boolean): readonly Quote[] {
  const client = useStreamClient()
  const [rows, setRows] = useState<readonly Quote[]>([])
  const rank = useEffectEvent((): void => {
    // What is not there yet cannot jump away from under a pointer.
    if (held && rows.length > 0) return
    const known = symbols.flatMap((symbol) => client.quotes.get(symbol) ?? [])
    setRows(known.toSorted((a, b) => turnoverValue(b) - turnoverValue(a)).slice(0, rowsMax))
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list is ranked at once
  useEffect(() => {
    rank()
    const timer = setInterval(() => rank(), refreshMs)
    return () => clearInterval(timer)
  }, [client, symbols])
  return rows
}
