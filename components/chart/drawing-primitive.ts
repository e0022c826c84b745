import type { ISeriesPrimitive, ISeriesPrimitiveAxisView, Time } from 'lightweight-charts'
import type { ChartSurface } from '@/components/chart/chart-layer.ts'
import { type DrawingMark, handleInset, hitTolerance } from '@/components/chart/drawing-mark.ts'
import type { ChartProjection } from '@/components/chart/drawing-projection.ts'
import { drawingSegment, hitDrawings } from '@/lib/chart/drawing-geometry.ts'
import type { Drawing } from '@/lib/chart/drawings.ts'

/** What is to be drawn, as it is now. */
export interface DrawingScene {
  readonly drawings: readonly Drawing[]
  readonly selected: DrawingMark | undefined
  readonly hovered: DrawingMark | undefined
  /** A tool waits for a place: nothing can be taken hold of. */
  readonly armed: boolean
}

const anchorRadius = 4.5

/** Lines on the canvas of the chart, so that pictures have them, with their prices on the axis. `onDrawn`: the view may be another. */
export function createDrawingPrimitive(
  surface: ChartSurface,
  projection: ChartProjection,
  scene: DrawingScene,
  onDrawn: () => void,
): { readonly primitive: ISeriesPrimitive<Time>; redraw(): void } {
  let requestUpdate: (() => void) | undefined
  let labelled: readonly Drawing[] = []
  let labels: readonly ISeriesPrimitiveAxisView[] = []

  const colour = (drawing: Drawing): string => (scene.selected?.id === drawing.id ? surface.theme.accent : surface.theme.drawing)

  const draw = (context: CanvasRenderingContext2D): void => {
    for (const drawing of scene.drawings) {
      const segment = drawingSegment(drawing, projection)
      if (segment === undefined) continue
      const marked = scene.selected?.id === drawing.id || scene.hovered?.id === drawing.id
      context.strokeStyle = colour(drawing)
      context.lineWidth = marked ? 2 : 1.25
      context.beginPath()
      context.moveTo(segment.from.x, segment.from.y)
      context.lineTo(segment.to.x, segment.to.y)
      context.stroke()
      if (marked) drawAnchors(context, drawing)
    }
  }

  const drawAnchors = (context: CanvasRenderingContext2D, drawing: Drawing): void => {
    const at =
      drawing.kind === 'horizontal'
        ? [{ x: projection.width - handleInset, y: projection.y(drawing.price) }]
        : [drawing.a, drawing.b].map((anchor) => ({ x: projection.x(anchor.timeMs), y: projection.y(anchor.price) }))
    context.fillStyle = surface.theme.background
    context.lineWidth = 1.5
    for (const { x, y } of at) {
      if (x === undefined || y === undefined) continue
      context.beginPath()
      context.arc(x, y, anchorRadius, 0, 2 * Math.PI)
      context.fill()
      context.stroke()
    }
  }

  const labelOf = (price: () => number, visible: () => boolean, drawing: () => Drawing): ISeriesPrimitiveAxisView => ({
    coordinate: () => surface.clearOfLast(projection.y(price()) ?? -100),
    text: () => surface.scale?.format(surface.scale.toChart(price())) ?? '',
    textColor: () => surface.theme.background,
    backColor: () => colour(drawing()),
    visible,
  })

  const paneViews = [
    {
      zOrder: () => 'top' as const,
      renderer: () => ({
        draw(target: { useMediaCoordinateSpace(render: (scope: { context: CanvasRenderingContext2D }) => void): void }) {
          // biome-ignore lint/correctness/useHookAtTopLevel: not a hook of React
          target.useMediaCoordinateSpace(({ context }) => draw(context))
          onDrawn()
        },
      }),
    },
  ]

  const primitive: ISeriesPrimitive<Time> = {
    attached: (attached) => {
      requestUpdate = attached.requestUpdate
    },
    paneViews: () => paneViews,
    hitTest(x, y) {
      const hit = scene.armed ? undefined : hitDrawings(scene.drawings, { x, y }, projection, hitTolerance)
      return hit === undefined ? null : { externalId: hit.id, zOrder: 'top', cursorStyle: hit.part === 'body' ? 'move' : 'grab' }
    },
    priceAxisViews() {
      // The library wants the same list as long as the labels are the same.
      if (labelled !== scene.drawings) {
        labelled = scene.drawings
        labels = labelled.flatMap((drawing) => {
          const same = () => drawing
          if (drawing.kind === 'horizontal')
            return [
              labelOf(
                () => drawing.price,
                () => true,
                same,
              ),
            ]
          return [drawing.a, drawing.b].map(({ price }) =>
            labelOf(
              () => price,
              () => scene.selected?.id === drawing.id,
              same,
            ),
          )
        })
      }
      return labels
    },
  }
  return { primitive, redraw: () => requestUpdate?.() }
}
