import { layoutKeys } from './layout-keys.ts'
import { isRecord, parseJson } from './reader.ts'
import { type Workspace, workspaceLimits } from './workspace.ts'
import { type ParsedWorkspace, parseWorkspaceDocument, workspaceDocument } from './workspace-file.ts'

/** The part of the browser's storage that is needed. */
export interface LayoutStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

export interface LayoutSummary {
  readonly name: string
  readonly savedAtMs: number
  readonly charts: number
}

/** Of what went wrong, for the viewer; undefined when nothing did. */
export type Problem = string | undefined

/** The layouts that have names. Reads storage each time: another tab may have written. */
export interface Layouts {
  /** By name. */
  list(): readonly LayoutSummary[]
  /** Replaces a layout of the same name. */
  save(name: string, workspace: Workspace, nowMs: number): Problem
  load(name: string): ParsedWorkspace | undefined
  rename(name: string, next: string): Problem
  remove(name: string): void
  /** What brings the layout of this name back as it is now, whatever is done to it; undefined: there is none. */
  restorer(name: string): (() => Problem) | undefined
  /** Of what is stored: it is there, but cannot be read. */
  damage(): Problem
}

export const layoutsMax = 50

interface NamedLayout {
  readonly name: string
  readonly savedAtMs: number
  /** As it was stored; read only when it is loaded, so that a newer version's layout survives an older one's visit. */
  readonly document: Readonly<Record<string, unknown>>
}

/** Counts up when one of the version before would misread it. */
const namedVersion = 1

export function createLayouts(storage: LayoutStorage): Layouts {
  const readNamed = (): NamedLayout[] => parseNamed(readItem(storage, layoutKeys.named)).layouts

  const writeNamed = (layouts: readonly NamedLayout[]): Problem => {
    const text = readItem(storage, layoutKeys.named)
    // What cannot be read now may be by another version, or by hand.
    const problem = text === null || !parseNamed(text).damage ? undefined : write(storage, layoutKeys.namedUnread, text)
    return problem ?? write(storage, layoutKeys.named, JSON.stringify({ version: namedVersion, layouts }))
  }

  return {
    list: () =>
      readNamed()
        .map(({ name, savedAtMs, document }) => ({
          name,
          savedAtMs,
          charts: Array.isArray(document.charts) ? document.charts.length : 1,
        }))
        .sort((one, other) => one.name.localeCompare(other.name)),
    save(name, workspace, nowMs) {
      const tidy = name.trim().slice(0, workspaceLimits.nameLength)
      if (tidy === '') return 'A layout needs a name.'
      const others = readNamed().filter((layout) => layout.name !== tidy)
      if (others.length >= layoutsMax) return `No more than ${layoutsMax} layouts can be kept; remove one first.`
      return writeNamed([...others, { name: tidy, savedAtMs: nowMs, document: workspaceDocument(workspace) }])
    },
    load(name) {
      const layout = readNamed().find((each) => each.name === name)
      return layout === undefined ? undefined : parseWorkspaceDocument(layout.document)
    },
    rename(name, next) {
      const tidy = next.trim().slice(0, workspaceLimits.nameLength)
      const layouts = readNamed()
      if (tidy === '') return 'A layout needs a name.'
      if (!layouts.some((layout) => layout.name === name)) return `There is no layout “${name}” any more.`
      if (tidy !== name && layouts.some((layout) => layout.name === tidy)) return `There is a layout “${tidy}” already.`
      return writeNamed(layouts.map((layout) => (layout.name === name ? { ...layout, name: tidy } : layout)))
    },
    remove(name) {
      const layouts = readNamed()
      const others = layouts.filter((each) => each.name !== name)
      if (others.length < layouts.length) writeNamed(others)
    },
    restorer(name) {
      const layout = readNamed().find((each) => each.name === name)
      return layout && (() => writeNamed([...readNamed().filter((each) => each.name !== name), layout]))
    },
    damage() {
      const { damage } = parseNamed(readItem(storage, layoutKeys.named))
      return damage && `${damage} The next one saved puts their text aside, to be had as a file under Layouts.`
    },
  }
}

/** `damage`: what of the text cannot be read, and would be lost if something were written in its place. */
function parseNamed(text: string | null): { readonly layouts: NamedLayout[]; readonly damage: Problem } {
  if (text === null) return { layouts: [], damage: undefined }
  const stored = parseJson(text)
  if (!isRecord(stored) || !Array.isArray(stored.layouts))
    return { layouts: [], damage: 'The layouts that this browser kept could not be read.' }
  const entries = stored.layouts as unknown[]
  const layouts = entries.flatMap((value) =>
    isRecord(value) && typeof value.name === 'string' && value.name !== '' && isRecord(value.document)
      ? [{ name: value.name, savedAtMs: typeof value.savedAtMs === 'number' ? value.savedAtMs : 0, document: value.document }]
      : [],
  )
  const lost = entries.length - layouts.length
  if (lost > 0) return { layouts, damage: `${lost} of ${entries.length} saved layouts could not be read.` }
  const newer = typeof stored.version === 'number' && stored.version > namedVersion
  return { layouts, damage: newer ? 'A newer version kept these layouts; not all of it could be read.' : undefined }
}

function readItem(storage: LayoutStorage, key: string): string | null {
  try {
    return storage.getItem(key)
  } catch {
    // Storage can be forbidden altogether; then every visit is the first.
    return null
  }
}

function write(storage: LayoutStorage, key: string, text: string): Problem {
  try {
    storage.setItem(key, text)
    return undefined
  } catch {
    return 'This browser did not keep the layout: its storage is full or not allowed.'
  }
}
