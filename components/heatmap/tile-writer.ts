import { dayChange } from '@/components/heatmap/heatmap-tiles.ts'
import { heatLevel } from '@/lib/heatmap/heat-scale.ts'
import { formatRatio } from '@/lib/market/format.ts'
import type { Quote } from '@/lib/stream/types.ts'

// What two decimals of a percent do not show has no direction.
const visible = 0.00005

export type TileWriter = (quote: Quote | undefined, limit: number) => void

/** Writes colour, arrow and figure of one tile without a render; touches only what differs. */
export function createTileWriter(tile: HTMLElement, figure: HTMLElement): TileWriter {
  const arrow = document.createElement('span')
  arrow.className = 'heat-arrow'
  arrow.ariaHidden = 'true'
  const text = document.createTextNode('')
  figure.replaceChildren(arrow, text)
  let [last, dayOpen, status, fullAt] = [-1, -1, '', 0]
  return (quote, limit) => {
    if (quote === undefined) return
    if (quote.last === last && quote.dayOpen === dayOpen && quote.status === status && limit === fullAt) return
    ;[last, dayOpen, status, fullAt] = [quote.last, quote.dayOpen, quote.status, limit]
    const change = dayChange(quote)
    const heat = change === undefined ? '0' : String(heatLevel(change, limit))
    if (tile.dataset.heat !== heat) tile.dataset.heat = heat
    if (tile.dataset.status !== status) tile.dataset.status = status
    const pointed = change === undefined || Math.abs(change) < visible ? '' : change > 0 ? '▲' : '▼'
    if (arrow.textContent !== pointed) arrow.textContent = pointed
    const written = change === undefined ? 'no price' : formatRatio(change)
    if (text.data !== written) text.data = written
  }
}
