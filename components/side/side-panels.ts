import { updateWorkspace } from '@/components/workspace/workspace-store.ts'
import { showPanel, switchPanel } from '@/lib/workspace/open-panels.ts'
import type { PanelId } from '@/lib/workspace/workspace.ts'

export interface SidePanelName {
  readonly id: PanelId
  readonly name: string
  /** Other words somebody may type to find it. */
  readonly words: string
}

export const sidePanels: readonly SidePanelName[] = [
  { id: 'quote', name: 'Quote', words: 'details range statistics age' },
  { id: 'trades', name: 'Trades', words: 'time sales tape' },
  { id: 'depth', name: 'Depth', words: 'book ladder orders level' },
  { id: 'alerts', name: 'Alerts', words: 'alarm notify price cross' },
  { id: 'movers', name: 'Movers', words: 'gainers losers top' },
  { id: 'heatmap', name: 'Heat map', words: 'treemap market volume class tiles' },
  { id: 'health', name: 'Health', words: 'connection latency age round trip checks' },
]

export function openSidePanel(id: PanelId): void {
  updateWorkspace((workspace) => showPanel(workspace, id, isWide()))
}

/** Opens it, or closes it where it is open. */
export function switchSidePanel(id: PanelId): void {
  updateWorkspace((workspace) => switchPanel(workspace, id, isWide()))
}

/** Room beside the chart, as the style sheet has it. */
function isWide(): boolean {
  return window.matchMedia('(min-width: 56.25em)').matches
}
