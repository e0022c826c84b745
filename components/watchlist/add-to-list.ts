import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { getWorkspace, say, updateWorkspace } from '@/components/workspace/workspace-store.ts'
import { addSymbols } from '@/lib/workspace/list-edits.ts'
import { activeWatchlist, listSymbols } from '@/lib/workspace/workspace.ts'

/** Adds to the list shown; the list of all instruments begins a new one. Says what was done. */
export function addToActiveList(symbol: string): void {
  const list = activeWatchlist(getWorkspace())
  const name = bareSymbol(symbol)
  if (list.kind === 'own' && listSymbols(list).includes(symbol)) {
    say(`${name} is in “${list.name}” already`)
    return
  }
  updateWorkspace((current) => addSymbols(current, list.id, [symbol]))
  say(list.kind === 'all' ? `A new list holds ${name}` : `${name} added to “${list.name}”`)
}
