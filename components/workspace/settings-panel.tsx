import type { ReactNode } from 'react'
import { setWorkspace, useWorkspace } from '@/components/workspace/workspace-store.ts'
import { formatNumber, formatTime } from '@/lib/market/format.ts'
import { formatsInForce, localeName, offeredLocales } from '@/lib/workspace/formats.ts'
import {
  type ColourConvention,
  colourConventions,
  type HourCycle,
  hourCycles,
  rateCaps,
  type Theme,
  themes,
} from '@/lib/workspace/workspace.ts'

const themeNames: Record<Theme, string> = { system: 'System', dark: 'Dark', light: 'Light' }
const conventionNames: Record<ColourConvention, string> = {
  west: 'Green up, red down',
  'east-asia': 'Red up, green down',
  korea: 'Red up, blue down',
  safe: 'Blue up, orange down (colour-blind safe)',
}

const clockNames: Record<HourCycle, string> = {
  h23: '24 hours',
  h12: '12 hours',
  locale: 'As the language has it',
}

/** Everything about the page that is the viewer's own. */
export default function SettingsPanel() {
  const { appearance, rate, formats, characterKeys } = useWorkspace()
  const { locale, hourCycle } = formatsInForce(formats, navigator.language)
  return (
    <>
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
      <Choice label="Numbers and dates as written in">
        <select
          aria-label="Language of numbers and dates"
          value={formats.locale ?? ''}
          onChange={({ target }) =>
            setWorkspace({ formats: { ...formats, locale: target.value === '' ? undefined : target.value } })
          }
          className="field mx-1.5 w-[calc(100%-12px)]"
        >
          <option value="">
            The browser’s own: {localeName(formatsInForce({ ...formats, locale: undefined }, navigator.language).locale)}
          </option>
          {[...new Set([...offeredLocales, ...(formats.locale === undefined ? [] : [formats.locale])])].map((each) => (
            <option key={each} value={each}>
              {localeName(each)}
            </option>
          ))}
        </select>
        <p className="px-1.5 pt-1 text-2xs text-ink-3">
          {formatNumber(1234567.89, 2, locale)} · {formatTime(exampleMs, { timeZone: 'UTC', locale, hourCycle })}
        </p>
      </Choice>
      <Choice label="Clock">
        {hourCycles.map((cycle) => (
          <Option
            key={cycle}
            group="clock"
            name={clockNames[cycle]}
            checked={formats.hourCycle === cycle}
            onPick={() => setWorkspace({ formats: { ...formats, hourCycle: cycle } })}
          />
        ))}
      </Choice>
      <Choice label="Keyboard">
        <label className="flex h-9 cursor-pointer items-center gap-2 rounded px-1.5 hover:bg-hover desk:h-7">
          <input
            type="checkbox"
            checked={characterKeys}
            onChange={({ target }) => setWorkspace({ characterKeys: target.checked })}
            className="accent-accent"
          />
          Single keys find and do things
        </label>
      </Choice>
    </>
  )
}

const exampleMs = Date.UTC(2024, 0, 2, 14, 30, 5)

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
