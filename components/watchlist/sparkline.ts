import { setSign } from '@/components/ui/sign.ts'
import { barStartMs } from '@/lib/market/bar.ts'
import type { Quote } from '@/lib/stream/types.ts'

const pointsMax = 60
const width = 60
const height = 18
const padding = 1.5
// A line of 60 px does not show what moves within a second.
const redrawMs = 1000
const namespace = 'http://www.w3.org/2000/svg'

export interface Sparkline {
  update(quote: Quote, nowMs: number): void
}

/**
 * A line of the closes of the last minutes, one point a minute, the last of them moving with the price. `history` is in ticks,
 * oldest first, and ends with the forming minute. The cell has the sign of its change: an hour that fell is no rise, whatever the day is.
 */
export function createSparkline(cell: HTMLElement, history: readonly number[]): Sparkline {
  const svg = document.createElementNS(namespace, 'svg')
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`)
  svg.setAttribute('preserveAspectRatio', 'none')
  svg.setAttribute('aria-hidden', 'true')
  svg.setAttribute('class', 'spark')
  const path = document.createElementNS(namespace, 'path')
  path.setAttribute('vector-effect', 'non-scaling-stroke')
  svg.append(path)
  cell.replaceChildren(svg)

  const points = history.slice(-pointsMax)
  let minuteMs = 0
  let drawnMs = Number.NEGATIVE_INFINITY
  const draw = (): void => {
    path.setAttribute('d', linePath(points))
    setSign(cell, (points.at(-1) ?? 0) - (points[0] ?? 0))
  }
  if (points.length > 0) draw()
  return {
    update(quote, nowMs) {
      if (quote.last === 0) return
      const currentMinuteMs = barStartMs(quote.venueTimeMs, '1m')
      if (minuteMs !== 0 && currentMinuteMs > minuteMs) points.push(quote.last)
      else points[Math.max(0, points.length - 1)] = quote.last
      minuteMs = currentMinuteMs
      if (points.length > pointsMax) points.shift()
      if (nowMs - drawnMs < redrawMs) return
      drawnMs = nowMs
      draw()
    },
  }
}

/** A polyline over the whole box, level where all are equal. Of a single point no shape is known: nothing. */
export function linePath(points: readonly number[]): string {
  const low = Math.min(...points)
  const high = Math.max(...points)
  const scale = high === low ? 0 : (height - 2 * padding) / (high - low)
  const y = (value: number): string => (scale === 0 ? height / 2 : height - padding - (value - low) * scale).toFixed(1)
  if (points.length < 2) return ''
  const step = width / (points.length - 1)
  return points.map((value, index) => `${index === 0 ? 'M' : 'L'}${(index * step).toFixed(1)} ${y(value)}`).join('')
}
