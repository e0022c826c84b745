'use client'

import { Check, ChevronDown } from 'lucide-react'
import { type ChangeEvent, type FormEvent, useRef, useState } from 'react'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { Menu } from '@/components/ui/menu.tsx'
import { resolverOf } from '@/components/watchlist/resolve-symbol.ts'
import { saveFile } from '@/components/watchlist/save-file.ts'
import { performEdit, updateWorkspace, useWorkspace } from '@/components/workspace/workspace-store.ts'
import type { InstrumentDefinition } from '@/lib/market/instrument.ts'
import { decodeText } from '@/lib/workspace/decode-text.ts'
import { addGroup, createList, removeList, renameList, showList, stepGroup, stepSymbol } from '@/lib/workspace/list-edits.ts'
import { parseWatchlistFile, watchlistToCsv, watchlistToText } from '@/lib/workspace/watchlist-file.ts'
import { activeWatchlist, listSymbols, workspaceLimits } from '@/lib/workspace/workspace.ts'

/** It is there because somebody chose to name something. */
const takeFocus = (field: HTMLInputElement | null): void => field?.focus()

type Naming = 'new' | 'rename' | 'group' | undefined

interface ListMenuProps {
  readonly instruments: readonly InstrumentDefinition[]
  readonly selected: string | undefined
}

/** Lists by name: show, begin, rename, remove, read from a file and write to one. */
export function ListMenu(props: ListMenuProps) {
  const { name } = activeWatchlist(useWorkspace())
  return (
    <Menu
      label="Lists"
      name={`List: ${name}`}
      title={name}
      className="w-[260px] text-xs"
      buttonClass="tool-button min-w-0 max-w-[55%] shrink font-medium text-ink text-xs"
      face={
        <>
          <span className="truncate pl-0.5">{name}</span>
          <ChevronDown className="size-3.5 flex-none text-ink-3" aria-hidden="true" />
        </>
      }
    >
      {/* Opened again, it has forgotten what was begun. */}
      {(close, open) => <Lists key={String(open)} {...props} close={close} />}
    </Menu>
  )
}

function Lists({ instruments, selected, close }: ListMenuProps & { readonly close: () => void }) {
  const file = useRef<HTMLInputElement>(null)
  const workspace = useWorkspace()
  const list = activeWatchlist(workspace)
  const [naming, setNaming] = useState<Naming>()
  const [report, setReport] = useState<readonly string[]>([])
  const own = list.kind === 'own'
  // A list of one's own begins most easily as a part of all there is.
  const written = own
    ? list
    : { ...list, groups: [{ name: '', collapsed: false, symbols: instruments.map((each) => each.symbol) }] }
  // A sorted list has an order of its own: there a row goes from group to group.
  const step = workspace.sort === undefined ? stepSymbol : stepGroup
  const movable =
    own && selected !== undefined && listSymbols(list).includes(selected) && (step === stepSymbol || list.groups.length > 1)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const name = String(new FormData(event.currentTarget).get('name') ?? '')
    updateWorkspace((current) => {
      if (naming === 'group') return addGroup(current, list.id, name)
      return naming === 'rename' ? renameList(current, list.id, name) : createList(current, name)
    })
    setNaming(undefined)
    close()
  }

  const read = async ({ target }: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const chosen = target.files?.[0]
    target.value = ''
    if (chosen === undefined) return
    const bytes = await chosen.arrayBuffer().catch(() => undefined)
    if (bytes === undefined) {
      setReport([`${chosen.name} could not be read.`])
      return
    }
    const imported = parseWatchlistFile(decodeText(bytes), resolverOf(instruments))
    if (imported.symbols > 0)
      updateWorkspace((current) => createList(current, chosen.name.replace(/\.[^.]*$/, ''), imported.groups))
    setReport([
      `${imported.symbols} ${imported.symbols === 1 ? 'symbol' : 'symbols'} read from ${chosen.name}.`,
      ...imported.problems,
    ])
  }

  return (
    <>
      {workspace.lists.map((each) => (
        <button
          key={each.id}
          type="button"
          aria-pressed={each.id === list.id}
          onClick={() => {
            updateWorkspace((current) => showList(current, each.id))
            close()
          }}
          className="menu-item"
        >
          <Check className={`size-3.5 flex-none ${each.id === list.id ? '' : 'invisible'}`} aria-hidden="true" />
          <span className="truncate">{each.name}</span>
        </button>
      ))}
      <div className="mt-1 border-line border-t pt-1">
        {naming !== undefined ? (
          <form onSubmit={submit} className="flex gap-1.5 px-3 py-1">
            <input
              name="name"
              ref={takeFocus}
              required
              maxLength={workspaceLimits.nameLength}
              defaultValue={naming === 'rename' ? list.name : ''}
              aria-label={naming === 'group' ? 'Name of the group' : 'Name of the list'}
              placeholder="Name"
              className="field min-w-0 flex-1"
            />
            <button type="submit" className="rounded border border-line-strong px-2 hover:bg-hover">
              {naming === 'rename' ? 'Rename' : 'Create'}
            </button>
          </form>
        ) : (
          <>
            <Entry name="New list" disabled={workspace.lists.length >= workspaceLimits.lists} onPick={() => setNaming('new')} />
            <Entry name="Rename this list" disabled={!own} onPick={() => setNaming('rename')} />
            <Entry
              name="New group in this list"
              disabled={!own || list.groups.length >= workspaceLimits.groupsPerList}
              onPick={() => setNaming('group')}
            />
            {movable && (
              // What a drag does, for whoever cannot drag (WCAG 2.5.7); the menu stays, as it may take more than one.
              <>
                <Entry
                  name={`Move ${bareSymbol(selected)} up`}
                  disabled={false}
                  onPick={() => updateWorkspace((current) => step(current, list.id, selected, -1))}
                />
                <Entry
                  name={`Move ${bareSymbol(selected)} down`}
                  disabled={false}
                  onPick={() => updateWorkspace((current) => step(current, list.id, selected, 1))}
                />
              </>
            )}
            <Entry
              name="Delete this list"
              disabled={!own}
              onPick={() => {
                performEdit((current) => removeList(current, list.id))
                close()
              }}
            />
          </>
        )}
      </div>
      <div className="mt-1 border-line border-t pt-1">
        <Entry
          name="Import a file"
          disabled={workspace.lists.length >= workspaceLimits.lists}
          onPick={() => file.current?.click()}
        />
        <Entry
          name="Export as CSV"
          onPick={() => saveFile(`${list.name}.csv`, 'text/csv', watchlistToCsv(written, nameIn(instruments)))}
        />
        <Entry name="Export as text" onPick={() => saveFile(`${list.name}.txt`, 'text/plain', watchlistToText(written))} />
        <input
          ref={file}
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          aria-label="File of symbols"
          tabIndex={-1}
          onChange={(event) => void read(event)}
          className="sr-only"
        />
      </div>
      <div role="status" className="max-h-40 overflow-y-auto break-words px-3 text-ink-2">
        {/* A line may hold the same symbol more than twice. */}
        {[...new Set(report)].map((line) => (
          <p key={line} className="py-0.5">
            {line}
          </p>
        ))}
      </div>
    </>
  )
}

interface EntryProps {
  readonly name: string
  readonly disabled?: boolean
  readonly onPick: () => void
}

function Entry({ name, disabled = false, onPick }: EntryProps) {
  return (
    <button type="button" disabled={disabled} onClick={onPick} className="menu-item pl-[34px]">
      {name}
    </button>
  )
}

function nameIn(instruments: readonly InstrumentDefinition[]): (symbol: string) => string {
  const names = new Map(instruments.map(({ symbol, name }) => [symbol, name]))
  return (symbol) => names.get(symbol) ?? ''
}
