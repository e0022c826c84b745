import { ColorType, CrosshairMode, type IChartApiBase, LineStyle, PriceScaleMode, type Time } from 'lightweight-charts'
import type { ChartTheme } from '@/components/chart/chart-theme.ts'
import { textScale } from '@/components/ui/text-scale.ts'
import { formatNumber } from '@/lib/market/format.ts'
import type { ChartScale } from '@/lib/workspace/workspace.ts'

export const usualBarSpacing = 7
export const barsAhead = 8

const fontPixels = 11
/** As the library reckons the room of a name on the axis of time. */
export const timeLabelPixels = (fontPixels * textScale + 4) * 5

const modes: Record<ChartScale, PriceScaleMode> = {
  linear: PriceScaleMode.Normal,
  log: PriceScaleMode.Logarithmic,
  percent: PriceScaleMode.Percentage,
  indexed: PriceScaleMode.IndexedTo100,
}

export function applyScale(chart: IChartApiBase<Time>, scale: ChartScale): void {
  chart.priceScale('right').applyOptions({ mode: modes[scale] })
}

/** As the library does it, in the viewer's locale, and without a sign for what rounds to nothing. */
export function percentageFormatter(percent: number): string {
  return `${formatNumber(percent, 2)}%`
}

/** As the axis itself writes a price on this scale. `first`: what it counts percent from. */
export function axisText(scale: ChartScale, price: number, first: number | undefined, format: (price: number) => string): string {
  if (scale === 'linear' || scale === 'log') return format(price)
  if (first === undefined || first === 0) return ''
  const percent = (100 * (price - first)) / Math.abs(first)
  return scale === 'percent' ? percentageFormatter(percent) : (percent + 100).toFixed(2)
}

export function baseOptions() {
  return {
    autoSize: true,
    crosshair: { mode: CrosshairMode.Normal },
    rightPriceScale: {
      visible: false,
      borderVisible: false,
      scaleMargins: { top: 0.1, bottom: 0.2 },
      ensureEdgeTickMarksVisible: false,
      // A figure cut in half at the edge is another figure.
      entireTextOnly: true,
    },
    timeScale: {
      borderVisible: false,
      rightOffset: barsAhead,
      barSpacing: usualBarSpacing,
      minBarSpacing: 0.6,
      timeVisible: true,
      secondsVisible: true,
    },
    handleScroll: { vertTouchDrag: false },
    kineticScroll: { mouse: false, touch: true },
  }
}

export function applyTheme(chart: IChartApiBase<Time>, theme: ChartTheme): void {
  const crosshairLine = { color: theme.crosshair, labelBackgroundColor: theme.label, style: LineStyle.Dashed, width: 1 } as const
  chart.applyOptions({
    layout: {
      background: { type: ColorType.Solid, color: theme.background },
      textColor: theme.text,
      fontFamily: theme.fontFamily,
      fontSize: fontPixels * textScale,
      attributionLogo: true,
      panes: { separatorColor: theme.line, separatorHoverColor: theme.label },
    },
    grid: { vertLines: { color: theme.grid }, horzLines: { color: theme.grid } },
    crosshair: { vertLine: crosshairLine, horzLine: crosshairLine },
  })
}
