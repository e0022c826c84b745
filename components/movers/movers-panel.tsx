'use client'

import { useEffect, useEffectEvent, useState } from 'react'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { findMovers, type Mover, type Movers } from '@/components/movers/movers.ts'
import { signOf } from '@/components/ui/sign.ts'
import { useOrderHold } from '@/components/watchlist/use-order-hold.ts'
import { setActiveChart, useWorkspace } from '@/components/workspace/workspace-store.ts'
import { formatPercent, formatPrice } from '@/lib/market/format.ts'
import { useStreamClient } from '@/lib/stream/hooks.ts'

const moversHz = 1
// An order that changes faster cannot be read.
const rankMs = 2000
const firstRankMs = 100
const count = 8

/** What rose and fell most today. Ranks change every other second at most, and not while somebody points at them or has the focus in them. */
export function MoversPanel({ symbols }: { readonly symbols: readonly string[] }) {
  const hold = useOrderHold()
  const movers = useMovers(symbols, hold.held)
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it
      tabIndex={0}
      aria-label="Largest moves"
      className="min-h-0 flex-1 overflow-y-auto"
      onKeyDown={hold.onKey}
      {...hold.handlers}
      {...hold.focusHandlers}
    >
      <MoverList title="Up most today" held={hold.keyed} empty="Nothing is up today." movers={movers?.up} />
      <MoverList title="Down most today" held={hold.keyed} empty="Nothing is down today." movers={movers?.down} />
    </section>
  )
}

/** undefined until most prices are known: the first few are not the ones that moved most. */
function useMovers(symbols: readonly string[], held: boolean): Movers | undefined {
  const client = useStreamClient()
  const [movers, setMovers] = useState<Movers>()
  useEffect(() => client.watchQuotes(symbols, moversHz), [client, symbols])
  const rank = useEffectEvent((patient: boolean): boolean => {
    const quotes = symbols.flatMap((symbol) => client.quotes.get(symbol) ?? [])
    if (quotes.length === 0 || (patient && quotes.length < symbols.length * 0.9)) return false
    if (!held) setMovers(findMovers(quotes, count))
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
  return movers
}

interface MoverListProps {
  readonly title: string
  /** The keys are in the lists, which may last. */
  readonly held: boolean
  readonly empty: string
  readonly movers: readonly Mover[] | undefined
}

/** As high with few as with many: the other list stays where it is. */
function MoverList({ title, held, empty, movers }: MoverListProps) {
  const { charts, activeChart } = useWorkspace()
  const shown = charts[activeChart]?.symbol
  return (
    <>
      <h3 className="flex justify-between px-3 pt-2 pb-1 text-2xs text-ink-3">
        {title}
        {held && <span className="text-ink-2">order held</span>}
      </h3>
      <ol className="h-56" aria-label={title}>
        {movers === undefined && <li className="appear-late px-3 text-ink-3 text-xs">Waiting for prices.</li>}
        {movers?.length === 0 && <li className="px-3 text-ink-3 text-xs">{empty}</li>}
        {movers?.map(({ quote, change }) => (
          <li key={quote.symbol} data-status={quote.status}>
            <button
              type="button"
              title={quote.instrument.name}
              aria-current={quote.symbol === shown ? 'true' : undefined}
              onClick={() => setActiveChart({ symbol: quote.symbol })}
              className="flex h-7 w-full items-center gap-2 px-3 text-xs hover:bg-hover aria-[current]:bg-accent-tint"
            >
              <span className="truncate font-medium normal-nums">{bareSymbol(quote.symbol)}</span>
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
