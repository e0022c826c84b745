import type { Edit } from './undo.ts'
import {
  isSymbolText,
  workspaceLimits as limits,
  listSymbols,
  type Watchlist,
  type WatchlistGroup,
  type Workspace,
} from './workspace.ts'

const emptyGroup: WatchlistGroup = { name: '', collapsed: false, symbols: [] }

/** A new list of its own, shown at once. */
export function createList(workspace: Workspace, name: string, groups: readonly WatchlistGroup[] = [emptyGroup]): Workspace {
  if (workspace.lists.length >= limits.lists) return workspace
  const list: Watchlist = { id: freeId(workspace), name: tidyName(name, 'Watchlist'), kind: 'own', groups: normalised(groups) }
  return { ...workspace, lists: [...workspace.lists, list], activeList: list.id }
}

export function renameList(workspace: Workspace, id: string, name: string): Workspace {
  return changeList(workspace, id, (list) => ({ ...list, name: tidyName(name, list.name) }))
}

export function showList(workspace: Workspace, id: string): Workspace {
  return workspace.lists.some((list) => list.id === id) ? { ...workspace, activeList: id } : workspace
}

/** The last list stays. */
export function removeList(workspace: Workspace, id: string): Edit {
  const index = workspace.lists.findIndex((list) => list.id === id)
  const list = workspace.lists[index]
  if (list === undefined || workspace.lists.length === 1) return { workspace }
  const lists = workspace.lists.filter((each) => each !== list)
  const next = lists[Math.min(index, lists.length - 1)]?.id ?? ''
  return {
    workspace: { ...workspace, lists, activeList: workspace.activeList === id ? next : workspace.activeList },
    undo: {
      label: `List “${list.name}” removed`,
      apply: (current) =>
        current.lists.some((each) => each.id === id)
          ? current
          : { ...current, lists: inserted(current.lists, index, [list]), activeList: id },
    },
  }
}

export function moveList(workspace: Workspace, id: string, toIndex: number): Workspace {
  const list = workspace.lists.find((each) => each.id === id)
  if (list === undefined) return workspace
  return {
    ...workspace,
    lists: inserted(
      workspace.lists.filter((each) => each !== list),
      toIndex,
      [list],
    ),
  }
}

/**
 * Adds what is not yet in the list, at the end of a group. To the list of all instruments nothing can be added: there it
 * makes a list of its own.
 */
export function addSymbols(workspace: Workspace, listId: string, symbols: readonly string[], groupIndex = 0): Workspace {
  const list = workspace.lists.find((each) => each.id === listId)
  if (list === undefined) return workspace
  if (list.kind === 'all') return createList(workspace, 'Watchlist', [{ ...emptyGroup, symbols }])
  const has = new Set(listSymbols(list))
  const fresh = [...new Set(symbols)]
    .filter((symbol) => isSymbolText(symbol) && !has.has(symbol))
    .slice(0, limits.symbolsPerList - has.size)
  if (fresh.length === 0) return workspace
  return changeGroups(workspace, listId, (groups) =>
    groups.map((group, index) =>
      index === clamp(groupIndex, groups.length - 1) ? { ...group, symbols: [...group.symbols, ...fresh] } : group,
    ),
  )
}

export function removeSymbols(workspace: Workspace, listId: string, symbols: readonly string[]): Edit {
  const list = workspace.lists.find((each) => each.id === listId)
  const gone = new Set(symbols)
  const count = list === undefined ? 0 : listSymbols(list).filter((symbol) => gone.has(symbol)).length
  if (list === undefined || count === 0) return { workspace }
  const label =
    count === 1
      ? `${symbols.find((symbol) => listSymbols(list).includes(symbol))} removed from “${list.name}”`
      : `${count} symbols removed from “${list.name}”`
  return {
    workspace: changeGroups(workspace, listId, (groups) => without(groups, gone)),
    undo: { label, apply: (current) => changeGroups(current, listId, (groups) => restored(groups, list.groups, gone)) },
  }
}

/** Moves a symbol to a place in a group, counted without it. */
export function moveSymbol(workspace: Workspace, listId: string, symbol: string, toGroup: number, toIndex: number): Workspace {
  const list = workspace.lists.find((each) => each.id === listId)
  if (list === undefined || !listSymbols(list).includes(symbol)) return workspace
  return changeGroups(workspace, listId, (groups) =>
    without(groups, new Set([symbol])).map((group, index) =>
      index === clamp(toGroup, groups.length - 1) ? { ...group, symbols: inserted(group.symbols, toIndex, [symbol]) } : group,
    ),
  )
}

/** One place up or down, over the border of a group: what a key does. */
export function stepSymbol(workspace: Workspace, listId: string, symbol: string, by: -1 | 1): Workspace {
  const groups = workspace.lists.find((each) => each.id === listId)?.groups ?? []
  const group = groups.findIndex(({ symbols }) => symbols.includes(symbol))
  const index = groups[group]?.symbols.indexOf(symbol) ?? -1
  const target = index + by
  if (index < 0) return workspace
  if (target >= 0 && target < (groups[group]?.symbols.length ?? 0)) return moveSymbol(workspace, listId, symbol, group, target)
  const next = groups[group + by]
  return next === undefined ? workspace : intoGroup(workspace, listId, symbol, group + by, by > 0 ? 0 : next.symbols.length)
}

/** To the end of the group before or after its own: what a key does while the list is sorted. */
export function stepGroup(workspace: Workspace, listId: string, symbol: string, by: -1 | 1): Workspace {
  const groups = workspace.lists.find((each) => each.id === listId)?.groups ?? []
  const group = groups.findIndex(({ symbols }) => symbols.includes(symbol))
  const next = groups[group + by]
  return group < 0 || next === undefined ? workspace : intoGroup(workspace, listId, symbol, group + by, next.symbols.length)
}

/** Behind another symbol of a group; undefined: first in it; `'end'`, or one that is not there: last. */
export function placeSymbol(
  workspace: Workspace,
  listId: string,
  symbol: string,
  toGroup: number,
  after: string | undefined,
): Workspace {
  if (after === symbol) return workspace
  const group = workspace.lists.find((each) => each.id === listId)?.groups[toGroup]
  const others = group?.symbols.filter((each) => each !== symbol) ?? []
  const index = after === undefined ? -1 : others.indexOf(after)
  const toIndex = after !== undefined && index < 0 ? others.length : index + 1
  return moveSymbol(workspace, listId, symbol, toGroup, toIndex)
}

/** A row that somebody moves stays in sight: its new group is open. */
function intoGroup(workspace: Workspace, listId: string, symbol: string, toGroup: number, toIndex: number): Workspace {
  return changeGroup(moveSymbol(workspace, listId, symbol, toGroup, toIndex), listId, toGroup, { collapsed: false })
}

export function addGroup(workspace: Workspace, listId: string, name: string): Workspace {
  return changeGroups(workspace, listId, (groups) =>
    groups.length >= limits.groupsPerList ? groups : [...groups, { ...emptyGroup, name: tidyName(name, 'Group') }],
  )
}

export function changeGroup(
  workspace: Workspace,
  listId: string,
  groupIndex: number,
  change: { name?: string; collapsed?: boolean },
): Workspace {
  if (groupIndex < 1) return workspace
  return changeGroups(workspace, listId, (groups) =>
    groups.map((group, index) =>
      index !== groupIndex
        ? group
        : { ...group, name: tidyName(change.name ?? '', group.name), collapsed: change.collapsed ?? group.collapsed },
    ),
  )
}

/** The group without a name stays the first. */
export function moveGroup(workspace: Workspace, listId: string, groupIndex: number, toIndex: number): Workspace {
  const group = workspace.lists.find((each) => each.id === listId)?.groups[groupIndex]
  if (group === undefined || groupIndex < 1) return workspace
  return changeGroups(workspace, listId, (groups) =>
    inserted(
      groups.filter((each) => each !== group),
      Math.max(1, toIndex),
      [group],
    ),
  )
}

/** Its symbols go to the group before it. */
export function removeGroup(workspace: Workspace, listId: string, groupIndex: number): Edit {
  const list = workspace.lists.find((each) => each.id === listId)
  const group = list?.groups[groupIndex]
  if (list === undefined || group === undefined || groupIndex < 1) return { workspace }
  const merged = list.groups.flatMap((each, index) => {
    if (index === groupIndex) return []
    return [index === groupIndex - 1 ? { ...each, symbols: [...each.symbols, ...group.symbols] } : each]
  })
  return {
    workspace: changeGroups(workspace, listId, () => merged),
    undo: {
      label: `Group “${group.name}” removed`,
      apply: (current) =>
        changeGroups(current, listId, (groups) => {
          const still = groups.flatMap(({ symbols }) => symbols).filter((symbol) => group.symbols.includes(symbol))
          const members = group.symbols.filter((symbol) => still.includes(symbol))
          return inserted(without(groups, new Set(members)), Math.min(groupIndex, groups.length), [
            { ...group, symbols: members },
          ])
        }),
    },
  }
}

function changeList(workspace: Workspace, id: string, change: (list: Watchlist) => Watchlist): Workspace {
  return { ...workspace, lists: workspace.lists.map((list) => (list.id === id ? change(list) : list)) }
}

function changeGroups(
  workspace: Workspace,
  id: string,
  change: (groups: readonly WatchlistGroup[]) => readonly WatchlistGroup[],
): Workspace {
  return changeList(workspace, id, (list) => (list.kind === 'all' ? list : { ...list, groups: change(list.groups) }))
}

function without(groups: readonly WatchlistGroup[], gone: ReadonlySet<string>): WatchlistGroup[] {
  return groups.map((group) => ({ ...group, symbols: group.symbols.filter((symbol) => !gone.has(symbol)) }))
}

/** Each symbol behind the one it stood behind, in its own group where there still is one. */
function restored(
  groups: readonly WatchlistGroup[],
  before: readonly WatchlistGroup[],
  gone: ReadonlySet<string>,
): WatchlistGroup[] {
  const result = without(groups, gone).map((group) => ({ ...group, symbols: [...group.symbols] }))
  for (const [groupIndex, group] of before.entries()) {
    for (const [index, symbol] of group.symbols.entries()) {
      if (!gone.has(symbol)) continue
      const target = result.find(({ name }) => name === group.name) ?? result[Math.min(groupIndex, result.length - 1)]
      const anchor = target?.symbols.indexOf(group.symbols[index - 1] ?? '') ?? -1
      target?.symbols.splice(index === 0 ? 0 : anchor < 0 ? Math.min(index, target.symbols.length) : anchor + 1, 0, symbol)
    }
  }
  return result
}

function normalised(groups: readonly WatchlistGroup[]): readonly WatchlistGroup[] {
  const seen = new Set<string>()
  const unique = groups.slice(0, limits.groupsPerList).map((group) => ({
    ...group,
    symbols: group.symbols.filter((symbol) => {
      if (seen.has(symbol) || seen.size >= limits.symbolsPerList || !isSymbolText(symbol)) return false
      seen.add(symbol)
      return true
    }),
  }))
  return unique[0]?.name === '' ? unique : [emptyGroup, ...unique]
}

function freeId({ lists }: Workspace): string {
  let number = lists.length + 1
  while (lists.some(({ id }) => id === `list-${number}`)) number += 1
  return `list-${number}`
}

function tidyName(name: string, fallback: string): string {
  const tidy = name.trim().slice(0, limits.nameLength)
  return tidy === '' ? fallback : tidy
}

function inserted<Value>(values: readonly Value[], index: number, added: readonly Value[]): Value[] {
  const at = clamp(index, values.length)
  return [...values.slice(0, at), ...added, ...values.slice(at)]
}

function clamp(index: number, max: number): number {
  return Math.max(0, Math.min(index, max))
}
