import type { Bar } from '../market/bar.ts'
import type { BarFollower } from './bar-follower.ts'
import { createValueColumns } from './value-columns.ts'

/** In ticks, with fractions: averages, for drawing only. */
export interface HeikinAshiBar {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

export interface HeikinAshi extends BarFollower {
  /** undefined outside the bars. */
  at(index: number): HeikinAshiBar | undefined
}

const [openColumn, closeColumn, highColumn, lowColumn] = [0, 1, 2, 3]

/** Close is the mean of the bar's four prices, open the mean of the previous open and close; the first opens at (open + close) / 2. */
export function createHeikinAshi(): HeikinAshi {
  const values = createValueColumns(4)

  const write = (bar: Bar, index: number): void => {
    const close = (bar.open + bar.high + bar.low + bar.close) / 4
    const open =
      index === 0 ? (bar.open + bar.close) / 2 : (values.get(openColumn, index - 1) + values.get(closeColumn, index - 1)) / 2
    values.set(openColumn, index, open)
    values.set(closeColumn, index, close)
    values.set(highColumn, index, Math.max(bar.high, open, close))
    values.set(lowColumn, index, Math.min(bar.low, open, close))
  }

  const correct = (bars: readonly Bar[], index: number): void => {
    values.resize(bars.length)
    for (let position = index; position < bars.length; position++) write(bars[position] as Bar, position)
  }

  return {
    get length() {
      return values.length
    },
    at(index) {
      if (index < 0 || index >= values.length) return undefined
      return {
        open: values.get(openColumn, index),
        high: values.get(highColumn, index),
        low: values.get(lowColumn, index),
        close: values.get(closeColumn, index),
      }
    },
    reset: (bars) => correct(bars, 0),
    append(bar) {
      values.resize(values.length + 1)
      write(bar, values.length - 1)
    },
    replaceLast(bar) {
      if (values.length === 0) return this.append(bar)
      write(bar, values.length - 1)
    },
    correct,
  }
}
