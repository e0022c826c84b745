import { Pencil, Trash2 } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import { AsideTools } from '@/components/ui/aside-tools.tsx'
import { saveTextsAside, textsAside } from '@/components/workspace/aside-texts.ts'
import {
  deleteLayout,
  discardAside,
  exportLayout,
  importLayout,
  layoutsDamage,
  openNamedLayout,
  renameLayout,
  resetLayout,
  saveLayout,
  useLayouts,
} from '@/components/workspace/layout-actions.ts'
import { copyLink } from '@/components/workspace/share-link.ts'
import { formatDate, formatTime } from '@/lib/market/format.ts'
import type { LayoutSummary } from '@/lib/workspace/layouts.ts'
import { workspaceLimits } from '@/lib/workspace/workspace.ts'

/** The panel is there because somebody opened it, or chose to rename. */
const takeFocus = (field: HTMLInputElement | null): void => field?.focus()

/** Saves the screen under a name, opens, renames and deletes what was saved, and takes layouts from files and to files. */
export default function LayoutsPanel({ onDone }: { readonly onDone: () => void }) {
  const layouts = useLayouts()
  const damage = layoutsDamage()
  const file = useRef<HTMLInputElement>(null)
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    if (saveLayout(String(new FormData(event.currentTarget).get('name') ?? ''))) onDone()
  }
  const andDone = (act: () => void) => (): void => {
    onDone()
    act()
  }
  return (
    <>
      <form onSubmit={save} className="flex gap-1.5 px-3 pt-1 pb-2">
        <input
          name="name"
          ref={takeFocus}
          required
          pattern=".*\S.*"
          maxLength={workspaceLimits.nameLength}
          aria-label="Name of the layout"
          placeholder="Name of this layout"
          autoComplete="off"
          className="field min-w-0 flex-1"
        />
        <button type="submit" className="rounded border border-line-strong px-2.5 hover:bg-hover">
          Save
        </button>
      </form>
      {damage !== undefined && (
        <p role="alert" className="px-3 pb-2 text-warning">
          {damage}
        </p>
      )}
      {textsAside().length > 0 && (
        <div className="px-3 pb-2">
          <AsideTools onSave={saveTextsAside} onDiscard={andDone(discardAside)}>
            What could not be read of layouts is kept in this browser, apart from them.
          </AsideTools>
        </div>
      )}
      <ul aria-label="Saved layouts" className="border-line border-t py-1">
        {layouts.map((layout) => (
          <SavedLayout key={layout.name} layout={layout} onOpen={andDone(() => openNamedLayout(layout.name))} />
        ))}
        {layouts.length === 0 && <li className="px-3 py-1.5 text-ink-3">No layout is saved in this browser.</li>}
      </ul>
      <div className="border-line border-t pt-1">
        <button type="button" onClick={andDone(() => void copyLink())} className="menu-item">
          Copy a link to this view
        </button>
        <button type="button" onClick={andDone(resetLayout)} className="menu-item">
          Reset to the first layout
        </button>
        <button type="button" onClick={andDone(exportLayout)} className="menu-item">
          Export this layout
        </button>
        <button type="button" onClick={() => file.current?.click()} className="menu-item">
          Import a layout
        </button>
        <input
          ref={file}
          type="file"
          accept=".json,application/json"
          aria-label="File of a layout"
          tabIndex={-1}
          onChange={({ target }) => {
            const chosen = target.files?.[0]
            target.value = ''
            if (chosen !== undefined) andDone(() => void importLayout(chosen))()
          }}
          className="sr-only"
        />
      </div>
    </>
  )
}

interface SavedLayoutProps {
  readonly layout: LayoutSummary
  readonly onOpen: () => void
}

function SavedLayout({ layout: { name, savedAtMs, charts }, onOpen }: SavedLayoutProps) {
  const [renaming, setRenaming] = useState(false)
  const [problem, setProblem] = useState<string>()
  const rename = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const found = renameLayout(name, String(new FormData(event.currentTarget).get('name') ?? ''))
    setProblem(found)
    if (found === undefined) setRenaming(false)
  }
  if (renaming) {
    return (
      <li>
        <form
          onSubmit={rename}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            event.preventDefault()
            setRenaming(false)
          }}
          className="flex gap-1.5 px-3 py-0.5"
        >
          <input
            name="name"
            ref={takeFocus}
            required
            defaultValue={name}
            maxLength={workspaceLimits.nameLength}
            aria-label={`New name of ${name}`}
            autoComplete="off"
            className="field min-w-0 flex-1"
          />
          <button type="submit" className="rounded border border-line-strong px-2 hover:bg-hover">
            Rename
          </button>
        </form>
        {problem !== undefined && (
          <p role="alert" className="px-3 py-0.5 text-warning">
            {problem}
          </p>
        )}
      </li>
    )
  }
  return (
    <li className="flex items-center pr-1.5">
      <button type="button" onClick={onOpen} className="menu-item min-w-0 flex-1">
        <span className="truncate font-medium">{name}</span>
        <span className="ml-auto shrink-0 text-2xs text-ink-3" title={`${formatDate(savedAtMs)}, ${formatTime(savedAtMs)}`}>
          {charts > 1 ? `${charts} charts · ` : ''}
          {formatDate(savedAtMs)}
        </span>
      </button>
      <button
        type="button"
        aria-label={`Rename ${name}`}
        title="Rename"
        onClick={() => setRenaming(true)}
        className="tool-button"
      >
        <Pencil className="size-3.5" aria-hidden="true" />
      </button>
      <button
        type="button"
        aria-label={`Delete ${name}`}
        title="Delete"
        onClick={() => deleteLayout(name)}
        className="tool-button"
      >
        <Trash2 className="size-3.5" aria-hidden="true" />
      </button>
    </li>
  )
}
