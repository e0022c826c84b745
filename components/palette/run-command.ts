import { setAnAlert } from '@/components/alerts/open-alerts.ts'
import { activeChart } from '@/components/chart/active-chart.ts'
import { requestReading } from '@/components/instrument/read-request.ts'
import { type ShownInstrument, tellMissing } from '@/components/palette/missing-instrument.ts'
import { openPalette } from '@/components/palette/palette-state.ts'
import { stepPart, takeFocusAlong } from '@/components/palette/step-part.ts'
import { togglePause } from '@/components/pause/pause-button.tsx'
import {
  activeChartOf,
  getWorkspace,
  say,
  setActiveChart,
  setWorkspace,
  undoLastEdit,
  updateWorkspace,
} from '@/components/workspace/workspace-store.ts'
import type { CommandId } from '@/lib/keyboard/key-bindings.ts'
import type { KeyMatch } from '@/lib/keyboard/match-key.ts'
import type { ChartScale } from '@/lib/workspace/workspace.ts'

export interface CommandContext extends ShownInstrument {
  /** Moves the selection of the list. */
  readonly step: (by: 1 | -1) => void
}

const zoomStep = 1.25
const needInstrument: readonly CommandId[] = [
  'reset-view',
  'zoom-in',
  'zoom-out',
  'save-picture',
  'draw-trend',
  'draw-horizontal',
  'toggle-log',
  'toggle-percent',
  'toggle-table',
  'add-to-list',
  'add-alert',
  'read-symbol',
]

/** Does what a key stands for. False: here that is the focused element's own affair. */
export function runCommand({ command, text }: KeyMatch, { step, ...shown }: CommandContext): boolean {
  if (needInstrument.includes(command) && tellMissing(shown)) return true
  switch (command) {
    case 'find-symbol':
      openPalette('search', text)
      return true
    case 'pick-interval':
      openPalette('interval', text)
      return true
    case 'add-indicator':
      openPalette('indicators')
      return true
    case 'open-palette':
      openPalette('search')
      return true
    case 'open-layouts':
      openPalette('layouts')
      return true
    case 'compare':
      openPalette('compare')
      return true
    case 'help':
      openPalette('help')
      return true
    case 'reset-view':
      activeChart()?.resetView()
      return true
    case 'zoom-in':
      activeChart()?.zoom(1 / zoomStep)
      return true
    case 'zoom-out':
      activeChart()?.zoom(zoomStep)
      return true
    case 'save-picture':
      activeChart()?.savePicture()
      return true
    case 'draw-trend':
      activeChart()?.draw('trend', 'keys')
      return true
    case 'draw-horizontal':
      activeChart()?.draw('horizontal', 'keys')
      return true
    case 'toggle-log':
      toggleScale('log')
      return true
    case 'toggle-percent':
      toggleScale('percent')
      return true
    case 'toggle-table':
      setActiveChart({ table: !activeChartOf(getWorkspace()).table })
      return true
    case 'maximise':
      setWorkspace({ maximised: !getWorkspace().maximised })
      return true
    case 'next-chart':
      stepChart(1)
      return true
    case 'previous-chart':
      stepChart(-1)
      return true
    case 'next-symbol':
      step(1)
      return true
    case 'previous-symbol':
      step(-1)
      return true
    case 'add-to-list':
      if (shown.symbol !== undefined) addToList(shown.symbol)
      return true
    case 'add-alert':
      setAnAlert()
      return true
    case 'undo':
      undoLastEdit()
      return true
    case 'next-part':
      stepPart(1)
      return true
    case 'previous-part':
      stepPart(-1)
      return true
    case 'pause':
      togglePause()
      return true
    case 'read-symbol':
      requestReading()
      return true
    default:
      // The crosshair and lines of a chart, rows of a list, and whatever Escape closes.
      return false
  }
}

function toggleScale(scale: ChartScale): void {
  const { scale: before, compare } = activeChartOf(getWorkspace())
  if (compare.length > 0 && (scale === 'log' || before !== 'indexed')) {
    say('Beside a comparison the scale counts changes: remove the comparison first.')
    return
  }
  setActiveChart({ scale: before === scale ? 'linear' : scale })
}

function stepChart(by: 1 | -1): void {
  takeFocusAlong(
    () =>
      updateWorkspace((workspace) => {
        const count = workspace.charts.length
        return count === 1 ? workspace : { ...workspace, activeChart: (workspace.activeChart + by + count) % count }
      }),
    () => getWorkspace().activeChart,
  )
}

/** Edits of lists come with the menu of lists, after the first paint. */
function addToList(symbol: string): void {
  import('@/components/watchlist/add-to-list.ts').then(
    ({ addToActiveList }) => addToActiveList(symbol),
    () => say('The list cannot be changed now: that part of the page could not be loaded.'),
  )
}
