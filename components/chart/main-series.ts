import {
  AreaSeries,
  BarSeries,
  BaselineSeries,
  CandlestickSeries,
  type IChartApiBase,
  type ISeriesApi,
  LineSeries,
  LineStyle,
  type SeriesType,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts'
import { type ChartTheme, withAlpha } from '@/components/chart/chart-theme.ts'
import { followBars } from '@/lib/chart/bar-follower.ts'
import { createHeikinAshi } from '@/lib/chart/heikin-ashi.ts'
import type { Bar } from '@/lib/market/bar.ts'
import type { ChartKind } from '@/lib/workspace/workspace.ts'

export type ToChart = (ticks: number) => number

/** The prices themselves, in whichever form. */
export interface MainSeries {
  readonly api: ISeriesApi<SeriesType, Time>
  setBars(bars: readonly Bar[], toChart: ToChart): void
  /** `changed` are in `bars`, which begin where they began before; none stands between two that were drawn. */
  update(bars: readonly Bar[], changed: readonly Bar[], toChart: ToChart): void
  setTheme(theme: ChartTheme): void
}

export function createMainSeries(chart: IChartApiBase<Time>, kind: ChartKind, theme: ChartTheme): MainSeries {
  switch (kind) {
    case 'candles':
    case 'hollow':
    case 'heikin-ashi':
      return createCandles(chart, kind, theme)
    default:
      return createPlain(chart, kind, theme)
  }
}

// A correction far back is cheaper drawn whole than bar by bar.
const updatesMax = 64

// The base line is where percent begin.
const shared = {
  baseLineStyle: LineStyle.SparseDotted,
} as const

function createCandles(chart: IChartApiBase<Time>, kind: 'candles' | 'hollow' | 'heikin-ashi', theme: ChartTheme): MainSeries {
  const api = chart.addSeries(CandlestickSeries, {
    ...shared,
    borderVisible: kind === 'hollow' || theme.forced,
    ...candleColours(theme),
  })
  const average = kind === 'heikin-ashi' ? createHeikinAshi() : undefined
  let colours = theme

  const item = (bars: readonly Bar[], index: number, toChart: ToChart) => {
    const bar = bars[index] as Bar
    const { open, high, low, close } = average?.at(index) ?? bar
    const values = { time: timeOf(bar), open: toChart(open), high: toChart(high), low: toChart(low), close: toChart(close) }
    if (kind !== 'hollow') return values
    // Hollow: the colour compares with the close before, the body is empty when the bar itself rose.
    const colour = bar.close >= (bars[index - 1]?.close ?? bar.open) ? colours.up : colours.down
    return { ...values, color: bar.close >= bar.open ? colours.background : colour, borderColor: colour, wickColor: colour }
  }
  let drawn: { readonly bars: readonly Bar[]; readonly toChart: ToChart } | undefined
  const setBars = (bars: readonly Bar[], toChart: ToChart): void => {
    drawn = { bars, toChart }
    average?.reset(bars)
    api.setData(bars.map((_, index) => item(bars, index, toChart)))
  }
  return {
    api,
    setBars,
    update(bars, changed, toChart) {
      const from = average === undefined ? indexOfFirst(bars, changed) : followBars(average, bars, changed).from
      const before = drawn?.bars.length ?? 0
      if (bars.length - from > updatesMax) return setBars(bars, toChart)
      drawn = { bars, toChart }
      for (let index = from; index < bars.length; index++) api.update(item(bars, index, toChart), index < before - 1)
    },
    setTheme(next) {
      colours = next
      api.applyOptions({ borderVisible: kind === 'hollow' || next.forced, ...candleColours(next) })
      if (kind === 'hollow' && drawn !== undefined) setBars(drawn.bars, drawn.toChart)
    },
  }
}

function createPlain(chart: IChartApiBase<Time>, kind: 'bars' | 'line' | 'area' | 'baseline', theme: ChartTheme): MainSeries {
  const api = addPlain(chart, kind, theme)
  const item = (bar: Bar, toChart: ToChart) =>
    kind === 'bars'
      ? { time: timeOf(bar), open: toChart(bar.open), high: toChart(bar.high), low: toChart(bar.low), close: toChart(bar.close) }
      : { time: timeOf(bar), value: toChart(bar.close) }
  const rebase = (bars: readonly Bar[], toChart: ToChart): void => {
    const first = bars[0]
    if (kind === 'baseline' && first !== undefined) api.applyOptions({ baseValue: { type: 'price', price: toChart(first.open) } })
  }
  let count = 0
  return {
    api,
    setBars(bars, toChart) {
      count = bars.length
      rebase(bars, toChart)
      api.setData(bars.map((bar) => item(bar, toChart)))
    },
    update(bars, changed, toChart) {
      for (let index = indexOfFirst(bars, changed); index < bars.length; index++) {
        api.update(item(bars[index] as Bar, toChart), index < count - 1)
      }
      count = bars.length
    },
    setTheme: (next) => api.applyOptions({ baseLineColor: next.crosshair, ...plainColours(kind, next) }),
  }
}

function addPlain(
  chart: IChartApiBase<Time>,
  kind: 'bars' | 'line' | 'area' | 'baseline',
  theme: ChartTheme,
): ISeriesApi<SeriesType, Time> {
  const options = { ...shared, baseLineColor: theme.crosshair, ...plainColours(kind, theme) }
  switch (kind) {
    case 'bars':
      return chart.addSeries(BarSeries, { ...options, thinBars: true })
    case 'line':
      return chart.addSeries(LineSeries, { ...options, lineWidth: 2 })
    case 'area':
      return chart.addSeries(AreaSeries, { ...options, lineWidth: 2 })
    case 'baseline':
      return chart.addSeries(BaselineSeries, { ...options, lineWidth: 2 })
  }
}

function candleColours(theme: ChartTheme) {
  return {
    upColor: theme.upBody,
    downColor: theme.down,
    borderUpColor: theme.up,
    borderDownColor: theme.down,
    wickUpColor: theme.up,
    wickDownColor: theme.down,
    baseLineColor: theme.crosshair,
  }
}

function plainColours(kind: 'bars' | 'line' | 'area' | 'baseline', theme: ChartTheme) {
  switch (kind) {
    case 'bars':
      return { upColor: theme.up, downColor: theme.down }
    case 'line':
      return { color: theme.accent }
    case 'area':
      return { lineColor: theme.accent, topColor: withAlpha(theme.accent, 0.28), bottomColor: withAlpha(theme.accent, 0.02) }
    case 'baseline':
      return {
        topLineColor: theme.up,
        topFillColor1: withAlpha(theme.up, 0.28),
        topFillColor2: withAlpha(theme.up, 0.04),
        bottomLineColor: theme.down,
        bottomFillColor1: withAlpha(theme.down, 0.04),
        bottomFillColor2: withAlpha(theme.down, 0.28),
      }
  }
}

/** Position of the first changed bar, looked for from the end, where it nearly always is. */
export function indexOfFirst(bars: readonly Bar[], changed: readonly Bar[]): number {
  const firstMs = changed[0]?.timeMs ?? Number.POSITIVE_INFINITY
  let index = bars.length
  while (index > 0 && (bars[index - 1] as Bar).timeMs >= firstMs) index -= 1
  return index
}

export function timeOf(bar: Pick<Bar, 'timeMs'>): UTCTimestamp {
  // The library's own brand for seconds.
  return (bar.timeMs / 1000) as UTCTimestamp
}
