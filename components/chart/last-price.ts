import { type IPriceLine, type ISeriesApi, LineStyle, type SeriesType, type Time } from 'lightweight-charts'
import type { ChartTheme } from '@/components/chart/chart-theme.ts'
import type { Bar } from '@/lib/market/bar.ts'
import type { ChartKind } from '@/lib/workspace/workspace.ts'

/**
 * The line of the newest price with its label on the axis. The library's own label is that of the newest bar in view: scrolled
 * back, it would show an old price as if it were the last.
 */
export interface LastPrice {
  /** On a new series of prices. */
  mount(series: ISeriesApi<SeriesType, Time>): void
  show(price: number, colour: string): void
  /** Beside the label. */
  setText(text: string): void
  hide(): void
}

export function createLastPrice(first: ISeriesApi<SeriesType, Time>): LastPrice {
  let series = first
  let line: IPriceLine | undefined
  let title = ''
  const hideOwn = (): void => series.applyOptions({ lastValueVisible: false, priceLineVisible: false })
  hideOwn()
  return {
    mount(next) {
      series = next
      line = undefined
      hideOwn()
    },
    show(price, colour) {
      if (line === undefined) {
        line = series.createPriceLine({
          price,
          color: colour,
          title,
          lineWidth: 1,
          lineStyle: LineStyle.Dotted,
          axisLabelVisible: true,
        })
      } else line.applyOptions({ price, color: colour })
    },
    setText(text) {
      title = text
      line?.applyOptions({ title })
    },
    hide() {
      if (line !== undefined) series.removePriceLine(line)
      line = undefined
    },
  }
}

/** As the newest bar is drawn. */
export function lastPriceColour(kind: ChartKind, bars: readonly Bar[], theme: ChartTheme): string {
  const bar = bars.at(-1)
  if (bar === undefined || kind === 'line' || kind === 'area') return theme.accent
  // Beside the close before where the colour of a bar is so, else beside its own open.
  const from = kind === 'hollow' ? (bars.at(-2)?.close ?? bar.open) : kind === 'baseline' ? (bars[0]?.open ?? bar.open) : bar.open
  return bar.close >= from ? theme.up : theme.down
}
