'use client'

import { useId, useLayoutEffect, useRef, useState } from 'react'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { usePausedSince } from '@/components/pause/pause-stream.tsx'
import { keepMinimum, keptMinimum, listedWorths, sizeFilterName, sizeFilters } from '@/components/trades/size-filter.ts'
import { createTapeRows, type TapeRows } from '@/components/trades/tape-rows.ts'
import { type PauseReason, usePause } from '@/components/ui/use-pause.ts'
import { useWorkspace } from '@/components/workspace/workspace-store.ts'
import { systemTimeZone } from '@/lib/chart/time-zone.ts'
import { formatCount } from '@/lib/market/format.ts'
import { useConnectionState } from '@/lib/stream/hooks.ts'
import { useTrades } from '@/lib/stream/topic-hooks.ts'
import type { TradeTape } from '@/lib/stream/trade-tape.ts'
import type { ConnectionState } from '@/lib/stream/types.ts'

const tradesHz = 10
/** With any filter. */
const tradesMax = 200
/** While they move: whoever reads further down holds them. Laying out all of them at every flush would cost twice as much. */
const movingRowsMax = 80
const columns = ['Time', 'Price', 'Size'] as const

const cutOff: readonly ConnectionState[] = ['reconnecting', 'offline', 'closed']

const heldTexts: Readonly<Record<PauseReason, string>> = {
  pointer: 'Held under the pointer',
  focus: 'Held while it has the focus',
  scroll: 'Held until scrolled to the top',
}

/** Time and sales: every trade, newest first, coloured by who crossed the spread. Stands still while somebody reads it. */
export function TradesPanel({ symbol }: { readonly symbol: string }) {
  const { formats } = useWorkspace()
  const [minimum, setMinimum] = useState(keptMinimum)
  const tape = useTrades(symbol, tradesHz, tradesMax, listedWorths)
  const pause = usePause(tape, symbol, isEmpty)
  const { instrument, trades, atLeast, missed } = pause.shown
  const listed = minimum === 0 ? trades : (atLeast.get(minimum) ?? [])
  const moves = pause.reason === undefined
  const timeZone = formats.timeZone ?? systemTimeZone()
  const scroller = useRef<HTMLElement>(null)
  const table = useRef<HTMLTableElement>(null)
  const rows = useRef<TapeRows>(undefined)
  const hint = useId()
  const state = useConnectionState()
  const stale = cutOff.includes(state)
  const paused = usePausedSince() !== undefined
  const nothing = nothingListed(minimum, state, paused)
  useLayoutEffect(() => {
    if (table.current === null) return
    rows.current ??= createTapeRows(table.current)
    rows.current.draw(moves ? listed.slice(0, movingRowsMax) : listed, instrument && { instrument, timeZone, formats })
  }, [listed, moves, instrument, timeZone, formats])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list is read from its top
  useLayoutEffect(() => {
    if (scroller.current !== null) scroller.current.scrollTop = 0
  }, [symbol, minimum])
  return (
    <>
      <div className="flex h-7 shrink-0 items-center gap-2 border-line border-b px-3 text-2xs text-ink-3">
        <SizeFilter
          minimum={minimum}
          onChange={(chosen) => {
            setMinimum(chosen)
            keepMinimum(chosen)
          }}
        />
        {instrument !== undefined && minimum > 0 && <span>{instrument.quote}</span>}
        <span className={`ml-auto truncate ${stale ? 'text-warning' : ''}`}>
          {stale && listed.length > 0 ? 'Stale, last known' : moves ? '' : heldTexts[pause.reason]}
        </span>
      </div>
      <section
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it
        tabIndex={0}
        aria-label="Time and sales"
        aria-describedby={hint}
        data-stale={stale}
        className="tape-scroller"
        {...pause.handlers}
      >
        <p id={hint} hidden>
          Stands still while it has the focus, is under the pointer, or is scrolled.
        </p>
        <table
          className="tape"
          ref={table}
          aria-label={`Trades of ${bareSymbol(symbol)}`}
          aria-rowcount={listed.length + 1}
          aria-colcount={columns.length}
        >
          <thead>
            <tr>
              {columns.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
        </table>
        {listed.length === 0 && (
          // One text in the place of another, and not one that moves.
          <p key={nothing} className="px-4 py-8 text-center text-ink-3 text-xs">
            {nothing}
          </p>
        )}
      </section>
      {missed > 0 && (
        <p role="status" className="border-line border-t px-3 py-1 text-2xs text-warning">
          {formatCount(missed)} trades happened that are not listed; volume and bars have them.
        </p>
      )}
    </>
  )
}

function isEmpty({ trades }: TradeTape): boolean {
  return trades.length === 0
}

/** Trades may have happened that it has not been told of: then it does not say that there were none. */
function nothingListed(minimum: number, state: ConnectionState, paused: boolean): string {
  if (cutOff.includes(state)) return 'Not known: there is no connection.'
  if (paused) return 'Paused: trades that happen now are not shown.'
  if (state === 'connecting') return 'Waiting for trades.'
  return `No trade ${minimum === 0 ? '' : `of at least ${sizeFilterName(minimum)} `}since this panel was opened.`
}

interface SizeFilterProps {
  readonly minimum: number
  readonly onChange: (minimum: number) => void
}

function SizeFilter({ minimum, onChange }: SizeFilterProps) {
  return (
    <label className="flex items-center gap-1.5">
      Worth from
      <select value={minimum} onChange={(event) => onChange(Number(event.target.value))} className="field h-5 text-2xs">
        {sizeFilters.map(({ value, name }) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
