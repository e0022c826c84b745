import { changeChart } from './change-chart.ts'
import { arrangementFor, chartCountOf } from './chart-count.ts'
import { withCharts } from './read-workspace.ts'
import type { Edit } from './undo.ts'
import {
  type ArrangementId,
  type ChartScale,
  type ChartSettings,
  type IndicatorSetting,
  isSymbolText,
  workspaceLimits as limits,
  type PanelId,
  type Workspace,
} from './workspace.ts'

export function activateChart(workspace: Workspace, index: number): Workspace {
  return index < 0 || index >= workspace.charts.length ? workspace : { ...workspace, activeChart: index }
}

/** New places show what the last chart shows; charts without a place are gone, with a way back. */
export function arrangeCharts(workspace: Workspace, arrangement: ArrangementId): Edit {
  const count = chartCountOf(arrangement)
  const arranged = withCharts({ ...workspace, arrangement, maximised: false }, workspace.charts)
  const gone = workspace.charts.slice(count)
  if (gone.length === 0) return { workspace: arranged }
  const before = workspace.arrangement
  return {
    workspace: arranged,
    undo: {
      label: gone.length === 1 ? 'Chart removed' : `${gone.length} charts removed`,
      apply: (current) => withCharts({ ...current, arrangement: before }, [...current.charts.slice(0, count), ...gone]),
    },
  }
}

export function removeChart(workspace: Workspace, index: number): Edit {
  const chart = workspace.charts[index]
  if (chart === undefined || workspace.charts.length === 1) return { workspace }
  const charts = workspace.charts.filter((_, position) => position !== index)
  const { arrangement: before } = workspace
  const activeChart = workspace.activeChart > index ? workspace.activeChart - 1 : workspace.activeChart
  return {
    workspace: withCharts({ ...workspace, arrangement: arrangementFor(charts.length), activeChart, maximised: false }, charts),
    undo: {
      label: `Chart${chart.symbol === undefined ? '' : ` of ${chart.symbol}`} removed`,
      apply(current) {
        if (current.charts.length >= 8) return current
        const restored = [...current.charts.slice(0, index), chart, ...current.charts.slice(index)]
        const arrangement = chartCountOf(before) === restored.length ? before : arrangementFor(restored.length)
        return withCharts({ ...current, arrangement, activeChart: index }, restored)
      },
    },
  }
}

export function addIndicator(workspace: Workspace, index: number, indicator: IndicatorSetting): Workspace {
  const chart = workspace.charts[index]
  if (chart === undefined || chart.indicators.length >= limits.indicatorsPerChart) return workspace
  return changeChart(workspace, index, { indicators: [...chart.indicators, indicator] })
}

export function changeIndicator(
  workspace: Workspace,
  index: number,
  position: number,
  parameters: IndicatorSetting['parameters'],
): Workspace {
  const chart = workspace.charts[index]
  if (chart === undefined) return workspace
  return changeChart(workspace, index, {
    indicators: chart.indicators.map((each, place) => (place === position ? { ...each, parameters } : each)),
  })
}

export function removeIndicator(workspace: Workspace, index: number, position: number): Edit {
  const chart = workspace.charts[index]
  const indicator = chart?.indicators[position]
  if (chart === undefined || indicator === undefined) return { workspace }
  return {
    workspace: changeChart(workspace, index, { indicators: chart.indicators.filter((_, place) => place !== position) }),
    undo: {
      label: `Indicator ${indicator.id.toUpperCase()} removed`,
      apply(current) {
        const { indicators } = current.charts[index] ?? { indicators: [] }
        return changeChart(current, index, {
          indicators: [...indicators.slice(0, position), indicator, ...indicators.slice(position)],
        })
      },
    },
  }
}

/** A comparison is of changes: beside other symbols the scale counts percent, or from 100. */
export function scaleInForce({ scale, compare }: ChartSettings): ChartScale {
  return compare.length === 0 || scale === 'indexed' ? scale : 'percent'
}

/** Adds a symbol to the comparison, or takes it out. */
export function toggleCompare(workspace: Workspace, index: number, symbol: string): Workspace {
  const chart = workspace.charts[index]
  if (chart === undefined || !isSymbolText(symbol)) return workspace
  const compare = chart.compare.includes(symbol)
    ? chart.compare.filter((each) => each !== symbol)
    : [...chart.compare, symbol].slice(0, limits.comparePerChart)
  return changeChart(workspace, index, { compare })
}

/** Drawings of a symbol, as `lib/chart/drawings` wrote them; undefined when it has none. */
export function linesOf(workspace: Workspace, symbol: string): string | undefined {
  return Object.hasOwn(workspace.lines, symbol) ? workspace.lines[symbol] : undefined
}

export function setLines(workspace: Workspace, symbol: string, lines: string): Workspace {
  if (!isSymbolText(symbol) || lines.length > limits.linesLength) return workspace
  return { ...workspace, lines: { ...workspace.lines, [symbol]: lines } }
}

/** The lines of a symbol are others, fewer of them: with a way back. undefined: none are left. */
export function replaceLines(workspace: Workspace, symbol: string, lines: string | undefined, label: string): Edit {
  const before = linesOf(workspace, symbol)
  if (before === undefined) return { workspace }
  const cleared = clearLines(workspace, symbol).workspace
  return {
    workspace: lines === undefined ? cleared : setLines(workspace, symbol, lines),
    undo: { label, apply: (current) => setLines(current, symbol, before) },
  }
}

export function clearLines(workspace: Workspace, symbol: string): Edit {
  const lines = linesOf(workspace, symbol)
  if (lines === undefined) return { workspace }
  const { [symbol]: _, ...others } = workspace.lines
  return {
    workspace: { ...workspace, lines: others },
    undo: { label: `Lines on ${symbol} removed`, apply: (current) => setLines(current, symbol, lines) },
  }
}

export function togglePanel(workspace: Workspace, panel: PanelId): Workspace {
  const open = workspace.panels.includes(panel)
  return { ...workspace, panels: open ? workspace.panels.filter((each) => each !== panel) : [...workspace.panels, panel] }
}
