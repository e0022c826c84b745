import type { Book, BookLevel } from '@/lib/stream/types.ts'

export interface LadderLevel extends BookLevel {
  /** Lots that wait from the best price to this one. */
  readonly sum: number
  /** `sum` as a part of the larger side's whole, 0 to 1. */
  readonly share: number
}

/** Both sides best first, with running sums on one scale. */
export function depthLadder(
  book: Book,
  levels: number,
): { readonly bids: readonly LadderLevel[]; readonly asks: readonly LadderLevel[] } {
  const bids = withSums(book.bids.slice(0, levels))
  const asks = withSums(book.asks.slice(0, levels))
  const most = Math.max(bids.at(-1)?.sum ?? 0, asks.at(-1)?.sum ?? 0)
  const scale = (side: readonly Omit<LadderLevel, 'share'>[]) =>
    side.map((level) => ({ ...level, share: most === 0 ? 0 : level.sum / most }))
  return { bids: scale(bids), asks: scale(asks) }
}

function withSums(side: readonly BookLevel[]): Omit<LadderLevel, 'share'>[] {
  let sum = 0
  return side.map((level) => {
    sum += level.size
    return { ...level, sum }
  })
}
