import {
  type CustomData,
  type CustomSeriesOptions,
  customSeriesDefaultOptions,
  type ICustomSeriesPaneRenderer,
  type ICustomSeriesPaneView,
  type PaneRendererCustomData,
  type Time,
} from 'lightweight-charts'

/** A value over the prices, and the price it belongs to. */
export interface OverlayPoint extends CustomData<Time> {
  readonly value: number
  readonly close: number
}

type Target = Parameters<ICustomSeriesPaneRenderer['draw']>[0]

/**
 * A line over the prices that is measured as they are. The library counts percent per series, from the first value of each
 * in view: an average drawn by its own line would begin at 0 % wherever it is. This one tells the close as its value.
 */
export function createOverlayLine(): ICustomSeriesPaneView<Time, OverlayPoint, CustomSeriesOptions> {
  let points: PaneRendererCustomData<Time, OverlayPoint> | undefined
  let colour = ''

  const draw = (target: Target, toY: (price: number) => number | null): void => {
    const range = points?.visibleRange
    if (points === undefined || range === null || range === undefined) return
    const { bars } = points
    // biome-ignore lint/correctness/useHookAtTopLevel: not a hook of React
    target.useMediaCoordinateSpace(({ context }) => {
      context.strokeStyle = colour
      context.lineWidth = 1.25
      context.lineJoin = 'round'
      context.beginPath()
      // One more on either side: the line goes on beyond the edges.
      for (let index = Math.max(0, range.from - 1); index < Math.min(bars.length, range.to + 1); index++) {
        const point = bars[index]
        const y = point === undefined ? null : toY(point.originalData.value)
        if (point !== undefined && y !== null) context.lineTo(point.x, y)
      }
      context.stroke()
    })
  }

  return {
    renderer: () => ({ draw }),
    update(next, { color }) {
      points = next
      colour = color
    },
    priceValueBuilder: ({ value, close }) => [value, close],
    isWhitespace: (point): point is typeof point & { value?: undefined } => !('value' in point),
    defaultOptions: () => customSeriesDefaultOptions,
  }
}
