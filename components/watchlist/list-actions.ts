import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { indexOfGroup, type ListRow } from '@/components/watchlist/list-rows.ts'
import { type DragView, dragRow, keepStill } from '@/components/watchlist/row-drag.ts'
import { performEdit, updateWorkspace } from '@/components/workspace/workspace-store.ts'
import {
  changeGroup,
  moveGroup,
  placeSymbol,
  removeGroup,
  removeSymbols,
  stepGroup,
  stepSymbol,
} from '@/lib/workspace/list-edits.ts'

/** What can be done to a list of one's own. Loaded with the first such list. */
export interface ListActions {
  /** A pointer is down on a row: it may be taken along. */
  readonly drag: (press: PointerEvent, symbol: string, view: DragView) => void
  /** Of what scrolls the rows, before any of them is dragged. */
  readonly keepStill: typeof keepStill
  readonly fold: (group: number, collapsed: boolean) => void
  readonly rename: (group: number, name: string) => void
  readonly removeGroup: (group: number) => void
  /** Whether the key was one that changes the list. */
  readonly onKey: (key: KeyPress, at: Cursor) => boolean
}

interface KeyPress {
  readonly key: string
  readonly altKey: boolean
}

/** Where the keys are. */
interface Cursor {
  readonly rows: readonly ListRow[]
  readonly index: number
  readonly toGroup: (group: number | undefined) => void
  /** Asks for a name. */
  readonly rename: (group: number) => void
  readonly onSelect: (symbol: string) => void
}

/** `sorted`: rows have no place of their own within a group, so that moving one moves it to another group. */
export function listActions(listId: string, sorted: boolean): ListActions {
  const actions: Omit<ListActions, 'onKey'> = {
    drag({ button, pointerId, pointerType, clientX, clientY }, symbol, view) {
      if (button !== 0) return
      dragRow({
        ...view,
        symbol,
        label: bareSymbol(symbol),
        pointerId,
        pointerType,
        start: { x: clientX, y: clientY },
        sorted,
        onDrop: ({ group, after }) => updateWorkspace((now) => placeSymbol(now, listId, symbol, group, after)),
      })
    },
    keepStill,
    fold: (group, collapsed) => updateWorkspace((now) => changeGroup(now, listId, group, { collapsed })),
    rename: (group, name) => updateWorkspace((now) => changeGroup(now, listId, group, { name })),
    removeGroup: (group) => performEdit((now) => removeGroup(now, listId, group)),
  }

  const onGroupKey = ({ key, altKey }: KeyPress, row: Extract<ListRow, { kind: 'group' }>, at: Cursor): boolean => {
    const by = altKey ? arrow(key) : 0
    if (by !== 0) {
      if (indexOfGroup(at.rows, row.group + by) < 0) return true
      updateWorkspace((now) => moveGroup(now, listId, row.group, row.group + by))
      at.toGroup(row.group + by)
    } else if (altKey) return false
    else if (key === 'Enter' || key === ' ') actions.fold(row.group, !row.collapsed)
    else if (key === 'ArrowLeft' || key === 'ArrowRight') actions.fold(row.group, key === 'ArrowLeft')
    else if (key === 'F2') at.rename(row.group)
    else if (key === 'Delete') {
      at.toGroup(undefined)
      actions.removeGroup(row.group)
    } else return false
    return true
  }

  const onSymbolKey = ({ key, altKey }: KeyPress, symbol: string, { rows, index, onSelect }: Cursor): boolean => {
    const by = altKey ? arrow(key) : 0
    if (by !== 0) updateWorkspace((now) => (sorted ? stepGroup : stepSymbol)(now, listId, symbol, by))
    else if (key === 'Delete' && !altKey) {
      // The focus stays in the list, on the row that takes its place.
      const next = [rows[index + 1], ...rows.slice(0, index).toReversed()].find((row) => row?.kind === 'symbol')
      if (next?.kind === 'symbol') onSelect(next.symbol)
      performEdit((now) => removeSymbols(now, listId, [symbol]))
    } else return false
    return true
  }

  return {
    ...actions,
    onKey(press, at) {
      const row = at.rows[at.index]
      if (row === undefined) return false
      return row.kind === 'group' ? onGroupKey(press, row, at) : onSymbolKey(press, row.symbol, at)
    },
  }
}

function arrow(key: string): 1 | -1 | 0 {
  return key === 'ArrowUp' ? -1 : key === 'ArrowDown' ? 1 : 0
}
