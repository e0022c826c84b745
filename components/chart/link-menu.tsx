'use client'

import { Link2 } from 'lucide-react'
import { Menu } from '@/components/ui/menu.tsx'
import { setWorkspace, useWorkspace } from '@/components/workspace/workspace-store.ts'
import { type LinkName, linkNames } from '@/lib/workspace/workspace.ts'

export const linkTexts: Record<LinkName, string> = {
  symbol: 'Instrument',
  interval: 'Interval',
  crosshair: 'Crosshair',
  range: 'Range of time',
}

/** What several charts have in common. */
export function LinkMenu() {
  const { charts } = useWorkspace()
  if (charts.length === 1) return null
  return (
    <Menu label="Linked charts" face={<Link2 className="size-4" aria-hidden="true" />}>
      {() => <LinkSwitches />}
    </Menu>
  )
}

export function LinkSwitches() {
  const { linked } = useWorkspace()
  return (
    <fieldset className="py-1">
      <legend className="px-3 pb-1 text-2xs text-ink-3">The same in all charts</legend>
      {linkNames.map((name) => (
        <label key={name} className="menu-item cursor-pointer">
          <input
            type="checkbox"
            checked={linked[name]}
            onChange={(event) => setWorkspace({ linked: { ...linked, [name]: event.target.checked } })}
            className="size-4 accent-accent"
          />
          {linkTexts[name]}
        </label>
      ))}
    </fieldset>
  )
}
