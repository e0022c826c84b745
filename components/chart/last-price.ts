import {
  type IPriceLine,
  type ISeriesApi,
  type ISeriesPrimitive,
  type ISeriesPrimitiveAxisView,
  LineStyle,
  type SeriesType,
  type Time,
} from 'lightweight-charts'
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
  /** `label`: as the axis writes the price, when it writes prices. */
  show(price: number, colour: string, textColour: string, label?: string): void
  /** Below the label, on the axis too: beside it, it would lie over the newest bars. */
  setText(text: string): void
  hide(): void
}

// As high as the library draws a label of the axis in the chart's font, with a pixel between two.
const labelPixels = 18

/** Where the price moves, a time that is left is drawn with it: to draw all of the chart for it alone costs as much again. */
const withPriceMs = 300

export function createLastPrice(first: ISeriesApi<SeriesType, Time>): LastPrice {
  let series = first
  let line: IPriceLine | undefined
  let text = ''
  let shown = { price: 0, colour: '', textColour: '', label: '' }
  let drawing: ReturnType<typeof setTimeout> | undefined

  const label: ISeriesPrimitiveAxisView = {
    coordinate: () => (series.priceToCoordinate(shown.price) ?? -2 * labelPixels) + labelPixels,
    text: () => asWideAs(text, shown.label),
    textColor: () => shown.textColour,
    backColor: () => shown.colour,
    visible: () => line !== undefined && text !== '',
  }
  const labels = [label]
  const below: ISeriesPrimitive<Time> = {
    priceAxisViews: () => labels,
  }
  const begin = (): void => {
    series.applyOptions({ lastValueVisible: false, priceLineVisible: false })
    series.attachPrimitive(below)
  }
  const drawn = (): void => {
    clearTimeout(drawing)
    drawing = undefined
  }
  begin()
  return {
    mount(next) {
      series = next
      line = undefined
      drawn()
      begin()
    },
    show(price, colour, textColour, label = '') {
      shown = { price, colour, textColour, label }
      drawn()
      const options = { price, color: colour, axisLabelTextColor: textColour }
      if (line === undefined) {
        line = series.createPriceLine({
          ...options,
          lineWidth: 1,
          lineStyle: LineStyle.Dotted,
          axisLabelVisible: true,
          title: '',
        })
        // Whatever is below it is drawn with it. To ask for that would measure the whole chart anew, and draw it twice.
      } else line.applyOptions(options)
    },
    setText(next) {
      if (next === text) return
      text = next
      drawing ??= setTimeout(() => {
        drawing = undefined
        // Not `requestUpdate`, which measures the whole chart anew and draws it twice.
        line?.applyOptions({})
      }, withPriceMs)
    },
    hide() {
      drawn()
      if (line !== undefined) series.removePriceLine(line)
      line = undefined
    },
  }
}

const figureSpace = '\u2007'
const punctuationSpace = '\u2008'

/** With spaces of digits and of points behind it: a narrower label would leave the end of what the axis has below it. */
function asWideAs(text: string, label: string): string {
  const digits = (written: string): number => written.replace(/\P{Nd}/gu, '').length
  const missing = Math.max(0, digits(label) - digits(text))
  const points = Math.max(0, label.length - digits(label) - (text.length - digits(text)))
  return text === '' ? '' : text + figureSpace.repeat(missing) + punctuationSpace.repeat(points)
}

/** As the newest bar is drawn. */
export function lastPriceColour(kind: ChartKind, bars: readonly Bar[], theme: ChartTheme): string {
  const bar = bars.at(-1)
  if (bar === undefined || kind === 'line' || kind === 'area') return theme.accent
  // Beside the close before where the colour of a bar is so, else beside its own open.
  const from = kind === 'hollow' ? (bars.at(-2)?.close ?? bar.open) : kind === 'baseline' ? (bars[0]?.open ?? bar.open) : bar.open
  return bar.close >= from ? theme.up : theme.down
}
