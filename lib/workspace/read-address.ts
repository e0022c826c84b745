import { intervals } from '../market/bar.ts'
import { arrangementFor, chartCountOf } from './chart-count.ts'
import { readIndicator, readList, readWorkspace } from './read-workspace.ts'
import { createReader, type Reader } from './reader.ts'
import {
  type ChartSettings,
  defaultChart,
  type IndicatorSetting,
  linkNames,
  type Watchlist,
  type Workspace,
} from './workspace.ts'
import type { ParsedWorkspace } from './workspace-file.ts'

/**
 * The workspace with what an address (workspace-address.ts) says; what it does not say stays as in `base`. Never throws. Also reads `symbol` and
 * `interval`, as addresses had them first.
 */
export function parseWorkspaceAddress(search: string, base: Workspace): ParsedWorkspace {
  const parameters = new URLSearchParams(search)
  const get = (...names: readonly string[]): string | undefined =>
    names.map((name) => parameters.get(name)).find((value) => value !== null) ?? undefined
  const reader = createReader()
  const list = readLinkedList(get('w'), reader)
  const document = {
    ...base,
    ...(list === undefined ? {} : { lists: [...withoutLinked(base.lists, list.id), list], activeList: list.id }),
    ...chartsDocument(get, base, reader),
    ...given('activeChart', get('c'), (text) => (/^[1-8]$/.test(text) ? Number(text) - 1 : text)),
    ...given('maximised', get('max'), flag),
    ...given('linked', get('l'), (text) => readLinks(split(text), reader)),
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
    rate: { ...base.rate, ...given('capHz', get('hz'), numberOr), ...given('paused', get('paused'), flag) },
  }
  return { workspace: readWorkspace(document, reader), ignored: reader.ignored }
}

/** One entry, or none when the address does not have it. */
function given<Value>(name: string, text: string | undefined, read: (text: string) => Value): Record<string, Value> {
  return text === undefined ? {} : { [name]: read(text) }
}

/** What is no number stays as it was written, to be told so. */
const numberOr = (text: string): unknown => (Number.isFinite(Number(text)) ? Number(text) : text)

function readLinks(names: readonly string[], reader: Reader): Record<string, boolean> {
  for (const name of names) reader.choice(name, linkNames, undefined, 'The link of charts')
  return Object.fromEntries(linkNames.map((name) => [name, names.includes(name)]))
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
  const count = Math.min(8, Math.max(before.length, symbols?.length ?? 0, chartCountOf(arrangement)))
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

function readColumnText(text: string): { id: string; width: unknown } {
  const [id = '', width] = text.split('~')
  return { id, width: width === undefined ? undefined : numberOr(width) }
}

function readLinkedList(text: string | undefined, reader: Reader): Watchlist | undefined {
  if (text === undefined) return undefined
  const groups = text.split(';').map((part, index) => {
    const [name, symbols] = part.includes('!') ? part.split('!') : [index === 0 ? 'Shared list' : '', part]
    return { name: name ?? '', symbols: split(symbols ?? '') }
  })
  const name = groups[0]?.name
  const list = readList(
    { id: 'link', name, groups: groups.map((each, index) => (index === 0 ? { ...each, name: '' } : each)) },
    reader,
  )
  return list && { ...list, id: linkedId(list) }
}

/**
 * Id of a list that came with a link. It says what was in the list: one that does not fit its id any more was changed, and is
 * the viewer's own.
 */
function linkedId({ name, groups }: Watchlist): string {
  const text = JSON.stringify([name, groups.map((group) => [group.name, group.symbols])])
  let hash = 0
  for (let index = 0; index < text.length; index++) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) >>> 0
  return `link-${hash.toString(36)}`
}

/** What came with a link goes with the next one, unless the viewer changed it; that gives way to the id of the next. */
function withoutLinked(lists: readonly Watchlist[], next: string): Watchlist[] {
  let free = next
  while (lists.some(({ id }) => id === free)) free += '-'
  return lists.filter((list) => list.id !== linkedId(list)).map((list) => (list.id === next ? { ...list, id: free } : list))
}
