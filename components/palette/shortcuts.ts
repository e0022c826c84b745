import { activeChart } from '@/components/chart/active-chart.ts'
import { savePicture } from '@/components/chart/save-chart.ts'
import { toggleMaximised, toggleScale } from '@/components/palette/commands.ts'
import { getPalette, openPalette, setPaletteQuery } from '@/components/palette/palette-state.ts'

/** What the help lists; `shortcutFor` does what it says. */
export const shortcutHelp: readonly { readonly keys: string; readonly does: string }[] = [
  { keys: 'A to Z', does: 'Find an instrument: just type its symbol or name' },
  { keys: '0 to 9 or ,', does: 'Interval of the chart: 5 is 5 minutes, 1s a second, 1h an hour, d a day' },
  { keys: '/', does: 'Add an indicator' },
  { keys: 'Ctrl+K', does: 'Find anything: instruments and commands' },
  { keys: 'Space, Shift+Space', does: 'Next, previous instrument of the list' },
  { keys: '↑ ↓ Page Home End', does: 'Move in the list, when it has the focus' },
  { keys: 'Enter', does: 'Open the chosen instrument' },
  { keys: 'Alt+R', does: 'Chart back to the newest bars' },
  { keys: 'Alt+L', does: 'Logarithmic price scale' },
  { keys: 'Alt+P', does: 'Percent price scale' },
  { keys: 'Alt+S', does: 'Save a picture of the chart' },
  { keys: 'Alt+Enter', does: 'Chart over the whole page, and back' },
  { keys: '?', does: 'This list' },
  { keys: 'Esc', does: 'Close what is open' },
]

export interface ShortcutContext {
  /** Moves the selection of the list. */
  readonly step: (by: 1 | -1) => void
}

interface KeyPress {
  readonly key: string
  readonly code: string
  readonly altKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly target: EventTarget | null
}

/** What a key press anywhere on the page means; undefined: nothing of ours. */
export function shortcutFor(press: KeyPress, context: ShortcutContext): (() => void) | undefined {
  const { mode, query } = getPalette()
  if ((press.ctrlKey || press.metaKey) && press.key.toLowerCase() === 'k') return () => openPalette('search')
  if (isEditable(press.target)) return undefined
  // Typed while the palette is still being loaded: not lost.
  if (mode !== undefined) return mode !== 'help' && isPlainCharacter(press) ? () => setPaletteQuery(query + press.key) : undefined
  if (press.altKey && !press.ctrlKey && !press.metaKey) return altShortcut(press.code)
  if (!isPlainCharacter(press)) return undefined
  if (press.key === ' ') return isControl(press.target) ? undefined : () => context.step(press.shiftKey ? -1 : 1)
  if (press.key === '?') return () => openPalette('help')
  if (press.key === '/') return () => openPalette('indicators')
  if (/^[\d,]$/.test(press.key)) return () => openPalette('interval', press.key === ',' ? '' : press.key)
  if (/^\p{L}$/u.test(press.key)) return () => openPalette('search', press.key)
  return undefined
}

/** By place of the key: with Alt held, some systems write other letters. */
function altShortcut(code: string): (() => void) | undefined {
  switch (code) {
    case 'KeyR':
      return () => activeChart()?.resetView()
    case 'KeyL':
      return () => toggleScale('log')
    case 'KeyP':
      return () => toggleScale('percent')
    case 'KeyS':
      return () => savePicture(activeChart())
    case 'Enter':
      return toggleMaximised
    default:
      return undefined
  }
}

function isPlainCharacter(press: KeyPress): boolean {
  return [...press.key].length === 1 && !press.altKey && !press.ctrlKey && !press.metaKey
}

function isEditable(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select, [contenteditable="true"]') !== null)
  )
}

/** Space belongs to a focused control. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('button, a, [role^="menuitem"], [popover]') !== null
}
