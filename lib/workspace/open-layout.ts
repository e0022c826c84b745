import { isRecord, parseJson } from './reader.ts'
import { type Edit, replaceWorkspace } from './undo.ts'
import { type Workspace, workspaceLimits } from './workspace.ts'
import { type ParsedWorkspace, parseWorkspaceDocument } from './workspace-file.ts'

/**
 * A layout arranges the screen. What belongs to the viewer stays as it is now: theme, formats, rate, keys, lists edited since
 * and lines drawn since; a list or lines that only the layout has come with it.
 */
export function openLayout(current: Workspace, layout: Workspace, label: string): Edit {
  const own = new Set(current.lists.map(({ id }) => id))
  const lists = [...current.lists, ...layout.lists.filter(({ id }) => !own.has(id))].slice(0, workspaceLimits.lists)
  const after: Workspace = {
    ...layout,
    lists,
    activeList: lists.some(({ id }) => id === layout.activeList) ? layout.activeList : current.activeList,
    appearance: current.appearance,
    formats: current.formats,
    rate: current.rate,
    characterKeys: current.characterKeys,
    lines: { ...layout.lines, ...current.lines },
  }
  return replaceWorkspace(current, after, label)
}

/** A layout from a file, or what is wrong with it. */
export function parseLayoutFile(text: string): ParsedWorkspace | string {
  const document = parseJson(text)
  if (document === undefined) return 'It is no JSON, which layouts are written in.'
  if (!isRecord(document)) return `It is JSON, but no layout: expected an object with charts, found ${found(document)}.`
  if (!Array.isArray(document.charts) && document.version !== 0) return 'It is JSON, but no layout: it names no charts.'
  return parseWorkspaceDocument(document)
}

function found(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'string' ? 'a text' : String(value)
}

/** A name that no layout has yet: `Day`, `Day 2`. */
export function freeName(wanted: string, taken: readonly string[]): string {
  const base = wanted.trim().slice(0, workspaceLimits.nameLength - 4) || 'Layout'
  let name = base
  for (let count = 2; taken.includes(name); count++) name = `${base} ${count}`
  return name
}
