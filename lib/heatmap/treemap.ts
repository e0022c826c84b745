export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/**
 * A rectangle for each weight, in their order, with areas in proportion and as near to squares as that allows: the squarified
 * treemap of Bruls, Huizing and van Wijk (2000). Weights above 0, the largest first; edges are whole when those of `within` are.
 */
export function squarify(weights: readonly number[], within: Rect): readonly Rect[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (total <= 0 || within.width <= 0 || within.height <= 0) return weights.map(() => ({ ...within, width: 0, height: 0 }))
  const rects: Rect[] = []
  let left = within
  let leftWeight = total
  let from = 0
  while (from < weights.length) {
    const end = rowEnd(weights, from, left, leftWeight)
    const rowWeight = sumOf(weights, from, end)
    left = placeRow(weights, from, end, left, rowWeight, end === weights.length ? 1 : rowWeight / leftWeight, rects)
    leftWeight -= rowWeight
    from = end
  }
  return rects
}

/** As many as make the row's worst shape no worse. */
function rowEnd(weights: readonly number[], from: number, left: Rect, leftWeight: number): number {
  const short = Math.min(left.width, left.height)
  const scale = (left.width * left.height) / leftWeight
  let [sum, largest, smallest, worst] = [0, 0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let end = from; end < weights.length; end++) {
    const area = (weights[end] as number) * scale
    sum += area
    largest = Math.max(largest, area)
    smallest = Math.min(smallest, area)
    const shape = Math.max((short * short * largest) / (sum * sum), (sum * sum) / (short * short * smallest))
    if (shape > worst) return end
    worst = shape
  }
  return weights.length
}

/** Along the shorter side; returns what is left. Edges are rounded, not sizes: neighbours share theirs. */
function placeRow(
  weights: readonly number[],
  from: number,
  end: number,
  left: Rect,
  rowWeight: number,
  share: number,
  rects: Rect[],
): Rect {
  const { x, y, width, height } = left
  const upright = width >= height
  const depth = Math.round((upright ? width : height) * share)
  let passed = 0
  for (let index = from; index < end; index++) {
    const start = Math.round(((upright ? height : width) * passed) / rowWeight)
    passed += weights[index] as number
    const stop = index === end - 1 ? (upright ? height : width) : Math.round(((upright ? height : width) * passed) / rowWeight)
    rects.push(
      upright ? { x, y: y + start, width: depth, height: stop - start } : { x: x + start, y, width: stop - start, height: depth },
    )
  }
  return upright ? { x: x + depth, y, width: width - depth, height } : { x, y: y + depth, width, height: height - depth }
}

function sumOf(weights: readonly number[], from: number, end: number): number {
  let sum = 0
  for (let index = from; index < end; index++) sum += weights[index] as number
  return sum
}
