import type { ChartController } from '@/components/chart/chart-controller.ts'

interface KeyPress {
  readonly key: string
  readonly shiftKey: boolean
  readonly altKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
}

type KeyedChart = Pick<ChartController, 'step' | 'stepTo' | 'hideCrosshair' | 'scroll' | 'zoom'>

const farther = 10
const pixels = 8
const zoomStep = 1.25

/** What keys do while the focus is on a chart. Whether it was one of them. */
export function chartKey({ key, shiftKey, altKey, ctrlKey, metaKey }: KeyPress, chart: KeyedChart): boolean {
  if (altKey || ctrlKey || metaKey) return false
  const bars = shiftKey ? farther : 1
  switch (key) {
    case 'ArrowLeft':
      chart.step(-bars, 0)
      return true
    case 'ArrowRight':
      chart.step(bars, 0)
      return true
    case 'ArrowUp':
      chart.step(0, shiftKey ? pixels * 4 : pixels)
      return true
    case 'ArrowDown':
      chart.step(0, shiftKey ? -pixels * 4 : -pixels)
      return true
    case 'Home':
      chart.stepTo('first')
      return true
    case 'End':
      chart.stepTo('last')
      return true
    case 'PageUp':
      chart.scroll(-0.8)
      return true
    case 'PageDown':
      chart.scroll(0.8)
      return true
    case '+':
    case '=':
      chart.zoom(1 / zoomStep)
      return true
    case '-':
      chart.zoom(zoomStep)
      return true
    case 'Escape':
      chart.hideCrosshair()
      return true
    default:
      return false
  }
}
