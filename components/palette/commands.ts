import { activeChart } from '@/components/chart/active-chart.ts'
import { addIndicator, setIndicators } from '@/components/chart/chart-indicators.ts'
import { chartKindNames, chartKinds, scaleModeNames, scaleModes } from '@/components/chart/chart-kinds.ts'
import { saveBarsAsCsv } from '@/components/chart/save-chart.ts'
import { toggleMaximised } from '@/components/palette/view-actions.ts'
import { setPreferences, themes } from '@/components/workspace/preferences.ts'
import { setViewState, sidePanelNames, sidePanels } from '@/components/workspace/view-state.ts'
import { indicatorDefinitions } from '@/lib/chart/indicators/definitions.ts'
import { intervals } from '@/lib/market/bar.ts'

export interface Command {
  readonly id: string
  readonly group: 'Chart' | 'Interval' | 'Indicators' | 'Panels' | 'Page'
  readonly name: string
  /** Other words somebody may type to find it. */
  readonly words: string
  /** As a person reads it: `Alt+R`. */
  readonly keys?: string
  readonly run: () => void
}

export const commands: readonly Command[] = [
  {
    id: 'reset',
    group: 'Chart',
    name: 'Back to the newest bars',
    words: 'reset view',
    keys: 'Alt+R',
    run: () => activeChart()?.resetView(),
  },
  {
    id: 'maximise',
    group: 'Chart',
    name: 'Chart over the whole page',
    words: 'maximise fullscreen',
    keys: 'Alt+Enter',
    run: toggleMaximised,
  },
  {
    id: 'picture',
    group: 'Chart',
    name: 'Save a picture of the chart',
    words: 'png screenshot image',
    keys: 'Alt+S',
    run: () => activeChart()?.savePicture(),
  },
  {
    id: 'csv',
    group: 'Chart',
    name: 'Save the bars as CSV',
    words: 'export download',
    run: () => saveBarsAsCsv(activeChart()?.bars),
  },
  ...chartKinds.map(
    (kind): Command => ({
      id: `kind-${kind}`,
      group: 'Chart',
      name: `Chart type: ${chartKindNames[kind]}`,
      words: 'style kind',
      run: () => setViewState({ chart: kind }),
    }),
  ),
  ...scaleModes.map(
    (scale): Command => ({
      id: `scale-${scale}`,
      group: 'Chart',
      name: `Price scale: ${scaleModeNames[scale]}`,
      words: 'axis',
      ...(scale === 'log' ? { keys: 'Alt+L' } : scale === 'percent' ? { keys: 'Alt+P' } : {}),
      run: () => setViewState({ scale }),
    }),
  ),
  ...intervals.map(
    (interval): Command => ({
      id: `interval-${interval}`,
      group: 'Interval',
      name: interval,
      words: 'interval bars time',
      run: () => setViewState({ interval }),
    }),
  ),
  ...indicatorDefinitions.map(
    ({ id, name, label, keywords }): Command => ({
      id: `indicator-${id}`,
      group: 'Indicators',
      name: `${label}: ${name}`,
      words: `indicator study ${keywords}`,
      run: () => addIndicator(id),
    }),
  ),
  {
    id: 'indicators-none',
    group: 'Indicators',
    name: 'Remove all indicators',
    words: 'clear study',
    run: () => setIndicators([]),
  },
  ...sidePanels.map(
    (side): Command => ({
      id: `side-${side}`,
      group: 'Panels',
      name: side === 'none' ? 'Close the side panel' : `Show ${sidePanelNames[side].toLowerCase()}`,
      words: 'panel tape book ladder quote',
      run: () => setViewState({ side }),
    }),
  ),
  ...themes.map(
    (theme): Command => ({
      id: `theme-${theme}`,
      group: 'Page',
      name: `Theme: ${theme}`,
      words: 'dark light colours',
      run: () => setPreferences({ theme }),
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
