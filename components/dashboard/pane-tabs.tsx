import { ChartCandlestick, Layers, List, ListOrdered, type LucideIcon } from 'lucide-react'
import type { PaneId } from '@/lib/workspace/workspace.ts'

const panes: readonly { readonly pane: PaneId; readonly label: string; readonly Icon: LucideIcon }[] = [
  { pane: 'list', label: 'Watchlist', Icon: List },
  { pane: 'chart', label: 'Chart', Icon: ChartCandlestick },
  { pane: 'trades', label: 'Trades', Icon: ListOrdered },
  { pane: 'depth', label: 'Depth', Icon: Layers },
]

/** On a narrow screen, within reach of the thumbs: which pane to show. */
export function PaneTabs({ pane, onPane }: { readonly pane: PaneId; readonly onPane: (pane: PaneId) => void }) {
  return (
    <nav aria-label="Panes" className="flex shrink-0 border-line border-t bg-panel pb-[env(safe-area-inset-bottom)] desk:hidden">
      {panes.map(({ pane: choice, label, Icon }) => (
        <button
          key={choice}
          type="button"
          aria-current={choice === pane ? 'page' : undefined}
          onClick={() => onPane(choice)}
          className="flex h-13 flex-1 flex-col items-center justify-center gap-0.5 text-2xs text-ink-3 aria-[current]:text-accent"
        >
          <Icon className="size-5" aria-hidden="true" />
          {label}
        </button>
      ))}
    </nav>
  )
}
