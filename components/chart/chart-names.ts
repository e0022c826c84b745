import { type ChartKind, type ChartScale, chartScales } from '@/lib/workspace/workspace.ts'

export const chartKindNames: Record<ChartKind, string> = {
  candles: 'Candles',
  hollow: 'Hollow candles',
  bars: 'Bars',
  line: 'Line',
  area: 'Area',
  baseline: 'Baseline',
  'heikin-ashi': 'Heikin-Ashi',
}

export const scaleNames: Record<ChartScale, string> = {
  linear: 'Linear',
  log: 'Logarithmic',
  percent: 'Percent',
  indexed: 'Indexed to 100',
}

/** Beside other instruments only changes can be shown. */
export function scaleChoices(comparing: boolean): readonly ChartScale[] {
  return comparing ? ['percent', 'indexed'] : chartScales
}
