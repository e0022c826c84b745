import type { PlacedTile } from './heatmap-layout.ts'
import type { Rect } from './treemap.ts'

export type TileDirection = 'left' | 'right' | 'up' | 'down'

/** The tile one meets going from the middle of a tile in a direction: the nearest, and of those the most in line. */
export function neighbourTile(tiles: readonly PlacedTile[], symbol: string, direction: TileDirection): string | undefined {
  const from = tiles.find((tile) => tile.symbol === symbol)?.rect
  if (from === undefined) return undefined
  let best: string | undefined
  let bestCost = Number.POSITIVE_INFINITY
  for (const tile of tiles) {
    const ahead = gapAhead(from, tile.rect, direction)
    if (ahead < 0 || tile.symbol === symbol) continue
    const cost = ahead + 3 * sideways(from, tile.rect, direction)
    if (cost >= bestCost) continue
    best = tile.symbol
    bestCost = cost
  }
  return best
}

/** Between facing edges; below 0: not in that direction. */
function gapAhead(from: Rect, to: Rect, direction: TileDirection): number {
  switch (direction) {
    case 'left':
      return from.x - (to.x + to.width)
    case 'right':
      return to.x - (from.x + from.width)
    case 'up':
      return from.y - (to.y + to.height)
    case 'down':
      return to.y - (from.y + from.height)
  }
}

/** How far the way would leave its line: nothing for a tile that the middle of this one faces. */
function sideways(from: Rect, to: Rect, direction: TileDirection): number {
  const level = direction === 'left' || direction === 'right'
  const middle = level ? from.y + from.height / 2 : from.x + from.width / 2
  const [start, end] = level ? [to.y, to.y + to.height] : [to.x, to.x + to.width]
  return Math.max(0, start - middle, middle - end)
}
