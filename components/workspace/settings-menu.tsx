'use client'

import { Settings2 } from 'lucide-react'
import {
  type ColourConvention,
  rateCaps,
  setPreferences,
  type Theme,
  usePreferences,
} from '@/components/workspace/preferences.ts'

const themeNames: Record<Theme, string> = { system: 'System', dark: 'Dark', light: 'Light' }
const conventionNames: Record<ColourConvention, string> = {
  west: 'Green up, red down',
  'east-asia': 'Red up, green down',
  korea: 'Red up, blue down',
  safe: 'Blue up, orange down (colour-blind safe)',
}

/** The browser's own popover: focus, Escape and a click outside without code of ours. */
export function SettingsMenu() {
  const { theme, colours, rateCap } = usePreferences()
  return (
    <>
      <button
        type="button"
        popoverTarget="settings"
        aria-label="Settings"
        title="Settings"
        className="flex size-9 items-center justify-center rounded text-ink-2 hover:bg-hover hover:text-ink desk:size-7"
      >
        <Settings2 className="size-4" aria-hidden="true" />
      </button>
      <div id="settings" popover="auto" role="dialog" aria-label="Settings" className="settings-popover">
        <Choice label="Theme">
          {Object.entries(themeNames).map(([value, name]) => (
            <Option
              key={value}
              group="theme"
              name={name}
              checked={value === theme}
              onPick={() => setPreferences({ theme: value as Theme })}
            />
          ))}
        </Choice>
        <Choice label="Colours of change">
          {Object.entries(conventionNames).map(([value, name]) => (
            <Option
              key={value}
              group="colours"
              name={name}
              checked={value === colours}
              onPick={() => setPreferences({ colours: value as ColourConvention })}
            />
          ))}
        </Choice>
        <Choice label="Prices move at most">
          <Option
            group="rate"
            name="As fast as they are shown"
            checked={rateCap === undefined}
            onPick={() => setPreferences({ rateCap: undefined })}
          />
          {rateCaps.toReversed().map((hz) => (
            <Option
              key={hz}
              group="rate"
              name={rateName(hz)}
              checked={rateCap === hz}
              onPick={() => setPreferences({ rateCap: hz })}
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

function Choice({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
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
