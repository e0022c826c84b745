import { type BarHistory, followHistory, type OlderBars } from '@/components/chart/bar-history.ts'
import type { ChartBars } from '@/components/chart/chart-bars.ts'
import type { BarRange } from '@/components/chart/chart-layer.ts'
import { createChartLinks } from '@/components/chart/chart-links.ts'
import type { CompareLayer, CompareReading } from '@/components/chart/compare-layer.ts'
import type { DrawingLayer, DrawingLayerOptions, DrawingTool } from '@/components/chart/drawing-layer.ts'
import { createHeldCrosshair, type HeldCrosshair } from '@/components/chart/held-crosshair.ts'
import type { HoleLayer } from '@/components/chart/hole-layer.ts'
import type { IndicatorReading } from '@/components/chart/indicator-layer.ts'
import type { PriceChart } from '@/components/chart/price-chart.ts'
import { getWorkspace } from '@/components/workspace/workspace-store.ts'
import { barIndexAtOrAfter } from '@/lib/chart/bar-follower.ts'
import { logicalIndex, timeAtLogicalIndex } from '@/lib/chart/drawing-geometry.ts'
import type { Hole } from '@/lib/chart/holes.ts'
import { type Bar, type Interval, intervalLengthMs } from '@/lib/market/bar.ts'
import type { BarSeries, StreamClient } from '@/lib/stream/types.ts'

export interface BarReading {
  readonly bar: Bar
  readonly series: BarSeries
  readonly indicators: readonly IndicatorReading[]
  readonly compared: readonly CompareReading[]
  readonly pointed: boolean
}

/** What of the bars, their values and the view changed. */
export type ChartChange = 'bars' | 'tick' | 'range'

export interface ChartControllerOptions {
  readonly client: StreamClient
  readonly onReading: (reading: BarReading | undefined) => void
  readonly onChange: (change: ChartChange) => void
  readonly onHistory: (older: OlderBars) => void
  /** For a screen reader: where keys moved the crosshair. */
  readonly announce: (reading: BarReading) => void
  readonly drawing: Omit<DrawingLayerOptions, 'cursor'>
}

/** What happens on a chart between the stream, the drawing and whoever points, scrolls and draws. Nothing of it renders. */
export interface ChartController {
  readonly bars: ChartBars | undefined
  readonly holes: readonly Hole[]
  /** The drawing is made: from now on it can be shown. */
  attach(chart: PriceChart): void
  show(symbol: string, interval: Interval): () => void
  compare(symbols: readonly string[]): void
  draw(tool: DrawingTool, by: 'pointer' | 'keys'): void
  /** The saved lines may have changed; loads what draws them when there are any. */
  reloadDrawings(): void
  /** `echo`: the crosshair stands still and the chart below it changed. */
  point(index: number | undefined, price?: number, echo?: boolean): void
  /** Crosshair by keys: so many bars and pixels from where it is, or onto a bar. */
  step(bars: number, pixels: number): void
  stepTo(end: 'first' | 'last'): void
  hideCrosshair(): void
  scroll(views: number): void
  zoom(factor: number): void
  ranged(range: BarRange): void
  nearStart(): void
  lead(): void
  read(): void
  values(index: number): Pick<BarReading, 'indicators' | 'compared'>
  destroy(): void
}

const links = createChartLinks((name) => getWorkspace().linked[name])
const barsInViewMin = 10

export function createChartController(options: ChartControllerOptions): ChartController {
  const { client, onReading, onChange, onHistory } = options
  let chart: PriceChart | undefined
  let history: BarHistory | undefined
  /** By its time: positions are others once older bars are there. */
  let pointed: { readonly timeMs: number; readonly price: number | undefined } | undefined
  /** Whose crosshair it is: only that of a pointer follows the chart by itself. */
  let pointedBy: 'pointer' | 'keys' | 'link' = 'pointer'
  let held: HeldCrosshair | undefined
  let compared: readonly string[] = []
  let comparison: Promise<CompareLayer> | undefined
  let compareLayer: CompareLayer | undefined
  let drawings: Promise<DrawingLayer> | undefined
  let holes: Promise<HoleLayer> | undefined
  let gone = false

  const bars = (): ChartBars | undefined => history?.bars
  const lastIndex = (): number => (bars()?.bars.length ?? 0) - 1
  const readIndex = (): number =>
    pointed === undefined ? lastIndex() : Math.min(barIndexAtOrAfter(bars()?.bars ?? [], pointed.timeMs), lastIndex())

  const values = (index: number) => ({
    indicators: chart?.readIndicators(index) ?? [],
    compared: compareLayer?.read(index) ?? [],
  })
  const reading = (): BarReading | undefined => {
    const current = bars()
    const index = readIndex()
    const bar = current?.bars[index]
    if (current === undefined || bar === undefined || chart === undefined) return undefined
    return { bar, series: current.series, ...values(index), pointed: pointed !== undefined }
  }
  const read = (): void => onReading(reading())

  const spanOf = (range: BarRange) => {
    const current = bars()
    if (current === undefined) return undefined
    const lengthMs = intervalLengthMs(current.series.interval)
    const fromMs = timeAtLogicalIndex(current.bars, lengthMs, range.from)
    const toMs = timeAtLogicalIndex(current.bars, lengthMs, range.to)
    return fromMs === undefined || toMs === undefined ? undefined : { fromMs, toMs }
  }

  const hold = (): void => {
    if (pointed === undefined || pointedBy === 'pointer' || chart === undefined) return
    held ??= chart.addLayer(createHeldCrosshair).layer
    held.place(readIndex(), pointed.price)
  }

  const link = links.join({
    showTime(timeMs, symbol, price) {
      const current = bars()
      pointedBy = 'link'
      if (timeMs === undefined || current === undefined || current.bars.length === 0) {
        pointed = undefined
        chart?.point(undefined)
        return read()
      }
      // The bar that a time falls in: of another interval it begins earlier.
      const after = barIndexAtOrAfter(current.bars, timeMs)
      const index = current.bars[after]?.timeMs === timeMs ? after : Math.max(0, after - 1)
      const barTimeMs = current.bars[index]?.timeMs ?? timeMs
      // A price of another instrument says nothing here.
      pointed = { timeMs: barTimeMs, price: symbol === current.series.symbol ? price : undefined }
      hold()
      read()
    },
    showSpan(span) {
      const current = bars()
      const range = current === undefined ? undefined : rangeOf(current, span)
      if (range !== undefined) chart?.showRange(range)
    },
  })

  const tellPointed = (): void => {
    const current = bars()
    if (current !== undefined) link.point(pointed?.timeMs, current.series.symbol, pointed?.price)
  }

  const cursor = () => {
    const index = readIndex()
    const bar = bars()?.bars[index]
    return bar === undefined ? undefined : { index, price: pointed?.price ?? bar.close }
  }

  const moveTo = (index: number, price: number | undefined): void => {
    const near = Math.max(0, Math.min(index, lastIndex()))
    const timeMs = bars()?.bars[near]?.timeMs
    if (timeMs === undefined) return
    pointed = { timeMs, price }
    pointedBy = 'keys'
    chart?.point(near, price)
    tellPointed()
    const now = reading()
    onReading(now)
    if (now !== undefined) options.announce(now)
  }

  const drawingLayer = async (): Promise<DrawingLayer> => {
    const { createDrawingLayer } = await import('@/components/chart/drawing-layer.ts')
    if (chart === undefined || gone) throw new Error('Cannot draw: the chart has left the page')
    return chart.addLayer((surface) => createDrawingLayer(surface, { ...options.drawing, cursor })).layer
  }
  const withDrawings = (act: (layer: DrawingLayer) => void): void => {
    if (chart === undefined) return
    drawings ??= drawingLayer()
    drawings.then(act).catch((error: unknown) => {
      drawings = undefined
      console.error('Cannot draw lines:', error)
      if (!gone) options.drawing.say('Lines cannot be drawn now: that part of the page could not be loaded.')
    })
  }
  const compareNow = (): void => {
    if (chart === undefined || (compared.length === 0 && comparison === undefined)) return
    const on = chart
    comparison ??= import('@/components/chart/compare-layer.ts').then(({ createCompareLayer }) => {
      if (gone) throw new Error('Cannot compare: the chart has left the page')
      const changed = () => {
        read()
        onChange('tick')
      }
      return on.addLayer((surface) => createCompareLayer(surface, client, changed)).layer
    })
    comparison
      .then((layer) => {
        compareLayer = layer
        layer.setSymbols(compared)
        onChange('bars')
      })
      .catch((error: unknown) => {
        comparison = undefined
        console.error('Cannot compare:', error)
        if (!gone) options.drawing.say('Nothing can be compared now: that part of the page could not be loaded.')
      })
  }
  const showHoles = (found: readonly Hole[]): void => {
    if (chart === undefined || (found.length === 0 && holes === undefined)) return
    const on = chart
    holes ??= import('@/components/chart/hole-layer.ts').then(({ createHoleLayer }) => on.addLayer(createHoleLayer).layer)
    holes
      .then((layer) => layer.setHoles(found))
      .catch((error: unknown) => console.warn('Cannot show the holes between bars:', error))
  }
  const reloadDrawings = (): void => {
    const symbol = bars()?.series.symbol
    if (drawings !== undefined || (symbol !== undefined && options.drawing.read(symbol) !== undefined))
      withDrawings((layer) => layer.reload())
  }

  return {
    get bars() {
      return bars()
    },
    get holes() {
      return history?.holes ?? []
    },
    attach(made) {
      chart = made
      compareNow()
    },
    show(symbol, interval) {
      if (chart === undefined) return () => undefined
      const on = chart
      const own = followHistory(client, symbol, interval, {
        onBars(next) {
          const first = on.visibleRange() === undefined
          on.setBars(next)
          if (first) {
            const span = link.current()
            const range = span === undefined ? undefined : rangeOf(next, span)
            if (range !== undefined) on.showRange(range)
            reloadDrawings()
          }
          read()
          onChange('bars')
        },
        onUpdate(next, changed) {
          on.update(next, changed)
          read()
          onChange('tick')
        },
        onKnowledge() {
          onHistory(own.older)
          showHoles(own.holes)
          onChange('bars')
        },
      })
      history = own
      onHistory(own.older)
      return () => {
        own.release()
        history = undefined
        pointed = undefined
        on.clear()
        showHoles([])
        onReading(undefined)
      }
    },
    compare(symbols) {
      compared = symbols
      compareNow()
    },
    draw(tool, by) {
      withDrawings((layer) => {
        const pointing = by === 'pointer' || (pointed !== undefined && pointedBy === 'pointer')
        // A horizontal line goes where the crosshair is; a trend line needs two places, which a pointer gives.
        if (by === 'pointer' || (tool === 'trend' && pointing)) layer.arm(tool)
        else layer.placeAtCursor(tool)
      })
    },
    reloadDrawings,
    point(index, price, echo = false) {
      if (echo && pointedBy !== 'pointer') return hold()
      const timeMs = index === undefined ? undefined : bars()?.bars[index]?.timeMs
      pointedBy = 'pointer'
      pointed = timeMs === undefined ? undefined : { timeMs, price }
      tellPointed()
      read()
    },
    step(by, pixels) {
      const from = cursor()
      if (from === undefined) return
      const price = pixels === 0 ? undefined : Math.max(1, from.price + pixels * (chart?.ticksPerPixel() ?? 1))
      // The first key shows the crosshair, on the newest bar in view.
      if (pointed === undefined) return moveTo(Math.floor(chart?.visibleRange()?.to ?? lastIndex()), undefined)
      moveTo(from.index + by, price)
    },
    stepTo(end) {
      moveTo(end === 'first' ? Math.max(0, Math.ceil(chart?.visibleRange()?.from ?? 0)) : lastIndex(), undefined)
    },
    hideCrosshair() {
      pointed = undefined
      pointedBy = 'pointer'
      chart?.point(undefined)
      tellPointed()
      read()
    },
    scroll(views) {
      const range = chart?.visibleRange()
      if (range === undefined) return
      const width = range.to - range.from
      // Half a view beyond either end: bars stay in sight.
      const by = Math.max(-width / 2 - range.from, Math.min(width * views, lastIndex() + width / 2 - range.to))
      chart?.showRange({ from: range.from + by, to: range.to + by })
      // At the edge nothing moves, and yet more is wanted.
      if (views < 0 && by > width * views) history?.loadOlder()
    },
    zoom(factor) {
      const range = chart?.visibleRange()
      if (range === undefined) return
      const width = Math.max(barsInViewMin, (range.to - range.from) * factor)
      chart?.showRange({ from: range.to - width, to: range.to })
    },
    ranged(range) {
      const span = spanOf(range)
      if (span !== undefined) link.span(span)
      hold()
      if (compareLayer !== undefined) read()
      onChange('range')
    },
    nearStart: () => history?.loadOlder(),
    lead: () => link.lead(),
    read,
    values,
    destroy() {
      gone = true
      link.leave()
    },
  }
}

function rangeOf({ bars, series }: ChartBars, span: { readonly fromMs: number; readonly toMs: number }): BarRange | undefined {
  const lengthMs = intervalLengthMs(series.interval)
  const from = logicalIndex(bars, lengthMs, span.fromMs)
  const to = logicalIndex(bars, lengthMs, span.toMs)
  return from === undefined || to === undefined ? undefined : { from, to }
}
