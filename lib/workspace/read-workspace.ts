import { intervals } from '../market/bar.ts'
import { indicatorIds } from '../market/indicator-ids.ts'
import { arrangementFor, chartCountOf } from './chart-count.ts'
import { isRecord, type Reader } from './reader.ts'
import {
  allInstruments,
  arrangementIds,
  type ChartSettings,
  type ColumnSetting,
  chartKinds,
  chartScales,
  colourConventions,
  columnIds,
  defaultChart,
  defaultWorkspace,
  hourCycles,
  type IndicatorSetting,
  isLocale,
  isSymbolText,
  isTimeZone,
  workspaceLimits as limits,
  linkNames,
  paneIds,
  panelIds,
  rateCaps,
  type SortOrder,
  themes,
  type Watchlist,
  type WatchlistGroup,
  type Workspace,
} from './workspace.ts'

/** A workspace from anything that was once one. Always usable; the reader tells what was left out. */
export function readWorkspace(document: Readonly<Record<string, unknown>>, reader: Reader): Workspace {
  const lists = readLists(document.lists, reader)
  const charts = reader.list(document.charts, 8, (value) => readChart(value, reader), 'Charts') ?? []
  const arrangement = reader.choice(document.arrangement, arrangementIds, arrangementFor(charts.length), 'The arrangement')
  const activeList = reader.text(document.activeList, (id) => lists.some((list) => list.id === id), undefined, 'The list')
  const appearance = isRecord(document.appearance) ? document.appearance : {}
  const formats = isRecord(document.formats) ? document.formats : {}
  const rate = isRecord(document.rate) ? document.rate : {}
  const { appearance: look, formats: format } = defaultWorkspace
  return withCharts(
    {
      lists,
      activeList: activeList ?? lists[0]?.id ?? allInstruments.id,
      columns: readColumns(document.columns, reader),
      sort: readSort(document.sort, reader),
      charts,
      arrangement,
      activeChart: reader.number(document.activeChart, 0, 7, 0, 'The active chart'),
      maximised: reader.flag(document.maximised, false, 'The full-size setting'),
      linked: readLinked(document.linked, reader),
      panels: unique(
        reader.list(
          document.panels,
          panelIds.length,
          (value) => reader.choice(value, panelIds, undefined, 'The panel'),
          'Panels',
        ) ?? [],
      ),
      pane: reader.choice(document.pane, paneIds, defaultWorkspace.pane, 'The pane'),
      appearance: {
        theme: reader.choice(appearance.theme, themes, look.theme, 'The theme'),
        colours: reader.choice(appearance.colours, colourConventions, look.colours, 'The colour convention'),
      },
      formats: {
        locale: reader.text(formats.locale, isLocale, undefined, 'The language'),
        timeZone: reader.text(formats.timeZone, isTimeZone, undefined, 'The time zone'),
        hourCycle: reader.choice(formats.hourCycle, hourCycles, format.hourCycle, 'The clock'),
      },
      rate: {
        capHz: reader.choice(rate.capHz, rateCaps, undefined, 'The rate'),
        paused: reader.flag(rate.paused, false, 'The pause'),
      },
      characterKeys: reader.flag(document.characterKeys, true, 'The setting for single-character keys'),
      lines: readLines(document.lines, reader),
    },
    charts,
  )
}

/** The workspace with exactly as many charts as its arrangement has places, by leaving out or repeating the last. */
export function withCharts(workspace: Workspace, charts: readonly ChartSettings[]): Workspace {
  const count = chartCountOf(workspace.arrangement)
  const last = charts.at(-1) ?? defaultChart
  const exact = Array.from({ length: count }, (_, index) => charts[index] ?? last)
  return { ...workspace, charts: exact, activeChart: Math.min(Math.trunc(workspace.activeChart), count - 1) }
}

export function readIndicator(value: unknown, reader: Reader): IndicatorSetting | undefined {
  if (!isRecord(value)) {
    reader.ignore('An indicator could not be read and was left out.')
    return undefined
  }
  const id = reader.choice(value.id ?? '', indicatorIds, undefined, 'The indicator')
  if (id === undefined) return undefined
  const given = isRecord(value.parameters) ? Object.entries(value.parameters).slice(0, 20) : []
  const usable = given.filter(
    (entry): entry is [string, number | string] =>
      /^[a-z][a-zA-Z0-9]{0,30}$/.test(entry[0]) &&
      ((typeof entry[1] === 'number' && Number.isFinite(entry[1])) ||
        (typeof entry[1] === 'string' && /^[\w.-]{1,40}$/.test(entry[1]))),
  )
  if (usable.length < given.length) reader.ignore(`Some settings of the indicator “${id}” were left out.`)
  return { id, parameters: Object.fromEntries(usable) }
}

function readLists(value: unknown, reader: Reader): Watchlist[] {
  const lists = new Map<string, Watchlist>()
  for (const list of reader.list(value, limits.lists, (each) => readList(each, reader), 'Watchlists') ?? []) {
    if (!lists.has(list.id)) lists.set(list.id, list)
  }
  return lists.size === 0 ? [allInstruments] : [...lists.values()]
}

export function readList(value: unknown, reader: Reader): Watchlist | undefined {
  if (!isRecord(value) || typeof value.id !== 'string' || !/^[\w-]{1,40}$/.test(value.id)) {
    reader.ignore('A watchlist could not be read and was left out.')
    return undefined
  }
  if (value.kind === 'all') return { ...allInstruments, id: value.id, name: readName(value.name, allInstruments.name) }
  const name = readName(value.name, 'Watchlist')
  const seen = new Set<string>()
  const groups =
    reader.list(value.groups, limits.groupsPerList, (each) => readGroup(each, seen, name, reader), `Groups of “${name}”`) ?? []
  if (groups[0]?.name !== '') groups.unshift({ name: '', collapsed: false, symbols: [] })
  return { id: value.id, name, kind: 'own', groups }
}

function readGroup(value: unknown, seen: Set<string>, list: string, reader: Reader): WatchlistGroup | undefined {
  if (!isRecord(value)) return undefined
  const room = limits.symbolsPerList - seen.size
  const symbols = reader.list(
    value.symbols,
    Math.max(0, room),
    (each) => reader.text(each, isSymbolText, undefined, 'The symbol'),
    `Symbols of “${list}”`,
  )
  const fresh = (symbols ?? []).filter((symbol) => !seen.has(symbol) && seen.add(symbol).size > 0)
  return { name: readName(value.name, ''), collapsed: value.collapsed === true, symbols: fresh }
}

function readName(value: unknown, fallback: string): string {
  const name = typeof value === 'string' ? value.trim().slice(0, limits.nameLength) : ''
  return name === '' ? fallback : name
}

function readChart(value: unknown, reader: Reader): ChartSettings {
  const chart = isRecord(value) ? value : {}
  if (chart !== value) reader.ignore('A chart could not be read; a plain one takes its place.')
  const compare = reader.list(
    chart.compare,
    limits.comparePerChart,
    (each) => reader.text(each, isSymbolText, undefined, 'The symbol'),
    'Compared symbols',
  )
  return {
    symbol: reader.text(chart.symbol, isSymbolText, undefined, 'The symbol'),
    interval: reader.choice(chart.interval, intervals, defaultChart.interval, 'The interval'),
    kind: reader.choice(chart.kind, chartKinds, defaultChart.kind, 'The kind of chart'),
    scale: reader.choice(chart.scale, chartScales, defaultChart.scale, 'The scale'),
    volume: reader.flag(chart.volume, defaultChart.volume, 'The volume setting'),
    indicators:
      reader.list(chart.indicators, limits.indicatorsPerChart, (each) => readIndicator(each, reader), 'Indicators') ?? [],
    compare: unique(compare ?? []),
    table: reader.flag(chart.table, defaultChart.table, 'The table setting'),
  }
}

function readColumns(value: unknown, reader: Reader): readonly ColumnSetting[] {
  const read = reader.list(value, 2 * columnIds.length, (each) => readColumn(each, reader), 'Columns') ?? []
  const columns = read.filter(({ id }, index) => read.findIndex((other) => other.id === id) === index)
  if (columns.length === 0) return defaultWorkspace.columns
  // Rows without it are nobody's.
  return columns.some(({ id }) => id === 'symbol') ? columns : [{ id: 'symbol', width: undefined }, ...columns]
}

function readColumn(value: unknown, reader: Reader): ColumnSetting | undefined {
  if (!isRecord(value)) return undefined
  const id = reader.choice(value.id, columnIds, undefined, 'The column')
  if (id === undefined) return undefined
  const width = reader.number(
    value.width,
    limits.columnWidthMin,
    limits.columnWidthMax,
    undefined,
    `The width of the column “${id}”`,
  )
  return { id, width }
}

function readSort(value: unknown, reader: Reader): SortOrder | undefined {
  if (!isRecord(value)) return undefined
  const column = reader.choice(value.column, columnIds, undefined, 'The column')
  return column === undefined ? undefined : { column, descending: value.descending === true }
}

function readLinked(value: unknown, reader: Reader): Workspace['linked'] {
  const linked = isRecord(value) ? value : {}
  const entries = linkNames.map((name) => [name, reader.flag(linked[name], defaultWorkspace.linked[name], `The link of ${name}`)])
  return Object.fromEntries(entries) as Workspace['linked']
}

function readLines(value: unknown, reader: Reader): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {}
  const given = Object.entries(value)
  const usable = given
    .filter(
      (entry): entry is [string, string] =>
        isSymbolText(entry[0]) && typeof entry[1] === 'string' && entry[1].length <= limits.linesLength,
    )
    .slice(0, limits.linesOfSymbols)
  if (usable.length < given.length) reader.ignore('Some of the lines drawn on charts were left out.')
  return Object.fromEntries(usable)
}

function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)]
}
