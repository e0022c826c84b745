import {
  HistogramSeries,
  type IChartApiBase,
  type ISeriesApi,
  LineSeries,
  LineStyle,
  PriceScaleMode,
  type SeriesPartialOptions,
  type SeriesType,
  type Time,
} from 'lightweight-charts'
import { differenceFormat } from '@/components/chart/bar-values.ts'
import { type ChartTheme, withAlpha } from '@/components/chart/chart-theme.ts'
import { indexOfFirst, type ToChart, timeOf } from '@/components/chart/main-series.ts'
import { createOverlayLine } from '@/components/chart/overlay-line.ts'
import type { OverlayScale } from '@/components/chart/overlay-scale.ts'
import { followBars } from '@/lib/chart/bar-follower.ts'
import {
  type IndicatorDefinition,
  indicatorTitle,
  isIndicatorId,
  type PlotDefinition,
} from '@/lib/chart/indicators/definitions.ts'
import { createIndicator, type Indicator } from '@/lib/chart/indicators/indicator.ts'
import type { Bar } from '@/lib/market/bar.ts'
import { formatCompact, formatNumber } from '@/lib/market/format.ts'
import type { WireInstrument } from '@/lib/protocol/messages.ts'
import type { IndicatorSetting } from '@/lib/workspace/workspace.ts'

export interface IndicatorSubject {
  readonly instrument: WireInstrument
  readonly toChart: ToChart
  readonly format: (chartValue: number) => string
}

/** One indicator's line of the legend. */
export interface IndicatorReading {
  readonly title: string
  readonly values: readonly { readonly name: string; readonly text: string; readonly colour: string }[]
}

export interface IndicatorLayer {
  setChoices(choices: readonly IndicatorSetting[]): void
  setBars(bars: readonly Bar[], subject: IndicatorSubject): void
  update(bars: readonly Bar[], changed: readonly Bar[]): void
  clear(): void
  setTheme(theme: ChartTheme): void
  /** The series of prices is a new one: what is over it is added after it. */
  remount(): void
  read(index: number): readonly IndicatorReading[]
}

interface Drawn {
  readonly indicator: Indicator
  readonly plots: readonly {
    readonly plot: PlotDefinition
    readonly colour: string
    readonly api: ISeriesApi<SeriesType, Time>
  }[]
}

const updatesMax = 64
const mainPaneStretch = 3

/** Lines and histograms computed from the bars: over the prices, or each in a pane below. */
export function createIndicatorLayer(
  chart: IChartApiBase<Time>,
  initialTheme: ChartTheme,
  overlayScale: OverlayScale,
): IndicatorLayer {
  let theme = initialTheme
  let choices: readonly IndicatorSetting[] = []
  let drawn: readonly Drawn[] = []
  let shown: { readonly bars: readonly Bar[]; readonly subject: IndicatorSubject } | undefined
  let difference = String as (chartValue: number) => string

  const remove = (): void => {
    for (const { plots } of drawn) for (const { api } of plots) chart.removeSeries(api)
    drawn = []
  }

  const rebuild = (): void => {
    remove()
    if (shown === undefined) return
    const { bars, subject } = shown
    difference = differenceFormat(subject.instrument, bars.at(-1)?.close ?? Number.POSITIVE_INFINITY)
    let pane = 0
    drawn = choices.flatMap(({ id, parameters }, position) => {
      if (!isIndicatorId(id)) return []
      const indicator = createIndicator(id, parameters, subject.instrument.session)
      const own = indicator.definition.pane === 'own'
      if (own) pane += 1
      const plots = indicator.definition.plots.map((plot, index) =>
        addPlot(plot, index, position, indicator, own ? pane : 0, subject),
      )
      return [{ indicator, plots }]
    })
    chart.panes()[0]?.setStretchFactor(mainPaneStretch)
    // A new pane takes the scale of the prices, which may count percent: its own values are what they are.
    for (let below = 1; below <= pane; below++) chart.priceScale('right', below).applyOptions({ mode: PriceScaleMode.Normal })
    fill(bars)
  }

  const addPlot = (
    plot: PlotDefinition,
    index: number,
    position: number,
    indicator: Indicator,
    pane: number,
    subject: IndicatorSubject,
  ) => {
    const { definition } = indicator
    const colour = plotColour(plot, position, theme)
    const options = {
      priceFormat: { type: 'custom', minMove: 1e-8, formatter: formatterOf(definition, subject) },
      priceLineVisible: false,
      baseLineVisible: false,
      lastValueVisible: definition.pane === 'own' && index === 0,
      title: '',
    } as const
    const api = addSeries(plot.kind, definition.pane, { ...options, color: colour }, pane)
    if (index === 0) {
      for (const level of definition.levels) {
        api.createPriceLine({
          price: level,
          color: theme.line,
          lineStyle: LineStyle.Dashed,
          lineWidth: 1,
          axisLabelVisible: false,
          title: '',
        })
      }
    }
    return { plot, colour, api }
  }

  const addSeries = (
    kind: PlotDefinition['kind'],
    place: 'price' | 'own',
    options: SeriesPartialOptions<{ color: string }>,
    pane: number,
  ): ISeriesApi<SeriesType, Time> => {
    if (place === 'price') {
      return chart.addCustomSeries(createOverlayLine(), { ...options, autoscaleInfoProvider: overlayScale.provider }, pane)
    }
    if (kind === 'histogram') return chart.addSeries(HistogramSeries, options, pane)
    return chart.addSeries(LineSeries, { ...options, lineWidth: 1, crosshairMarkerVisible: false }, pane)
  }

  // What is over the prices is a price; what has a pane of its own is between prices.
  const formatterOf = ({ unit, pane }: IndicatorDefinition, subject: IndicatorSubject): ((value: number) => string) => {
    if (unit === 'price') return pane === 'price' ? subject.format : difference
    return unit === 'volume' ? (value) => formatCompact(value) : (value) => formatNumber(value, 2)
  }

  const scaled = (indicator: Indicator, value: number, subject: IndicatorSubject): number => {
    if (indicator.definition.unit === 'price') return subject.toChart(value)
    return indicator.definition.unit === 'volume' ? value * Number(subject.instrument.lotSize) : value
  }

  const item = (
    { indicator }: Drawn,
    plotIndex: number,
    plot: PlotDefinition,
    bar: Bar,
    index: number,
    subject: IndicatorSubject,
  ) => {
    const value = scaled(indicator, indicator.value(plotIndex, index), subject)
    const time = timeOf(bar)
    if (!Number.isFinite(value)) return { time }
    if (indicator.definition.pane === 'price') return { time, value, close: subject.toChart(bar.close) }
    if (plot.tone !== 'signed') return { time, value }
    return { time, value, color: value >= 0 ? theme.upVolume : theme.downVolume }
  }

  const fill = (bars: readonly Bar[]): void => {
    if (shown === undefined) return
    const { subject } = shown
    for (const each of drawn) {
      each.indicator.reset(bars)
      each.plots.forEach(({ plot, api }, plotIndex) => {
        api.setData(bars.map((bar, index) => item(each, plotIndex, plot, bar, index, subject)))
      })
    }
  }

  return {
    setChoices(next) {
      choices = next
      rebuild()
    },
    setBars(bars, subject) {
      const same = shown !== undefined && shown.subject.instrument === subject.instrument
      shown = { bars, subject }
      if (same) fill(bars)
      else rebuild()
    },
    update(bars, changed) {
      if (shown === undefined) return
      const before = shown.bars.length
      const { subject } = shown
      shown = { bars, subject }
      if (bars.length - indexOfFirst(bars, changed) > updatesMax) return fill(bars)
      for (const each of drawn) {
        const { from } = followBars(each.indicator, bars, changed)
        each.plots.forEach(({ plot, api }, plotIndex) => {
          for (let index = from; index < bars.length; index++) {
            api.update(item(each, plotIndex, plot, bars[index] as Bar, index, subject), index < before - 1)
          }
        })
      }
    },
    clear() {
      for (const { plots } of drawn) for (const { api } of plots) api.setData([])
    },
    setTheme(next) {
      theme = next
      rebuild()
    },
    remount: rebuild,
    read(index) {
      if (shown === undefined) return []
      const { subject } = shown
      return drawn.map(({ indicator, plots }) => ({
        title: indicatorTitle(indicator.definition, indicator.parameters),
        values: plots.map(({ plot, colour }, plotIndex) => {
          const value = scaled(indicator, indicator.value(plotIndex, index), subject)
          const text = Number.isFinite(value) ? formatterOf(indicator.definition, subject)(value) : '–'
          return { name: plot.name, text, colour: plot.tone === 'signed' ? (value >= 0 ? theme.up : theme.down) : colour }
        }),
      }))
    },
  }
}

function plotColour(plot: PlotDefinition, position: number, theme: ChartTheme): string {
  if (plot.tone === 'muted') return withAlpha(theme.plots[position % theme.plots.length] ?? theme.accent, 0.6)
  if (plot.tone === 'signed') return theme.upVolume
  return theme.plots[(plot.tone === 'secondary' ? position + 1 : position) % theme.plots.length] ?? theme.accent
}
