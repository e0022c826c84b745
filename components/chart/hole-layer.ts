import type { ISeriesPrimitive, Time } from 'lightweight-charts'
import type { ChartLayer, ChartSurface } from '@/components/chart/chart-layer.ts'
import { withAlpha } from '@/components/chart/chart-theme.ts'
import { createProjection } from '@/components/chart/drawing-projection.ts'
import { textScale } from '@/components/ui/text-scale.ts'
import { barIndexAtOrAfter } from '@/lib/chart/bar-follower.ts'
import { type Hole, spanText } from '@/lib/chart/holes.ts'

export interface HoleLayer extends ChartLayer {
  setHoles(holes: readonly Hole[]): void
}

const textInset = 34

/**
 * Where nothing is known between two bars, the chart says so: the time axis knows bars only and would put them side by side
 * as if nothing were missing.
 */
export function createHoleLayer(surface: ChartSurface): HoleLayer {
  const projection = createProjection(surface)
  let holes: readonly Hole[] = []

  const draw = (context: CanvasRenderingContext2D): void => {
    const bars = surface.shown?.bars
    if (bars === undefined) return
    const { theme } = surface
    context.font = `${10 * textScale}px ${theme.fontFamily}`
    context.textAlign = 'center'
    for (const hole of holes) {
      const after = barIndexAtOrAfter(bars, hole.toMs - 1)
      const [before, next] = [bars[after - 1], bars[after]]
      if (before === undefined || next === undefined) continue
      const [left, right] = [projection.x(before.timeMs), projection.x(next.timeMs)]
      if (left === undefined || right === undefined || right < 0 || left > projection.width) continue
      const middle = (left + right) / 2
      context.fillStyle = withAlpha(theme.warning, 0.14)
      context.fillRect(left, 0, Math.max(2, right - left), projection.height)
      context.strokeStyle = theme.warning
      context.setLineDash([3, 4])
      context.lineWidth = 1
      context.beginPath()
      context.moveTo(middle, 0)
      context.lineTo(middle, projection.height)
      context.stroke()
      context.setLineDash([])
      context.fillStyle = theme.warning
      context.fillText(`nothing known for ${spanText(hole)}`, middle, projection.height - textInset)
    }
  }

  const paneViews = [
    {
      zOrder: () => 'bottom' as const,
      renderer: () => ({
        draw(target: { useMediaCoordinateSpace(render: (scope: { context: CanvasRenderingContext2D }) => void): void }) {
          // biome-ignore lint/correctness/useHookAtTopLevel: not a hook of React
          target.useMediaCoordinateSpace(({ context }) => draw(context))
        },
      }),
    },
  ]
  let requestUpdate: (() => void) | undefined
  const primitive: ISeriesPrimitive<Time> = {
    attached: (attached) => {
      requestUpdate = attached.requestUpdate
    },
    paneViews: () => paneViews,
  }
  surface.main.attachPrimitive(primitive)
  return {
    setHoles(next) {
      holes = next
      requestUpdate?.()
    },
    remount: () => surface.main.attachPrimitive(primitive),
    destroy: () => surface.main.detachPrimitive(primitive),
  }
}
