'use client'

import { Activity, ArrowUpDown, Bell, Info, Layers, LayoutGrid, ListOrdered, type LucideIcon } from 'lucide-react'
import { UnreadAlerts } from '@/components/alerts/unread-alerts.tsx'
import { sidePanels, switchSidePanel } from '@/components/side/side-panels.ts'
import { useWorkspace } from '@/components/workspace/workspace-store.ts'
import { openPanels } from '@/lib/workspace/open-panels.ts'
import type { PanelId } from '@/lib/workspace/workspace.ts'

const icons: Partial<Record<PanelId, LucideIcon>> = {
  quote: Info,
  trades: ListOrdered,
  depth: Layers,
  alerts: Bell,
  movers: ArrowUpDown,
  heatmap: LayoutGrid,
  health: Activity,
}

/** Opens and closes what is beside the chart, on a wide screen. */
export function SideButtons() {
  const open = openPanels(useWorkspace())
  return (
    <div className="hidden items-center desk:flex">
      {sidePanels.map(({ id, name }) => {
        const Icon = icons[id] ?? Info
        return (
          <button
            key={id}
            type="button"
            aria-label={name}
            title={name}
            aria-pressed={open.includes(id)}
            onClick={() => switchSidePanel(id)}
            className="tool-button relative"
          >
            <Icon className="size-4" aria-hidden="true" />
            {id === 'alerts' && <UnreadAlerts />}
          </button>
        )
      })}
    </div>
  )
}
