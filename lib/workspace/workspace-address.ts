import { arrangementFor } from './chart-count.ts'
import {
  activeWatchlist,
  type ChartSettings,
  defaultChart,
  defaultWorkspace,
  type IndicatorSetting,
  linkNames,
  type Watchlist,
  type Workspace,
} from './workspace.ts'

/** What of a workspace goes into its address, besides charts, panels, columns and sorting. */
export interface AddressScope {
  /** The symbols of the list shown. */
  readonly list: boolean
  /** Theme, colours, language, time zone, clock, rate, keys: rude in a link for somebody else, right for oneself. */
  readonly personal: boolean
}

/** A list with more symbols makes addresses that mail and chat programs cut. */
export const addressSymbolsMax = 100

/**
 * The query of a link, `?s=BINANCE:BTC-USDT&i=5m`, or nothing for the defaults: only what differs. Within a parameter `;`
 * is between charts or groups, `,` between values, `~` before a value's setting, `!` after a list's or group's name. A
 * value missing for a later chart is that of the chart before it.
 */
export function workspaceAddress(workspace: Workspace, scope: AddressScope): string {
  const { charts, linked, formats, appearance, rate } = workspace
  const parameters: (readonly [name: string, value: string | undefined])[] = [
    ['s', perChart(charts, (chart) => chart.symbol ?? '', '')],
    ['i', perChart(charts, (chart) => chart.interval, defaultChart.interval)],
    ['k', perChart(charts, (chart) => chart.kind, defaultChart.kind)],
    ['y', perChart(charts, (chart) => chart.scale, defaultChart.scale)],
    ['x', perChart(charts, (chart) => chart.indicators.map(indicatorText).join(',') || '-', '-')],
    ['vs', perChart(charts, (chart) => chart.compare.join(',') || '-', '-')],
    ['v', perChart(charts, (chart) => (chart.volume ? '1' : '0'), '1')],
    ['t', perChart(charts, (chart) => (chart.table ? '1' : '0'), '0')],
    ['g', workspace.arrangement === arrangementFor(charts.length) && charts.length === 1 ? undefined : workspace.arrangement],
    ['c', workspace.activeChart === 0 ? undefined : String(workspace.activeChart + 1)],
    ['max', workspace.maximised ? '1' : undefined],
    [
      'l',
      linkNames.every((name) => linked[name] === defaultWorkspace.linked[name])
        ? undefined
        : linkNames.filter((name) => linked[name]).join(',') || '-',
    ],
    ['p', workspace.panels.join(',') || undefined],
    ['pane', workspace.pane === defaultWorkspace.pane ? undefined : workspace.pane],
    ['cols', columnsText(workspace)],
    ['sort', workspace.sort === undefined ? undefined : `${workspace.sort.descending ? '-' : ''}${workspace.sort.column}`],
    ['w', scope.list ? listText(activeWatchlist(workspace)) : undefined],
  ]
  if (scope.personal) {
    const { appearance: look, formats: format } = defaultWorkspace
    parameters.push(
      ['theme', appearance.theme === look.theme ? undefined : appearance.theme],
      ['colours', appearance.colours === look.colours ? undefined : appearance.colours],
      ['lang', formats.locale],
      ['tz', formats.timeZone],
      ['clock', formats.hourCycle === format.hourCycle ? undefined : formats.hourCycle],
      ['hz', rate.capHz === undefined ? undefined : String(rate.capHz)],
      ['paused', rate.paused ? '1' : undefined],
      ['keys', workspace.characterKeys ? undefined : '0'],
    )
  }
  const text = parameters.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${escapeValue(value)}`])).join('&')
  return text === '' ? '' : `?${text}`
}

function indicatorText({ id, parameters }: IndicatorSetting): string {
  return [id, ...Object.entries(parameters).flat()].join('~')
}

function columnsText({ columns }: Workspace): string | undefined {
  const text = (all: Workspace['columns']): string =>
    all.map(({ id, width }) => (width === undefined ? id : `${id}~${width}`)).join(',')
  return text(columns) === text(defaultWorkspace.columns) ? undefined : text(columns)
}

/** undefined: the list has no symbols of its own, or too many. */
function listText(list: Watchlist): string | undefined {
  const count = list.groups.reduce((sum, group) => sum + group.symbols.length, 0)
  if (list.kind === 'all' || count > addressSymbolsMax) return undefined
  return list.groups.map((group, index) => `${plain(index === 0 ? list.name : group.name)}!${group.symbols.join(',')}`).join(';')
}

/** Names in an address do without the characters that mean something in it. */
function plain(name: string): string {
  return name.replace(/[\s,;!~]+/g, ' ').trim()
}

/** One value for all charts when they agree, nothing when that is the initial one. */
function perChart(charts: readonly ChartSettings[], read: (chart: ChartSettings) => string, initial: string): string | undefined {
  const values = charts.map(read)
  if (values.every((value) => value === initial)) return undefined
  // A missing value repeats the one before: symbols are always all there, as their number is that of the charts.
  let end = values.length
  if (initial !== '') while (end > 1 && values[end - 1] === values[end - 2]) end -= 1
  return values.slice(0, end).join(';')
}

/** Percent-encoded but for what a query may hold as it is: `:` of a symbol, `/` of a time zone, and our separators. */
function escapeValue(text: string): string {
  return encodeURIComponent(text)
    .replace(/%(?:3A|2F|2C|3B|40)/g, decodeURIComponent)
    .replaceAll('%20', '+')
}
