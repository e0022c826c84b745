import type { ChartKind, ChartScale } from '@/lib/workspace/workspace.ts'

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
