import { type Rect, squarify } from './treemap.ts'

export interface HeatmapTile {
  readonly symbol: string
  readonly group: string
  /** 0 where it is not known: the smallest area there is. */
  readonly weight: number
}

export interface PlacedTile {
  readonly symbol: string
  readonly rect: Rect
}

export interface PlacedGroup {
  readonly name: string
  readonly rect: Rect
  readonly tiles: readonly PlacedTile[]
}

export interface HeatmapOptions {
  readonly width: number
  readonly height: number
  /** Height of the strip with a group's name; 0 for none. */
  readonly headPx: number
  /** Area that every tile gets, px². */
  readonly leastArea: number
}

/** Groups, the largest first, each with its tiles in the order given: the largest first. */
export function layOutHeatmap(
  tiles: readonly HeatmapTile[],
  { width, height, headPx, leastArea }: HeatmapOptions,
): readonly PlacedGroup[] {
  const weights = withFloor(
    tiles.map(({ weight }) => weight),
    Math.min(leastArea / (width * height), 1 / (2 * tiles.length)),
  )
  const groups = new Map<string, { total: number; readonly tiles: HeatmapTile[]; readonly weights: number[] }>()
  for (const [index, tile] of tiles.entries()) {
    const group = groups.get(tile.group) ?? { total: 0, tiles: [], weights: [] }
    groups.set(tile.group, group)
    group.tiles.push(tile)
    group.weights.push(weights[index] as number)
    group.total += weights[index] as number
  }
  const ordered = [...groups].toSorted(([, one], [, other]) => other.total - one.total)
  const rects = squarify(
    ordered.map(([, { total }]) => total),
    { x: 0, y: 0, width, height },
  )
  return ordered.map(([name, group], index) => {
    const rect = rects[index] as Rect
    const head = Math.min(headPx, rect.height)
    const placed = squarify(group.weights, { ...rect, y: rect.y + head, height: rect.height - head })
    return { name, rect, tiles: group.tiles.map(({ symbol }, at) => ({ symbol, rect: placed[at] as Rect })) }
  })
}

/** None gets less than this share of the sum; the others keep their proportions to one another. */
export function withFloor(weights: readonly number[], leastShare: number): readonly number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (total <= 0) return weights.map(() => 1)
  const ascending = weights.toSorted((a, b) => a - b)
  // What the smallest are raised to also counts in the sum: found by raising one more at a time.
  let kept = total
  let floor = 0
  for (let raised = 0; raised <= ascending.length; raised++) {
    floor = (leastShare * kept) / Math.max(1e-9, 1 - leastShare * raised)
    const next = ascending[raised]
    if (next === undefined || next >= floor) break
    kept -= next
  }
  return weights.map((weight) => Math.max(weight, floor))
}

/**
 * The largest first, but a tile overtakes another only when it is clearly larger: of two alike, which is first would change
 * all the time, and with it the whole map.
 */
export function steadyOrder(before: readonly string[], weights: ReadonlyMap<string, number>): readonly string[] {
  const known = new Set(before)
  const weightOf = (symbol: string): number => weights.get(symbol) ?? 0
  const order = before.filter((symbol) => weights.has(symbol))
  const added = [...weights.keys()].filter((symbol) => !known.has(symbol)).toSorted((a, b) => weightOf(b) - weightOf(a))
  if (order.length === 0) return added
  for (const symbol of added) {
    const at = order.findIndex((other) => weightOf(other) < weightOf(symbol))
    order.splice(at < 0 ? order.length : at, 0, symbol)
  }
  for (let index = 1; index < order.length; index++) {
    const symbol = order[index] as string
    let to = index
    while (to > 0 && weightOf(symbol) > weightOf(order[to - 1] as string) * clearlyLarger) to -= 1
    if (to === index) continue
    order.splice(index, 1)
    order.splice(to, 0, symbol)
  }
  return order
}

const clearlyLarger = 1.2
