import type { Interval } from '../market/bar.ts'

/** Everything a viewer arranged: what a link, a named layout and the next visit bring back. Immutable. */
export interface Workspace {
  /** At least one. */
  readonly lists: readonly Watchlist[]
  /** Id of the list shown. */
  readonly activeList: string
  /** In the order of the screen. */
  readonly columns: readonly ColumnSetting[]
  readonly sort: SortOrder | undefined
  /** As many as the arrangement has places. */
  readonly charts: readonly ChartSettings[]
  readonly arrangement: ArrangementId
  /** Index into `charts`. */
  readonly activeChart: number
  /** The active chart alone fills the place of all. */
  readonly maximised: boolean
  readonly linked: LinkedSettings
  /** Open ones, in the order of the screen. */
  readonly panels: readonly PanelId[]
  /** What a narrow screen shows. */
  readonly pane: PaneId
  readonly appearance: Appearance
  readonly formats: Formats
  readonly rate: RateSettings
  /** Shortcuts that are a single character; off for whoever sets them off by voice or by accident (WCAG 2.1.4). */
  readonly characterKeys: boolean
  /** By symbol: drawings as `lib/chart/drawings` wrote them. */
  readonly lines: Readonly<Record<string, string>>
}

export interface Watchlist {
  readonly id: string
  readonly name: string
  /** `all`: every instrument the server has; it has no groups and cannot be edited. */
  readonly kind: 'own' | 'all'
  /** The first has no name: what is in no group. A symbol is in a list once. */
  readonly groups: readonly WatchlistGroup[]
}

export interface WatchlistGroup {
  readonly name: string
  readonly collapsed: boolean
  readonly symbols: readonly string[]
}

export const columnIds = [
  'symbol',
  'spark',
  'last',
  'change',
  'percent',
  'bid',
  'ask',
  'volume',
  'name',
  'spread',
  'spread-bp',
  'bid-size',
  'ask-size',
  'open',
  'high',
  'low',
  'range',
  'turnover',
  'trades',
  'age',
  'status',
  'venue',
] as const
export type ColumnId = (typeof columnIds)[number]

export interface ColumnSetting {
  readonly id: ColumnId
  /** CSS px; undefined: as wide as its content asks. */
  readonly width: number | undefined
}

export interface SortOrder {
  readonly column: ColumnId
  readonly descending: boolean
}

export const chartKinds = ['candles', 'hollow', 'bars', 'line', 'area', 'baseline', 'heikin-ashi'] as const
export type ChartKind = (typeof chartKinds)[number]

export const chartScales = ['linear', 'log', 'percent', 'indexed'] as const
export type ChartScale = (typeof chartScales)[number]

export interface ChartSettings {
  /** undefined: the first of the list shown. */
  readonly symbol: string | undefined
  readonly interval: Interval
  readonly kind: ChartKind
  readonly scale: ChartScale
  readonly volume: boolean
  readonly indicators: readonly IndicatorSetting[]
  /** Symbols drawn beside the chart's own. */
  readonly compare: readonly string[]
  /** The bars in view also as a table, below the chart. */
  readonly table: boolean
}

export interface IndicatorSetting {
  readonly id: string
  /** Only what differs from the indicator's own initial values. */
  readonly parameters: Readonly<Record<string, number | string>>
}

export const arrangementIds = ['1', '2h', '2v', '3h', '3v', '3l', '3t', '4', '4h', '4l', '5', '6', '6v', '7', '8', '8v'] as const
export type ArrangementId = (typeof arrangementIds)[number]

export const linkNames = ['symbol', 'interval', 'crosshair', 'range'] as const
export type LinkName = (typeof linkNames)[number]
export type LinkedSettings = Readonly<Record<LinkName, boolean>>

export const panelIds = ['quote', 'trades', 'depth', 'movers', 'heatmap', 'alerts', 'health'] as const
export type PanelId = (typeof panelIds)[number]

export const paneIds = ['list', 'chart', ...panelIds] as const
export type PaneId = (typeof paneIds)[number]

export const themes = ['system', 'dark', 'light'] as const
export type Theme = (typeof themes)[number]

/** Which colour means up. */
export const colourConventions = ['west', 'east-asia', 'korea', 'safe'] as const
export type ColourConvention = (typeof colourConventions)[number]

export interface Appearance {
  readonly theme: Theme
  readonly colours: ColourConvention
}

/** `locale`: as the language has it. */
export const hourCycles = ['h23', 'h12', 'locale'] as const
export type HourCycle = (typeof hourCycles)[number]

export interface Formats {
  /** BCP 47; undefined: the browser's. */
  readonly locale: string | undefined
  /** IANA; undefined: the browser's. */
  readonly timeZone: string | undefined
  readonly hourCycle: HourCycle
}

export const rateCaps = [0.5, 1, 2, 4, 10, 20] as const

export interface RateSettings {
  /** Hz at which prices may move; undefined: as the page needs. */
  readonly capHz: number | undefined
  readonly paused: boolean
}

export const workspaceLimits = {
  lists: 50,
  symbolsPerList: 5_000,
  /**
   * Of a list, those that have prices at any time. Where a server is not told otherwise a connection may have 5,000 (MAX_SYMBOLS) and is
   * refused what is more, rows on the screen and charts among it. Beyond, prices come when one scrolls there, or filters.
   */
  pricedPerList: 4_500,
  groupsPerList: 100,
  nameLength: 60,
  indicatorsPerChart: 12,
  comparePerChart: 5,
  columnWidthMin: 40,
  columnWidthMax: 600,
  linesOfSymbols: 500,
  linesLength: 50_000,
} as const

export const defaultChart: ChartSettings = {
  symbol: undefined,
  interval: '1m',
  kind: 'candles',
  scale: 'linear',
  volume: true,
  indicators: [],
  compare: [],
  table: false,
}

const column = (id: ColumnId): ColumnSetting => ({ id, width: undefined })

export const defaultColumns: readonly ColumnSetting[] = (
  ['symbol', 'spark', 'last', 'change', 'percent', 'bid', 'ask', 'volume'] as const
).map(column)

export const allInstruments: Watchlist = { id: 'all', name: 'All instruments', kind: 'all', groups: [] }

export const defaultWorkspace: Workspace = {
  lists: [allInstruments],
  activeList: allInstruments.id,
  columns: defaultColumns,
  sort: undefined,
  charts: [defaultChart],
  arrangement: '1',
  activeChart: 0,
  maximised: false,
  linked: { symbol: false, interval: false, crosshair: true, range: false },
  panels: [],
  pane: 'list',
  appearance: { theme: 'system', colours: 'west' },
  // Trading screens count to 24 wherever they are.
  formats: { locale: undefined, timeZone: undefined, hourCycle: 'h23' },
  rate: { capHz: undefined, paused: false },
  characterKeys: true,
  lines: {},
}

/** What of a view somebody arranged, to compare: not which of its charts was looked at last, and nothing of taste. */
export function arrangementText({ charts, arrangement, columns, sort, linked, panels }: Workspace): string {
  return JSON.stringify([charts, arrangement, columns, sort, linked, panels])
}

/** Text that can name an instrument. Which exist, only the server knows. */
export function isSymbolText(text: string): boolean {
  return /^(?=.*[\p{L}\p{N}])[^\s,;!~"'<>]{1,64}$/u.test(text)
}

export function isLocale(text: string): boolean {
  try {
    return text !== '' && Intl.getCanonicalLocales(text).length === 1
  } catch {
    return false
  }
}

export function isTimeZone(text: string): boolean {
  try {
    return text !== '' && new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** All symbols of a list in the order of the screen. */
export function listSymbols(list: Watchlist): string[] {
  return list.groups.flatMap((group) => group.symbols)
}

export function activeWatchlist(workspace: Workspace): Watchlist {
  return workspace.lists.find(({ id }) => id === workspace.activeList) ?? workspace.lists[0] ?? allInstruments
}
