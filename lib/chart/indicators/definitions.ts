/** Everything a menu and a settings dialog need to know of indicators, without the library that computes them. */

import { type IndicatorId, indicatorIds } from '../../market/indicator-ids.ts'

export type ParameterDefinition =
  | {
      readonly kind: 'number'
      readonly name: string
      readonly label: string
      readonly initial: number
      readonly min: number
      readonly max: number
      readonly step: number
    }
  | {
      readonly kind: 'choice'
      readonly name: string
      readonly label: string
      readonly initial: string
      readonly choices: readonly { readonly value: string; readonly label: string }[]
    }

export interface PlotDefinition {
  readonly id: string
  readonly name: string
  readonly kind: 'line' | 'histogram'
  /** `muted`: an envelope or a helper. `signed`: coloured by whether it is above zero. */
  readonly tone: 'primary' | 'secondary' | 'muted' | 'signed'
}

/** Values are in ticks (`price`), in lots (`volume`), or from 0 to 100 (`percent`). */
export type IndicatorUnit = 'price' | 'volume' | 'percent'

export interface IndicatorDefinition {
  readonly id: IndicatorId
  readonly name: string
  /** Short, for the legend. */
  readonly label: string
  /** Other words somebody may type to find it. */
  readonly keywords: string
  /** `price`: drawn over the candles. `own`: in a pane of its own. */
  readonly pane: 'price' | 'own'
  readonly unit: IndicatorUnit
  readonly parameters: readonly ParameterDefinition[]
  readonly plots: readonly PlotDefinition[]
  /** Horizontal guides. */
  readonly levels: readonly number[]
}

export type IndicatorParameters = Readonly<Record<string, number | string>>

const lengthMax = 1000

const length = (initial: number, min = 1, name = 'length', label = 'Length'): ParameterDefinition => ({
  kind: 'number',
  name,
  label,
  initial,
  min,
  max: lengthMax,
  step: 1,
})

const source: ParameterDefinition = {
  kind: 'choice',
  name: 'source',
  label: 'Source',
  initial: 'close',
  choices: [
    { value: 'close', label: 'Close' },
    { value: 'open', label: 'Open' },
    { value: 'high', label: 'High' },
    { value: 'low', label: 'Low' },
    { value: 'hl2', label: '(High + low) / 2' },
    { value: 'hlc3', label: '(High + low + close) / 3' },
    { value: 'ohlc4', label: '(Open + high + low + close) / 4' },
  ],
}

const line = (id: string, name: string, tone: PlotDefinition['tone'] = 'primary'): PlotDefinition => ({
  id,
  name,
  kind: 'line',
  tone,
})

const average = (id: IndicatorId, name: string, label: string, keywords: string, initial: number): IndicatorDefinition => ({
  id,
  name,
  label,
  keywords,
  pane: 'price',
  unit: 'price',
  parameters: [length(initial), source],
  plots: [line('value', label)],
  levels: [],
})

export const indicatorDefinitions: readonly IndicatorDefinition[] = [
  average('sma', 'Simple moving average', 'SMA', 'mean ma', 20),
  average('ema', 'Exponential moving average', 'EMA', 'mean ma', 20),
  average('wma', 'Weighted moving average', 'WMA', 'mean ma linear', 20),
  {
    id: 'bollinger',
    name: 'Bollinger Bands',
    label: 'BB',
    keywords: 'volatility envelope standard deviation',
    pane: 'price',
    unit: 'price',
    parameters: [
      length(20, 2),
      { kind: 'number', name: 'deviations', label: 'Standard deviations', initial: 2, min: 0.1, max: 10, step: 0.1 },
      source,
    ],
    plots: [line('upper', 'Upper', 'muted'), line('middle', 'Middle'), line('lower', 'Lower', 'muted')],
    levels: [],
  },
  {
    id: 'vwap',
    name: 'Volume-weighted average price',
    label: 'VWAP',
    keywords: 'session anchored volume mean',
    pane: 'price',
    unit: 'price',
    parameters: [
      {
        kind: 'choice',
        name: 'anchor',
        label: 'Starts anew each',
        initial: 'session',
        choices: [
          { value: 'session', label: 'Trading day' },
          { value: 'week', label: 'Week (Monday, UTC)' },
          { value: 'month', label: 'Month (UTC)' },
        ],
      },
    ],
    plots: [line('value', 'VWAP')],
    levels: [],
  },
  {
    id: 'rsi',
    name: 'Relative strength index',
    label: 'RSI',
    keywords: 'momentum oscillator wilder overbought oversold',
    pane: 'own',
    unit: 'percent',
    parameters: [length(14, 2), source],
    plots: [line('value', 'RSI')],
    levels: [30, 50, 70],
  },
  {
    id: 'macd',
    name: 'Moving average convergence divergence',
    label: 'MACD',
    keywords: 'momentum trend histogram signal',
    pane: 'own',
    unit: 'price',
    parameters: [
      length(12, 1, 'fast', 'Fast length'),
      length(26, 2, 'slow', 'Slow length'),
      length(9, 1, 'signal', 'Signal length'),
      source,
    ],
    plots: [
      { id: 'histogram', name: 'Histogram', kind: 'histogram', tone: 'signed' },
      line('macd', 'MACD'),
      line('signal', 'Signal', 'secondary'),
    ],
    levels: [0],
  },
  {
    id: 'atr',
    name: 'Average true range',
    label: 'ATR',
    keywords: 'volatility wilder',
    pane: 'own',
    unit: 'price',
    parameters: [length(14)],
    plots: [line('value', 'ATR')],
    levels: [],
  },
  {
    id: 'stochastic',
    name: 'Stochastic oscillator',
    label: 'Stoch',
    keywords: 'momentum overbought oversold %K %D',
    pane: 'own',
    unit: 'percent',
    parameters: [
      length(14, 1, 'length', '%K length'),
      length(1, 1, 'smoothing', '%K smoothing'),
      length(3, 1, 'signal', '%D smoothing'),
    ],
    plots: [line('k', '%K'), line('d', '%D', 'secondary')],
    levels: [20, 80],
  },
  {
    id: 'obv',
    name: 'On-balance volume',
    label: 'OBV',
    keywords: 'volume cumulative',
    pane: 'own',
    unit: 'volume',
    parameters: [],
    plots: [line('value', 'OBV')],
    levels: [],
  },
]

export function isIndicatorId(text: string): text is IndicatorId {
  return (indicatorIds as readonly string[]).includes(text)
}

export function indicatorDefinition(id: IndicatorId): IndicatorDefinition {
  const definition = indicatorDefinitions.find((candidate) => candidate.id === id)
  if (definition === undefined) throw new RangeError(`Unknown indicator ${id}: expected one of ${indicatorIds.join(', ')}`)
  return definition
}

/** All parameters of the definition: what was given where it can be used (within the range, on the step), else the initial. */
export function completeParameters(definition: IndicatorDefinition, given: IndicatorParameters): IndicatorParameters {
  return Object.fromEntries(definition.parameters.map((parameter) => [parameter.name, usable(parameter, given[parameter.name])]))
}

/** Whether it is within what the parameter takes: else another value takes its place. */
export function isUsable(parameter: ParameterDefinition, value: number | string): boolean {
  if (parameter.kind === 'choice') return parameter.choices.some((choice) => choice.value === value)
  return value !== '' && Number(value) >= parameter.min && Number(value) <= parameter.max
}

function usable(parameter: ParameterDefinition, value: number | string | undefined): number | string {
  if (parameter.kind === 'choice') {
    return value !== undefined && isUsable(parameter, value) ? value : parameter.initial
  }
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) return parameter.initial
  // Rounded to the step in decimal: 0.1 * 3 must stay 0.3.
  const stepped = Number((Math.round(number / parameter.step) * parameter.step).toFixed(6))
  return Math.min(parameter.max, Math.max(parameter.min, stepped))
}

/** `SMA 20`, `BB 20 2`, `EMA 50 hl2`: what the legend says. A choice is named only where it is not the initial one. */
export function indicatorTitle(definition: IndicatorDefinition, given: IndicatorParameters): string {
  const parameters = completeParameters(definition, given)
  const parts = definition.parameters
    .filter((parameter) => parameter.kind === 'number' || parameters[parameter.name] !== parameter.initial)
    .map((parameter) => String(parameters[parameter.name]))
  return [definition.label, ...parts].join(' ')
}
