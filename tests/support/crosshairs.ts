import type { Page } from 'playwright-core'

/** Whether something is drawn on the canvas on which each chart has its crosshair; undefined: that has no pixels. */
export function crosshairs(page: Page): Promise<(boolean | undefined)[]> {
  return page.getByTestId('chart').evaluateAll((charts) =>
    charts.map((chart) => {
      const upper = chart.querySelector<HTMLCanvasElement>('canvas + canvas')
      if (upper === null || upper.width === 0) return undefined
      // Of a copy: the browser complains of a canvas that is both shown and read.
      const copy = new OffscreenCanvas(upper.width, upper.height).getContext('2d')
      copy?.drawImage(upper, 0, 0)
      return copy?.getImageData(0, 0, upper.width, upper.height).data.some((part) => part > 0)
    }),
  )
}
