import type { Logical } from 'lightweight-charts'
import type { ChartSurface } from '@/components/chart/chart-layer.ts'
import { logicalIndex, type Point, type Projection, timeAtLogicalIndex } from '@/lib/chart/drawing-geometry.ts'
import type { Anchor } from '@/lib/chart/drawings.ts'
import { intervalLengthMs } from '@/lib/market/bar.ts'

/** Between times and prices, and pixels of the pane of prices; both ways, always of the view as it is. */
export interface ChartProjection extends Projection {
  /** The bar and the tick nearest to a place. */
  anchorAt(point: Point): Anchor | undefined
  /** The anchor moved by bars; a time between two bars goes to a whole one first. */
  stepTime(timeMs: number, bars: number): number
  /** Ticks of one pixel, at least one. */
  ticksPerPixel(): number
}

export function createProjection(surface: ChartSurface): ChartProjection {
  const timeScale = surface.chart.timeScale()
  const subject = () => {
    const shown = surface.shown
    return shown === undefined ? undefined : { bars: shown.bars, lengthMs: intervalLengthMs(shown.series.interval) }
  }
  // The library places whole indices only.
  const placeOf = (index: number): number | undefined => {
    const whole = Math.floor(index)
    const [left, right] = [timeScale.logicalToCoordinate(whole as Logical), timeScale.logicalToCoordinate((whole + 1) as Logical)]
    return left === null || right === null ? undefined : left + (index - whole) * (right - left)
  }
  const ticksAt = (y: number): number | undefined => {
    const value = surface.main.coordinateToPrice(y)
    return value === null ? undefined : surface.scale?.toTicks(value)
  }
  return {
    get width() {
      return timeScale.width()
    },
    get height() {
      return surface.chart.panes()[0]?.getHeight() ?? 0
    },
    x(timeMs) {
      const of = subject()
      const index = of === undefined ? undefined : logicalIndex(of.bars, of.lengthMs, timeMs)
      return index === undefined ? undefined : placeOf(index)
    },
    y(priceTicks) {
      const { scale } = surface
      return scale === undefined ? undefined : (surface.main.priceToCoordinate(scale.toChart(priceTicks)) ?? undefined)
    },
    anchorAt({ x, y }) {
      const of = subject()
      const index = timeScale.coordinateToLogical(x)
      const price = ticksAt(y)
      if (of === undefined || index === null || price === undefined) return undefined
      const timeMs = timeAtLogicalIndex(of.bars, of.lengthMs, Math.round(index))
      return timeMs === undefined ? undefined : { timeMs, price: Math.max(1, price) }
    },
    stepTime(timeMs, by) {
      const of = subject()
      if (of === undefined) return timeMs
      const index = logicalIndex(of.bars, of.lengthMs, timeMs)
      return index === undefined ? timeMs : (timeAtLogicalIndex(of.bars, of.lengthMs, Math.round(index) + by) ?? timeMs)
    },
    ticksPerPixel() {
      const [top, below] = [ticksAt(100), ticksAt(101)]
      return top === undefined || below === undefined ? 1 : Math.max(1, Math.abs(top - below))
    },
  }
}
