import type { WatchlistGroup } from '@/lib/workspace/workspace.ts'

/** What stands on one line of the list. */
export type ListRow =
  | { readonly kind: 'group'; readonly group: number; readonly name: string; readonly collapsed: boolean; readonly count: number }
  | { readonly kind: 'symbol'; readonly group: number; readonly symbol: string }

/** Where a row is put: behind a symbol of a group, or undefined: first in it; `'end'`: last. */
export interface Place {
  readonly group: number
  readonly after: string | 'end' | undefined
}

/** Lines of groups and the rows of those that are open. `sorted`: the symbols of each group in the order shown. */
export function listRows(groups: readonly WatchlistGroup[], sorted: readonly (readonly string[])[]): readonly ListRow[] {
  return groups.flatMap(({ name, collapsed }, group): ListRow[] => {
    const symbols = sorted[group] ?? []
    const rows = collapsed ? [] : symbols.map((symbol): ListRow => ({ kind: 'symbol', group, symbol }))
    return group === 0 ? rows : [{ kind: 'group', group, name, collapsed, count: symbols.length }, ...rows]
  })
}

export function indexOfSymbol(rows: readonly ListRow[], symbol: string | undefined): number {
  return symbol === undefined ? -1 : rows.findIndex((row) => row.kind === 'symbol' && row.symbol === symbol)
}

export function indexOfGroup(rows: readonly ListRow[], group: number): number {
  return rows.findIndex((row) => row.kind === 'group' && row.group === group)
}
