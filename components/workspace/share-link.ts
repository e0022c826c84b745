import { getWorkspace, say } from '@/components/workspace/workspace-store.ts'
import { activeWatchlist, listSymbols, type Workspace } from '@/lib/workspace/workspace.ts'
import { addressSymbolsMax, workspaceAddress } from '@/lib/workspace/workspace-address.ts'

/** A link to this view for somebody else: its charts, panels, columns and list, and nothing of the viewer's own taste. */
export async function copyLink(): Promise<void> {
  const { origin, pathname } = window.location
  const workspace = getWorkspace()
  const link = origin + pathname + workspaceAddress(workspace, { list: true, personal: false })
  try {
    await navigator.clipboard.writeText(link)
    say(`Link to this view copied${withoutList(workspace)}`)
  } catch {
    // Without a secure origin or leave to write there: then it is read off.
    say(`This browser does not let pages copy. The link is ${link}`)
  }
}

/** Whoever gets it would look for the list. */
function withoutList(workspace: Workspace): string {
  const list = activeWatchlist(workspace)
  if (list.kind === 'all' || listSymbols(list).length <= addressSymbolsMax) return ''
  return `, without the list “${list.name}”: of more than ${addressSymbolsMax} instruments a link gets too long. Export it as a file instead.`
}
