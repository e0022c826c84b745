import type { Interval } from '../market/bar.ts'
import type { Workspace } from './workspace.ts'

/** What the chart that keys mean shows, part by part. A part without a text is not there. */
export type ViewParts = readonly (string | undefined)[]

/** Names as they are on the screen. */
export interface ViewNames {
  readonly symbol: (symbol: string) => string
  readonly interval: (interval: Interval) => string
  readonly indicator: (id: string) => string
}

/** `symbol`: what the active chart shows, which may be the first of the list. */
export function viewParts(workspace: Workspace, symbol: string, names: ViewNames): ViewParts {
  const { charts, activeChart } = workspace
  const chart = charts[activeChart]
  const indicators = chart?.indicators.map(({ id }) => names.indicator(id)) ?? []
  const compared = chart?.compare.filter((each) => each !== symbol).map(names.symbol) ?? []
  return [
    charts.length > 1 ? `Chart ${activeChart + 1} of ${charts.length}` : undefined,
    names.symbol(symbol),
    chart && names.interval(chart.interval),
    indicators.length === 0 ? 'no indicators' : `with ${indicators.join(', ')}`,
    compared.length === 0 ? 'no comparison' : `compared with ${compared.join(', ')}`,
  ]
}

/** Of what is another now, in one sentence; of another chart what it is and shows. Empty: nothing is. */
export function describeChange(before: ViewParts, now: ViewParts): string {
  const changed = now.filter((part, index) => part !== before[index] || (before[0] !== now[0] && index < 3))
  return changed.filter((part) => part !== undefined).join(', ')
}
