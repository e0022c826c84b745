import { parseDecimal } from '../market/decimal.ts'
import { parseStep } from '../market/step.ts'
import { formatStepsFixed } from '../market/steps.ts'

/** A place on the chart: where somebody put it, whatever the chart shows now. */
export interface Anchor {
  readonly timeMs: number
  /** In ticks; whole. */
  readonly price: number
}

export interface HorizontalLine {
  readonly kind: 'horizontal'
  readonly id: string
  readonly price: number
}

export interface TrendLine {
  readonly kind: 'trend'
  readonly id: string
  readonly a: Anchor
  readonly b: Anchor
  /** Beyond its anchors: not at all, after the later one, or both ways. */
  readonly extend: 'none' | 'right' | 'both'
}

export type Drawing = HorizontalLine | TrendLine

/** What of a drawing is taken hold of. */
export type DrawingPart = 'a' | 'b' | 'body'

/** Most that is kept for a symbol. */
export const drawingsMax = 200

/** The drawing with a part moved by so much time and so many ticks: a drag, or arrow keys. Prices stay above zero. */
export function moveDrawing(drawing: Drawing, part: DrawingPart, byMs: number, byTicks: number): Drawing {
  if (drawing.kind === 'horizontal') return { ...drawing, price: Math.max(1, drawing.price + byTicks) }
  const { a, b } = drawing
  const lowest = part === 'a' ? a.price : part === 'b' ? b.price : Math.min(a.price, b.price)
  const ticks = Math.max(byTicks, 1 - lowest)
  const moved = (anchor: Anchor): Anchor => ({ timeMs: anchor.timeMs + byMs, price: anchor.price + ticks })
  return { ...drawing, a: part === 'b' ? a : moved(a), b: part === 'a' ? b : moved(b) }
}

/** The price of a trend line's line at a time, in ticks with a fraction; NaN for a vertical one. Extension is not regarded. */
export function trendPriceAt({ a, b }: TrendLine, timeMs: number): number {
  if (a.timeMs === b.timeMs) return Number.NaN
  return a.price + ((b.price - a.price) * (timeMs - a.timeMs)) / (b.timeMs - a.timeMs)
}

/** For a screen reader and the list of drawings. */
export function describeDrawing(
  drawing: Drawing,
  formatPrice: (ticks: number) => string,
  formatTime: (timeMs: number) => string,
): string {
  if (drawing.kind === 'horizontal') return `Horizontal line at ${formatPrice(drawing.price)}`
  const [from, to] = drawing.a.timeMs <= drawing.b.timeMs ? [drawing.a, drawing.b] : [drawing.b, drawing.a]
  return `Trend line from ${formatPrice(from.price)}, ${formatTime(from.timeMs)}, to ${formatPrice(to.price)}, ${formatTime(to.timeMs)}`
}

const version = 1

/** Prices are written as decimals, so that they mean the same after the tick became finer. */
export function serialiseDrawings(drawings: readonly Drawing[], tickSize: string): string {
  const step = parseStep(tickSize)
  const price = (ticks: number): string => formatStepsFixed(ticks, step)
  const written = drawings.map((drawing) =>
    drawing.kind === 'horizontal'
      ? { kind: drawing.kind, id: drawing.id, price: price(drawing.price) }
      : {
          kind: drawing.kind,
          id: drawing.id,
          a: [drawing.a.timeMs, price(drawing.a.price)],
          b: [drawing.b.timeMs, price(drawing.b.price)],
          extend: drawing.extend,
        },
  )
  return JSON.stringify({ version, drawings: written })
}

export interface ParsedDrawings {
  readonly drawings: readonly Drawing[]
  /** What could not be used, for a person; empty when all could. */
  readonly ignored: readonly string[]
}

/** Never throws. A price between two ticks goes to the nearer one. */
export function parseDrawings(text: string, tickSize: string): ParsedDrawings {
  const stored = parseJson(text)
  if (!isRecord(stored) || !Array.isArray(stored.drawings))
    return { drawings: [], ignored: ['The saved lines could not be read.'] }
  if (stored.version !== version) return { drawings: [], ignored: ['The saved lines were written by a newer version.'] }
  const all: readonly unknown[] = stored.drawings
  const toTicks = priceReader(tickSize)
  const usable = all.map((each) => readDrawing(each, toTicks)).filter((each) => each !== undefined)
  const drawings = usable.slice(0, drawingsMax)
  const lost = all.length - drawings.length
  return { drawings, ignored: lost === 0 ? [] : [`${lost} of ${all.length} saved lines could not be used.`] }
}

function readDrawing(value: unknown, toTicks: (text: unknown) => number): Drawing | undefined {
  if (!isRecord(value) || typeof value.id !== 'string' || value.id === '') return undefined
  const { id, kind } = value
  if (kind === 'horizontal') {
    const price = toTicks(value.price)
    return Number.isNaN(price) ? undefined : { kind, id, price }
  }
  const [a, b] = [readAnchor(value.a, toTicks), readAnchor(value.b, toTicks)]
  const extend = (['none', 'right', 'both'] as const).find((name) => name === value.extend)
  if (kind !== 'trend' || a === undefined || b === undefined || extend === undefined) return undefined
  return { kind, id, a, b, extend }
}

function readAnchor(value: unknown, toTicks: (text: unknown) => number): Anchor | undefined {
  if (!Array.isArray(value)) return undefined
  const [timeMs, text]: readonly unknown[] = value
  const price = toTicks(text)
  return typeof timeMs === 'number' && Number.isFinite(timeMs) && !Number.isNaN(price) ? { timeMs, price } : undefined
}

function priceReader(tickSize: string): (text: unknown) => number {
  const step = parseStep(tickSize)
  return (text) => {
    const decimal = typeof text === 'string' ? parseDecimal(text) : undefined
    if (decimal === undefined || decimal.digits <= 0n) return Number.NaN
    const shift = step.decimals - decimal.decimals
    const scaled = shift >= 0 ? decimal.digits * 10n ** BigInt(shift) : decimal.digits
    const unit = BigInt(step.multiple) * (shift >= 0 ? 1n : 10n ** BigInt(-shift))
    const ticks = Number((2n * scaled + unit) / (2n * unit))
    return Number.isSafeInteger(ticks) && ticks > 0 ? ticks : Number.NaN
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
