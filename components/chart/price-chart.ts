import {
  createChartEx,
  defaultHorzScaleBehavior,
  type HistogramData,
  HistogramSeries,
  type LogicalRange,
  MismatchDirection,
  type Time,
} from 'lightweight-charts'
import { barVolume, type ChartScale as ChartValues, createChartScale, findBar } from '@/components/chart/bar-values.ts'
import { type ChartBars, sameSubject, viewShift } from '@/components/chart/chart-bars.ts'
import type { BarRange, ChartLayer, ChartSurface } from '@/components/chart/chart-layer.ts'
import type { ChartTheme } from '@/components/chart/chart-theme.ts'
import { createIndicatorLayer, type IndicatorReading, type IndicatorSubject } from '@/components/chart/indicator-layer.ts'
import { createLastPrice, lastPriceColour } from '@/components/chart/last-price.ts'
import { createMainSeries, indexOfFirst, timeOf } from '@/components/chart/main-series.ts'
import { createOverlayScale } from '@/components/chart/overlay-scale.ts'
import {
  applyScale,
  applyTheme,
  axisText,
  barsAhead,
  baseOptions,
  percentageFormatter,
  timeLabelPixels,
  usualBarSpacing,
} from '@/components/chart/price-chart-options.ts'
import { giveUpperCanvases } from '@/components/chart/upper-canvases.ts'
import { createZonedScale } from '@/lib/chart/horizontal-scale.ts'
import { createTimeAxis, type TimeAxis } from '@/lib/chart/time-axis.ts'
import type { Bar, Interval } from '@/lib/market/bar.ts'
import { pageFormats } from '@/lib/market/page-formats.ts'
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
  /** Below the price on the axis: time until the bar closes. */
  setCountdown(text: string): void
  /** Indicators at a bar. */
  readIndicators(index: number): readonly IndicatorReading[]
  /** Back to the newest bars at the usual width. */
  resetView(): void
  /** Something drawn beside the prices; it follows them until it is taken away by what is returned. */
  addLayer<Layer extends ChartLayer>(make: (surface: ChartSurface) => Layer): { readonly layer: Layer; remove(): void }
  /** undefined while there are no bars. */
  visibleRange(): BarRange | undefined
  showRange(range: BarRange): void
  /** Puts the crosshair on a bar, scrolled into view where it is out of it; undefined takes it away. `price` in ticks: its close. */
  point(index: number | undefined, price?: number): void
  /** Of the scale of prices as it is; at least 1. */
  ticksPerPixel(): number
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
  /**
   * Position of the bar below the crosshair and the price there in ticks; undefined when it is not on the chart. `echo`: nobody
   * moved it, the chart below it changed.
   */
  readonly onPointed: (index: number | undefined, price?: number, echo?: boolean) => void
  /** Somebody scrolls towards bars that are not there yet. */
  readonly onNearStart: () => void
  readonly onRange?: (range: BarRange) => void
}

// More than a screen of bars: the next page is there before the edge is seen.
const nearStartBars = 150

export function createPriceChart(options: PriceChartOptions): PriceChart {
  const { container, locale, onPointed, onNearStart, onRange } = options
  let theme = options.theme
  let look = options.look
  let shown: ChartBars | undefined
  let subject: (IndicatorSubject & ChartValues) | undefined
  let axisInterval: Interval = '1m'
  let destroyed = false
  let scaleShown = false
  const layers = new Set<ChartLayer>()
  let pointedAt = false

  const axisFor = (interval: Interval): TimeAxis =>
    createTimeAxis({ timeZone: look.timeZone, interval, ...pageFormats(), locale })
  const scale = createZonedScale(defaultHorzScaleBehavior(), axisFor(axisInterval))
  const chart = createChartEx<Time, typeof scale>(container, scale, {
    ...baseOptions(),
    localization: { locale, percentageFormatter },
  })
  const timeScale = chart.timeScale()
  // biome-ignore lint/correctness/useHookAtTopLevel: not a hook of React
  scale.useRoom(() => Math.ceil(timeLabelPixels / timeScale.options().barSpacing))
  let main = createMainSeries(chart, look.kind, theme)
  const overlayScale = createOverlayScale()
  overlayScale.follow(main.api)
  const lastPrice = createLastPrice(main.api)
  const volume = chart.addSeries(HistogramSeries, {
    priceScaleId: 'volume',
    lastValueVisible: false,
    priceLineVisible: false,
    priceFormat: { type: 'volume' },
  })
  chart.priceScale('volume').applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } })
  const indicators = createIndicatorLayer(chart, theme, overlayScale)
  applyTheme(chart, theme)
  applyScale(chart, look.scale)
  volume.applyOptions({ visible: look.volume })
  indicators.setChoices(look.indicators)

  const surface: ChartSurface = {
    chart,
    container,
    get main() {
      return main.api
    },
    get shown() {
      return shown
    },
    get scale() {
      return subject
    },
    get theme() {
      return theme
    },
    clearOfLast: lastPrice.clearOf,
    cross(at) {
      // The library tells of a crosshair that a pointer moves, and not of this one.
      setPointed(at !== undefined)
      if (at === undefined) chart.clearCrosshairPosition()
      else chart.setCrosshairPosition(at.value, timeOf(at), main.api)
    },
  }

  chart.subscribeCrosshairMove(({ time, point, paneIndex, sourceEvent }) => {
    const echo = sourceEvent === undefined
    setPointed(point !== undefined)
    if (shown === undefined || time === undefined || point === undefined) return onPointed(undefined, undefined, echo)
    const index = findBar(shown.bars, Number(time) * 1000)
    if (index < 0) return onPointed(undefined, undefined, echo)
    const value = (paneIndex ?? 0) === 0 ? main.api.coordinateToPrice(point.y) : null
    onPointed(index, value === null ? undefined : subject?.toTicks(value), echo)
  })
  chart.subscribeDblClick(() => resetView())
  const tellRange = (range: LogicalRange | null): void => {
    if (range === null || shown === undefined || shown.bars.length === 0) return
    if (range.from < nearStartBars) onNearStart()
    onRange?.(range)
  }
  timeScale.subscribeVisibleLogicalRangeChange(tellRange)
  showUpper()

  function setPointed(pointed: boolean): void {
    pointedAt = pointed
    showUpper()
  }

  function hasUpper(): boolean {
    return pointedAt || [...layers].some(({ isAbove }) => isAbove)
  }

  function showUpper(): void {
    giveUpperCanvases(container, hasUpper())
  }

  /** As wide as its prices: until there are some it has no width, so that none of it moves with the first. */
  function showScale(visible: boolean): void {
    if (visible !== scaleShown) chart.applyOptions({ rightPriceScale: { visible } })
    scaleShown = visible
  }

  function fill(): void {
    if (shown === undefined) return
    showScale(true)
    const { bars, series } = shown
    subject = { instrument: series.instrument, ...createChartScale(series.instrument) }
    main.api.applyOptions({ priceFormat: { type: 'custom', minMove: 1, formatter: subject.format } })
    main.setBars(bars, subject.toChart)
    volume.setData(bars.map((bar) => volumeOf(bar)))
    indicators.setBars(bars, subject)
    showLast()
    for (const layer of layers) layer.refill?.()
  }

  function showLast() {
    const bar = shown?.bars.at(-1)
    if (shown === undefined || bar === undefined || subject === undefined) return lastPrice.hide()
    const price = subject.toChart(bar.close)
    const { format } = subject
    const label = () => axisText(look.scale, price, firstInView(), format)
    lastPrice.show(price, lastPriceColour(look.kind, shown.bars, theme), theme.background, label)
  }

  /** What the axis counts percent from. */
  function firstInView(): number | undefined {
    const range = timeScale.getVisibleLogicalRange()
    const first =
      range === null ? null : main.api.dataByIndex(Math.max(0, Math.floor(range.from)), MismatchDirection.NearestRight)
    const value = first === null ? undefined : 'close' in first ? first.close : 'value' in first ? first.value : undefined
    return typeof value === 'number' ? value : undefined
  }

  function empty(): void {
    main.api.setData([])
    lastPrice.hide()
    volume.setData([])
    indicators.clear()
    const kept = shown
    shown = undefined
    for (const layer of layers) layer.refill?.()
    shown = kept
  }

  function volumeOf(bar: Bar): HistogramData<Time> {
    const value = shown === undefined ? 0 : barVolume(bar, shown.series.instrument)
    return { time: timeOf(bar), value, color: bar.close >= bar.open ? theme.upVolume : theme.downVolume }
  }

  function resetView(): void {
    timeScale.applyOptions({ barSpacing: usualBarSpacing })
    timeScale.scrollToPosition(barsAhead, false)
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
      const range = same ? timeScale.getVisibleLogicalRange() : null
      const by = range === null || !same ? 0 : viewShift(before.bars, next.bars, range.to)
      if (next.series.interval !== axisInterval) takeAxis(next.series.interval)
      shown = next
      fill()
      if (range === null) resetView()
      else timeScale.setVisibleLogicalRange({ from: range.from + by, to: range.to + by })
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
      showLast()
      for (const layer of layers) layer.update?.(changed)
      if (!hasUpper()) showUpper()
    },
    clear() {
      if (destroyed) return
      shown = undefined
      empty()
      showScale(false)
    },
    setLook(next) {
      const before = look
      look = next
      if (next.kind !== before.kind) {
        chart.removeSeries(main.api)
        main = createMainSeries(chart, next.kind, theme)
        main.api.setSeriesOrder(0)
        overlayScale.follow(main.api)
        lastPrice.mount(main.api)
        indicators.remount()
        for (const layer of layers) layer.remount?.()
        lastPrice.raise()
      }
      if (next.timeZone !== before.timeZone) takeAxis(axisInterval)
      if (next.scale !== before.scale) applyScale(chart, next.scale)
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
      showLast()
      for (const layer of layers) layer.restyle?.()
    },
    setCountdown: lastPrice.setText,
    readIndicators: indicators.read,
    resetView,
    addLayer(make) {
      const layer = make(surface)
      layers.add(layer)
      layer.refill?.()
      lastPrice.raise()
      showUpper()
      return {
        layer,
        remove() {
          if (!layers.delete(layer) || destroyed) return
          layer.destroy()
          showUpper()
        },
      }
    },
    visibleRange: () =>
      shown === undefined || shown.bars.length === 0 ? undefined : (timeScale.getVisibleLogicalRange() ?? undefined),
    showRange: (range) => timeScale.setVisibleLogicalRange(range),
    point(index, price) {
      const bar = index === undefined ? undefined : shown?.bars[index]
      if (index === undefined || bar === undefined || subject === undefined) return surface.cross(undefined)
      const range = timeScale.getVisibleLogicalRange()
      const by = range === null ? 0 : index < range.from + 1 ? index - range.from - 1 : Math.max(0, index - range.to + 2)
      const at = { timeMs: bar.timeMs, value: subject.toChart(price ?? bar.close) }
      const cross = (): void => surface.cross(at)
      cross()
      if (range === null || by === 0) return
      timeScale.setVisibleLogicalRange({ from: range.from + by, to: range.to + by })
      // The scale of prices follows with the next frame, and the crosshair would stand beside its price.
      requestAnimationFrame(() => {
        if (!destroyed && findBar(shown?.bars ?? [], bar.timeMs) >= 0) cross()
      })
    },
    ticksPerPixel() {
      const [above, below] = [main.api.coordinateToPrice(100), main.api.coordinateToPrice(101)]
      if (above === null || below === null || subject === undefined) return 1
      return Math.max(1, Math.abs(subject.toTicks(above - below)))
    },
    takePicture: () => chart.takeScreenshot(hasUpper(), false),
    destroy() {
      for (const layer of layers) layer.destroy()
      layers.clear()
      destroyed = true
      lastPrice.hide()
      chart.remove()
    },
  }
}
