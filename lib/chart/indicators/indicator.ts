import type { Bar } from '../../market/bar.ts'
import type { IndicatorId } from '../../market/indicator-ids.ts'
import type { TradingSession } from '../../market/instrument.ts'
import type { BarFollower } from '../bar-follower.ts'
import { createValueColumns } from '../value-columns.ts'
import { completeParameters, type IndicatorDefinition, type IndicatorParameters, indicatorDefinition } from './definitions.ts'
import type { KernelFactory } from './kernel.ts'
import {
  atrKernel,
  averageKernel,
  bollingerKernel,
  macdKernel,
  obvKernel,
  rsiKernel,
  stochasticKernel,
} from './library-kernels.ts'
import { vwapKernel } from './vwap.ts'

export interface Indicator extends BarFollower {
  readonly definition: IndicatorDefinition
  /** Complete: given or initial. */
  readonly parameters: IndicatorParameters
  /** Value of a plot (its position in `definition.plots`) at a bar's position, in `definition.unit`; NaN where there is none. */
  value(plot: number, index: number): number
}

/** IndicatorParameters that are absent or out of range count as not given. `session` says when a trading day begins. */
export function createIndicator(
  id: IndicatorId,
  given: IndicatorParameters = {},
  session: TradingSession = 'continuous',
): Indicator {
  const definition = indicatorDefinition(id)
  const parameters = completeParameters(definition, given)
  const factory = kernelFactory(id, parameters, session)
  const plotCount = definition.plots.length
  const values = createValueColumns(plotCount)
  const step = new Float64Array(plotCount)
  let kernel = factory.create()
  /** Added to cumulative values after a replay that began in the middle. */
  let carried = 0

  const write = (index: number): void => {
    for (let plot = 0; plot < plotCount; plot++) values.set(plot, index, (step[plot] as number) + carried)
  }

  const recompute = (bars: readonly Bar[], index: number): void => {
    const from = index === 0 ? 0 : factory.replayFrom(bars, index)
    const before = factory.cumulative === true ? values.get(0, index - 1) : Number.NaN
    kernel = factory.create()
    carried = 0
    values.resize(index)
    values.resize(bars.length)
    for (let position = from; position < bars.length; position++) {
      kernel.step(bars[position] as Bar, false, step)
      // The first difference of a replay belongs to `index`: before it the sum is the one already known.
      if (position === from && Number.isFinite(before)) carried = before
      if (position >= index) write(position)
    }
  }

  return {
    definition,
    parameters,
    get length() {
      return values.length
    },
    value: values.get,
    reset: (bars) => recompute(bars, 0),
    append(bar) {
      kernel.step(bar, false, step)
      values.resize(values.length + 1)
      write(values.length - 1)
    },
    replaceLast(bar) {
      if (values.length === 0) return this.append(bar)
      kernel.step(bar, true, step)
      write(values.length - 1)
    },
    correct: recompute,
  }
}

function kernelFactory(id: IndicatorId, parameters: IndicatorParameters, session: TradingSession): KernelFactory {
  switch (id) {
    case 'sma':
    case 'ema':
    case 'wma':
      return averageKernel(id, parameters)
    case 'bollinger':
      return bollingerKernel(parameters)
    case 'vwap':
      return vwapKernel(String(parameters.anchor), session)
    case 'rsi':
      return rsiKernel(parameters)
    case 'macd':
      return macdKernel(parameters)
    case 'atr':
      return atrKernel(parameters)
    case 'stochastic':
      return stochasticKernel(parameters)
    case 'obv':
      return obvKernel()
  }
}
