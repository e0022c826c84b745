'use client'

import { memo, useRef } from 'react'
import { depthLadder, type LadderLevel } from '@/components/depth/depth-ladder.ts'
import { useCentredScroll } from '@/components/depth/use-centred-scroll.ts'
import { formatShortSize } from '@/components/instrument/short-size.ts'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { textScale } from '@/components/ui/text-scale.ts'
import { formatPrice, formatSpread } from '@/lib/market/format.ts'
import { useConnectionState } from '@/lib/stream/hooks.ts'
import { useBook } from '@/lib/stream/topic-hooks.ts'
import type { Book } from '@/lib/stream/types.ts'

const depthHz = 10
const levels = 20
const places = Array.from({ length: levels }, (_, place) => place)
const columns = ['Price', 'Size', 'Sum'] as const
/** Of the style sheet, in px for usual letters: its places before the spread are alike. */
const rowHeight = 20
/** With head and spread. */
const rowCount = 2 * levels + 2

/**
 * The order book's best levels: sellers above, buyers below, the spread in the middle of what is seen at first, bars as wide as what
 * waits up to each price. Rows have their places whatever is in them, so that nothing moves but what is written.
 */
export function DepthPanel({ symbol }: { readonly symbol: string }) {
  const scroller = useRef<HTMLElement>(null)
  const keepPlace = useCentredScroll(scroller, symbol, rowHeight * textScale)
  const book = useBook(symbol, depthHz)
  const state = useConnectionState()
  const stale = state === 'reconnecting' || state === 'offline' || state === 'closed'
  return (
    <section
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it
      tabIndex={0}
      aria-label="Order book"
      className="tape-scroller"
      onScroll={keepPlace}
    >
      <Ladder symbol={symbol} book={book} stale={stale} />
    </section>
  )
}

interface LadderProps {
  readonly symbol: string
  readonly book: Book | undefined
  /** No connection: the book is the last one known (P4). */
  readonly stale: boolean
}

function Ladder({ symbol, book, stale }: LadderProps) {
  const { asks, bids } = book === undefined ? { asks: [], bids: [] } : depthLadder(book, levels)
  return (
    <table
      className="tape ladder"
      data-stale={stale}
      aria-label={`Order book of ${bareSymbol(symbol)}`}
      aria-rowcount={rowCount}
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
      <tbody data-side="ask">
        {places.toReversed().map((place) => (
          <Place key={place} level={asks[place]} instrument={book?.instrument} sign="down" stale={stale} />
        ))}
      </tbody>
      <tbody>
        <tr className="ladder-spread">
          {/* One text in the place of another, and not one that moves. */}
          <td key={`${book === undefined} ${stale}`} colSpan={columns.length}>
            {spreadText(book, stale)}
          </td>
        </tr>
      </tbody>
      <tbody data-side="bid">
        {places.map((place) => (
          <Place key={place} level={bids[place]} instrument={book?.instrument} sign="up" stale={stale} />
        ))}
      </tbody>
    </table>
  )
}

function spreadText(book: Book | undefined, stale: boolean): string {
  if (book === undefined) return stale ? 'Not known: there is no connection.' : 'Waiting for the order book.'
  const [bid, ask] = [book.bids[0]?.price, book.asks[0]?.price]
  const known = stale ? 'Stale, last known: spread' : 'Spread'
  if (bid !== undefined && ask !== undefined) return `${known} ${formatSpread({ bid, ask }, book.instrument)}`
  return bid === undefined && ask === undefined ? 'There is no order book now.' : 'One-sided'
}

interface PlaceProps {
  readonly level: LadderLevel | undefined
  readonly instrument: Book['instrument'] | undefined
  readonly sign: 'up' | 'down'
  /** Without its bar. */
  readonly stale: boolean
}

function Place({ level, instrument, sign, stale }: PlaceProps) {
  if (level === undefined || instrument === undefined) return <EmptyPlace />
  const { price, size, sum, share } = level
  return (
    <Level
      price={price}
      size={size}
      sum={sum}
      share={stale ? 0 : Math.round(share * 1000) / 10}
      instrument={instrument}
      sign={sign}
    />
  )
}

function EmptyPlace() {
  return (
    <tr>
      <td colSpan={columns.length} />
    </tr>
  )
}

interface LevelProps {
  readonly price: number
  readonly size: number
  readonly sum: number
  /** Percent. */
  readonly share: number
  readonly instrument: Book['instrument']
  readonly sign: 'up' | 'down'
}

/** Most levels are as they were a tenth of a second ago: they are not rendered again. */
const Level = memo(function Level({ price, size, sum, share, instrument, sign }: LevelProps) {
  return (
    <tr style={{ '--share': `${share}%` } as React.CSSProperties}>
      <td className="price" data-sign={sign}>
        {formatPrice(price, instrument)}
      </td>
      <td>{formatShortSize(size, instrument)}</td>
      <td className="text-ink-2">{formatShortSize(sum, instrument)}</td>
    </tr>
  )
})
