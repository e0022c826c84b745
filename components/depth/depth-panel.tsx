'use client'

import { depthLadder } from '@/components/depth/depth-ladder.ts'
import { formatPrice, formatSize } from '@/lib/market/format.ts'
import { useBook } from '@/lib/stream/hooks.ts'
import type { Book } from '@/lib/stream/types.ts'

const depthHz = 10
const levelsMax = 20

/** The order book's best levels: sellers above, buyers below, bars as wide as what waits up to each price. */
export function DepthPanel({ symbol }: { readonly symbol: string }) {
  const book = useBook(symbol, depthHz)
  if (book === undefined || (book.bids.length === 0 && book.asks.length === 0)) {
    return (
      <p className="m-auto px-4 text-center text-ink-3 text-xs">
        {book === undefined ? 'Waiting for the order book.' : 'There is no order book for this instrument now.'}
      </p>
    )
  }
  return <Ladder book={book} />
}

function Ladder({ book }: { readonly book: Book }) {
  const { instrument } = book
  const { asks, bids } = depthLadder(book, levelsMax)
  const [bestBid, bestAsk] = [book.bids[0]?.price, book.asks[0]?.price]
  return (
    <div className="flex min-h-0 flex-1 flex-col justify-center overflow-hidden">
      <table className="tape ladder">
        <thead>
          <tr>
            <th scope="col">Price</th>
            <th scope="col">Size</th>
            <th scope="col">Sum</th>
          </tr>
        </thead>
        <tbody data-side="ask">
          {asks.toReversed().map((level) => (
            <Level key={level.price} level={level} instrument={instrument} sign="down" />
          ))}
        </tbody>
        <tbody>
          <tr className="ladder-spread">
            <td colSpan={3}>
              {bestBid !== undefined && bestAsk !== undefined
                ? `Spread ${formatPrice(bestAsk - bestBid, instrument)}`
                : 'One-sided'}
            </td>
          </tr>
        </tbody>
        <tbody data-side="bid">
          {bids.map((level) => (
            <Level key={level.price} level={level} instrument={instrument} sign="up" />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface LevelProps {
  readonly level: ReturnType<typeof depthLadder>['asks'][number]
  readonly instrument: Book['instrument']
  readonly sign: 'up' | 'down'
}

function Level({ level, instrument, sign }: LevelProps) {
  return (
    <tr style={{ '--share': `${(level.share * 100).toFixed(1)}%` } as React.CSSProperties}>
      <td data-sign={sign}>{formatPrice(level.price, instrument)}</td>
      <td>{formatSize(level.size, instrument)}</td>
      <td className="text-ink-3">{formatSize(level.sum, instrument)}</td>
    </tr>
  )
}
