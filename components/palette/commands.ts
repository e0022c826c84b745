import { setAnAlert } from '@/components/alerts/open-alerts.ts'
import { activeChart, scrollStep, zoomStep } from '@/components/chart/active-chart.ts'
import { chartKindNames, scaleNames } from '@/components/chart/chart-names.ts'
import { saveBarsAsCsv } from '@/components/chart/save-chart.ts'
import { requestReading } from '@/components/instrument/read-request.ts'
import { openPalette } from '@/components/palette/palette-state.ts'
import { togglePause } from '@/components/pause/pause-button.tsx'
import { sidePanels, switchSidePanel } from '@/components/side/side-panels.ts'
import { resetLayout } from '@/components/workspace/layout-actions.ts'
import { layoutsPopover } from '@/components/workspace/layouts-menu.tsx'
import { copyLink } from '@/components/workspace/share-link.ts'
import {
  activeChartOf,
  getWorkspace,
  performEdit,
  setActiveChart,
  setWorkspace,
  updateWorkspace,
} from '@/components/workspace/workspace-store.ts'
import { indicatorDefinitions } from '@/lib/chart/indicators/definitions.ts'
import { intervals } from '@/lib/market/bar.ts'
import { arrangements } from '@/lib/workspace/arrangements.ts'
import { addIndicator, arrangeCharts, clearLines } from '@/lib/workspace/chart-edits.ts'
import { chartKinds, chartScales, linkNames, themes } from '@/lib/workspace/workspace.ts'

export interface Command {
  readonly id: string
  readonly group: 'Chart' | 'Interval' | 'Indicators' | 'Panels' | 'Page'
  readonly name: string
  /** Other words somebody may type to find it. */
  readonly words: string
  /** As a person reads it: `Alt+R`. */
  readonly keys?: string
  /** It does something with the instrument shown. */
  readonly needsInstrument?: true
  readonly run: () => void
}

const countWords = ['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight']

export const commands: readonly Command[] = [
  {
    id: 'reset',
    group: 'Chart',
    name: 'Back to the newest bars',
    words: 'reset view',
    keys: 'Alt+R',
    needsInstrument: true,
    run: () => activeChart()?.resetView(),
  },
  // All that wheel, pinch and drag do, by one tap each (WCAG 2.5.1, 2.5.7).
  {
    id: 'zoom-in',
    group: 'Chart',
    name: 'Zoom in',
    words: 'nearer magnify fewer bars',
    keys: '+',
    needsInstrument: true,
    run: () => activeChart()?.zoom(1 / zoomStep),
  },
  {
    id: 'zoom-out',
    group: 'Chart',
    name: 'Zoom out',
    words: 'farther more bars',
    keys: '-',
    needsInstrument: true,
    run: () => activeChart()?.zoom(zoomStep),
  },
  {
    id: 'scroll-back',
    group: 'Chart',
    name: 'Earlier bars',
    words: 'scroll pan left back past older',
    needsInstrument: true,
    run: () => activeChart()?.scroll(-scrollStep),
  },
  {
    id: 'scroll-on',
    group: 'Chart',
    name: 'Later bars',
    words: 'scroll pan right forward newer',
    needsInstrument: true,
    run: () => activeChart()?.scroll(scrollStep),
  },
  {
    id: 'maximise',
    group: 'Chart',
    name: 'Chart over the whole page',
    words: 'maximise fullscreen',
    keys: 'Alt+Enter',
    run: () => setWorkspace({ maximised: !getWorkspace().maximised }),
  },
  {
    id: 'picture',
    group: 'Chart',
    name: 'Save a picture of the chart',
    words: 'png screenshot image',
    keys: 'Alt+S',
    needsInstrument: true,
    run: () => activeChart()?.savePicture(),
  },
  {
    id: 'csv',
    group: 'Chart',
    name: 'Save the bars as CSV',
    words: 'export download',
    needsInstrument: true,
    run: () => saveBarsAsCsv(activeChart()?.bars),
  },
  {
    id: 'compare',
    group: 'Chart',
    name: 'Compare with another instrument',
    words: 'versus overlay percent add symbol',
    keys: 'Alt+C',
    run: () => openPalette('compare'),
  },
  {
    id: 'compare-none',
    group: 'Chart',
    name: 'Remove all comparisons',
    words: 'clear compare versus',
    run: () => setActiveChart({ compare: [] }),
  },
  {
    id: 'draw-horizontal',
    group: 'Chart',
    name: 'Draw a horizontal line',
    words: 'level support resistance',
    keys: 'Alt+H',
    needsInstrument: true,
    run: () => activeChart()?.draw('horizontal', 'keys'),
  },
  {
    id: 'draw-trend',
    group: 'Chart',
    name: 'Draw a trend line',
    words: 'drawing',
    keys: 'Alt+T',
    needsInstrument: true,
    run: () => activeChart()?.draw('trend', 'keys'),
  },
  {
    id: 'draw-none',
    group: 'Chart',
    name: 'Remove all lines',
    words: 'clear drawings horizontal trend',
    needsInstrument: true,
    run() {
      const symbol = activeChart()?.bars?.series.symbol
      if (symbol !== undefined) performEdit((workspace) => clearLines(workspace, symbol))
    },
  },
  {
    id: 'table',
    group: 'Chart',
    name: 'Bars as a table',
    words: 'accessible figures rows',
    keys: 'Alt+B',
    needsInstrument: true,
    run: () => setActiveChart({ table: !activeChartOf(getWorkspace()).table }),
  },
  ...linkNames.map(
    (name): Command => ({
      id: `link-${name}`,
      group: 'Chart',
      name: `Link charts: ${name}`,
      words: 'sync synchronise same',
      run: () => setWorkspace({ linked: { ...getWorkspace().linked, [name]: !getWorkspace().linked[name] } }),
    }),
  ),
  ...chartKinds.map(
    (kind): Command => ({
      id: `kind-${kind}`,
      group: 'Chart',
      name: `Chart type: ${chartKindNames[kind]}`,
      words: 'style kind',
      run: () => setActiveChart({ kind }),
    }),
  ),
  ...chartScales.map(
    (scale): Command => ({
      id: `scale-${scale}`,
      group: 'Chart',
      name: `Price scale: ${scaleNames[scale]}`,
      words: 'axis',
      ...(scale === 'log' ? { keys: 'Alt+L' } : scale === 'percent' ? { keys: 'Alt+P' } : {}),
      run: () => setActiveChart({ scale }),
    }),
  ),
  ...intervals.map(
    (interval): Command => ({
      id: `interval-${interval}`,
      group: 'Interval',
      name: interval,
      words: 'interval bars time',
      run: () => setActiveChart({ interval }),
    }),
  ),
  ...indicatorDefinitions.map(
    ({ id, name, label, keywords }): Command => ({
      id: `indicator-${id}`,
      group: 'Indicators',
      name: `${label}: ${name}`,
      words: `indicator study ${keywords}`,
      run: () => updateWorkspace((workspace) => addIndicator(workspace, workspace.activeChart, { id, parameters: {} })),
    }),
  ),
  {
    id: 'indicators-none',
    group: 'Indicators',
    name: 'Remove all indicators',
    words: 'clear study',
    run: () => setActiveChart({ indicators: [] }),
  },
  ...arrangements.map(
    ({ id, name, places }): Command => ({
      id: `arrangement-${id}`,
      group: 'Chart',
      name: `Charts: ${name.toLowerCase()}`,
      words: `arrangement layout grid multi ${places.length} ${countWords[places.length]} charts`,
      run: () => performEdit((workspace) => arrangeCharts(workspace, id)),
    }),
  ),
  ...sidePanels.map(
    ({ id, name, words }): Command => ({
      id: `panel-${id}`,
      group: 'Panels',
      name: `Show or hide ${name.toLowerCase()}`,
      words: `panel ${words}`,
      run: () => switchSidePanel(id),
    }),
  ),
  {
    id: 'alert',
    group: 'Panels',
    name: 'Set an alert on this instrument',
    words: 'alarm notify price cross',
    keys: 'Alt+A',
    needsInstrument: true,
    run: setAnAlert,
  },
  {
    id: 'read-symbol',
    group: 'Page',
    name: 'Read this instrument',
    words: 'say aloud symbol speak screen reader',
    keys: 'Alt+Shift+R',
    needsInstrument: true,
    run: requestReading,
  },
  {
    id: 'pause',
    group: 'Page',
    name: 'Pause or resume all prices',
    words: 'stop freeze still motion',
    keys: 'Alt+Shift+P',
    run: togglePause,
  },
  {
    id: 'help',
    group: 'Page',
    name: 'All keys',
    words: 'keyboard shortcuts help',
    keys: '?',
    run: () => openPalette('help'),
  },
  {
    id: 'share',
    group: 'Page',
    name: 'Copy a link to this view',
    words: 'share url address send',
    run: () => void copyLink(),
  },
  {
    id: 'layouts',
    group: 'Page',
    name: 'Layouts: open or save',
    words: 'workspace arrangement screen named reset export import rename delete',
    keys: '.',
    run: () => openPalette('layouts'),
  },
  {
    id: 'layouts-menu',
    group: 'Page',
    name: 'Layouts: rename, delete, import',
    words: 'workspace manage file',
    run: () => document.getElementById(layoutsPopover)?.showPopover(),
  },
  {
    id: 'layout-reset',
    group: 'Page',
    name: 'Reset the layout',
    words: 'default workspace first',
    run: resetLayout,
  },
  ...themes.map(
    (theme): Command => ({
      id: `theme-${theme}`,
      group: 'Page',
      name: `Theme: ${theme}`,
      words: 'dark light colours',
      run: () => setWorkspace({ appearance: { ...getWorkspace().appearance, theme } }),
    }),
  ),
]

/** Those whose name or words hold every word of the query, the name's beginning first. */
export function findCommands(query: string, max: number): readonly Command[] {
  const words = query.trim().toLowerCase().split(/\s+/)
  if (words[0] === '') return commands.slice(0, max)
  return commands
    .filter((command) => {
      const text = `${command.name} ${command.words} ${command.group}`.toLowerCase()
      return words.every((word) => text.includes(word))
    })
    .toSorted(
      (a, b) => Number(b.name.toLowerCase().includes(words[0] ?? '')) - Number(a.name.toLowerCase().includes(words[0] ?? '')),
    )
    .slice(0, max)
}
