import {
  type CandlestickData,
  CandlestickSeries,
  ColorType,
  CrosshairMode,
  createChart,
  type HistogramData,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  LineStyle,
  type UTCTimestamp,
} from 'lightweight-charts'
import { barVolume, type ChartScale, createChartScale, findBar } from '@/components/chart/bar-values.ts'
import type { ChartTheme } from '@/components/chart/chart-theme.ts'
import { type Bar, intervalLengthMs } from '@/lib/market/bar.ts'
import { formatCompact } from '@/lib/market/format.ts'
import type { BarSeries } from '@/lib/stream/types.ts'

/** A candle chart with volume below, fed with whole series and then with single bars. Made once for a place on the page. */
export interface PriceChart {
  /** Another instrument or interval, or the same anew. */
  setSeries(series: BarSeries): void
  /** Bars added or corrected; an older bar than the last is corrected in place. */
  update(changed: readonly Bar[], series: BarSeries): void
  clear(): void
  setTheme(theme: ChartTheme): void
  /** Back to the newest bars at the usual width. */
  resetView(): void
  destroy(): void
}

export interface PriceChartOptions {
  readonly container: HTMLElement
  readonly theme: ChartTheme
  /** The bar below the crosshair; undefined when it is not on the chart. */
  readonly onPointed: (bar: Bar | undefined) => void
}

const barSpacing = 7
const barsAhead = 8

export function createPriceChart({ container, theme, onPointed }: PriceChartOptions): PriceChart {
  const chart = createChart(container, baseOptions())
  const candles = chart.addSeries(CandlestickSeries, { borderVisible: false, priceLineStyle: LineStyle.Dotted })
  const volume = chart.addSeries(HistogramSeries, {
    priceScaleId: 'volume',
    lastValueVisible: false,
    priceLineVisible: false,
    priceFormat: { type: 'custom', minMove: 1e-8, formatter: (value: number) => formatCompact(value) },
  })
  chart.priceScale('volume').applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } })
  let colours = theme
  let shown: BarSeries | undefined
  let destroyed = false
  let scale: ChartScale | undefined
  applyTheme(chart, candles, theme)

  chart.subscribeCrosshairMove(({ time, point }) => {
    if (shown === undefined || time === undefined || point === undefined) return onPointed(undefined)
    onPointed(shown.bars[findBar(shown.bars, Number(time) * 1000)])
  })

  chart.subscribeDblClick(() => resetView())

  const put = (series: BarSeries, keepView: boolean): void => {
    const range = keepView ? chart.timeScale().getVisibleLogicalRange() : null
    scale = createChartScale(series.instrument)
    candles.applyOptions({ priceFormat: { type: 'custom', minMove: 1, formatter: scale.format } })
    const { toChart } = scale
    candles.setData(series.bars.map((bar) => candleOf(bar, toChart)))
    volume.setData(series.bars.map((bar) => volumeOf(bar, series, colours)))
    if (range !== null) chart.timeScale().setVisibleLogicalRange(range)
  }

  const resetView = (): void => {
    chart.timeScale().applyOptions({ barSpacing })
    chart.timeScale().scrollToPosition(barsAhead, false)
    chart.priceScale('right').applyOptions({ autoScale: true })
  }

  return {
    setSeries(series) {
      const sameView = shown?.symbol === series.symbol && shown.interval === series.interval
      chart
        .timeScale()
        .applyOptions({ timeVisible: series.interval !== '1d', secondsVisible: intervalLengthMs(series.interval) < 60_000 })
      put(series, sameView)
      if (!sameView) resetView()
      shown = series
    },
    update(changed, series) {
      if (shown === undefined || scale === undefined || shown.instrument !== series.instrument) {
        this.setSeries(series)
        return
      }
      const before = shown
      shown = series
      const lastMs = before.bars.at(-1)?.timeMs ?? Number.NEGATIVE_INFINITY
      // The library corrects bars it has and appends new ones; a bar between two others needs the whole series again.
      if (changed.some((bar) => bar.timeMs < lastMs && findBar(before.bars, bar.timeMs) < 0)) {
        put(series, true)
        return
      }
      for (const bar of changed) {
        const older = bar.timeMs < lastMs
        candles.update(candleOf(bar, scale.toChart), older)
        volume.update(volumeOf(bar, series, colours), older)
      }
    },
    clear() {
      if (destroyed) return
      shown = undefined
      candles.setData([])
      volume.setData([])
    },
    setTheme(next) {
      colours = next
      applyTheme(chart, candles, next)
      const series = shown
      if (series !== undefined) volume.setData(series.bars.map((bar) => volumeOf(bar, series, next)))
    },
    resetView,
    destroy() {
      destroyed = true
      chart.remove()
    },
  }
}

function baseOptions() {
  return {
    autoSize: true,
    localization: { locale: usableLocale() },
    crosshair: { mode: CrosshairMode.Normal },
    rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.1, bottom: 0.2 }, ensureEdgeTickMarksVisible: false },
    timeScale: {
      borderVisible: false,
      rightOffset: barsAhead,
      barSpacing,
      minBarSpacing: 0.6,
      lockVisibleTimeRangeOnResize: false,
    },
    handleScroll: { vertTouchDrag: false },
    kineticScroll: { mouse: false, touch: true },
  }
}

/** The browser's language, unless it is one that Intl refuses (`en-US@posix` on some systems) and the chart would die of. */
function usableLocale(): string {
  try {
    return Intl.getCanonicalLocales(navigator.language)[0] ?? 'en-US'
  } catch {
    return 'en-US'
  }
}

function applyTheme(chart: IChartApi, candles: ISeriesApi<'Candlestick'>, theme: ChartTheme): void {
  const crosshairLine = { color: theme.crosshair, labelBackgroundColor: theme.label, style: LineStyle.Dashed, width: 1 } as const
  chart.applyOptions({
    layout: {
      background: { type: ColorType.Solid, color: theme.background },
      textColor: theme.text,
      fontFamily: theme.fontFamily,
      fontSize: 11,
      attributionLogo: true,
      panes: { separatorColor: theme.line, separatorHoverColor: theme.label },
    },
    grid: { vertLines: { color: theme.grid }, horzLines: { color: theme.grid } },
    crosshair: { vertLine: crosshairLine, horzLine: crosshairLine },
  })
  candles.applyOptions({ upColor: theme.up, downColor: theme.down, wickUpColor: theme.up, wickDownColor: theme.down })
}

function timeOf(bar: Bar): UTCTimestamp {
  // The library's own brand for seconds.
  return (bar.timeMs / 1000) as UTCTimestamp
}

function candleOf(bar: Bar, toChart: (ticks: number) => number): CandlestickData<UTCTimestamp> {
  return { time: timeOf(bar), open: toChart(bar.open), high: toChart(bar.high), low: toChart(bar.low), close: toChart(bar.close) }
}

function volumeOf(bar: Bar, series: BarSeries, theme: ChartTheme): HistogramData<UTCTimestamp> {
  return {
    time: timeOf(bar),
    value: barVolume(bar, series.instrument),
    color: bar.close >= bar.open ? theme.upVolume : theme.downVolume,
  }
}
