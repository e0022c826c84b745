'use client'

import { Settings2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { setWorkspace, useWorkspace } from '@/components/workspace/workspace-store.ts'
import { type ColourConvention, colourConventions, rateCaps, type Theme, themes } from '@/lib/workspace/workspace.ts'

const themeNames: Record<Theme, string> = { system: 'System', dark: 'Dark', light: 'Light' }
const conventionNames: Record<ColourConvention, string> = {
  west: 'Green up, red down',
  'east-asia': 'Red up, green down',
  korea: 'Red up, blue down',
  safe: 'Blue up, orange down (colour-blind safe)',
}

/** The browser's own popover: focus, Escape and a click outside without code of ours. */
export function SettingsMenu() {
  const { appearance, rate } = useWorkspace()
  return (
    <>
      <button type="button" popoverTarget="settings" aria-label="Settings" title="Settings" className="tool-button">
        <Settings2 className="size-4" aria-hidden="true" />
      </button>
      <div id="settings" popover="auto" role="dialog" aria-label="Settings" className="settings-popover">
        <Choice label="Theme">
          {themes.map((theme) => (
            <Option
              key={theme}
              group="theme"
              name={themeNames[theme]}
              checked={theme === appearance.theme}
              onPick={() => setWorkspace({ appearance: { ...appearance, theme } })}
            />
          ))}
        </Choice>
        <Choice label="Colours of change">
          {colourConventions.map((colours) => (
            <Option
              key={colours}
              group="colours"
              name={conventionNames[colours]}
              checked={colours === appearance.colours}
              onPick={() => setWorkspace({ appearance: { ...appearance, colours } })}
            />
          ))}
        </Choice>
        <Choice label="Prices move at most">
          <Option
            group="rate"
            name="As fast as they are shown"
            checked={rate.capHz === undefined}
            onPick={() => setWorkspace({ rate: { ...rate, capHz: undefined } })}
          />
          {rateCaps.toReversed().map((capHz) => (
            <Option
              key={capHz}
              group="rate"
              name={rateName(capHz)}
              checked={rate.capHz === capHz}
              onPick={() => setWorkspace({ rate: { ...rate, capHz } })}
            />
          ))}
        </Choice>
      </div>
    </>
  )
}

function rateName(hz: number): string {
  if (hz < 1) return `Once in ${1 / hz} seconds`
  return hz === 1 ? 'Once a second' : `${hz} times a second`
}

function Choice({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <fieldset className="border-line border-b px-3 py-2 last:border-b-0">
      <legend className="float-left mb-1 w-full text-2xs text-ink-3">{label}</legend>
      <div className="clear-both">{children}</div>
    </fieldset>
  )
}

interface OptionProps {
  readonly group: string
  readonly name: string
  readonly checked: boolean
  readonly onPick: () => void
}

function Option({ group, name, checked, onPick }: OptionProps) {
  return (
    <label className="flex h-9 cursor-pointer items-center gap-2 rounded px-1.5 hover:bg-hover desk:h-7">
      <input type="radio" name={`settings-${group}`} checked={checked} onChange={onPick} className="accent-accent" />
      {name}
    </label>
  )
}
