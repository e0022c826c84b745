'use client'

import { useEffect, useEffectEvent, useMemo, useState } from 'react'
import { distinctNames } from '@/components/instrument/distinct-names.ts'
import { findMovers, type Mover, type Movers } from '@/components/movers/movers.ts'
import { signOf } from '@/components/ui/sign.ts'
import { useOrderHold } from '@/components/watchlist/use-order-hold.ts'
import { setActiveChart, useWorkspace } from '@/components/workspace/workspace-store.ts'
import { formatCount, formatPercent, formatPrice } from '@/lib/market/format.ts'
import { useConnectionState, useStreamClient } from '@/lib/stream/hooks.ts'
import { workspaceLimits } from '@/lib/workspace/workspace.ts'

const moversHz = 1
// An order that changes faster cannot be read.
const rankMs = 2000
const firstRankMs = 100
const count = 8

/** What rose and fell most today. Ranks change every other second at most, and not while somebody points at them or has the focus in them. */
export function MoversPanel({ symbols: listed }: { readonly symbols: readonly string[] }) {
  const symbols = useMemo(() => listed.slice(0, workspaceLimits.pricedPerList), [listed])
  const hold = useOrderHold()
  const { movers, stale } = useMovers(symbols, hold.held)
  const nameOf = useMemo(() => distinctNames(symbols), [symbols])
  const both = { nameOf, held: hold.keyed, stale }
  const emptyText = (direction: string): string => {
    if (stale) return 'Not known: no price is current.'
    if (movers === undefined) return 'Waiting for prices.'
    return movers.someUnknown ? 'Not known: some prices are stale.' : `Nothing is ${direction} today.`
  }
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it
      tabIndex={0}
      aria-label="Largest moves"
      data-stale={stale}
      className="min-h-0 flex-1 overflow-y-auto"
      onKeyDown={hold.onKey}
      {...hold.handlers}
      {...hold.focusHandlers}
    >
      <MoverList title="Up most today" empty={emptyText('up')} movers={movers?.up} {...both} />
      <MoverList title="Down most today" empty={emptyText('down')} movers={movers?.down} {...both} />
      {listed.length > workspaceLimits.pricedPerList && (
        <p className="px-3 py-2 text-2xs text-ink-3">Of the first {formatCount(workspaceLimits.pricedPerList)} in the list.</p>
      )}
    </section>
  )
}

interface KnownMovers {
  /** The last that were known; undefined until most prices are: the first few are not the ones that moved most. */
  readonly movers: Movers | undefined
  /** No price is current: of the connection, or of every feed. */
  readonly stale: boolean
}

function useMovers(symbols: readonly string[], held: boolean): KnownMovers {
  const client = useStreamClient()
  const state = useConnectionState()
  const cutOff = state === 'reconnecting' || state === 'offline' || state === 'closed'
  const of = symbols.join()
  const [ranked, setRanked] = useState<{ readonly of: string; readonly movers: Movers }>()
  const [allStale, setAllStale] = useState(false)
  useEffect(() => client.watchQuotes(symbols, moversHz), [client, symbols])
  const rank = useEffectEvent((patient: boolean): boolean => {
    const quotes = symbols.flatMap((symbol) => client.quotes.get(symbol) ?? [])
    if (quotes.length === 0 || (patient && quotes.length < symbols.length * 0.9)) return false
    const isStale = quotes.every(({ status }) => status === 'stale')
    setAllStale(isStale)
    if (!held && !isStale && !cutOff) setRanked({ of, movers: findMovers(quotes, count) })
    return true
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list is ranked at once
  useEffect(() => {
    const beganMs = performance.now()
    let timer: ReturnType<typeof setTimeout>
    const look = (): void => {
      const ranked = rank(performance.now() - beganMs < rankMs)
      timer = setTimeout(look, ranked ? rankMs : firstRankMs)
    }
    look()
    return () => clearTimeout(timer)
  }, [symbols])
  return { movers: ranked?.of === of ? ranked.movers : undefined, stale: cutOff || allStale }
}

interface MoverListProps {
  readonly title: string
  readonly nameOf: (symbol: string) => string
  /** The keys are in the lists, which may last. */
  readonly held: boolean
  /** These are the last known. */
  readonly stale: boolean
  /** Said where there is none. */
  readonly empty: string
  readonly movers: readonly Mover[] | undefined
}

/** As high with few as with many: the other list stays where it is. */
function MoverList({ title, nameOf, held, stale, empty, movers }: MoverListProps) {
  const { charts, activeChart } = useWorkspace()
  const shown = charts[activeChart]?.symbol
  return (
    <>
      <h3 className="flex justify-between px-3 pt-2 pb-1 text-2xs text-ink-3">
        {title}
        {stale && movers !== undefined && movers.length > 0 && <span className="text-warning">stale, last known</span>}
        {held && <span className="text-ink-2">order held</span>}
      </h3>
      <ol className="h-56" aria-label={title}>
        {(movers === undefined || movers.length === 0) && <li className="appear-late px-3 text-ink-3 text-xs">{empty}</li>}
        {movers?.map(({ quote, change }) => (
          <li key={quote.symbol} data-status={quote.status}>
            <button
              type="button"
              title={quote.instrument.name}
              aria-current={quote.symbol === shown ? 'true' : undefined}
              onClick={() => setActiveChart({ symbol: quote.symbol })}
              className="flex h-7 w-full items-center gap-2 px-3 text-xs hover:bg-hover aria-[current]:bg-accent-tint aria-[current]:shadow-[inset_2px_0_0_var(--accent)]"
            >
              <span className="truncate font-medium normal-nums">{nameOf(quote.symbol)}</span>
              <span className="price ml-auto text-ink-2">{formatPrice(quote.last, quote.instrument)}</span>
              <span className="price side-arrow w-18 whitespace-nowrap text-right" data-sign={signOf(change)}>
                {formatPercent(quote.last, quote.dayOpen)}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </>
  )
}
