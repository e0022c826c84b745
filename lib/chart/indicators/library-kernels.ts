import { ATR, BollingerBands, EMA, MACD, OBV, RSI, SMA, StochasticOscillator, WMA } from 'trading-signals'
import type { Bar } from '../../market/bar.ts'
import type { IndicatorParameters } from './definitions.ts'
import { barVolumeNumber, exponentialMemoryBars, type Kernel, type KernelFactory, replayWithin, sourceOf } from './kernel.ts'

/** `parameters` are complete. */
export function averageKernel(id: 'sma' | 'ema' | 'wma', parameters: IndicatorParameters): KernelFactory {
  const length = Number(parameters.length)
  const source = sourceOf(String(parameters.source))
  const memoryBars = id === 'ema' ? length + exponentialMemoryBars(2 / (length + 1)) : length
  return {
    replayFrom: replayWithin(memoryBars),
    create() {
      const average = id === 'sma' ? new SMA(length) : id === 'ema' ? new EMA(length) : new WMA(length)
      const bars = countBars()
      return {
        step(bar, replace, into) {
          const value = average.update(source(bar), replace)
          // The library's EMA gives values from the first input on; they mean something once there were `length`.
          into[0] = bars(replace) < length || value === null ? Number.NaN : value
        },
      }
    },
  }
}

export function bollingerKernel(parameters: IndicatorParameters): KernelFactory {
  const length = Number(parameters.length)
  const source = sourceOf(String(parameters.source))
  return {
    replayFrom: replayWithin(length),
    create() {
      const bands = new BollingerBands(length, Number(parameters.deviations))
      return {
        step(bar, replace, into) {
          const value = bands.update(source(bar), replace)
          into[0] = value?.upper ?? Number.NaN
          into[1] = value?.middle ?? Number.NaN
          into[2] = value?.lower ?? Number.NaN
        },
      }
    },
  }
}

export function rsiKernel(parameters: IndicatorParameters): KernelFactory {
  const length = Number(parameters.length)
  const source = sourceOf(String(parameters.source))
  return {
    replayFrom: replayWithin(length + 1 + exponentialMemoryBars(1 / length)),
    create: () => singleValue(new RSI(length), source),
  }
}

export function atrKernel(parameters: IndicatorParameters): KernelFactory {
  const length = Number(parameters.length)
  return {
    replayFrom: replayWithin(length + 1 + exponentialMemoryBars(1 / length)),
    create: () => singleValue(new ATR(length), highLowClose),
  }
}

export function obvKernel(): KernelFactory {
  return {
    cumulative: true,
    replayFrom: replayWithin(1),
    // 2 is the least number of bars with a difference between two closes.
    create: () => singleValue(new OBV(2), (bar) => ({ open: bar.open, ...highLowClose(bar), volume: barVolumeNumber(bar) })),
  }
}

export function macdKernel(parameters: IndicatorParameters): KernelFactory {
  const [fast, slow, signal] = [Number(parameters.fast), Number(parameters.slow), Number(parameters.signal)]
  const source = sourceOf(String(parameters.source))
  const longest = Math.max(fast, slow)
  const memoryBars = longest + exponentialMemoryBars(2 / (longest + 1)) + signal + exponentialMemoryBars(2 / (signal + 1))
  return {
    replayFrom: replayWithin(memoryBars),
    create() {
      const macd = new MACD(new EMA(fast), new EMA(slow), new EMA(signal))
      const bars = countBars()
      return {
        step(bar, replace, into) {
          const value = macd.update(source(bar), replace)
          const count = bars(replace)
          const signalled = count >= longest + signal - 1
          into[0] = value !== null && signalled ? value.histogram : Number.NaN
          into[1] = value !== null && count >= longest ? value.macd : Number.NaN
          into[2] = value !== null && signalled ? value.signal : Number.NaN
        },
      }
    },
  }
}

export function stochasticKernel(parameters: IndicatorParameters): KernelFactory {
  const [kPeriod, kSlowingPeriod, dPeriod] = [Number(parameters.length), Number(parameters.smoothing), Number(parameters.signal)]
  return {
    replayFrom: replayWithin(kPeriod + kSlowingPeriod + dPeriod),
    create() {
      const oscillator = new StochasticOscillator({ kPeriod, kSlowingPeriod, dPeriod })
      return {
        step(bar, replace, into) {
          const value = oscillator.update(highLowClose(bar), replace)
          into[0] = value?.stochK ?? Number.NaN
          into[1] = value?.stochD ?? Number.NaN
        },
      }
    },
  }
}

function singleValue<Input>(
  indicator: { update(input: Input, replace: boolean): number | null },
  input: (bar: Bar) => Input,
): Kernel {
  return {
    step(bar, replace, into) {
      into[0] = indicator.update(input(bar), replace) ?? Number.NaN
    },
  }
}

/** A copy: the library keeps what it is given, and the bar may be changed in place later. */
function highLowClose({ high, low, close }: Bar): { high: number; low: number; close: number } {
  return { high, low, close }
}

function countBars(): (replace: boolean) => number {
  let count = 0
  return (replace) => {
    if (!replace || count === 0) count += 1
    return count
  }
}
