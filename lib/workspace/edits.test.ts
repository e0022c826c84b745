import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrangementOf } from './arrangements.ts'
import { changeActiveChart, changeChart } from './change-chart.ts'
import {
  activateChart,
  addIndicator,
  arrangeCharts,
  changeIndicator,
  clearLines,
  linesOf,
  removeChart,
  removeIndicator,
  replaceLines,
  scaleInForce,
  setLines,
  toggleCompare,
  togglePanel,
} from './chart-edits.ts'
import { cycleSort, moveColumn, resetColumns, resizeColumn, toggleColumn } from './column-edits.ts'
import {
  addGroup,
  addSymbols,
  changeGroup,
  createList,
  moveGroup,
  moveList,
  moveSymbol,
  placeSymbol,
  removeGroup,
  removeList,
  removeSymbols,
  renameList,
  showList,
  stepGroup,
  stepSymbol,
} from './list-edits.ts'
import { createUndoMemory, type Edit, replaceWorkspace } from './undo.ts'
import {
  activeWatchlist,
  arrangementIds,
  defaultChart,
  defaultColumns,
  defaultWorkspace,
  listSymbols,
  type Workspace,
} from './workspace.ts'
import { parseWorkspace, serialiseWorkspace } from './workspace-file.ts'
import { workspaceArbitrary } from './workspaces.test-support.ts'

const withSymbols = (...groups: readonly (readonly string[])[]): Workspace =>
  createList(
    defaultWorkspace,
    'Mine',
    groups.map((symbols, index) => ({ name: index === 0 ? '' : `G${index}`, collapsed: false, symbols })),
  )
const id = 'list-2'
const groupsOf = (workspace: Workspace) => activeWatchlist(workspace).groups.map(({ symbols }) => symbols.join(''))
const undone = (edit: Edit, current = edit.workspace) => edit.undo?.apply(current)

describe('lists', () => {
  it('are made, named, shown, ordered', () => {
    let workspace = withSymbols(['A'])
    expect([workspace.activeList, activeWatchlist(workspace).name]).toEqual([id, 'Mine'])
    workspace = createList(renameList(workspace, id, '  Tech '), ' ')
    expect(workspace.lists.map(({ name }) => name)).toEqual(['All instruments', 'Tech', 'Watchlist'])
    expect(moveList(workspace, 'list-3', 0).lists.map(({ name }) => name)).toEqual(['Watchlist', 'All instruments', 'Tech'])
    expect(showList(workspace, 'all').activeList).toBe('all')
    expect(showList(workspace, 'nowhere')).toBe(workspace)
  })

  it('are removed with a way back, but never the last', () => {
    const before = withSymbols(['A', 'B'])
    const edit = removeList(before, id)
    expect(edit.workspace.lists.map((list) => list.id)).toEqual(['all'])
    expect(edit.workspace.activeList).toBe('all')
    expect(edit.undo?.label).toBe('List “Mine” removed')
    expect(undone(edit)).toEqual(before)
    expect(removeList(edit.workspace, 'all')).toEqual({ workspace: edit.workspace })
  })

  it('take each symbol once, in the group asked for', () => {
    const workspace = addSymbols(withSymbols(['A'], ['B']), id, ['B', 'C', 'C', 'not one'], 1)
    expect(groupsOf(workspace)).toEqual(['A', 'BC'])
    expect(addSymbols(workspace, id, ['A'])).toBe(workspace)
  })

  it("become lists of one's own when something is added to all instruments", () => {
    const workspace = addSymbols(defaultWorkspace, 'all', ['A'])
    expect([workspace.activeList, groupsOf(workspace)]).toEqual([id, ['A']])
  })

  it('are reordered by drag and by key, over the borders of groups', () => {
    const workspace = withSymbols(['A', 'B', 'C'], ['D'])
    expect(groupsOf(moveSymbol(workspace, id, 'A', 0, 2))).toEqual(['BCA', 'D'])
    expect(groupsOf(moveSymbol(workspace, id, 'A', 1, 99))).toEqual(['BC', 'DA'])
    expect(groupsOf(stepSymbol(workspace, id, 'B', 1))).toEqual(['ACB', 'D'])
    expect(groupsOf(stepSymbol(workspace, id, 'C', 1))).toEqual(['AB', 'CD'])
    expect(groupsOf(stepSymbol(workspace, id, 'D', -1))).toEqual(['ABCD', ''])
    expect(stepSymbol(workspace, id, 'A', -1)).toBe(workspace)
    expect(moveSymbol(workspace, id, 'Z', 0, 0)).toBe(workspace)
  })

  it('get symbols back where they stood', () => {
    const before = withSymbols(['A', 'B', 'C'], ['D', 'E'])
    const edit = removeSymbols(before, id, ['B', 'E', 'nowhere'])
    expect(groupsOf(edit.workspace)).toEqual(['AC', 'D'])
    expect(edit.undo?.label).toBe('2 symbols removed from “Mine”')
    expect(undone(edit)).toEqual(before)
    expect(groupsOf(undone(edit, addSymbols(edit.workspace, id, ['X'])) ?? before)).toEqual(['ABCX', 'DE'])
    expect(removeSymbols(before, id, ['A']).undo?.label).toBe('A removed from “Mine”')
    expect(removeSymbols(before, id, ['nowhere']).undo).toBeUndefined()
  })

  it('have groups that are named, folded and removed with a way back', () => {
    const grouped = addGroup(withSymbols(['A'], ['B', 'C']), id, 'New')
    expect(activeWatchlist(changeGroup(grouped, id, 2, { name: 'Newer', collapsed: true })).groups[2]).toEqual({
      name: 'Newer',
      collapsed: true,
      symbols: [],
    })
    expect(changeGroup(grouped, id, 0, { name: 'no' })).toBe(grouped)
    const edit = removeGroup(grouped, id, 1)
    expect(groupsOf(edit.workspace)).toEqual(['ABC', ''])
    expect(undone(edit)).toEqual(grouped)
    expect(groupsOf(undone(edit, removeSymbols(edit.workspace, id, ['B']).workspace) ?? grouped)).toEqual(['A', 'C', ''])
    expect(removeGroup(grouped, id, 0).undo).toBeUndefined()
  })

  it('take a row behind another one, to another group while sorted, and open the group it goes to', () => {
    const workspace = changeGroup(withSymbols(['A', 'B', 'C'], ['D', 'E']), id, 1, { collapsed: true })
    expect(groupsOf(placeSymbol(workspace, id, 'A', 0, 'B'))).toEqual(['BAC', 'DE'])
    expect(groupsOf(placeSymbol(workspace, id, 'C', 0, undefined))).toEqual(['CAB', 'DE'])
    expect(groupsOf(placeSymbol(workspace, id, 'A', 1, 'end'))).toEqual(['BC', 'DEA'])
    expect(placeSymbol(workspace, id, 'A', 0, 'A')).toBe(workspace)
    const stepped = stepGroup(workspace, id, 'A', 1)
    expect(groupsOf(stepped)).toEqual(['BC', 'DEA'])
    expect(activeWatchlist(stepped).groups[1]?.collapsed).toBe(false)
    expect(stepGroup(workspace, id, 'D', 1)).toBe(workspace)
  })

  it('have groups in an order of choice, the one without a name first', () => {
    const workspace = withSymbols(['A'], ['B'], ['C'])
    expect(groupsOf(moveGroup(workspace, id, 2, 1))).toEqual(['A', 'C', 'B'])
    expect(groupsOf(moveGroup(workspace, id, 2, 0))).toEqual(['A', 'C', 'B'])
    expect(moveGroup(workspace, id, 0, 2)).toBe(workspace)
  })

  it('survive any run of edits: every symbol once, and all of it can be stored', () => {
    const symbol = fc.constantFrom('A', 'B', 'C', 'D', 'E')
    const place = fc.nat(4)
    const edit = fc.oneof(
      fc.tuple(fc.array(symbol), place).map(
        ([symbols, group]) =>
          (workspace: Workspace) =>
            addSymbols(workspace, workspace.activeList, symbols, group),
      ),
      fc
        .array(symbol)
        .map((symbols) => (workspace: Workspace) => removeSymbols(workspace, workspace.activeList, symbols).workspace),
      fc.tuple(symbol, place, place).map(
        ([each, group, index]) =>
          (workspace: Workspace) =>
            moveSymbol(workspace, workspace.activeList, each, group, index),
      ),
      fc.tuple(symbol, fc.constantFrom<-1 | 1>(-1, 1)).map(
        ([each, by]) =>
          (workspace: Workspace) =>
            stepSymbol(workspace, workspace.activeList, each, by),
      ),
      fc.string().map((name) => (workspace: Workspace) => addGroup(workspace, workspace.activeList, name)),
      place.map((group) => (workspace: Workspace) => removeGroup(workspace, workspace.activeList, group).workspace),
      fc.string().map((name) => (workspace: Workspace) => createList(workspace, name)),
      place.map((index) => (workspace: Workspace) => removeList(workspace, workspace.lists[index]?.id ?? '').workspace),
    )
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 30 }), (edits) => {
        const workspace = edits.reduce((current, change) => change(current), withSymbols(['A']))
        for (const list of workspace.lists) expect(new Set(listSymbols(list)).size).toBe(listSymbols(list).length)
        expect(parseWorkspace(serialiseWorkspace(workspace))).toEqual({ workspace, ignored: [] })
      }),
    )
  })

  it('come back whole from every removal', () => {
    fc.assert(
      fc.property(
        workspaceArbitrary,
        fc.nat(3),
        fc.subarray(['BINANCE:BTC-USDT', 'US:AAPL', 'US:BRK.B', 'SIM:ETH-USD']),
        (workspace, index, symbols) => {
          const named = new Set(activeWatchlist(workspace).groups.map(({ name }) => name))
          fc.pre(named.size === activeWatchlist(workspace).groups.length)
          for (const edit of [
            removeSymbols(workspace, workspace.activeList, symbols),
            removeGroup(workspace, workspace.activeList, index),
            removeList(workspace, workspace.activeList),
          ]) {
            if (edit.undo !== undefined) expect(undone(edit)).toEqual(workspace)
          }
        },
      ),
    )
  })
})

describe('charts', () => {
  const two = arrangeCharts(defaultWorkspace, '2h').workspace

  it('change alone or together with those they are linked with', () => {
    const symbols = (workspace: Workspace) => workspace.charts.map(({ symbol, interval }) => `${symbol} ${interval}`)
    expect(symbols(changeChart(two, 1, { symbol: 'A', interval: '5m' }))).toEqual(['undefined 1m', 'A 5m'])
    const linked = { ...two, linked: { ...two.linked, symbol: true, interval: true } }
    expect(symbols(changeChart(linked, 1, { symbol: 'A', interval: '5m' }))).toEqual(['A 5m', 'A 5m'])
    expect(changeActiveChart(linked, { kind: 'line' }).charts.map(({ kind }) => kind)).toEqual(['line', 'candles'])
    expect(activateChart(two, 1).activeChart).toBe(1)
    expect(activateChart(two, 2)).toBe(two)
  })

  it('are as many as the arrangement has places, whatever is arranged', () => {
    fc.assert(
      fc.property(
        workspaceArbitrary,
        fc.array(fc.constantFrom(...arrangementIds), { minLength: 1, maxLength: 5 }),
        (workspace, ids) => {
          for (const arrangement of ids) {
            const edit = arrangeCharts(workspace, arrangement)
            expect(edit.workspace.charts).toHaveLength(arrangementOf(arrangement).places.length)
            expect(edit.workspace.charts[edit.workspace.activeChart]).toBeDefined()
            if (edit.undo !== undefined) expect(undone(edit)?.charts).toEqual(workspace.charts)
          }
        },
      ),
    )
  })

  it('are removed with a way back to their place', () => {
    const three = arrangeCharts(changeChart(two, 1, { symbol: 'B' }), '3l').workspace
    const edit = removeChart(three, 1)
    expect(edit.workspace.charts.map(({ symbol }) => symbol)).toEqual([undefined, 'B'])
    expect(edit.workspace.arrangement).toBe('2h')
    expect(edit.undo?.label).toBe('Chart of B removed')
    expect(undone(edit)).toEqual({ ...three, activeChart: 1 })
    expect(removeChart(defaultWorkspace, 0).undo).toBeUndefined()
  })

  it('take indicators, comparisons and lines, and give them back', () => {
    let workspace = addIndicator(defaultWorkspace, 0, { id: 'sma', parameters: {} })
    workspace = addIndicator(workspace, 0, { id: 'rsi', parameters: {} })
    workspace = changeIndicator(workspace, 0, 0, { length: 50 })
    const edit = removeIndicator(workspace, 0, 0)
    expect(edit.workspace.charts[0]?.indicators.map(({ id: each }) => each)).toEqual(['rsi'])
    expect([edit.undo?.label, undone(edit)]).toEqual(['Indicator SMA removed', workspace])
    expect(toggleCompare(defaultWorkspace, 0, 'A').charts[0]?.compare).toEqual(['A'])
    expect(toggleCompare(toggleCompare(defaultWorkspace, 0, 'A'), 0, 'A')).toEqual(defaultWorkspace)
    const drawn = setLines(defaultWorkspace, 'A', '{}')
    expect([linesOf(drawn, 'A'), linesOf(drawn, 'constructor')]).toEqual(['{}', undefined])
    const cleared = clearLines(drawn, 'A')
    expect([linesOf(cleared.workspace, 'A'), undone(cleared)]).toEqual([undefined, drawn])
    expect(clearLines(defaultWorkspace, 'A').undo).toBeUndefined()
    const fewer = replaceLines(drawn, 'A', '[]', 'Line removed')
    expect([linesOf(fewer.workspace, 'A'), fewer.undo?.label, undone(fewer)]).toEqual(['[]', 'Line removed', drawn])
    const none = replaceLines(drawn, 'A', undefined, 'Line removed')
    expect([none.workspace.lines, undone(none)]).toEqual([{}, drawn])
  })

  it('count percent beside at most five others, and as before without them', () => {
    const six = ['A', 'B', 'C', 'D', 'E', 'F'].reduce(
      (workspace, symbol) => toggleCompare(workspace, 0, symbol),
      defaultWorkspace,
    )
    expect(six.charts[0]?.compare).toEqual(['A', 'B', 'C', 'D', 'E'])
    const chart = { ...defaultChart, scale: 'log' as const }
    expect(scaleInForce(chart)).toBe('log')
    expect(scaleInForce({ ...chart, compare: ['A'] })).toBe('percent')
    expect(scaleInForce({ ...chart, scale: 'indexed', compare: ['A'] })).toBe('indexed')
  })

  it('leave room for panels', () => {
    const open = togglePanel(togglePanel(defaultWorkspace, 'trades'), 'depth')
    expect([open.panels, togglePanel(open, 'trades').panels]).toEqual([['trades', 'depth'], ['depth']])
  })
})

describe('columns', () => {
  const ids = (workspace: Workspace) => workspace.columns.map((column) => column.id)

  it('are shown, hidden, moved and resized, and reset with a way back', () => {
    let workspace = toggleColumn(toggleColumn(defaultWorkspace, 'spark'), 'venue')
    expect(ids(workspace)).toEqual(['symbol', 'last', 'change', 'percent', 'bid', 'ask', 'volume', 'venue'])
    workspace = resizeColumn(moveColumn(workspace, 'venue', 1), 'venue', 10_000)
    expect(workspace.columns[1]).toEqual({ id: 'venue', width: 600 })
    const edit = resetColumns(workspace)
    expect([edit.workspace.columns, undone(edit)]).toEqual([defaultColumns, workspace])
    expect(toggleColumn(defaultWorkspace, 'symbol')).toBe(defaultWorkspace)
  })

  it('sort from the largest or from A, then the other way, then not at all', () => {
    const cycle = (column: 'percent' | 'symbol') => {
      let workspace: Workspace = defaultWorkspace
      return [1, 2, 3].map(() => {
        workspace = cycleSort(workspace, column)
        return workspace.sort?.descending
      })
    }
    expect([cycle('percent'), cycle('symbol')]).toEqual([
      [true, false, undefined],
      [false, true, undefined],
    ])
  })
})

describe('undo', () => {
  it('brings back the last thing destroyed, once, and keeps what was done since', () => {
    const memory = createUndoMemory()
    let workspace = withSymbols(['A', 'B'])
    workspace = memory.done(removeSymbols(workspace, id, ['A']))
    workspace = memory.done({ workspace: addSymbols(workspace, id, ['C']) })
    expect(memory.peek()?.label).toBe('A removed from “Mine”')
    workspace = memory.undo(workspace) ?? workspace
    expect(groupsOf(workspace)).toEqual(['ABC'])
    expect([memory.peek(), memory.undo(workspace)]).toEqual([undefined, undefined])
  })

  it('brings back a whole workspace that another replaced', () => {
    const memory = createUndoMemory()
    const mine = { ...defaultWorkspace, charts: [{ ...defaultChart, symbol: 'A' }] }
    memory.done(replaceWorkspace(mine, defaultWorkspace, 'Layout “Day” opened'))
    expect(memory.undo(defaultWorkspace)).toBe(mine)
  })
})
