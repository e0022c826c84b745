import { formatShortSize } from '@/components/instrument/short-size.ts'
import { describeStatus } from '@/components/instrument/status-text.ts'
import { ageText, everySecond } from '@/components/watchlist/age-clock.ts'
import { createCellText, none } from '@/components/watchlist/cell-text.ts'
import { spreadBasisPoints } from '@/components/watchlist/derived-values.ts'
import { createRangeBar } from '@/components/watchlist/range-bar.ts'
import { formatCount, formatNumber, formatPrice, formatSpread, formatValue } from '@/lib/market/format.ts'
import type { Quote, Release } from '@/lib/stream/types.ts'
import type { ColumnId } from '@/lib/workspace/workspace.ts'

/** Columns that somebody added to those one begins with. Loaded with the first of them. */
export interface FurtherCells {
  readonly update: (quote: Quote | undefined) => void
  readonly release: Release
}

/** `serverNowMs`: by the server's clock, undefined while that is not known. Touches only cells whose text changes. */
export function createFurtherCells(cells: ReadonlyMap<string, HTMLElement>, serverNowMs: () => number | undefined): FurtherCells {
  const texts = Object.entries(readers).flatMap(([id, read]) => {
    const cell = cells.get(id)
    return cell === undefined ? [] : [{ write: createCellText(cell), read }]
  })
  const rangeCell = cells.get('range')
  const range = rangeCell === undefined ? undefined : createRangeBar(rangeCell)
  const ageCell = cells.get('age')
  const age = ageCell === undefined ? undefined : createCellText(ageCell)
  let shown: Quote | undefined

  // It grows while nothing else changes.
  const tellAge = (): void => {
    if (age === undefined) return
    const nowMs = serverNowMs()
    const sinceMs = shown?.receivedTimeMs ?? 0
    age(sinceMs === 0 || nowMs === undefined ? none : ageText(nowMs - sinceMs))
  }
  return {
    update(quote) {
      if (quote === undefined || quote === shown) return
      shown = quote
      for (const { write, read } of texts) write(read(quote))
      range?.(quote)
      tellAge()
    },
    release: age === undefined ? () => undefined : everySecond(tellAge),
  }
}

const readers: Partial<Record<ColumnId, (quote: Quote) => string>> = {
  name: ({ instrument }) => instrument.name,
  spread: ({ bid, ask, instrument }) => (bid === 0 || ask === 0 ? none : formatSpread({ bid, ask }, instrument)),
  'spread-bp': (quote) => {
    const points = spreadBasisPoints(quote)
    return points === undefined ? none : formatNumber(points, 1)
  },
  'bid-size': ({ bid, bidSize, instrument }) => (bid === 0 ? none : formatShortSize(bidSize, instrument)),
  'ask-size': ({ ask, askSize, instrument }) => (ask === 0 ? none : formatShortSize(askSize, instrument)),
  open: ({ dayOpen, instrument }) => formatPrice(dayOpen, instrument),
  high: ({ dayHigh, instrument }) => formatPrice(dayHigh, instrument),
  low: ({ dayLow, instrument }) => formatPrice(dayLow, instrument),
  turnover: ({ last, dayVolumeLots, instrument }) => (last === 0 ? none : formatValue(last, dayVolumeLots, instrument)),
  trades: ({ tradeCount }) => formatCount(tradeCount),
  status: ({ status }) => (status === 'pending' ? none : (describeStatus(status)?.label ?? status)),
  venue: ({ instrument }) => instrument.venue,
}
