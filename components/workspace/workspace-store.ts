import { useSyncExternalStore } from 'react'
import { textScale } from '@/components/ui/text-scale.ts'
import { setPageFormats } from '@/lib/market/page-formats.ts'
import { changeActiveChart } from '@/lib/workspace/change-chart.ts'
import { formatsInForce } from '@/lib/workspace/formats.ts'
import { layoutKeys } from '@/lib/workspace/layout-keys.ts'
import { firstWorkspace, openPanels } from '@/lib/workspace/open-panels.ts'
import { parseWorkspaceAddress } from '@/lib/workspace/read-address.ts'
import { mergeShared } from '@/lib/workspace/shared-parts.ts'
import { createUndoMemory, type Edit } from '@/lib/workspace/undo.ts'
import { arrangementText, type ChartSettings, defaultWorkspace, type Workspace } from '@/lib/workspace/workspace.ts'
import type { workspaceAddress } from '@/lib/workspace/workspace-address.ts'
import { type ParsedWorkspace, parseWorkspace, serialiseWorkspace } from '@/lib/workspace/workspace-file.ts'

/**
 * What the viewer arranged: in memory, with the address of the page and this browser's storage following it. An address
 * says what differs from the default; what it does not say is as it was at the last visit.
 */

// Safari refuses more than 100 changes of the address in 30 s; an arrow key held down makes 30 a second.
const followDelayMs = 300
const asideText = 'The first change puts its text aside, to be had as a file under Layouts.'
const ownAddress = { ticklane: true }
const scope = { list: false, personal: false }

let current: Workspace | undefined
/** What the storage held when we last read or wrote it; another tab may have written since. */
let kept: { readonly text: string | null; readonly workspace: Workspace } = { text: null, workspace: defaultWorkspace }
/** The stored text of which not all could be read, until it is put aside. */
let unread: string | undefined
/** The address is somebody else's, or an old one, and shows another view than the one kept, which nothing replaced yet. */
let byLink = false
let pending: ReturnType<typeof setTimeout> | undefined
/** The query as we last wrote or read it. */
let address = ''
/** Loaded with the first change: until then the address is right as it is. */
let addressOf: typeof workspaceAddress | undefined
const listeners = new Set<() => void>()
const undoMemory = createUndoMemory()
let message: string | undefined
/** What does not work is said once. */
let storageWorks = true

export function useWorkspace(): Workspace {
  return useSyncExternalStore(subscribeWorkspace, getWorkspace, () => defaultWorkspace)
}

export function activeChartOf(workspace: Workspace): ChartSettings {
  return workspace.charts[workspace.activeChart] ?? (workspace.charts[0] as ChartSettings)
}

export function getWorkspace(): Workspace {
  current ??= readAll()
  return current
}

export function setWorkspace(change: Partial<Workspace>): void {
  updateWorkspace((workspace) => ({ ...workspace, ...change }))
}

export function updateWorkspace(edit: (workspace: Workspace) => Workspace): void {
  const before = getWorkspace()
  const after = edit(before)
  if (after === before) return
  current = after
  applyToPage(after)
  pending ??= setTimeout(follow, followDelayMs)
  if (addressOf === undefined) loadAddressOf()
  for (const listener of listeners) listener()
}

/** What turns out later to be of no use is left out and told like the rest of what was read; it is no change of the viewer's. */
export function correctWorkspace(check: (workspace: Workspace) => ParsedWorkspace): void {
  const { workspace, ignored } = check(getWorkspace())
  if (ignored.length === 0) return
  current = workspace
  sayAlso(ignored.join(' '))
}

/** An edit that destroys something says so, with a way back. */
export function performEdit(edit: (workspace: Workspace) => Edit): void {
  let label: string | undefined
  updateWorkspace((workspace) => {
    const done = edit(workspace)
    label = done.undo?.label
    return undoMemory.done(done)
  })
  if (label !== undefined) say(label)
}

export function undoLastEdit(): void {
  say(undefined)
  updateWorkspace((workspace) => undoMemory.undo(workspace) ?? workspace)
}

export function setActiveChart(change: Partial<ChartSettings>): void {
  updateWorkspace((workspace) => changeActiveChart(workspace, change))
}

/** What the viewer should read once: what was ignored, what was removed. */
export function useMessage(): { readonly text: string | undefined; readonly canUndo: boolean } {
  const text = useSyncExternalStore(subscribeWorkspace, getMessage, () => undefined)
  const undoable = undoMemory.peek()?.label
  // What was found meanwhile may stand behind it.
  return { text, canUndo: undoable !== undefined && text?.startsWith(undoable) === true }
}

export function getMessage(): string | undefined {
  return message
}

/** Beside what is being said: of two things found in one moment neither is lost. */
export function sayAlso(text: string): void {
  say(message === undefined ? text : `${message} ${text}`)
}

export function say(text: string | undefined): void {
  message = text
  for (const listener of listeners) listener()
}

export function subscribeWorkspace(listener: () => void): () => void {
  if (listeners.size === 0) {
    window.addEventListener('popstate', readAddress)
    window.addEventListener('pagehide', follow)
    window.addEventListener('storage', hearStorage)
  }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    window.removeEventListener('popstate', readAddress)
    window.removeEventListener('pagehide', follow)
    window.removeEventListener('storage', hearStorage)
  }
}

/** For tests: as a page that is opened anew. */
export function resetWorkspace(): void {
  clearTimeout(pending)
  pending = undefined
  current = undefined
  message = undefined
  unread = undefined
  storageWorks = true
  for (const listener of listeners) listener()
}

function readAll(): Workspace {
  const text = readStored()
  const stored = text === null ? { workspace: firstWorkspace(window.innerWidth / textScale), ignored: [] } : parseStored(text)
  kept = { text, workspace: stored.workspace }
  address = window.location.search
  const linked = parseWorkspaceAddress(address, stored.workspace)
  const ignored = [...stored.ignored, ...(unread === undefined ? [] : [asideText]), ...linked.ignored]
  if (ignored.length > 0) message = ignored.join(' ')
  byLink = text !== null && !isOwnAddress() && arrangementText(linked.workspace) !== arrangementText(stored.workspace)
  applyToPage(linked.workspace)
  return linked.workspace
}

function readStored(): string | null {
  try {
    return localStorage.getItem(layoutKeys.current) ?? localStorage.getItem(layoutKeys.preferences)
  } catch {
    // Storage can be forbidden altogether; then every visit is the first.
    return null
  }
}

function parseStored(text: string): ParsedWorkspace {
  const parsed = parseWorkspace(text)
  if (parsed.ignored.length > 0) unread = text
  return parsed
}

/** Back and forward. */
function readAddress(): void {
  if (window.location.search === address) return
  clearTimeout(pending)
  pending = undefined
  current = readAll()
  for (const listener of listeners) listener()
}

function hearStorage({ key }: StorageEvent): void {
  if (key === layoutKeys.current && current !== undefined) takeOver()
}

/** Lists, lines and whatever else is the viewer's own are those of all tabs. */
function takeOver(): void {
  const before = getWorkspace()
  const text = readStored()
  if (text === kept.text || text === null) return
  const { workspace } = parseStored(text)
  current = mergeShared(kept.workspace, before, workspace)
  kept = { text, workspace }
  if (current === before) return
  applyToPage(current)
  for (const listener of listeners) listener()
}

/** Address and storage as the workspace is now, if this tab changed it. */
function follow(): void {
  if (pending === undefined) return
  clearTimeout(pending)
  pending = undefined
  takeOver()
  followAddress()
  const workspace = getWorkspace()
  try {
    if (unread !== undefined) localStorage.setItem(layoutKeys.currentUnread, unread)
    unread = undefined
    if (byLink) localStorage.setItem(layoutKeys.replaced, kept.text ?? '')
    byLink = false
    const text = serialiseWorkspace(workspace)
    localStorage.setItem(layoutKeys.current, text)
    kept = { text, workspace }
    storageWorks = true
    // Or from a page that was closed before it could.
    if (localStorage.getItem(layoutKeys.replaced) !== null) keepReplaced()
  } catch (error) {
    console.info('This browser does not keep the layout:', error)
    if (storageWorks) say('This browser keeps nothing: its storage is full or not allowed. The address holds most of the layout.')
    storageWorks = false
  }
}

function followAddress(): void {
  const wanted = addressOf?.(getWorkspace(), scope)
  if (wanted === undefined) return
  if (wanted !== window.location.search || !isOwnAddress()) {
    window.history.replaceState(ownAddress, '', `${window.location.pathname}${wanted}${window.location.hash}`)
  }
  address = wanted
}

/** Whether this entry of the history is as we wrote it: opened again, it is no link. */
function isOwnAddress(): boolean {
  return Boolean((window.history.state as Partial<typeof ownAddress> | null)?.ticklane)
}

function keepReplaced(): void {
  import('@/lib/workspace/replaced-view.ts').then(
    ({ keepReplacedView }) => {
      const now = getWorkspace()
      const undo = keepReplacedView({ storage: localStorage, now, nowMs: Date.now(), told: message, back: undoMemory.peek() })
      if (undo === undefined) return
      // Browsers tell the other tabs alone.
      window.dispatchEvent(new StorageEvent('storage', { key: layoutKeys.named }))
      performEdit((workspace) => ({ workspace, undo }))
    },
    (error: unknown) => console.info('The view before the link is not among the layouts yet:', error),
  )
}

function loadAddressOf(): void {
  import('@/lib/workspace/workspace-address.ts').then(
    ({ workspaceAddress }) => {
      addressOf = workspaceAddress
      // Else it follows with the change that waits.
      if (pending === undefined) followAddress()
    },
    (error: unknown) => console.info('The address does not follow the page, which is tried again with the next change:', error),
  )
}

/** What must be known before React draws; of it, preferences-script.tsx sets what the style sheet needs before the first paint. */
function applyToPage({ appearance: { theme, colours }, formats, pane, panels, maximised }: Workspace): void {
  setPageFormats(formatsInForce(formats, navigator.language))
  const { dataset } = document.documentElement
  if (theme === 'system') delete dataset.theme
  else dataset.theme = theme
  dataset.colours = colours
  dataset.pane = pane
  const open = openPanels({ panels, pane })
  dataset.side = open.includes('heatmap') ? 'wide' : String(open.length > 0)
  dataset.maximised = String(maximised)
}
