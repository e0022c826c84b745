// biome-ignore-all lint/a11y/useSemanticElements: rows are placed one by one; a table element would lay out all of them at every change
'use client'

import { memo, useLayoutEffect, useRef } from 'react'
import { usePausedSince } from '@/components/pause/pause-stream.tsx'
import { endFlash } from '@/components/ui/flash.ts'
import type { Column } from '@/components/watchlist/columns.ts'
import { createRowWriter } from '@/components/watchlist/row-writer.ts'
import { useSparkHistory } from '@/components/watchlist/spark-history.ts'
import type { CreateFurtherCells } from '@/components/watchlist/use-further-cells.ts'
import { visibleHz } from '@/components/watchlist/use-list-quotes.ts'
import { useStreamClient } from '@/lib/stream/hooks.ts'

interface WatchlistRowProps {
  readonly id: string
  readonly symbol: string
  /** Position in the list, from 0. */
  readonly index: number
  readonly top: number
  readonly height: number
  readonly selected: boolean
  /** The keys are at this row. */
  readonly cursor: boolean
  /** In a tree of groups: 2 within a group; undefined: there are none. */
  readonly level: 1 | 2 | undefined
  readonly columns: readonly Column[]
  /** Writes those of them that a list does not begin with. */
  readonly further: CreateFurtherCells | undefined
}

/** React draws the frame once; what moves with the market is written into it by the row writer, without a render. */
export const WatchlistRow = memo(function WatchlistRow({
  id,
  symbol,
  index,
  top,
  height,
  selected,
  cursor,
  level,
  columns,
  further,
}: WatchlistRowProps) {
  const row = useRef<HTMLDivElement>(null)
  const { quotes, connection } = useStreamClient()
  const hasSpark = columns.some((column) => column.id === 'spark')
  const history = useSparkHistory(hasSpark ? symbol : undefined, usePausedSince() !== undefined)

  useLayoutEffect(() => {
    const element = row.current
    if (element === null) return
    const cells = new Map<string, HTMLElement>()
    for (const cell of element.querySelectorAll<HTMLElement>('[data-column]')) cells.set(cell.dataset.column ?? '', cell)
    // The columns decide which cells there are.
    if (cells.size !== columns.length) return
    const write = createRowWriter(symbol, element, cells, history)
    const more = further?.(cells, () => {
      const { clockOffsetMs } = connection.get()
      return clockOffsetMs === undefined ? undefined : Date.now() + clockOffsetMs
    })
    const update = (): void => {
      const quote = quotes.get(symbol)
      write(quote, performance.now())
      more?.update(quote)
    }
    update()
    const release = quotes.subscribe(symbol, update, visibleHz)
    return () => {
      release()
      more?.release()
      for (const cell of cells.values()) endFlash(cell)
    }
  }, [symbol, columns, quotes, connection, history, further])

  return (
    <div
      ref={row}
      id={id}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={selected}
      {...(level === undefined ? {} : { 'aria-level': level })}
      data-symbol={symbol}
      data-cursor={cursor}
      className="watch-row watch-tracks hover:bg-hover"
      // Not by a transform: every row would be painted and composed as a picture of its own.
      style={{ height, top }}
    >
      {columns.map((column, position) => (
        // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles have a column index
        <div
          key={column.id}
          role={column.id === 'symbol' ? 'rowheader' : 'gridcell'}
          tabIndex={-1}
          aria-colindex={position + 1}
          data-column={column.id}
          className={column.align === 'end' ? 'flash price' : 'row-cell'}
        />
      ))}
    </div>
  )
})
