import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrangementOf, arrangements } from './arrangements.ts'
import { arrangementFor, chartCountOf } from './chart-count.ts'
import { arrangementIds, defaultWorkspace } from './workspace.ts'
import {
  parseWorkspace,
  parseWorkspaceDocument,
  serialiseWorkspace,
  workspaceDocument,
  workspaceVersion,
} from './workspace-file.ts'
import { workspaceArbitrary } from './workspaces.test-support.ts'

/** What every workspace must hold to be shown. */
function expectUsable(workspace: typeof defaultWorkspace): void {
  expect(workspace.lists.length).toBeGreaterThan(0)
  expect(workspace.lists.map(({ id }) => id)).toContain(workspace.activeList)
  expect(workspace.charts).toHaveLength(arrangementOf(workspace.arrangement).places.length)
  expect(workspace.charts[workspace.activeChart]).toBeDefined()
  expect(workspace.columns.length).toBeGreaterThan(0)
}

describe('a stored workspace', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(workspaceArbitrary, (workspace) => {
        expect(parseWorkspace(serialiseWorkspace(workspace))).toEqual({ workspace, ignored: [] })
      }),
    )
  })

  it('is the default where nothing was stored', () => {
    expect(parseWorkspace(null)).toEqual({ workspace: defaultWorkspace, ignored: [] })
    expect(parseWorkspaceDocument(workspaceDocument(defaultWorkspace)).workspace).toEqual(defaultWorkspace)
  })

  it('is the default, with a word about it, where storage is corrupt', () => {
    for (const text of ['', '{', 'null', '[]', '42', '"x"']) {
      expect(parseWorkspace(text)).toEqual({
        workspace: defaultWorkspace,
        ignored: ['The saved layout could not be read; the default one is shown.'],
      })
    }
  })

  it('takes over the preferences of before there were workspaces', () => {
    const { workspace, ignored } = parseWorkspace('{"theme":"dark","colours":"korea","rateCap":4}')
    expect(workspace).toEqual({
      ...defaultWorkspace,
      appearance: { theme: 'dark', colours: 'korea' },
      rate: { capHz: 4, paused: false },
    })
    expect(ignored).toEqual([])
    expect(parseWorkspace('{"theme":"dark","colours":"west"}').workspace.rate.capHz).toBeUndefined()
  })

  it('that has lost its version is read as far as it can be, and what cannot be read is told', () => {
    const { workspace, ignored } = parseWorkspace('{"charts":[{"symbol":5,"interval":"5m"}],"lists":[{"name":1}]}')
    expectUsable(workspace)
    expect(workspace.charts[0]?.interval).toBe('5m')
    expect(ignored).toEqual([
      'The saved layout has no usable version; what could be read was kept.',
      'A watchlist could not be read and was left out.',
      'The symbol “5” is not known and was left out.',
    ])
  })

  it('of a newer version is used as far as it is understood', () => {
    const newer = {
      ...workspaceDocument(defaultWorkspace),
      version: workspaceVersion + 1,
      appearance: { theme: 'sepia', colours: 'safe' },
      hologram: true,
    }
    const { workspace, ignored } = parseWorkspaceDocument(newer)
    expect(workspace.appearance).toEqual({ theme: 'system', colours: 'safe' })
    expect(ignored).toEqual([
      'The layout was saved by a newer version; what this one does not know was left out.',
      'The theme “sepia” is not known and was left out.',
    ])
  })

  it('loses only what cannot be used, and says what that was', () => {
    const damaged = {
      version: 1,
      lists: [
        { id: 'a', kind: 'own', name: ' Tech ', groups: [{ name: 'Big', symbols: ['US:AAPL', 'two words', 'US:AAPL', 7] }] },
        { id: 'no good' },
      ],
      activeList: 'gone',
      columns: [{ id: 'last', width: 5 }, { id: 'sparkle' }, { id: 'last' }],
      sort: { column: 'nothing' },
      charts: [
        {
          interval: '7m',
          kind: 'pie',
          indicators: [{ id: 'sma', parameters: { length: 50, 'bad key': 1 } }, { id: 'DROP TABLE' }],
        },
        5,
      ],
      arrangement: '2h',
      activeChart: 9,
      linked: { symbol: 'yes' },
      panels: ['trades', 'trades', 'orders'],
      formats: { locale: 'not a locale', timeZone: 'Mars/Olympus', hourCycle: 'h23' },
      rate: { capHz: 1000 },
      lines: { 'US:AAPL': 5, 'US:MSFT': '{}' },
    }
    const { workspace, ignored } = parseWorkspaceDocument(damaged)
    expectUsable(workspace)
    expect(workspace.lists).toEqual([
      {
        id: 'a',
        name: 'Tech',
        kind: 'own',
        groups: [
          { name: '', collapsed: false, symbols: [] },
          { name: 'Big', collapsed: false, symbols: ['US:AAPL'] },
        ],
      },
    ])
    expect(workspace.columns.map(({ id, width }) => [id, width])).toEqual([
      ['symbol', undefined],
      ['last', undefined],
    ])
    expect(workspace.charts[0]?.indicators).toEqual([{ id: 'sma', parameters: { length: 50 } }])
    expect(workspace.panels).toEqual(['trades'])
    expect(workspace.formats).toEqual({ locale: undefined, timeZone: undefined, hourCycle: 'h23' })
    expect(workspace.lines).toEqual({ 'US:MSFT': '{}' })
    expect(ignored).toEqual([
      'The symbol “two words” is not known and was left out.',
      'The symbol “7” is not known and was left out.',
      'A watchlist could not be read and was left out.',
      'The interval “7m” is not known and was left out.',
      'The kind of chart “pie” is not known and was left out.',
      'Some settings of the indicator “sma” were left out.',
      'The indicator “DROP TABLE” is not known and was left out.',
      'A chart could not be read; a plain one takes its place.',
      'The list “gone” is not known and was left out.',
      'The width of the column “last” “5” is not known and was left out.',
      'The column “sparkle” is not known and was left out.',
      'The column “nothing” is not known and was left out.',
      'The active chart “9” is not known and was left out.',
      'The link of symbol “yes” is not known and was left out.',
      'The panel “orders” is not known and was left out.',
      'The language “not a locale” is not known and was left out.',
      'The time zone “Mars/Olympus” is not known and was left out.',
      'The rate “1000” is not known and was left out.',
      'Some of the lines drawn on charts were left out.',
    ])
  })

  it('is usable whatever was stored', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => expectUsable(parseWorkspace(text).workspace)))
    fc.assert(
      fc.property(
        workspaceArbitrary,
        fc.constantFrom(...Object.keys(defaultWorkspace), 'version'),
        fc.jsonValue(),
        (workspace, field, value) => {
          expectUsable(
            parseWorkspaceDocument(JSON.parse(JSON.stringify({ ...workspaceDocument(workspace), [field]: value }))).workspace,
          )
        },
      ),
    )
  })

  it('does not let a document reach into prototypes', () => {
    const { workspace } = parseWorkspace(
      '{"version":1,"lines":{"__proto__":"x"},"charts":[{"indicators":[{"id":"sma","parameters":{"__proto__":1}}]}]}',
    )
    expect(Object.getPrototypeOf(workspace.lines)).toBe(Object.prototype)
    expect(workspace.charts[0]?.indicators).toEqual([{ id: 'sma', parameters: {} }])
  })
})

describe('arrangements', () => {
  it('are all there, each filling its grid without overlap', () => {
    expect(arrangements.map(({ id }) => id)).toEqual([...arrangementIds])
    for (const { columns, rows, places } of arrangements) {
      const cells = places.flatMap((place) =>
        Array.from(
          { length: place.columns * place.rows },
          (_, cell) => `${place.column + (cell % place.columns)}/${place.row + Math.floor(cell / place.columns)}`,
        ),
      )
      expect(new Set(cells).size).toBe(columns * rows)
      expect(cells).toHaveLength(columns * rows)
    }
  })

  it('exist for one to eight charts', () => {
    for (let charts = 1; charts <= 8; charts++) expect(arrangementOf(arrangementFor(charts)).places).toHaveLength(charts)
    for (const { id, places } of arrangements) expect(chartCountOf(id)).toBe(places.length)
    expect(arrangementOf('3l').places).toEqual([
      { column: 1, row: 1, columns: 2, rows: 2 },
      { column: 3, row: 1, columns: 1, rows: 1 },
      { column: 3, row: 2, columns: 1, rows: 1 },
    ])
  })
})
