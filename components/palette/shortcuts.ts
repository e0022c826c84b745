import { setAnAlert } from '@/components/alerts/open-alerts.ts'
import { activeChart } from '@/components/chart/active-chart.ts'
import { requestReading } from '@/components/instrument/read-request.ts'
import { getPalette, openPalette, setPaletteQuery } from '@/components/palette/palette-state.ts'
import { togglePause } from '@/components/pause/pause-button.tsx'
import { activeChartOf, getWorkspace, setActiveChart, setWorkspace } from '@/components/workspace/workspace-store.ts'
import type { ChartScale } from '@/lib/workspace/workspace.ts'

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
  if (press.altKey && !press.ctrlKey && !press.metaKey)
    return press.shiftKey ? altShiftShortcut(press.code) : altShortcut(press.code)
  if (!isPlainCharacter(press)) return undefined
  if (press.key === ' ') return isControl(press.target) ? undefined : () => context.step(press.shiftKey ? -1 : 1)
  if (press.key === '?') return () => openPalette('help')
  if (press.key === '/') return () => openPalette('indicators')
  if (/^[\d,]$/.test(press.key)) return () => openPalette('interval', press.key === ',' ? '' : press.key)
  if (/^\p{L}$/u.test(press.key)) return () => openPalette('search', press.key)
  return undefined
}

function altShiftShortcut(code: string): (() => void) | undefined {
  if (code === 'KeyP') return togglePause
  return code === 'KeyR' ? requestReading : undefined
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
      return () => activeChart()?.savePicture()
    case 'KeyA':
      return setAnAlert
    case 'KeyC':
      return () => openPalette('compare')
    case 'KeyH':
      return () => activeChart()?.draw('horizontal', 'keys')
    case 'KeyT':
      return () => activeChart()?.draw('trend', 'keys')
    case 'KeyB':
      return () => setActiveChart({ table: !activeChartOf(getWorkspace()).table })
    case 'Enter':
      return () => setWorkspace({ maximised: !getWorkspace().maximised })
    default:
      return undefined
  }
}

function toggleScale(scale: ChartScale): void {
  setActiveChart({ scale: activeChartOf(getWorkspace()).scale === scale ? 'linear' : scale })
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
