import type { IChartApiBase, ISeriesApi, SeriesType, Time } from 'lightweight-charts'
import type { ChartScale } from '@/components/chart/bar-values.ts'
import type { ChartBars } from '@/components/chart/chart-bars.ts'
import type { ChartTheme } from '@/components/chart/chart-theme.ts'
import type { Bar } from '@/lib/market/bar.ts'

/** What something drawn beside the prices (comparisons, lines, holes) may use of a chart. Always as it is now. */
export interface ChartSurface {
  readonly chart: IChartApiBase<Time>
  readonly container: HTMLElement
  /** The series of prices; another one after each change of its kind. */
  readonly main: ISeriesApi<SeriesType, Time>
  readonly shown: ChartBars | undefined
  readonly scale: ChartScale | undefined
  readonly theme: ChartTheme
  /** Where a label of the axis wanted at `y` can be read beside that of the newest price. */
  clearOfLast(y: number): number
  /** Puts the crosshair there, or takes it away. `value` as the chart has it. */
  cross(at: { readonly timeMs: number; readonly value: number } | undefined): void
}

export interface ChartLayer {
  /** Part of it is drawn above everything else. */
  readonly isAbove?: boolean
  /** All bars may be others: another subject, more of them in front, or none. */
  refill?(): void
  /** A tick: `changed` were added or corrected. */
  update?(changed: readonly Bar[]): void
  restyle?(): void
  /** The series of prices is a new one. */
  remount?(): void
  destroy(): void
}

/** Which bars are in view, as positions; a fraction is part of a bar, and the range goes beyond the bars on either side. */
export interface BarRange {
  readonly from: number
  readonly to: number
}
