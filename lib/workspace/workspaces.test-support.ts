import fc from 'fast-check'
import { intervals } from '../market/bar.ts'
import { arrangementOf } from './arrangements.ts'
import {
  arrangementIds,
  type ChartSettings,
  chartKinds,
  chartScales,
  colourConventions,
  columnIds,
  hourCycles,
  isSymbolText,
  paneIds,
  panelIds,
  rateCaps,
  themes,
  type Watchlist,
  type Workspace,
} from './workspace.ts'

const symbol = fc.oneof(
  fc.constantFrom('BINANCE:BTC-USDT', 'US:AAPL', 'US:BRK.B', 'SIM:ETH-USD'),
  fc.string({ minLength: 1, maxLength: 12 }).filter(isSymbolText),
)
const symbols = (maxLength: number) => fc.uniqueArray(symbol, { maxLength })
const name = fc
  .string({ minLength: 1, maxLength: 20 })
  .map((text) => text.trim())
  .filter((text) => text !== '')
const setting = fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.constantFrom('close', 'hl2'))

const chart: fc.Arbitrary<ChartSettings> = fc.record({
  symbol: fc.option(symbol, { nil: undefined }),
  interval: fc.constantFrom(...intervals),
  kind: fc.constantFrom(...chartKinds),
  scale: fc.constantFrom(...chartScales),
  volume: fc.boolean(),
  indicators: fc.array(
    fc.record({
      id: fc.constantFrom('sma', 'rsi', 'macd'),
      parameters: fc.dictionary(fc.constantFrom('length', 'source', 'fast'), setting, { noNullPrototype: true }),
    }),
    { maxLength: 3 },
  ),
  compare: symbols(3),
  table: fc.boolean(),
})

const list = (id: string): fc.Arbitrary<Watchlist> =>
  fc
    .tuple(name, fc.uniqueArray(name, { maxLength: 3 }), symbols(12), fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }))
    .map(([title, groupNames, all, flags]) => ({
      id,
      name: title,
      kind: 'own',
      groups: ['', ...groupNames].map((groupName, index, groups) => ({
        name: groupName,
        collapsed: index > 0 && (flags[index] ?? false),
        symbols: all.filter((_, position) => position % groups.length === index),
      })),
    }))

/** Any workspace that edits could have made. */
export const workspaceArbitrary: fc.Arbitrary<Workspace> = fc.constantFrom(...arrangementIds).chain((arrangement) => {
  const count = arrangementOf(arrangement).places.length
  return fc.record({
    lists: fc.tuple(list('list-1'), list('list-2')),
    activeList: fc.constantFrom('list-1', 'list-2'),
    columns: fc
      .uniqueArray(
        fc.record({ id: fc.constantFrom(...columnIds), width: fc.option(fc.integer({ min: 40, max: 600 }), { nil: undefined }) }),
        { minLength: 1, maxLength: 6, selector: ({ id }) => id },
      )
      .map((columns) =>
        columns.some(({ id }) => id === 'symbol') ? columns : [...columns, { id: 'symbol' as const, width: undefined }],
      ),
    sort: fc.option(fc.record({ column: fc.constantFrom(...columnIds), descending: fc.boolean() }), { nil: undefined }),
    charts: fc.array(chart, { minLength: count, maxLength: count }),
    arrangement: fc.constant(arrangement),
    activeChart: fc.nat(count - 1),
    maximised: fc.boolean(),
    linked: fc.record({ symbol: fc.boolean(), interval: fc.boolean(), crosshair: fc.boolean(), range: fc.boolean() }),
    panels: fc.uniqueArray(fc.constantFrom(...panelIds)),
    pane: fc.constantFrom(...paneIds),
    appearance: fc.record({ theme: fc.constantFrom(...themes), colours: fc.constantFrom(...colourConventions) }),
    formats: fc.record({
      locale: fc.constantFrom(undefined, 'de-DE', 'ja'),
      timeZone: fc.constantFrom(undefined, 'America/New_York', 'UTC'),
      hourCycle: fc.constantFrom(...hourCycles),
    }),
    rate: fc.record({ capHz: fc.constantFrom(undefined, ...rateCaps), paused: fc.boolean() }),
    characterKeys: fc.boolean(),
    lines: fc.dictionary(symbol, fc.string(), { maxKeys: 3, noNullPrototype: true }),
  })
})
