import { Activity, Bell, ChartCandlestick, Layers, List, ListOrdered, type LucideIcon } from 'lucide-react'
import { UnreadAlerts } from '@/components/alerts/unread-alerts.tsx'
import { sidePanels } from '@/components/side/side-panels.ts'
import { Menu } from '@/components/ui/menu.tsx'
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
    <nav aria-label="Panes" className="pane-tabs">
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
  const shown = further.find((panel) => panel.id === pane)
  return (
    <Menu
      label="More panes"
      name={shown?.name ?? 'More'}
      role="menu"
      align="end"
      current={shown !== undefined}
      buttonClass="pane-tab"
      face={
        <>
          <svg className="size-5" viewBox="0 0 20 20" fill="currentColor" aria-hidden="true">
            <path d="M2 9h3v3H2zm6 0h3v3H8zm6 0h3v3h-3z" />
          </svg>
          {shown?.name ?? 'More'}
        </>
      }
    >
      {(close) =>
        further.map((panel) => (
          <button
            key={panel.id}
            type="button"
            role="menuitemradio"
            aria-checked={panel.id === pane}
            onClick={() => {
              close()
              onPane(panel.id)
            }}
            className="menu-item"
          >
            {panel.name}
          </button>
        ))
      }
    </Menu>
  )
}
