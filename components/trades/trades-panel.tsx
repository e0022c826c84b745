'use client'

import { useLayoutEffect, useRef, useState } from 'react'
import { isAtLeast, sizeFilters } from '@/components/trades/size-filter.ts'
import { createTapeRows, type TapeRows } from '@/components/trades/tape-rows.ts'
import { usePause } from '@/components/ui/use-pause.ts'
import { useWorkspace } from '@/components/workspace/workspace-store.ts'
import { systemTimeZone } from '@/lib/chart/time-zone.ts'
import { formatCount } from '@/lib/market/format.ts'
import { useTrades } from '@/lib/stream/topic-hooks.ts'

const tradesHz = 10
const tradesKept = 200
const rowsMax = 80

/** Time and sales: every trade, newest first, coloured by who crossed the spread. Stands still under the pointer. */
export function TradesPanel({ symbol }: { readonly symbol: string }) {
  const { formats } = useWorkspace()
  const [minimum, setMinimum] = useState(0)
  const tape = useTrades(symbol, tradesHz, tradesKept)
  const pause = usePause(tape, symbol)
  const { instrument, trades, missed } = pause.shown
  const timeZone = formats.timeZone ?? systemTimeZone()
  const table = useRef<HTMLTableElement>(null)
  const rows = useRef<TapeRows>(undefined)
  useLayoutEffect(() => {
    if (table.current === null) return
    rows.current ??= createTapeRows(table.current)
    if (instrument === undefined) return rows.current.draw([], undefined)
    const listed = trades.filter((trade) => isAtLeast(trade, instrument, minimum)).slice(0, rowsMax)
    rows.current.draw(listed, { instrument, timeZone, formats })
  }, [trades, instrument, minimum, timeZone, formats])
  return (
    <>
      <div className="flex h-7 shrink-0 items-center gap-2 border-line border-b px-3 text-2xs text-ink-3">
        <label className="flex items-center gap-1.5">
          From
          <select value={minimum} onChange={(event) => setMinimum(Number(event.target.value))} className="field h-5 text-2xs">
            {sizeFilters.map(({ value, name }) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {instrument !== undefined && minimum > 0 && <span>{instrument.quote}</span>}
        <span className="ml-auto">{pause.paused ? 'Held under the pointer' : ''}</span>
      </div>
      <table className="tape" ref={table} {...pause.handlers}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Price</th>
            <th scope="col">Size</th>
          </tr>
        </thead>
      </table>
      {trades.length === 0 && <p className="m-auto px-4 text-center text-ink-3 text-xs">No trade since this panel was opened.</p>}
      {missed > 0 && (
        <p role="status" className="border-line border-t px-3 py-1 text-2xs text-warning">
          {formatCount(missed)} trades happened that are not listed; volume and bars have them.
        </p>
      )}
    </>
  )
}
