import { useSyncExternalStore } from 'react'
import { textScale } from '@/components/ui/text-scale.ts'
import { saveFile } from '@/components/watchlist/save-file.ts'
import { discardTextsAside } from '@/components/workspace/aside-texts.ts'
import { checkIndicators } from '@/components/workspace/check-indicators.ts'
import { getWorkspace, performEdit, say } from '@/components/workspace/workspace-store.ts'
import { layoutKeys } from '@/lib/workspace/layout-keys.ts'
import { createLayouts, type LayoutSummary } from '@/lib/workspace/layouts.ts'
import { freeName, openLayout, parseLayoutFile } from '@/lib/workspace/open-layout.ts'
import { firstWorkspace } from '@/lib/workspace/open-panels.ts'
import { type ParsedWorkspace, serialiseWorkspace } from '@/lib/workspace/workspace-file.ts'

// Reaching for the storage at all throws where it is forbidden: inside, where that is expected.
const layouts = createLayouts({
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
})

let listed: readonly LayoutSummary[] | undefined
const listeners = new Set<() => void>()

/** The layouts this browser keeps, by name. */
export function useLayouts(): readonly LayoutSummary[] {
  return useSyncExternalStore(subscribe, listLayouts, () => none)
}
const none: readonly LayoutSummary[] = []

export function listLayouts(): readonly LayoutSummary[] {
  // As long as the page lives, also while no list is shown: another tab saves layouts, too.
  if (listed === undefined) window.addEventListener('storage', hearStorage)
  listed ??= layouts.list()
  return listed
}

export function layoutsDamage(): string | undefined {
  return layouts.damage()
}

/** Whether it was saved; says so, or why not. */
export function saveLayout(name: string): boolean {
  const tidy = name.trim()
  const restore = layouts.restorer(tidy)
  const problem = layouts.save(tidy, getWorkspace(), Date.now())
  changed()
  if (problem !== undefined || restore === undefined) say(problem ?? `Layout “${tidy}” saved`)
  else offerUndo(`Layout “${tidy}” saved in place of the one of that name`, restore)
  return problem === undefined
}

export function openNamedLayout(name: string): void {
  const stored = layouts.load(name)
  if (stored === undefined) {
    changed()
    say(`There is no layout “${name}” any more.`)
    return
  }
  const loaded = withChecked(stored)
  const told = withSentences(`Layout “${name}” opened`, loaded.ignored)
  performEdit((current) => openLayout(current, loaded.workspace, told))
}

/** What is wrong with the new name, if anything. */
export function renameLayout(name: string, next: string): string | undefined {
  const problem = layouts.rename(name, next)
  changed()
  return problem
}

export function deleteLayout(name: string): void {
  const restore = layouts.restorer(name)
  layouts.remove(name)
  changed()
  if (restore !== undefined) offerUndo(`Layout “${name}” deleted`, restore)
}

export function discardAside(): void {
  const restore = discardTextsAside()
  changed()
  offerUndo('What could not be read of layouts discarded', restore)
}

/** `restore` brings back what was done to what is stored, or says why it cannot. */
function offerUndo(label: string, restore: () => string | undefined): void {
  performEdit((workspace) => ({
    workspace,
    undo: {
      label,
      apply(current) {
        const problem = restore()
        changed()
        if (problem !== undefined) say(problem)
        return current
      },
    },
  }))
}

export function resetLayout(): void {
  performEdit((current) =>
    openLayout(current, { ...firstWorkspace(window.innerWidth / textScale), lists: current.lists }, 'Layout reset'),
  )
}

export function exportLayout(): void {
  saveFile('ticklane-layout.json', 'application/json', serialiseWorkspace(getWorkspace()))
}

/** Opens it and keeps it under the file's name. */
export async function importLayout(file: File): Promise<void> {
  const read = await file.text().then(parseLayoutFile, (error: unknown) => `It could not be read: ${String(error)}`)
  if (typeof read === 'string') {
    say(`“${file.name}” was not opened. ${read}`)
    return
  }
  const taken = listLayouts().map((layout) => layout.name)
  const name = freeName(file.name.replace(/\.json$/i, ''), taken)
  const { workspace, ignored } = withChecked(read)
  const problem = layouts.save(name, workspace, Date.now())
  changed()
  const told = withSentences(`Layout “${name}” imported`, [...ignored, ...(problem === undefined ? [] : [problem])])
  performEdit((current) => openLayout(current, workspace, told))
}

function withSentences(done: string, sentences: readonly string[]): string {
  return sentences.length === 0 ? done : `${done}. ${sentences.join(' ')}`
}

function withChecked(read: ParsedWorkspace): ParsedWorkspace {
  const { workspace, ignored } = checkIndicators(read.workspace)
  return { workspace, ignored: [...read.ignored, ...ignored] }
}

function changed(): void {
  listed = undefined
  for (const listener of listeners) listener()
}

/** No key: everything was removed. */
function hearStorage({ key }: StorageEvent): void {
  if (key === layoutKeys.named || key === null) changed()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
