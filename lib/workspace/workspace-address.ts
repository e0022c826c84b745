import { intervals } from '../market/bar.ts'
import { arrangementFor, arrangements } from './arrangements.ts'
import { readIndicator, readWorkspace } from './read-workspace.ts'
import { createReader, type Reader } from './reader.ts'
import {
  activeWatchlist,
  allInstruments,
  type ChartSettings,
  defaultChart,
  defaultWorkspace,
  type IndicatorSetting,
  linkNames,
  type Watchlist,
  type Workspace,
} from './workspace.ts'
import type { ParsedWorkspace } from './workspace-file.ts'

/** What of a workspace goes into its address, besides charts, panels, columns and sorting. */
export interface AddressScope {
  /** The symbols of the list shown. */
  readonly list: boolean
  /** Theme, colours, language, time zone, clock, rate, keys: rude in a link for somebody else, right for oneself. */
  readonly personal: boolean
}

/** A list with more symbols makes addresses that mail and chat programs cut. */
export const addressSymbolsMax = 100

/** Id of the list that came with a link: the next link replaces it. */
export const linkedListId = 'link'

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

/**
 * The workspace with what an address says; what it does not say stays as in `base`. Never throws. Also reads `symbol` and
 * `interval`, as addresses had them first.
 */
export function parseWorkspaceAddress(search: string, base: Workspace): ParsedWorkspace {
  const parameters = new URLSearchParams(search)
  const get = (...names: readonly string[]): string | undefined =>
    names.map((name) => parameters.get(name)).find((value) => value !== null) ?? undefined
  const reader = createReader()
  const list = readLinkedList(get('w'))
  const document = {
    ...base,
    ...(list === undefined ? {} : { lists: [...base.lists.filter(({ id }) => id !== linkedListId), list], activeList: list.id }),
    ...chartsDocument(get, base, reader),
    ...given('activeChart', get('c'), (text) => Number(text) - 1),
    ...given('maximised', get('max'), flag),
    ...given('linked', get('l'), (text) => Object.fromEntries(linkNames.map((name) => [name, text.split(',').includes(name)]))),
    ...given('panels', get('p'), split),
    ...given('pane', get('pane'), (text) => text),
    ...given('columns', get('cols'), (text) => split(text).map(readColumnText)),
    ...given('sort', get('sort'), (text) => ({ column: text.replace(/^-/, ''), descending: text.startsWith('-') })),
    appearance: {
      ...base.appearance,
      ...given('theme', get('theme'), (text) => text),
      ...given('colours', get('colours'), (text) => text),
    },
    formats: {
      ...base.formats,
      ...given('locale', get('lang'), (text) => text),
      ...given('timeZone', get('tz'), (text) => text),
      ...given('hourCycle', get('clock'), (text) => text),
    },
    ...given('characterKeys', get('keys'), flag),
    rate: { ...base.rate, ...given('capHz', get('hz'), Number), ...given('paused', get('paused'), flag) },
  }
  return { workspace: readWorkspace(document, reader), ignored: reader.ignored }
}

/** One entry, or none when the address does not have it. */
function given<Value>(name: string, text: string | undefined, read: (text: string) => Value): Record<string, Value> {
  return text === undefined ? {} : { [name]: read(text) }
}

const flag = (text: string): unknown => (text === '1' ? true : text === '0' ? false : text)

type Get = (...names: readonly string[]) => string | undefined

/** Charts and arrangement where the address says something of either. */
function chartsDocument(get: Get, base: Workspace, reader: Reader): { charts?: readonly ChartSettings[]; arrangement?: string } {
  const symbols = get('s', 'symbol')?.split(';')
  const arrangement = get('g') ?? (symbols === undefined ? base.arrangement : arrangementFor(Math.min(symbols.length, 8)))
  const named = ['i', 'interval', 'k', 'y', 'x', 'vs', 'v', 't'].some((name) => get(name) !== undefined)
  if (symbols === undefined && get('g') === undefined && !named) return {}
  // A link that names its symbols describes its charts entirely; one that does not changes those that are there.
  const before = symbols === undefined ? base.charts : []
  const places = arrangements.find(({ id }) => id === arrangement)?.places.length ?? 1
  const count = Math.min(8, Math.max(before.length, symbols?.length ?? 0, places))
  const part = (index: number, ...names: readonly string[]): string | undefined => {
    const parts = get(...names)?.split(';')
    return parts?.[Math.min(index, parts.length - 1)]
  }
  const charts = Array.from({ length: count }, (_, index) => {
    const chart = {
      ...(before[index] ?? before.at(-1) ?? defaultChart),
      ...given('symbol', symbols?.[Math.min(index, symbols.length - 1)], (text) => (text === '' ? undefined : text)),
      ...given(
        'interval',
        part(index, 'i', 'interval'),
        (text) => intervals.find((interval) => interval === text.toLowerCase()) ?? text,
      ),
      ...given('kind', part(index, 'k'), (text) => text),
      ...given('scale', part(index, 'y'), (text) => text),
      ...given('volume', part(index, 'v'), flag),
      ...given('indicators', part(index, 'x'), (text) => split(text).flatMap((each) => parseIndicator(each, reader) ?? [])),
      ...given('compare', part(index, 'vs'), split),
      ...given('table', part(index, 't'), flag),
    }
    return chart as ChartSettings
  })
  return { charts, arrangement }
}

function split(text: string): string[] {
  return text === '-' ? [] : text.split(',').filter((each) => each !== '')
}

function parseIndicator(text: string, reader: Reader): IndicatorSetting | undefined {
  const [id = '', ...settings] = text.split('~')
  const parameters: Record<string, number | string> = {}
  for (let index = 0; index + 1 < settings.length; index += 2) {
    const value = settings[index + 1] ?? ''
    parameters[settings[index] ?? ''] = value !== '' && Number.isFinite(Number(value)) ? Number(value) : value
  }
  return readIndicator({ id, parameters }, reader)
}

function indicatorText({ id, parameters }: IndicatorSetting): string {
  return [id, ...Object.entries(parameters).flat()].join('~')
}

function columnsText({ columns }: Workspace): string | undefined {
  const text = (all: Workspace['columns']): string =>
    all.map(({ id, width }) => (width === undefined ? id : `${id}~${width}`)).join(',')
  return text(columns) === text(defaultWorkspace.columns) ? undefined : text(columns)
}

function readColumnText(text: string): { id: string; width: number | undefined } {
  const [id = '', width] = text.split('~')
  return { id, width: width === undefined ? undefined : Number(width) }
}

/** undefined: the list has no symbols of its own, or too many. */
function listText(list: Watchlist): string | undefined {
  const count = list.groups.reduce((sum, group) => sum + group.symbols.length, 0)
  if (list.kind === 'all' || count > addressSymbolsMax) return undefined
  return list.groups.map((group, index) => `${plain(index === 0 ? list.name : group.name)}!${group.symbols.join(',')}`).join(';')
}

function readLinkedList(text: string | undefined): Watchlist | undefined {
  if (text === undefined) return undefined
  const groups = text.split(';').map((part, index) => {
    const [name, symbols] = part.includes('!') ? part.split('!') : [index === 0 ? 'Shared list' : '', part]
    return { name: name ?? '', collapsed: false, symbols: split(symbols ?? '') }
  })
  const name = groups[0]?.name ?? ''
  return {
    ...allInstruments,
    id: linkedListId,
    kind: 'own',
    name,
    groups: groups.map((group, index) => (index === 0 ? { ...group, name: '' } : group)),
  }
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
