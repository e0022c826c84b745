import { getWorkspace, say } from '@/components/workspace/workspace-store.ts'
import { workspaceAddress } from '@/lib/workspace/workspace-address.ts'

/** A link to this view for somebody else: its charts, panels, columns and list, and nothing of the viewer's own taste. */
export async function copyLink(): Promise<void> {
  const { origin, pathname } = window.location
  const link = origin + pathname + workspaceAddress(getWorkspace(), { list: true, personal: false })
  try {
    await navigator.clipboard.writeText(link)
    say('Link to this view copied')
  } catch {
    // Without a secure origin or leave to write there: then it is read off.
    say(`This browser does not let pages copy. The link is ${link}`)
  }
}
