import { useSyncExternalStore } from 'react'
import { type ChartKind, chartKinds, type ScaleMode, scaleModes } from '@/components/chart/chart-kinds.ts'
import { type Interval, isInterval } from '@/lib/market/bar.ts'

/** What the address of the page says: a link shows somebody else the same. */
export interface ViewState {
  /** undefined: the address names none, the first of the list is shown. */
  readonly symbol: string | undefined
  readonly interval: Interval
  /** Which pane a narrow screen shows. */
  readonly pane: Pane
  readonly sort: SortOrder | undefined
  readonly chart: ChartKind
  readonly scale: ScaleMode
  /** As in the address, `sma:20,rsi`: indicator-choice.ts reads it. */
  readonly indicators: string | undefined
  /** Beside the chart, on a wide screen. */
  readonly side: SidePanel
  /** The chart covers the list. */
  readonly maximised: boolean
}

export type Pane = 'list' | 'chart' | 'side'

export const sidePanels = ['none', 'trades', 'depth', 'details'] as const
export type SidePanel = (typeof sidePanels)[number]
export const sidePanelNames: Record<SidePanel, string> = { none: 'None', trades: 'Trades', depth: 'Depth', details: 'Details' }

export interface SortOrder {
  readonly column: string
  readonly descending: boolean
}

export const defaultView: ViewState = {
  symbol: undefined,
  interval: '1m',
  pane: 'list',
  sort: undefined,
  chart: 'candles',
  scale: 'linear',
  indicators: undefined,
  side: 'none',
  maximised: false,
}

// Safari refuses more than 100 changes of the address in 30 s; an arrow key held down makes 30 a second.
const addressDelayMs = 300

let current: ViewState | undefined
let pendingWrite: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

export function useViewState(): ViewState {
  return useSyncExternalStore(subscribe, getViewState, () => defaultView)
}

export function getViewState(): ViewState {
  current ??= parseView(window.location.search)
  return current
}

export function setViewState(change: Partial<ViewState>): void {
  current = { ...getViewState(), ...change }
  pendingWrite ??= setTimeout(writeAddress, addressDelayMs)
  for (const listener of listeners) listener()
}

/** Parameters that cannot be used count as absent. A symbol is kept as it is: only the server knows which exist. */
export function parseView(search: string): ViewState {
  const parameters = new URLSearchParams(search)
  const symbol = parameters.get('symbol')?.trim() ?? ''
  const interval = parameters.get('interval') ?? ''
  const sort = /^(-?)([a-z][a-z-]{0,19})$/.exec(parameters.get('sort') ?? '')
  return {
    symbol: symbol === '' ? undefined : symbol,
    interval: isInterval(interval) ? interval : defaultView.interval,
    pane: (['list', 'chart', 'side'] as const).find((name) => name === parameters.get('pane')) ?? defaultView.pane,
    sort: sort === null ? undefined : { column: sort[2] ?? '', descending: sort[1] === '-' },
    chart: chartKinds.find((name) => name === parameters.get('chart')) ?? defaultView.chart,
    scale: scaleModes.find((name) => name === parameters.get('scale')) ?? defaultView.scale,
    indicators: parameters.get('indicators')?.slice(0, 500) ?? defaultView.indicators,
    side: sidePanels.find((name) => name === parameters.get('side')) ?? defaultView.side,
    maximised: parameters.get('max') === '1',
  }
}

/** The address for a view; what it does not know in `search` stays. */
export function formatView(view: ViewState, search: string): string {
  const parameters = new URLSearchParams(search)
  const put = (name: string, value: string | undefined): void => {
    if (value === undefined) parameters.delete(name)
    else parameters.set(name, value)
  }
  put('symbol', view.symbol)
  put('interval', view.interval === defaultView.interval ? undefined : view.interval)
  put('pane', view.pane === defaultView.pane ? undefined : view.pane)
  put('sort', view.sort === undefined ? undefined : `${view.sort.descending ? '-' : ''}${view.sort.column}`)
  put('chart', view.chart === defaultView.chart ? undefined : view.chart)
  put('scale', view.scale === defaultView.scale ? undefined : view.scale)
  put('indicators', view.indicators)
  put('side', view.side === defaultView.side ? undefined : view.side)
  put('max', view.maximised ? '1' : undefined)
  // The colon of SIM:BTC-USD, the slash and the comma are legal in a query and easier to read as they are.
  const text = parameters.toString().replaceAll('%3A', ':').replaceAll('%2F', '/').replaceAll('%2C', ',')
  return text === '' ? '' : `?${text}`
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('popstate', readAddress)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) window.removeEventListener('popstate', readAddress)
  }
}

function readAddress(): void {
  clearTimeout(pendingWrite)
  pendingWrite = undefined
  current = parseView(window.location.search)
  for (const listener of listeners) listener()
}

function writeAddress(): void {
  pendingWrite = undefined
  const { pathname, search, hash } = window.location
  const wanted = formatView(getViewState(), search)
  if (wanted !== search) window.history.replaceState(null, '', `${pathname}${wanted}${hash}`)
}
