import { Activity, Bell, ChartCandlestick, Layers, List, ListOrdered, type LucideIcon } from 'lucide-react'
import { useId, useRef } from 'react'
import { UnreadAlerts } from '@/components/alerts/unread-alerts.tsx'
import { sidePanels } from '@/components/side/side-panels.ts'
import { moveFocus } from '@/components/ui/pick-menu.tsx'
import type { PaneId } from '@/lib/workspace/workspace.ts'

const panes: readonly { readonly pane: PaneId; readonly label: string; readonly Icon: LucideIcon }[] = [
  { pane: 'list', label: 'Watchlist', Icon: List },
  { pane: 'chart', label: 'Chart', Icon: ChartCandlestick },
  { pane: 'trades', label: 'Trades', Icon: ListOrdered },
  { pane: 'depth', label: 'Depth', Icon: Layers },
  { pane: 'alerts', label: 'Alerts', Icon: Bell },
  { pane: 'health', label: 'Health', Icon: Activity },
]
const further = sidePanels.filter(({ id }) => panes.every(({ pane }) => pane !== id))

interface PaneTabsProps {
  readonly pane: PaneId
  readonly onPane: (pane: PaneId) => void
}

/** On a narrow screen, within reach of the thumbs: which pane to show. */
export function PaneTabs({ pane, onPane }: PaneTabsProps) {
  return (
    <nav aria-label="Panes" className="flex shrink-0 border-line border-t bg-panel pb-[env(safe-area-inset-bottom)] desk:hidden">
      {panes.map(({ pane: choice, label, Icon }) => (
        <button
          key={choice}
          type="button"
          aria-current={choice === pane ? 'page' : undefined}
          onClick={() => onPane(choice)}
          className="pane-tab"
        >
          <span className="relative px-1.5">
            <Icon className="size-5" aria-hidden="true" />
            {choice === 'alerts' && <UnreadAlerts />}
          </span>
          {label}
        </button>
      ))}
      <MoreTab pane={pane} onPane={onPane} />
    </nav>
  )
}

/** What there is no room for. */
function MoreTab({ pane, onPane }: PaneTabsProps) {
  const id = useId()
  const menu = useRef<HTMLDivElement>(null)
  const shown = further.find((panel) => panel.id === pane)
  return (
    <>
      <button type="button" popoverTarget={id} aria-current={shown === undefined ? undefined : 'page'} className="pane-tab">
        <svg className="size-5" viewBox="0 0 20 20" fill="currentColor" aria-hidden="true">
          <path d="M2 9h3v3H2zm6 0h3v3H8zm6 0h3v3h-3z" />
        </svg>
        {shown?.name ?? 'More'}
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        aria-label="More panes"
        className="menu-popover pane-menu"
        onToggle={(event) => {
          if (event.newState === 'open') menu.current?.querySelector('button')?.focus()
        }}
        onKeyDown={(event) => moveFocus(event, menu.current)}
      >
        {further.map((panel) => (
          <button
            key={panel.id}
            type="button"
            role="menuitemradio"
            aria-checked={panel.id === pane}
            onClick={() => {
              menu.current?.hidePopover()
              onPane(panel.id)
            }}
            className="menu-item"
          >
            {panel.name}
          </button>
        ))}
      </div>
    </>
  )
}
