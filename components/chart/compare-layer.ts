import { type ISeriesApi, LineSeries, LineStyle, MismatchDirection, type Time } from 'lightweight-charts'
import { createAxisNames } from '@/components/chart/axis-names.ts'
import { type BarHistory, followHistory } from '@/components/chart/bar-history.ts'
import { createChartScale } from '@/components/chart/bar-values.ts'
import type { ChartLayer, ChartSurface } from '@/components/chart/chart-layer.ts'
import { timeOf } from '@/components/chart/main-series.ts'
import { barIndexAtOrAfter } from '@/lib/chart/bar-follower.ts'
import { barBy, carryBars } from '@/lib/chart/compare.ts'
import type { Bar, Interval } from '@/lib/market/bar.ts'
import { formatPercent, formatPrice } from '@/lib/market/format.ts'
import type { StreamClient } from '@/lib/stream/types.ts'

/** One comparison's line of the legend. */
export interface CompareReading {
  readonly symbol: string
  readonly price: string
  /** Since the start of the view. */
  readonly percent: string
  readonly colour: string
}

export interface CompareLayer extends ChartLayer {
  setSymbols(symbols: readonly string[]): void
  /** At a bar of the chart's own. */
  read(index: number): readonly CompareReading[]
}

interface Line {
  readonly symbol: string
  readonly api: ISeriesApi<'Line', Time>
  history: BarHistory | undefined
  interval: Interval | undefined
  toChart: (ticks: number) => number
  /** The newest place drawn. */
  drawnMs: number
}

// More changes than this are drawn whole.
const updatesMax = 64

/** Other instruments as lines on the chart's own price scale, which counts percent then: each from its own first close in view. */
export function createCompareLayer(surface: ChartSurface, client: StreamClient, onChange: () => void): CompareLayer {
  let lines: readonly Line[] = []
  const names = createAxisNames(surface.chart.timeScale(), () => {
    for (const { api, symbol } of lines) api.applyOptions({ title: names.titleOf(symbol) })
  })

  const fill = (line: Line) => {
    const own = line.history?.bars
    line.drawnMs = Number.NEGATIVE_INFINITY
    if (surface.shown === undefined || own === undefined) return line.api.setData([])
    const axis = surface.shown.bars
    const { toChart } = createChartScale(own.series.instrument)
    line.toChart = toChart
    if (own.bars.length > 0) line.drawnMs = axis.at(-1)?.timeMs ?? line.drawnMs
    const carried = carryBars(axis, own.bars)
    line.api.setData(
      axis.flatMap((bar, index) => {
        const other = carried[index]
        return other === undefined ? [] : [{ time: timeOf(bar), value: toChart(other.close) }]
      }),
    )
    reachBack(line)
  }

  /** As far as the chart's own bars go. */
  const reachBack = (line: Line): void => {
    const firstMs = surface.shown?.bars[0]?.timeMs
    const ownMs = line.history?.bars?.bars[0]?.timeMs
    if (firstMs !== undefined && ownMs !== undefined && ownMs > firstMs) line.history?.loadOlder()
  }

  /** From the first bar that starts at `fromMs` or later. */
  const redraw = (line: Line, fromMs: number) => {
    const axis = surface.shown?.bars
    const own = line.history?.bars?.bars
    if (axis === undefined || own === undefined) return
    const from = barIndexAtOrAfter(axis, fromMs)
    if (axis.length - from > updatesMax) return fill(line)
    const { drawnMs } = line
    for (let index = from; index < axis.length; index++) {
      const place = axis[index] as Bar
      const other = barBy(own, place.timeMs)
      if (other === undefined) continue
      line.api.update({ time: timeOf(place), value: line.toChart(other.close) }, place.timeMs < drawnMs)
      line.drawnMs = Math.max(line.drawnMs, place.timeMs)
    }
  }

  const follow = (line: Line, interval: Interval | undefined): void => {
    if (line.interval === interval) return
    line.history?.release()
    line.interval = interval
    line.history =
      interval === undefined
        ? undefined
        : followHistory(client, line.symbol, interval, {
            onBars() {
              fill(line)
              onChange()
            },
            onUpdate(_, changed) {
              redraw(line, changed[0]?.timeMs ?? Number.POSITIVE_INFINITY)
              onChange()
            },
            // What the server fetched meanwhile.
            onKnowledge: () => reachBack(line),
          })
  }

  const colourAt = (position: number): string => {
    const { compared, accent } = surface.theme
    return compared[position % compared.length] ?? accent
  }

  /** Of its place; with dashes where colours are too few to tell it from indicators. */
  const look = (position: number) => ({
    color: colourAt(position),
    lineStyle: surface.theme.forced ? LineStyle.Dashed : LineStyle.Solid,
  })

  const drop = (line: Line): void => {
    line.history?.release()
    surface.chart.removeSeries(line.api)
  }

  return {
    setSymbols(symbols) {
      for (const line of lines) if (!symbols.includes(line.symbol)) drop(line)
      lines = symbols.map((symbol, position) => {
        const kept = lines.find((line) => line.symbol === symbol)
        if (kept !== undefined) {
          kept.api.applyOptions(look(position))
          return kept
        }
        const api = surface.chart.addSeries(LineSeries, {
          ...look(position),
          lineWidth: 2,
          priceLineVisible: false,
          crosshairMarkerVisible: false,
          baseLineVisible: false,
          title: names.titleOf(symbol),
        })
        return { symbol, api, history: undefined, interval: undefined, toChart: Number, drawnMs: Number.NEGATIVE_INFINITY }
      })
      for (const line of lines) follow(line, surface.shown?.series.interval)
      onChange()
    },
    refill() {
      const interval = surface.shown?.series.interval
      for (const line of lines) {
        if (interval !== undefined) follow(line, interval)
        fill(line)
      }
    },
    update(changed) {
      const fromMs = changed[0]?.timeMs
      if (fromMs !== undefined) for (const line of lines) redraw(line, fromMs)
    },
    restyle() {
      for (const [position, { api }] of lines.entries()) api.applyOptions(look(position))
    },
    read(index) {
      const axis = surface.shown?.bars
      const place = axis?.[index]
      const range = surface.chart.timeScale().getVisibleLogicalRange()
      const start = Math.max(0, Math.floor(range?.from ?? 0))
      return lines.map(({ symbol, history, api, toChart }, position) => {
        const own = history?.bars
        const bar = own === undefined || place === undefined ? undefined : barBy(own.bars, place.timeMs)
        // Asked of the chart itself: the price axis counts from the same point.
        const first = api.dataByIndex(start, MismatchDirection.NearestRight)
        const base = first !== null && 'value' in first ? first.value : undefined
        return {
          symbol,
          colour: colourAt(position),
          price: own === undefined || bar === undefined ? '–' : formatPrice(bar.close, own.series.instrument),
          percent: bar === undefined || base === undefined ? '–' : formatPercent(toChart(bar.close), base),
        }
      })
    },
    destroy() {
      names.release()
      for (const line of lines) drop(line)
      lines = []
    },
  }
}
