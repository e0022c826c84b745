import { getWorkspace, performEdit, updateWorkspace, useWorkspace } from '@/components/workspace/workspace-store.ts'
import { linesOf, replaceLines, setLines } from '@/lib/workspace/chart-edits.ts'

/** The lines of a symbol as the workspace keeps them; every chart of it shows the same. */
export function useLines(symbol: string): string | undefined {
  return linesOf(useWorkspace(), symbol)
}

export function readLines(symbol: string): string | undefined {
  return linesOf(getWorkspace(), symbol)
}

/** `removed`: what is gone, for a person, who can have it back. */
export function saveLines(symbol: string, text: string | undefined, removed?: string): void {
  if (removed === undefined) {
    if (text !== undefined) updateWorkspace((workspace) => setLines(workspace, symbol, text))
    return
  }
  performEdit((workspace) => replaceLines(workspace, symbol, text, removed))
}
