import {
  ColorType,
  CrosshairMode,
  createChartEx,
  defaultHorzScaleBehavior,
  type HistogramData,
  HistogramSeries,
  type IChartApiBase,
  LineStyle,
  PriceScaleMode,
  type Time,
} from 'lightweight-charts'
import { barVolume, createChartScale, findBar } from '@/components/chart/bar-values.ts'
import { type ChartBars, sameSubject } from '@/components/chart/chart-bars.ts'
import type { ChartTheme } from '@/components/chart/chart-theme.ts'
import { createIndicatorLayer, type IndicatorReading, type IndicatorSubject } from '@/components/chart/indicator-layer.ts'
import { createMainSeries, indexOfFirst, timeOf } from '@/components/chart/main-series.ts'
import { createZonedScale } from '@/lib/chart/horizontal-scale.ts'
import { createTimeAxis, type TimeAxis } from '@/lib/chart/time-axis.ts'
import type { Bar, Interval } from '@/lib/market/bar.ts'
import type { ChartKind, ChartScale, IndicatorSetting } from '@/lib/workspace/workspace.ts'

/** Prices over time with volume below, fed with whole lists of bars and then with single bars. Made once for a place on the page. */
export interface PriceChart {
  /** Another instrument or interval, the same anew, or with older bars in front. */
  setBars(bars: ChartBars): void
  /** `changed` were added or corrected; an older bar than the last is corrected in place. */
  update(bars: ChartBars, changed: readonly Bar[]): void
  clear(): void
  setLook(look: ChartLook): void
  setTheme(theme: ChartTheme): void
  /** Beside the price line: time until the bar closes. */
  setCountdown(text: string): void
  /** Indicators at a bar. */
  readIndicators(index: number): readonly IndicatorReading[]
  /** Back to the newest bars at the usual width. */
  resetView(): void
  /** As it is on the screen. */
  takePicture(): HTMLCanvasElement
  destroy(): void
}

export interface ChartLook {
  readonly kind: ChartKind
  readonly scale: ChartScale
  readonly indicators: readonly IndicatorSetting[]
  readonly volume: boolean
  /** IANA name. */
  readonly timeZone: string
}

export interface PriceChartOptions {
  readonly container: HTMLElement
  readonly theme: ChartTheme
  readonly look: ChartLook
  readonly locale: string
  /** Position of the bar below the crosshair; undefined when it is not on the chart. */
  readonly onPointed: (index: number | undefined) => void
  /** Somebody scrolls towards bars that are not there yet. */
  readonly onNearStart: () => void
}

const barSpacing = 7
const barsAhead = 8
// More than a screen of bars: the next page is there before the edge is seen.
const nearStartBars = 150

const modes: Record<ChartScale, PriceScaleMode> = {
  linear: PriceScaleMode.Normal,
  log: PriceScaleMode.Logarithmic,
  percent: PriceScaleMode.Percentage,
  indexed: PriceScaleMode.IndexedTo100,
}

export function createPriceChart(options: PriceChartOptions): PriceChart {
  const { container, locale, onPointed, onNearStart } = options
  let theme = options.theme
  let look = options.look
  let shown: ChartBars | undefined
  let subject: IndicatorSubject | undefined
  let axisInterval: Interval = '1m'
  let destroyed = false

  const axisFor = (interval: Interval): TimeAxis =>
    createTimeAxis({ timeZone: look.timeZone, interval, locale, hourCycle: 'h23' })
  const scale = createZonedScale(defaultHorzScaleBehavior(), axisFor(axisInterval))
  const chart = createChartEx<Time, typeof scale>(container, scale, { ...baseOptions(), localization: { locale } })
  let main = createMainSeries(chart, look.kind, theme)
  const volume = chart.addSeries(HistogramSeries, {
    priceScaleId: 'volume',
    lastValueVisible: false,
    priceLineVisible: false,
    priceFormat: { type: 'volume' },
  })
  chart.priceScale('volume').applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } })
  const indicators = createIndicatorLayer(chart, theme)
  applyTheme(chart, theme)
  applyScale(look.scale)
  volume.applyOptions({ visible: look.volume })
  indicators.setChoices(look.indicators)

  chart.subscribeCrosshairMove(({ time, point }) => {
    if (shown === undefined || time === undefined || point === undefined) return onPointed(undefined)
    const index = findBar(shown.bars, Number(time) * 1000)
    onPointed(index < 0 ? undefined : index)
  })
  chart.subscribeDblClick(() => resetView())
  chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
    if (range !== null && shown !== undefined && shown.bars.length > 0 && range.from < nearStartBars) onNearStart()
  })

  function applyScale(mode: ChartScale): void {
    chart.priceScale('right').applyOptions({ mode: modes[mode] })
  }

  function fill(): void {
    if (shown === undefined) return
    const { bars, series } = shown
    subject = { instrument: series.instrument, ...createChartScale(series.instrument) }
    main.api.applyOptions({ priceFormat: { type: 'custom', minMove: 1, formatter: subject.format } })
    main.setBars(bars, subject.toChart)
    volume.setData(bars.map((bar) => volumeOf(bar)))
    indicators.setBars(bars, subject)
  }

  function empty(): void {
    main.api.setData([])
    volume.setData([])
    indicators.clear()
  }

  function volumeOf(bar: Bar): HistogramData<Time> {
    const value = shown === undefined ? 0 : barVolume(bar, shown.series.instrument)
    return { time: timeOf(bar), value, color: bar.close >= bar.open ? theme.upVolume : theme.downVolume }
  }

  function resetView(): void {
    chart.timeScale().applyOptions({ barSpacing })
    chart.timeScale().scrollToPosition(barsAhead, false)
    chart.priceScale('right').applyOptions({ autoScale: true })
  }

  /** The axis keeps the weights of the places it has: only an empty chart takes another. */
  function takeAxis(interval: Interval): void {
    axisInterval = interval
    empty()
    // biome-ignore lint/correctness/useHookAtTopLevel: not a hook of React
    scale.useAxis(axisFor(interval))
  }

  return {
    setBars(next) {
      const before = shown
      const same = before !== undefined && sameSubject(before.series, next.series)
      const range = same ? chart.timeScale().getVisibleLogicalRange() : null
      const inFront = same ? addedInFront(before.bars, next.bars) : 0
      if (next.series.interval !== axisInterval) takeAxis(next.series.interval)
      shown = next
      fill()
      if (range === null) resetView()
      else chart.timeScale().setVisibleLogicalRange({ from: range.from + inFront, to: range.to + inFront })
    },
    update(next, changed) {
      const before = shown
      if (before === undefined || subject === undefined || !sameSubject(before.series, next.series)) return this.setBars(next)
      const lastMs = before.bars.at(-1)?.timeMs ?? Number.NEGATIVE_INFINITY
      // The library corrects bars it has and appends new ones; a bar between two others needs the whole list again.
      if (changed.some((bar) => bar.timeMs < lastMs && findBar(before.bars, bar.timeMs) < 0)) return this.setBars(next)
      shown = next
      main.update(next.bars, changed, subject.toChart)
      for (let index = indexOfFirst(next.bars, changed); index < next.bars.length; index++) {
        volume.update(volumeOf(next.bars[index] as Bar), index < before.bars.length - 1)
      }
      indicators.update(next.bars, changed)
    },
    clear() {
      if (destroyed) return
      shown = undefined
      empty()
    },
    setLook(next) {
      const before = look
      look = next
      if (next.kind !== before.kind) {
        chart.removeSeries(main.api)
        main = createMainSeries(chart, next.kind, theme)
        main.api.setSeriesOrder(0)
      }
      if (next.timeZone !== before.timeZone) takeAxis(axisInterval)
      if (next.scale !== before.scale) applyScale(next.scale)
      if (next.volume !== before.volume) volume.applyOptions({ visible: next.volume })
      if (next.indicators !== before.indicators) indicators.setChoices(next.indicators)
      if (next.kind !== before.kind || next.timeZone !== before.timeZone) fill()
    },
    setTheme(next) {
      theme = next
      applyTheme(chart, next)
      main.setTheme(next)
      volume.setData(shown?.bars.map((bar) => volumeOf(bar)) ?? [])
      indicators.setTheme(next)
    },
    setCountdown: (text) => main.api.applyOptions({ title: text }),
    readIndicators: indicators.read,
    resetView,
    takePicture: () => chart.takeScreenshot(true, false),
    destroy() {
      destroyed = true
      chart.remove()
    },
  }
}

/** How many bars of `after` stand before the first of `before`. */
export function addedInFront(before: readonly Bar[], after: readonly Bar[]): number {
  const firstMs = before[0]?.timeMs
  if (firstMs === undefined) return 0
  const index = after.findIndex((bar) => bar.timeMs >= firstMs)
  return Math.max(index, 0)
}

function baseOptions() {
  return {
    autoSize: true,
    crosshair: { mode: CrosshairMode.Normal },
    rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.1, bottom: 0.2 }, ensureEdgeTickMarksVisible: false },
    timeScale: {
      borderVisible: false,
      rightOffset: barsAhead,
      barSpacing,
      minBarSpacing: 0.6,
      timeVisible: true,
      secondsVisible: true,
    },
    handleScroll: { vertTouchDrag: false },
    kineticScroll: { mouse: false, touch: true },
  }
}

function applyTheme(chart: IChartApiBase<Time>, theme: ChartTheme): void {
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
}
