import { type KeyboardEvent, useState } from 'react'
import type { ListActions } from '@/components/watchlist/list-actions.ts'
import { indexOfGroup, indexOfSymbol, type ListRow } from '@/components/watchlist/list-rows.ts'

interface ListCursorOptions {
  readonly rows: readonly ListRow[]
  readonly selected: string | undefined
  readonly actions: ListActions | undefined
  readonly onSelect: (symbol: string) => void
  readonly onOpen: (symbol: string) => void
  readonly scrollTo: (index: number) => void
  /** Rows that a page key passes. */
  readonly pageRows: () => number
}

export interface ListCursor {
  /** Index of the row where the keys are; -1: none. */
  readonly index: number
  /** Group whose name is being written. */
  readonly renaming: number | undefined
  readonly rename: (group: number | undefined) => void
  /** To a group's line; undefined: back to the selected row. */
  readonly toGroup: (group: number | undefined) => void
  /** Whether the key was one of the list's. */
  readonly onKey: (event: KeyboardEvent) => boolean
}

/** Where the keys are in the list: on the selected instrument, or on the line of a group. */
export function useListCursor({ rows, selected, actions, onSelect, onOpen, scrollTo, pageRows }: ListCursorOptions): ListCursor {
  const [group, setGroup] = useState<number>()
  const [renaming, rename] = useState<number>()
  const groupIndex = group === undefined ? -1 : indexOfGroup(rows, group)
  const index = groupIndex >= 0 ? groupIndex : indexOfSymbol(rows, selected)

  const goTo = (wanted: number): void => {
    const at = Math.min(Math.max(wanted, 0), rows.length - 1)
    const row = rows[at]
    if (row === undefined) return
    if (row.kind === 'group') setGroup(row.group)
    else {
      setGroup(undefined)
      onSelect(row.symbol)
    }
    scrollTo(at)
  }

  const onKey = (event: KeyboardEvent): boolean => {
    const row = rows[index]
    if (actions?.onKey(event, { rows, index, toGroup: setGroup, rename, onSelect }) === true) return true
    if (event.altKey) return false
    const target = keyTarget(event.key, index, pageRows(), rows.length)
    if (target !== undefined) goTo(target)
    else if (event.key === 'Enter' && row?.kind === 'symbol') onOpen(row.symbol)
    else if (event.key === 'ArrowLeft' && row?.kind === 'symbol' && row.group > 0) goTo(indexOfGroup(rows, row.group))
    else return false
    return true
  }

  return { index, renaming, rename, toGroup: setGroup, onKey }
}

function keyTarget(key: string, from: number, page: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return from + 1
    case 'ArrowUp':
      return from < 0 ? 0 : from - 1
    case 'PageDown':
      return from + page
    case 'PageUp':
      return from - page
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return undefined
  }
}
