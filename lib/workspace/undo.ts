import type { Workspace } from './workspace.ts'

/** A change, and for one that destroys something how to bring that back into whatever the workspace is by then. */
export interface Edit {
  readonly workspace: Workspace
  readonly undo?: Undo
}

export interface Undo {
  /** What was done, for the viewer: `List “Tech” removed`. */
  readonly label: string
  readonly apply: (current: Workspace) => Workspace
}

/** Remembers the last change that destroyed something. Later changes that destroy nothing do not make it forget. */
export interface UndoMemory {
  /** Takes the edit's undo when it has one; returns its workspace. */
  done(edit: Edit): Workspace
  peek(): Undo | undefined
  /** The workspace with the last destruction undone, once; undefined when there is none. */
  undo(current: Workspace): Workspace | undefined
}

export function createUndoMemory(): UndoMemory {
  let last: Undo | undefined
  return {
    done(edit) {
      last = edit.undo ?? last
      return edit.workspace
    },
    peek: () => last,
    undo(current) {
      const taken = last
      last = undefined
      return taken?.apply(current)
    },
  }
}

/** All of another workspace, from a layout or a link; what stood before can be brought back whole. */
export function replaceWorkspace(before: Workspace, after: Workspace, label: string): Edit {
  return { workspace: after, undo: { label, apply: () => before } }
}
