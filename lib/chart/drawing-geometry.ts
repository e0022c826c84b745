import { barIndexAtOrAfter } from './bar-follower.ts'
import type { Drawing, DrawingPart } from './drawings.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Segment {
  readonly from: Point
  readonly to: Point
}

/** From times and prices to pixels of the pane; undefined where the chart cannot place it. */
export interface Projection {
  readonly width: number
  readonly height: number
  x(timeMs: number): number | undefined
  y(priceTicks: number): number | undefined
}

export interface DrawingHit {
  readonly id: string
  readonly part: DrawingPart
  /** In pixels. */
  readonly distance: number
}

/** What of a drawing is to be drawn: its line within the pane. undefined when none of it is visible. */
export function drawingSegment(drawing: Drawing, projection: Projection): Segment | undefined {
  const { width, height } = projection
  if (drawing.kind === 'horizontal') {
    const y = projection.y(drawing.price)
    return y === undefined || y < 0 || y > height ? undefined : { from: { x: 0, y }, to: { x: width, y } }
  }
  const [a, b] = [place(drawing.a, projection), place(drawing.b, projection)]
  if (a === undefined || b === undefined) return undefined
  // Ordered in time, so that "right" is where the later anchor is.
  const [early, late] = drawing.a.timeMs <= drawing.b.timeMs ? [a, b] : [b, a]
  return clip(early, late, drawing.extend === 'both', drawing.extend !== 'none', width, height)
}

/**
 * The drawing below a pointer, the last drawn first; its anchors before lines, so that an end can be taken where another
 * line crosses it. `tolerance` in pixels: larger for a finger.
 */
export function hitDrawings(
  drawings: readonly Drawing[],
  point: Point,
  projection: Projection,
  tolerance: number,
): DrawingHit | undefined {
  let best: DrawingHit | undefined
  for (const drawing of drawings) {
    const hit = hitDrawing(drawing, point, projection, tolerance)
    if (hit === undefined) continue
    const worse = best !== undefined && best.part !== 'body' && hit.part === 'body'
    const better = best === undefined || (best.part === 'body' && hit.part !== 'body') || hit.distance <= best.distance
    if (!worse && better) best = hit
  }
  return best
}

function hitDrawing(drawing: Drawing, point: Point, projection: Projection, tolerance: number): DrawingHit | undefined {
  if (drawing.kind === 'trend') {
    const ends = (['a', 'b'] as const).flatMap((part) => {
      const end = place(drawing[part], projection)
      return end === undefined ? [] : [{ id: drawing.id, part, distance: Math.hypot(point.x - end.x, point.y - end.y) }]
    })
    const nearest = ends.sort((one, other) => one.distance - other.distance)[0]
    // An end is a handle: somewhat larger than the line is thick.
    if (nearest !== undefined && nearest.distance <= tolerance * 1.5) return nearest
  }
  const segment = drawingSegment(drawing, projection)
  if (segment === undefined) return undefined
  const distance = segmentDistance(point, segment)
  return distance <= tolerance ? { id: drawing.id, part: 'body', distance } : undefined
}

export function segmentDistance(point: Point, { from, to }: Segment): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const squared = dx * dx + dy * dy
  const along = squared === 0 ? 0 : Math.min(1, Math.max(0, ((point.x - from.x) * dx + (point.y - from.y) * dy) / squared))
  return Math.hypot(point.x - from.x - along * dx, point.y - from.y - along * dy)
}

/**
 * Where a time stands among bars, as the chart library's logical index: between two bars in proportion, beyond the first
 * and last bar in steps of the interval. undefined without bars.
 */
export function logicalIndex(
  bars: readonly { readonly timeMs: number }[],
  intervalMs: number,
  timeMs: number,
): number | undefined {
  const [first, last] = [bars[0], bars.at(-1)]
  if (first === undefined || last === undefined) return undefined
  if (timeMs <= first.timeMs) return (timeMs - first.timeMs) / intervalMs
  if (timeMs >= last.timeMs) return bars.length - 1 + (timeMs - last.timeMs) / intervalMs
  const after = barIndexAtOrAfter(bars, timeMs)
  const [before, next] = [bars[after - 1] ?? first, bars[after] ?? last]
  return after - 1 + (timeMs - before.timeMs) / (next.timeMs - before.timeMs)
}

/** The inverse: the time of a logical index. */
export function timeAtLogicalIndex(
  bars: readonly { readonly timeMs: number }[],
  intervalMs: number,
  index: number,
): number | undefined {
  const [first, last] = [bars[0], bars.at(-1)]
  if (first === undefined || last === undefined) return undefined
  if (index <= 0) return first.timeMs + index * intervalMs
  if (index >= bars.length - 1) return last.timeMs + (index - bars.length + 1) * intervalMs
  const [before, next] = [bars[Math.floor(index)] ?? first, bars[Math.floor(index) + 1] ?? last]
  return before.timeMs + (index % 1) * (next.timeMs - before.timeMs)
}

function place(anchor: { readonly timeMs: number; readonly price: number }, projection: Projection): Point | undefined {
  const [x, y] = [projection.x(anchor.timeMs), projection.y(anchor.price)]
  return x === undefined || y === undefined ? undefined : { x, y }
}

/** The part of the line through two points that lies in the pane (Liang and Barsky), extended as told. */
function clip(from: Point, to: Point, before: boolean, after: boolean, width: number, height: number): Segment | undefined {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  let start = before ? Number.NEGATIVE_INFINITY : 0
  let end = after ? Number.POSITIVE_INFINITY : 1
  for (const [speed, room] of [
    [-dx, from.x],
    [dx, width - from.x],
    [-dy, from.y],
    [dy, height - from.y],
  ] as const) {
    if (speed === 0) {
      if (room < 0) return undefined
    } else if (speed < 0) start = Math.max(start, room / speed)
    else end = Math.min(end, room / speed)
  }
  // Two anchors on one pixel: a point has no direction to extend in.
  if (dx === 0 && dy === 0) return { from, to }
  if (start > end) return undefined
  const at = (along: number): Point => ({ x: from.x + along * dx, y: from.y + along * dy })
  return { from: at(start), to: at(end) }
}
