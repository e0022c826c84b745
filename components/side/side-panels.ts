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
  { id: 'health', name: 'Health', words: 'connection latency age round trip checks' },
]
