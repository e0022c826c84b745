import { readWorkspace } from './read-workspace.ts'
import { createReader, isRecord, parseJson, type Reader } from './reader.ts'
import { defaultWorkspace, type Workspace } from './workspace.ts'

/** Counts up when a document of the version before would be misread; new optional fields need no new version. */
export const workspaceVersion = 1

type Document = Readonly<Record<string, unknown>>

/**
 * From each version to the next, by index. Version 0 had no number: theme, colours and rate alone, as
 * `ticklane.preferences` keeps them.
 */
const migrations: readonly ((document: Document) => Document)[] = [
  ({ theme, colours, rateCap }) => ({ appearance: { theme, colours }, rate: { capHz: rateCap } }),
]

export interface ParsedWorkspace {
  readonly workspace: Workspace
  /** What could not be used, for the viewer; empty when all could. */
  readonly ignored: readonly string[]
}

export function serialiseWorkspace(workspace: Workspace): string {
  return JSON.stringify(workspaceDocument(workspace))
}

export function workspaceDocument(workspace: Workspace): Document {
  return { version: workspaceVersion, ...workspace }
}

/** Never throws; what cannot be used is replaced by the default and told. null: nothing was stored. */
export function parseWorkspace(text: string | null): ParsedWorkspace {
  if (text === null) return { workspace: defaultWorkspace, ignored: [] }
  return parseWorkspaceDocument(parseJson(text))
}

/** `value` is what `workspaceDocument` once gave, of this or another version. */
export function parseWorkspaceDocument(value: unknown): ParsedWorkspace {
  if (!isRecord(value))
    return { workspace: defaultWorkspace, ignored: ['The saved layout could not be read; the default one is shown.'] }
  const reader = createReader()
  const workspace = readWorkspace(migrate(value, reader), reader)
  return { workspace, ignored: reader.ignored }
}

const preferenceNames = ['version', 'theme', 'colours', 'rateCap']

function migrate(document: Document, reader: Reader): Document {
  // Preferences had no number; what holds more and has none is a layout that lost it.
  const numbered = Object.keys(document).every((name) => preferenceNames.includes(name)) ? 0 : undefined
  const version = document.version ?? numbered
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 0) {
    reader.ignore('The saved layout has no usable version; what could be read was kept.')
    return document
  }
  if (version > workspaceVersion)
    reader.ignore('The layout was saved by a newer version; what this one does not know was left out.')
  return migrations.slice(version).reduce((older, step) => step(older), document)
}
