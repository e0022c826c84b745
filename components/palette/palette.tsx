'use client'

import { Command, useCommandState } from 'cmdk'
import { useEffect, useRef } from 'react'
import { originMarks } from '@/components/connection/connection-text.ts'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { commands, findCommands } from '@/components/palette/commands.ts'
import { CompareResults } from '@/components/palette/compare-results.tsx'
import { findInstruments } from '@/components/palette/find-instruments.ts'
import { holdEnter, paletteShown } from '@/components/palette/held-keys.ts'
import { LayoutResults, LayoutsDamage } from '@/components/palette/layout-results.tsx'
import { type ShownInstrument, tellMissing } from '@/components/palette/missing-instrument.ts'
import { PaletteItem as Item } from '@/components/palette/palette-item.tsx'
import { closePalette, type PaletteMode, setPaletteQuery, usePalette } from '@/components/palette/palette-state.ts'
import { PlayHeldKeys } from '@/components/palette/play-held-keys.tsx'
import { ShortcutHelp } from '@/components/palette/shortcut-help.tsx'
import { setActiveChart, setWorkspace, useWorkspace } from '@/components/workspace/workspace-store.ts'
import { parseIntervalText, suggestIntervals } from '@/lib/keyboard/interval-text.ts'
import type { InstrumentDefinition } from '@/lib/market/instrument.ts'

const placeholders: Record<Exclude<PaletteMode, 'help'>, string> = {
  search: 'Symbol, name or command',
  interval: 'Interval: 1s, 1, 5, 15, 1h, 4h, d',
  indicators: 'Indicator',
  compare: 'Compare with: symbol or name',
  layouts: 'Layout to open, or a name to save this one',
}
const none: readonly InstrumentDefinition[] = []
const instrumentsMax = 40
const commandsMax = 12
// Before anything is typed: few enough that commands are in sight below them.
const instrumentsAtFirst = 8

/** Finds instruments and does commands. Its own file: loaded when the page has nothing else to do, or when asked for. */
export default function Palette(shown: ShownInstrument) {
  const { instruments } = shown
  const state = usePalette()
  const { mode, query } = state
  const { characterKeys } = useWorkspace()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    if (element === null) return
    if (mode !== undefined && !element.open) {
      element.showModal()
      // The field asked for the focus before the dialog was shown; the browser gives it to whatever comes first.
      element.querySelector('input')?.focus()
    }
    if (mode === undefined && element.open) element.close()
    // With every change of the state: closed and opened anew in one go, the mode may be the same.
    if (state.mode !== undefined) paletteShown()
  }, [mode, state])
  const listed = instruments !== undefined || (mode !== 'search' && mode !== 'compare')
  // Who went to an entry means that one, whatever else is still to come.
  const moved = useRef(false)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it; this is the click beside it
    <dialog
      ref={dialog}
      className="palette"
      aria-label={mode === 'help' ? 'Keyboard' : 'Find'}
      // It tells late: by then it may be open anew.
      onClose={() => dialog.current?.open === false && closePalette()}
      onClick={(event) => {
        if (event.target === dialog.current) closePalette()
      }}
    >
      {mode === 'help' && <ShortcutHelp onClose={closePalette} characterKeys={characterKeys} />}
      {mode !== undefined && mode !== 'help' && (
        <Command
          shouldFilter={false}
          loop
          label="Find"
          onKeyDown={(event) => {
            if (event.key !== 'Enter') moved.current = event.key.startsWith('Arrow')
            else if (!listed && !moved.current) {
              event.preventDefault()
              holdEnter(event.nativeEvent)
            }
          }}
        >
          <Command.Input
            autoFocus
            value={query}
            onValueChange={setPaletteQuery}
            placeholder={placeholders[mode]}
            className="palette-input"
            onFocus={(event) => event.target.setSelectionRange(query.length, query.length)}
          />
          {mode === 'layouts' && <LayoutsDamage />}
          <Command.List className="palette-list">
            <Command.Empty className="px-4 py-6 text-center text-ink-3">
              {(mode === 'interval' && parseIntervalText(intervalTyped(query)).problem) ||
                (listed ? `Nothing found for ${query}` : 'The list of instruments is not there yet')}
            </Command.Empty>
            <Results mode={mode} query={query} instruments={instruments ?? none} shown={shown} />
          </Command.List>
          <Found />
          <PlayHeldKeys listed={listed} dialog={dialog} />
        </Command>
      )}
    </dialog>
  )
}

/** How many entries what was typed has left, for the ear: each key makes them others. */
function Found() {
  const count = useCommandState(({ filtered }) => filtered.count)
  return (
    <p role="status" className="sr-only">
      {count === 0 ? 'Nothing found' : `${count} found`}
    </p>
  )
}

interface ResultsProps {
  readonly mode: Exclude<PaletteMode, 'help'>
  readonly query: string
  readonly instruments: readonly InstrumentDefinition[]
  readonly shown: ShownInstrument
}

function Results({ mode, query, instruments, shown }: ResultsProps) {
  if (mode === 'interval') {
    const found = suggestIntervals(intervalTyped(query))
    const all = commands.filter((command) => command.group === 'Interval')
    return <Commands shown={shown} list={found.flatMap((interval) => all.filter((command) => command.name === interval))} />
  }
  if (mode === 'indicators') {
    const found = query.trim() === '' ? commands : findCommands(query, commands.length)
    return <Commands shown={shown} list={found.filter((command) => command.group === 'Indicators')} />
  }
  if (mode === 'layouts') return <LayoutResults query={query} />
  if (mode === 'compare') return <CompareResults query={query} instruments={instruments} />
  const empty = query.trim() === ''
  return (
    <>
      {findInstruments(instruments, query, empty ? instrumentsAtFirst : instrumentsMax).map((instrument) => (
        <Item
          key={instrument.symbol}
          value={instrument.symbol}
          onSelect={() => {
            setActiveChart({ symbol: instrument.symbol })
            setWorkspace({ pane: 'chart' })
          }}
          end={endOf(instrument)}
        >
          <span className="w-28 shrink-0 truncate font-medium normal-nums">{bareSymbol(instrument.symbol)}</span>
          <span className="truncate text-ink-2">{instrument.name}</span>
        </Item>
      ))}
      <Commands shown={shown} list={empty ? commands : findCommands(query, commandsMax)} />
    </>
  )
}

/** The comma that opened it may be there still. */
function intervalTyped(query: string): string {
  return query.replace(/^\s*,/, '')
}

interface CommandsProps {
  readonly shown: ShownInstrument
  readonly list: typeof commands
}

function Commands({ shown, list }: CommandsProps) {
  return list.map((command) => (
    <Item
      key={command.id}
      value={command.id}
      onSelect={() => {
        if (!command.needsInstrument || !tellMissing(shown)) command.run()
      }}
      end={command.keys ?? command.group}
    >
      <span className="truncate">{command.name}</span>
    </Item>
  ))
}

/** Its venue, and that its prices are not live ones, unless the venue says it; else what it is. */
function endOf({ venue, origin, assetClass }: InstrumentDefinition): string {
  const mark = originMarks[origin]?.short ?? venue
  return `${venue} · ${mark === venue ? assetClass : mark}`
}
