'use client'

import { Minus, Plus } from 'lucide-react'
import { useEffect, useEffectEvent } from 'react'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { ColumnChooser } from '@/components/watchlist/column-chooser.tsx'
import { createListFilter, type ListFilter } from '@/components/watchlist/list-filter.ts'
import { ListMenu } from '@/components/watchlist/list-menu.tsx'
import { performEdit, say, updateWorkspace, useWorkspace } from '@/components/workspace/workspace-store.ts'
import { formatCount } from '@/lib/market/format.ts'
import type { InstrumentDefinition } from '@/lib/market/instrument.ts'
import { addSymbols, removeSymbols } from '@/lib/workspace/list-edits.ts'
import { activeWatchlist, listSymbols, workspaceLimits } from '@/lib/workspace/workspace.ts'

interface ListToolsProps {
  readonly instruments: readonly InstrumentDefinition[]
  readonly selected: string | undefined
  readonly filter: ListFilter | undefined
  readonly onFilter: (filter: ListFilter | undefined) => void
}

/** Which list, what of it, and what is shown of each. */
export default function ListTools({ instruments, selected, filter, onFilter }: ListToolsProps) {
  const workspace = useWorkspace()
  const text = filter?.text ?? ''
  const type = (typed: string): void => onFilter(createListFilter(typed, instruments))
  const renew = useEffectEvent(() => type(text))
  // biome-ignore lint/correctness/useExhaustiveDependencies: other instruments have other names
  useEffect(() => renew(), [instruments])
  const list = activeWatchlist(workspace)
  const holds = list.kind === 'own' && selected !== undefined && listSymbols(list).includes(selected)
  const toggle = (): void => {
    if (selected === undefined) return
    if (holds) performEdit((current) => removeSymbols(current, list.id, [selected]))
    else {
      updateWorkspace((current) => addSymbols(current, list.id, [selected]))
      say(list.kind === 'all' ? `A new list holds ${bareSymbol(selected)}` : `${bareSymbol(selected)} added to “${list.name}”`)
    }
  }
  const action =
    selected === undefined
      ? 'Nothing is selected'
      : holds
        ? `Remove ${bareSymbol(selected)} from “${list.name}”`
        : list.kind === 'all'
          ? `Begin a list with ${bareSymbol(selected)}`
          : `Add ${bareSymbol(selected)} to “${list.name}”`
  const count = list.kind === 'own' ? listSymbols(list).length : instruments.length
  const sortedInPart =
    count > workspaceLimits.pricedPerList && text === '' && workspace.sort !== undefined && workspace.sort.column !== 'symbol'
  return (
    <>
      <ListMenu instruments={instruments} selected={selected} />
      <input
        type="search"
        value={text}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && text !== '') type('')
        }}
        placeholder="Filter"
        aria-label="Filter the list"
        className="h-8 min-w-0 flex-1 rounded bg-transparent px-1.5 text-xs placeholder:text-ink-3 desk:h-6"
      />
      {sortedInPart && (
        <span
          role="status"
          title={`Of so long a list the first ${formatCount(workspaceLimits.pricedPerList)} have prices at any time, the others while they are on the screen. A filter brings them in.`}
          className="shrink-0 px-1 text-2xs text-warning"
        >
          Sorts {formatCount(workspaceLimits.pricedPerList)}
        </span>
      )}
      <button
        type="button"
        aria-label={action}
        title={action}
        disabled={selected === undefined}
        onClick={toggle}
        className="tool-button"
      >
        {holds ? <Minus className="size-4" aria-hidden="true" /> : <Plus className="size-4" aria-hidden="true" />}
      </button>
      <ColumnChooser />
    </>
  )
}
