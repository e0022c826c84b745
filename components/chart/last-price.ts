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
import { textScale } from '@/components/ui/text-scale.ts'
import type { Bar } from '@/lib/market/bar.ts'
import type { ChartKind } from '@/lib/workspace/workspace.ts'

/**
 * The line of the newest price with its label on the axis and the time that is left below it, as one. The library's own label is
 * that of the newest bar in view: scrolled back, it would show an old price as if it were the last.
 */
export interface LastPrice {
  /** On a new series of prices. */
  mount(series: ISeriesApi<SeriesType, Time>): void
  /** `label`: as the axis writes the price, which may depend on what is in view. */
  show(price: number, colour: string, textColour: string, label: () => string): void
  /** Below the label, on the axis too: beside it, it would lie over the newest bars. */
  setText(text: string): void
  /** Where another label wanted at `y` can be read beside this one. */
  clearOf(y: number): number
  /** Above labels that came later. */
  raise(): void
  hide(): void
}

// As high as the library draws a label of the axis in the chart's font, with a pixel between two.
const usualLabelPixels = 18

/** Where the price moves, a time that is left is drawn with it: to draw all of the chart for it alone costs as much again. */
const withPriceMs = 300

// For what has a fixed place: out of the way of those that are put beside one another.
const outOfTheWay = -10_000

export function createLastPrice(first: ISeriesApi<SeriesType, Time>): LastPrice {
  let series = first
  const labelPixels = usualLabelPixels * textScale
  let line: IPriceLine | undefined
  let text = ''
  let shown = { price: 0, colour: '', textColour: '', label: () => '' }
  let drawing: ReturnType<typeof setTimeout> | undefined

  /** Whole where the price is just at an edge; far out of view it is, too. */
  const priceY = (): number => {
    const y = series.priceToCoordinate(shown.price) ?? outOfTheWay
    const [edge, height] = [labelPixels / 2, series.getPane().getHeight()]
    return Math.abs(y) < edge ? edge : Math.abs(height - y) < edge ? height - edge : y
  }
  const timeY = (y: number): number => y + (isTimeAbove(y) ? -labelPixels : labelPixels)
  const isTimeAbove = (y: number): boolean => y + 1.5 * labelPixels > series.getPane().getHeight()
  const hasTime = (): boolean => line !== undefined && text !== ''
  const coloured = {
    textColor: () => shown.textColour,
    backColor: () => shown.colour,
  }

  // The library moves labels apart by one height each: what it moves are blanks that keep room for both, so that neither the price
  // leaves its place nor another label comes between.
  const blank = (below: number, visible: () => boolean): ISeriesPrimitiveAxisView => ({
    ...coloured,
    coordinate: () => priceY() + below,
    text: () => '',
    visible,
  })
  const hasPrice = (): boolean => line !== undefined
  const labels: readonly ISeriesPrimitiveAxisView[] = [
    blank(0, hasPrice),
    blank(0.001, hasTime),
    {
      ...coloured,
      coordinate: () => outOfTheWay,
      fixedCoordinate: () => timeY(priceY()),
      text: () => asWideAs(text, shown.label()),
      tickVisible: () => false,
      visible: hasTime,
    },
    { ...coloured, coordinate: () => outOfTheWay, fixedCoordinate: priceY, text: () => shown.label(), visible: hasPrice },
  ]
  const onAxis: ISeriesPrimitive<Time> = { priceAxisViews: () => labels }
  const begin = (): void => {
    series.applyOptions({ lastValueVisible: false, priceLineVisible: false })
    series.attachPrimitive(onAxis)
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
    show(price, colour, textColour, label) {
      shown = { price, colour, textColour, label }
      drawn()
      if (line === undefined) {
        line = series.createPriceLine({
          price,
          color: colour,
          lineWidth: 1,
          lineStyle: LineStyle.Dotted,
          axisLabelVisible: false,
          title: '',
        })
        // Its labels are drawn with it. To ask for that would measure the whole chart anew, and draw it twice.
      } else line.applyOptions({ price, color: colour })
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
    clearOf(y) {
      if (line === undefined) return y
      const at = priceY()
      const above = at - labelPixels - (hasTime() && isTimeAbove(at) ? labelPixels : 0)
      const below = at + labelPixels + (hasTime() && !isTimeAbove(at) ? labelPixels : 0)
      if (y <= above || y >= below) return y
      return y <= at ? above : below
    },
    raise() {
      series.detachPrimitive(onAxis)
      series.attachPrimitive(onAxis)
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
  const count = (written: string, characters: RegExp): number => written.match(characters)?.length ?? 0
  // The sign of percent is as wide as a digit and a point.
  const wide = (written: string): number => count(written, /[\p{Nd}+\-\u2212%\u066a]/gu)
  const narrow = (written: string): number => count(written, /[^\p{Nd}+\-\u2212]/gu)
  const missing = (measure: (written: string) => number): number => Math.max(0, measure(label) - measure(text))
  return text + figureSpace.repeat(missing(wide)) + punctuationSpace.repeat(missing(narrow))
}

/** As the newest bar is drawn. */
export function lastPriceColour(kind: ChartKind, bars: readonly Bar[], theme: ChartTheme): string {
  const bar = bars.at(-1)
  if (bar === undefined || kind === 'line' || kind === 'area') return theme.accent
  // Beside the close before where the colour of a bar is so, else beside its own open.
  const from = kind === 'hollow' ? (bars.at(-2)?.close ?? bar.open) : kind === 'baseline' ? (bars[0]?.open ?? bar.open) : bar.open
  return bar.close >= from ? theme.up : theme.down
}
