export const chartKinds = ['candles', 'hollow', 'bars', 'line', 'area', 'baseline', 'heikin-ashi'] as const
export type ChartKind = (typeof chartKinds)[number]

export const chartKindNames: Record<ChartKind, string> = {
  candles: 'Candles',
  hollow: 'Hollow candles',
  bars: 'Bars',
  line: 'Line',
  area: 'Area',
  baseline: 'Baseline',
  'heikin-ashi': 'Heikin-Ashi',
}

export const scaleModes = ['linear', 'log', 'percent'] as const
export type ScaleMode = (typeof scaleModes)[number]

export const scaleModeNames: Record<ScaleMode, string> = { linear: 'Linear', log: 'Logarithmic', percent: 'Percent' }
