'use client'

import { memo, useState } from 'react'
import { isAtLeast, sizeFilters } from '@/components/trades/size-filter.ts'
import { useSteadyRows } from '@/components/trades/steady-rows.ts'
import { usePause } from '@/components/ui/use-pause.ts'
import { useWorkspace } from '@/components/workspace/workspace-store.ts'
import { systemTimeZone } from '@/lib/chart/time-zone.ts'
import { formatCount, formatPrice, formatSize, formatTime, formatValue } from '@/lib/market/format.ts'
import type { WireInstrument } from '@/lib/protocol/messages.ts'
import { useTrades } from '@/lib/stream/hooks.ts'
import type { StreamTrade } from '@/lib/stream/types.ts'

const tradesHz = 10
const tradesKept = 200
const rowsMax = 80

/** Time and sales: every trade, newest first, coloured by who crossed the spread. Stands still under the pointer. */
export function TradesPanel({ symbol }: { readonly symbol: string }) {
  const { formats } = useWorkspace()
  const [minimum, setMinimum] = useState(0)
  const tape = useTrades(symbol, tradesHz, tradesKept)
  const pause = usePause(tape)
  const { instrument, trades, missed } = pause.shown
  const timeZone = formats.timeZone ?? systemTimeZone()
  const rows = instrument === undefined ? [] : trades.filter((trade) => isAtLeast(trade, instrument, minimum)).slice(0, rowsMax)
  const steady = useSteadyRows(rows.map(({ number }) => number))
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
      <table className="tape" style={steady} {...pause.handlers}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Price</th>
            <th scope="col">Size</th>
          </tr>
        </thead>
        <tbody>
          {instrument !== undefined &&
            rows.map((trade) => <TradeRow key={trade.number} trade={trade} instrument={instrument} timeZone={timeZone} />)}
        </tbody>
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

interface TradeRowProps {
  readonly trade: StreamTrade
  readonly instrument: WireInstrument
  readonly timeZone: string
}

const signs = { buy: 'up', sell: 'down', unknown: 'none' } as const
const spoken = { buy: 'bought at the ask', sell: 'sold at the bid', unknown: 'side not known' } as const

/** A trade does not change: drawn once. */
const TradeRow = memo(function TradeRow({ trade, instrument, timeZone }: TradeRowProps) {
  const value = formatValue(trade.price, trade.size, instrument)
  return (
    <tr title={`${value} ${instrument.quote}, ${spoken[trade.side]}`}>
      <td className="text-ink-3">{formatTime(trade.venueTimeMs, { timeZone })}</td>
      <td data-sign={signs[trade.side]} className="side-arrow">
        {formatPrice(trade.price, instrument)}
        <span className="sr-only"> {spoken[trade.side]}</span>
      </td>
      <td>{formatSize(trade.size, instrument)}</td>
    </tr>
  )
})
