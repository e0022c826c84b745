import type { ChartLayer, ChartSurface } from '@/components/chart/chart-layer.ts'

export interface HeldCrosshair extends ChartLayer {
  /** On a bar, without moving the view; hidden while the bar is out of it. `price` in ticks; undefined: the bar's close. */
  place(index: number, price: number | undefined): void
}

/**
 * The library keeps a crosshair at its pixel: when the view moves or a bar comes, it would point at another bar than the one
 * that keys or a linked chart chose.
 */
export function createHeldCrosshair(surface: ChartSurface): HeldCrosshair {
  return {
    place(index, price) {
      const { chart, shown, scale } = surface
      const [bar, range] = [shown?.bars[index], chart.timeScale().getVisibleLogicalRange()]
      if (bar === undefined || scale === undefined || range === null || index < range.from || index > range.to)
        return surface.cross(undefined)
      surface.cross({ timeMs: bar.timeMs, value: scale.toChart(price ?? bar.close) })
    },
    destroy: () => undefined,
  }
}
