import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrangementOf } from './arrangements.ts'
import { addSymbols, changeGroup } from './list-edits.ts'
import { parseWorkspaceAddress } from './read-address.ts'
import { activeWatchlist, defaultChart, defaultWorkspace, type Workspace } from './workspace.ts'
import { workspaceAddress } from './workspace-address.ts'
import { workspaceArbitrary } from './workspaces.test-support.ts'

const all = { list: true, personal: true }
const view = { list: false, personal: false }
const read = (search: string, base: Workspace = defaultWorkspace) => parseWorkspaceAddress(search, base)

describe('the address of a workspace', () => {
  it('is empty for the defaults', () => {
    expect(workspaceAddress(defaultWorkspace, all)).toBe('')
    expect(read('')).toEqual({ workspace: defaultWorkspace, ignored: [] })
  })

  it('is short and can be read by a person', () => {
    const chart = { ...defaultChart, symbol: 'BINANCE:BTC-USDT', interval: '5m' } as const
    expect(workspaceAddress({ ...defaultWorkspace, charts: [chart] }, view)).toBe('?s=BINANCE:BTC-USDT&i=5m')
    const indicators = [
      { id: 'sma', parameters: { length: 50 } },
      { id: 'rsi', parameters: {} },
    ]
    const busy: Workspace = {
      ...defaultWorkspace,
      arrangement: '2h',
      charts: [
        { ...chart, kind: 'heikin-ashi', scale: 'log', indicators, compare: ['US:AAPL'], volume: false },
        { ...chart, symbol: 'US:MSFT' },
      ],
      panels: ['trades', 'depth'],
      sort: { column: 'percent', descending: true },
      formats: { ...defaultWorkspace.formats, timeZone: 'America/New_York' },
    }
    expect(workspaceAddress(busy, all)).toBe(
      '?s=BINANCE:BTC-USDT;US:MSFT&i=5m&k=heikin-ashi;candles&y=log;linear&x=sma~length~50,rsi;-&vs=US:AAPL;-&v=0;1&g=2h&p=trades,depth&sort=-percent&tz=America/New_York',
    )
  })

  it('brings back all it says, and nothing else of whoever sent it', () => {
    fc.assert(
      fc.property(workspaceArbitrary, fc.boolean(), (workspace, personal) => {
        const { workspace: found, ignored } = read(workspaceAddress(workspace, { list: false, personal }))
        expect(ignored).toEqual([])
        expect(found).toEqual({
          ...workspace,
          lists: defaultWorkspace.lists,
          activeList: defaultWorkspace.activeList,
          lines: {},
          ...(personal
            ? {}
            : {
                appearance: defaultWorkspace.appearance,
                formats: defaultWorkspace.formats,
                rate: defaultWorkspace.rate,
                characterKeys: true,
              }),
        })
      }),
      { numRuns: 300 },
    )
  })

  it('survives a program that encodes every character', () => {
    fc.assert(
      fc.property(workspaceArbitrary, (workspace) => {
        const address = workspaceAddress(workspace, all)
        const parameters = new URLSearchParams(address)
        expect(read(`?${parameters}`)).toEqual(read(address))
      }),
    )
  })

  it('can carry the list shown, which arrives beside the lists that are there', () => {
    const tech = {
      id: 'list-1',
      name: 'Tech, mine',
      kind: 'own' as const,
      groups: [
        { name: '', collapsed: false, symbols: ['US:AAPL'] },
        { name: 'Big', collapsed: true, symbols: ['US:MSFT', 'US:BRK.B'] },
      ],
    }
    const address = workspaceAddress({ ...defaultWorkspace, lists: [tech], activeList: 'list-1' }, all)
    expect(address).toBe('?w=Tech+mine!US:AAPL;Big!US:MSFT,US:BRK.B')
    const first = read(address).workspace
    expect(first.activeList).toBe(first.lists[1]?.id)
    expect(first.lists.map(({ name }) => name)).toEqual(['All instruments', 'Tech mine'])
    expect(first.lists[1]?.groups.map(({ symbols }) => symbols)).toEqual([['US:AAPL'], ['US:MSFT', 'US:BRK.B']])
    expect(read('?w=US:TSLA', first).workspace.lists.map(({ name }) => name)).toEqual(['All instruments', 'Shared list'])
    const long = {
      ...tech,
      groups: [{ name: '', collapsed: false, symbols: Array.from({ length: 101 }, (_, index) => `A${index}`) }],
    }
    expect(workspaceAddress({ ...defaultWorkspace, lists: [long], activeList: 'list-1' }, all)).toBe('')
  })

  it('leaves a list that came with an earlier link if the viewer changed it, and takes away one that was not', () => {
    const shown = (workspace: Workspace) =>
      workspace.lists.map(({ name, groups }) => [name, ...groups.flatMap(({ symbols }) => symbols)].join(' '))
    const ann = read('?w=From Ann!US:AAPL;Big!US:MSFT').workspace
    const folded = changeGroup(ann, ann.activeList, 1, { collapsed: true })
    expect(shown(read('?w=From Bob!US:TSLA', folded).workspace)).toEqual(['All instruments', 'From Bob US:TSLA'])
    const edited = addSymbols(ann, ann.activeList, ['US:NVDA'])
    const kept = 'From Ann US:AAPL US:NVDA US:MSFT'
    const bob = read('?w=From Bob!US:TSLA', edited).workspace
    expect(shown(bob)).toEqual(['All instruments', kept, 'From Bob US:TSLA'])
    expect(activeWatchlist(bob).name).toBe('From Bob')
    expect(shown(read('?w=US:IBM', bob).workspace)).toEqual(['All instruments', kept, 'Shared list US:IBM'])
    // The same link again, twice: each edited copy stays, beside what the link says.
    const again = read('?w=From Ann!US:AAPL;Big!US:MSFT', edited).workspace
    const more = addSymbols(again, again.activeList, ['US:IBM'])
    const third = read('?w=From Ann!US:AAPL;Big!US:MSFT', more).workspace
    expect(shown(third)).toEqual(['All instruments', kept, 'From Ann US:AAPL US:IBM US:MSFT', 'From Ann US:AAPL US:MSFT'])
    expect(shown({ ...third, lists: [activeWatchlist(third)] })).toEqual(['From Ann US:AAPL US:MSFT'])
    // Kept by the version before, which gave every one the same id: nobody knows whether it was changed.
    const old = { ...ann, lists: ann.lists.map((list) => (list.kind === 'own' ? { ...list, id: 'link' } : list)) }
    expect(read('?w=US:IBM', old).workspace.lists).toHaveLength(3)
  })

  it('changes what it names and leaves the rest', () => {
    const base: Workspace = {
      ...defaultWorkspace,
      appearance: { theme: 'dark', colours: 'safe' },
      charts: [{ ...defaultChart, symbol: 'US:AAPL', kind: 'line' }],
    }
    expect(read('?i=1h', base).workspace).toEqual({ ...base, charts: [{ ...base.charts[0], interval: '1h' }] })
    expect(read('?s=US:MSFT', base).workspace.charts).toEqual([{ ...defaultChart, symbol: 'US:MSFT' }])
    expect(read('?theme=light', base).workspace).toEqual({ ...base, appearance: { theme: 'light', colours: 'safe' } })
  })

  it('reads the addresses there were before', () => {
    expect(read('?symbol=SIM:BTC-USD&interval=5m&pane=chart&sort=-percent').workspace).toEqual({
      ...defaultWorkspace,
      charts: [{ ...defaultChart, symbol: 'SIM:BTC-USD', interval: '5m' }],
      pane: 'chart',
      sort: { column: 'percent', descending: true },
    })
  })

  it('gives as many charts as it names symbols', () => {
    const { workspace } = read('?s=A;B;C&i=1m;5m')
    expect(workspace.arrangement).toBe('3h')
    expect(workspace.charts.map(({ symbol, interval }) => [symbol, interval])).toEqual([
      ['A', '1m'],
      ['B', '5m'],
      ['C', '5m'],
    ])
    expect(read('?g=4&s=A').workspace.charts.map(({ symbol }) => symbol)).toEqual(['A', 'A', 'A', 'A'])
    expect(read(`?s=${'A;'.repeat(20)}A`).workspace.charts).toHaveLength(8)
  })

  it('says what it could not use', () => {
    const { workspace, ignored } = read(
      '?s=US:AAPL&i=7m&k=pie&x=sma~length~50,!!&tz=Mars&hz=9&c=12&l=range,cursor&cols=last,magic&utm_source=x',
    )
    expect(workspace.charts[0]).toEqual({
      ...defaultChart,
      symbol: 'US:AAPL',
      indicators: [{ id: 'sma', parameters: { length: 50 } }],
    })
    expect(ignored).toEqual([
      'The indicator “!!” is not known and was left out.',
      'The link of charts “cursor” is not known and was left out.',
      'The interval “7m” is not known and was left out.',
      'The kind of chart “pie” is not known and was left out.',
      'The column “magic” is not known and was left out.',
      'The active chart “12” is not known and was left out.',
      'The time zone “Mars” is not known and was left out.',
      'The rate “9” is not known and was left out.',
    ])
  })

  it('quotes a number that is none as it was written', () => {
    expect(read('?c=two&hz=fast&cols=last~wide').ignored).toEqual([
      'The width of the column “last” “wide” is not known and was left out.',
      'The active chart “two” is not known and was left out.',
      'The rate “fast” is not known and was left out.',
    ])
  })

  it('complains of no empty name between two commas', () => {
    const { workspace, ignored } = read('?p=trades,,depth&cols=symbol,,last&x=sma,,rsi')
    expect(ignored).toEqual([])
    expect(workspace.panels).toEqual(['trades', 'depth'])
    expect(workspace.columns).toHaveLength(2)
    expect(workspace.charts[0]?.indicators).toHaveLength(2)
  })

  it('shows whose rows they are, even if it forgot to', () => {
    expect(read('?cols=last').workspace.columns.map(({ id }) => id)).toEqual(['symbol', 'last'])
  })

  it('gives a usable workspace, whatever it is', () => {
    const parameter = fc.constantFrom(
      's',
      'i',
      'k',
      'y',
      'x',
      'vs',
      'v',
      'g',
      'c',
      'max',
      'l',
      'p',
      'pane',
      'cols',
      'sort',
      'w',
      'theme',
      'tz',
      'hz',
      'paused',
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(parameter, fc.string())), fc.string(), (pairs, tail) => {
        const { workspace } = read(`?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}${tail}`)
        expect(workspace.charts).toHaveLength(arrangementOf(workspace.arrangement).places.length)
        expect(workspace.lists.some(({ id }) => id === workspace.activeList)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
