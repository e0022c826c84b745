'use client'

import { Activity, ArrowUpDown, Bell, Info, Layers, ListOrdered, type LucideIcon } from 'lucide-react'
import { sidePanels } from '@/components/side/side-panels.ts'
import { updateWorkspace, useWorkspace } from '@/components/workspace/workspace-store.ts'
import { togglePanel } from '@/lib/workspace/chart-edits.ts'
import type { PanelId } from '@/lib/workspace/workspace.ts'

const icons: Partial<Record<PanelId, LucideIcon>> = {
  quote: Info,
  trades: ListOrdered,
  depth: Layers,
  alerts: Bell,
  movers: ArrowUpDown,
  health: Activity,
}

/** Opens and closes what is beside the chart, on a wide screen. */
export function SideButtons() {
  const { panels } = useWorkspace()
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
            aria-pressed={panels.includes(id)}
            onClick={() => updateWorkspace((workspace) => togglePanel(workspace, id))}
            className="tool-button"
          >
            <Icon className="size-4" aria-hidden="true" />
          </button>
        )
      })}
    </div>
  )
}
