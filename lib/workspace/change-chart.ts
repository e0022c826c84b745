import type { Interval } from '../market/bar.ts'
import type { ChartSettings, Workspace } from './workspace.ts'

/** Changes one chart; symbol and interval of the others with it, where they are linked. */
export function changeChart(workspace: Workspace, index: number, change: Partial<ChartSettings>): Workspace {
  const shared: { symbol?: string | undefined; interval?: Interval } = {}
  if (workspace.linked.symbol && 'symbol' in change) shared.symbol = change.symbol
  if (workspace.linked.interval && change.interval !== undefined) shared.interval = change.interval
  const charts = workspace.charts.map((chart, position) => ({ ...chart, ...shared, ...(position === index ? change : {}) }))
  return { ...workspace, charts }
}

export function changeActiveChart(workspace: Workspace, change: Partial<ChartSettings>): Workspace {
  return changeChart(workspace, workspace.activeChart, change)
}
