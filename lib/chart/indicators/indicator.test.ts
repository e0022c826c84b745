import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bar } from '../../market/bar.ts'
import { type IndicatorId, indicatorIds } from '../../market/indicator-ids.ts'
import { followBars } from '../bar-follower.ts'
import { randomBars } from '../bars.test-support.ts'
import type { IndicatorParameters } from './definitions.ts'
import { createIndicator, type Indicator } from './indicator.ts'
import { exponentialMemoryBars } from './kernel.ts'

const bars = randomBars(300)
const closes = bars.map((each) => each.close)

/** All values of all plots. */
const read = (indicator: Indicator): number[][] =>
  indicator.definition.plots.map((_, plot) =>
    Array.from({ length: indicator.length }, (_, index) => indicator.value(plot, index)),
  )

const computed = (id: IndicatorId, parameters: IndicatorParameters = {}, over: readonly Bar[] = bars): number[][] => {
  const indicator = createIndicator(id, parameters)
  indicator.reset(over)
  return read(indicator)
}

const window = (values: readonly number[], end: number, length: number): readonly number[] =>
  values.slice(end - length + 1, end + 1)
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const mean = (values: readonly number[]): number => sum(values) / values.length

function expectValues(actual: readonly number[] | undefined, expected: readonly number[], scale = 1): void {
  expect(actual?.length).toBe(expected.length)
  expected.forEach((value, index) => {
    const found = actual?.[index] ?? Number.POSITIVE_INFINITY
    if (Number.isNaN(value)) expect(found, `at ${index}`).toBeNaN()
    else
      expect(Math.abs(found - value), `at ${index}: ${found} instead of ${value}`).toBeLessThan(
        1e-9 * Math.max(scale, Math.abs(value)),
      )
  })
}

const fromIndex = (first: number, value: (index: number) => number): number[] =>
  bars.map((_, index) => (index < first ? Number.NaN : value(index)))

/** First value is the first input. */
function exponential(values: readonly number[], weight: number): number[] {
  const result: number[] = []
  values.forEach((value, index) => {
    result.push(index === 0 ? value : weight * value + (1 - weight) * (result[index - 1] as number))
  })
  return result
}

/** Wilder's: the mean of the first `length`, then a weight of 1 / length. */
function wilder(values: readonly number[], length: number): number[] {
  const result: number[] = []
  values.forEach((value, index) => {
    if (index < length - 1) result.push(Number.NaN)
    else if (index === length - 1) result.push(mean(values.slice(0, length)))
    else result.push(((result[index - 1] as number) * (length - 1) + value) / length)
  })
  return result
}

describe('indicators equal their formulas', () => {
  it('SMA is the mean of the last closes', () => {
    expectValues(
      computed('sma', { length: 20 })[0],
      fromIndex(19, (index) => mean(window(closes, index, 20))),
    )
  })

  it('SMA takes the source it is told', () => {
    const middles = bars.map((each) => (each.high + each.low) / 2)
    expectValues(
      computed('sma', { length: 5, source: 'hl2' })[0],
      fromIndex(4, (index) => mean(window(middles, index, 5))),
    )
  })

  it('EMA weighs the newest close by 2 / (length + 1), and shows once there were enough bars', () => {
    const values = exponential(closes, 2 / 21)
    expectValues(
      computed('ema', { length: 20 })[0],
      fromIndex(19, (index) => values[index] as number),
    )
  })

  it('WMA weighs closes 1 to length', () => {
    const weighted = (index: number) => sum(window(closes, index, 9).map((close, position) => close * (position + 1))) / 45
    expectValues(computed('wma', { length: 9 })[0], fromIndex(8, weighted))
  })

  it('Bollinger Bands are the mean and so many population standard deviations to both sides', () => {
    const [upper, middle, lower] = computed('bollinger', { length: 20, deviations: 2.5 })
    const deviation = (index: number) => {
      const values = window(closes, index, 20)
      return Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)))
    }
    const centre = (index: number) => mean(window(closes, index, 20))
    expectValues(
      upper,
      fromIndex(19, (index) => centre(index) + 2.5 * deviation(index)),
    )
    expectValues(middle, fromIndex(19, centre))
    expectValues(
      lower,
      fromIndex(19, (index) => centre(index) - 2.5 * deviation(index)),
    )
  })

  it('RSI compares gains with losses, smoothed by Wilder', () => {
    const changes = closes.slice(1).map((close, index) => close - (closes[index] as number))
    const gains = wilder(
      changes.map((change) => Math.max(change, 0)),
      14,
    )
    const losses = wilder(
      changes.map((change) => Math.max(-change, 0)),
      14,
    )
    const expected = fromIndex(14, (index) => {
      const [gain, loss] = [gains[index - 1] as number, losses[index - 1] as number]
      return loss === 0 ? 100 : 100 - 100 / (1 + gain / loss)
    })
    expectValues(computed('rsi', { length: 14 })[0], expected, 100)
  })

  it('MACD is the difference of two EMAs, with its own EMA as the signal', () => {
    const fast = exponential(closes, 2 / 13)
    const slow = exponential(closes, 2 / 27)
    const difference = fast.map((value, index) => value - (slow[index] as number))
    const signal = exponential(difference.slice(25), 2 / 10)
    const [histogram, macd, signals] = computed('macd')
    expectValues(
      macd,
      fromIndex(25, (index) => difference[index] as number),
      1000,
    )
    expectValues(
      signals,
      fromIndex(33, (index) => signal[index - 25] as number),
      1000,
    )
    expectValues(
      histogram,
      fromIndex(33, (index) => (difference[index] as number) - (signal[index - 25] as number)),
      1000,
    )
  })

  it('ATR smooths the true range, gaps included, by Wilder', () => {
    const ranges = bars.map((each, index) => {
      const before = bars[index - 1]?.close
      if (before === undefined) return each.high - each.low
      return Math.max(each.high - each.low, Math.abs(each.high - before), Math.abs(each.low - before))
    })
    expectValues(computed('atr', { length: 14 })[0], wilder(ranges, 14))
  })

  it('Stochastic places the close in the range of the last bars', () => {
    const raw = (index: number) => {
      const high = Math.max(...bars.slice(index - 13, index + 1).map((each) => each.high))
      const low = Math.min(...bars.slice(index - 13, index + 1).map((each) => each.low))
      return (100 * ((bars[index] as Bar).close - low)) / (high - low)
    }
    const smoothed = (index: number) => mean([raw(index - 2), raw(index - 1), raw(index)])
    const [k, d] = computed('stochastic', { length: 14, smoothing: 3, signal: 3 })
    expectValues(k, fromIndex(17, smoothed), 100)
    expectValues(
      d,
      fromIndex(17, (index) => mean([smoothed(index - 2), smoothed(index - 1), smoothed(index)])),
      100,
    )
  })

  it('OBV adds the volume of rising bars and subtracts that of falling ones', () => {
    let total = 0
    const expected = fromIndex(1, (index) => {
      const [now, before] = [bars[index] as Bar, bars[index - 1] as Bar]
      total += Math.sign(now.close - before.close) * now.volumeLow
      return total
    })
    expectValues(computed('obv')[0], expected)
  })

  it('VWAP is turnover by volume since the UTC day began', () => {
    const twoDays = randomBars(96, 3, Date.UTC(2024, 7, 9), 1_800_000)
    const expected = twoDays.map((each, index) => {
      const sameDay = twoDays
        .slice(0, index + 1)
        .filter((other) => Math.floor(other.timeMs / 86_400_000) === Math.floor(each.timeMs / 86_400_000))
      return (
        sum(sameDay.map((other) => ((other.high + other.low + other.close) / 3) * other.volumeLow)) /
        sum(sameDay.map((other) => other.volumeLow))
      )
    })
    expectValues(computed('vwap', {}, twoDays)[0], expected)
  })

  it('VWAP of a stock starts anew at the opening in New York, also after the clocks changed', () => {
    // Friday 8 March 2024 opens at 14:30 UTC, Monday 11 March at 13:30.
    const opening = [
      Date.UTC(2024, 2, 8, 14, 30),
      Date.UTC(2024, 2, 8, 15),
      Date.UTC(2024, 2, 11, 13),
      Date.UTC(2024, 2, 11, 13, 30),
    ]
    const some = randomBars(4, 5).map((each, index) => ({ ...each, timeMs: opening[index] as number, volumeLow: 10 }))
    const typical = some.map((each) => (each.high + each.low + each.close) / 3)
    const indicator = createIndicator('vwap', {}, 'us-equity')
    indicator.reset(some)
    expectValues(read(indicator)[0], [
      typical[0] as number,
      mean(typical.slice(0, 2)),
      mean(typical.slice(0, 3)),
      typical[3] as number,
    ])
  })

  it('VWAP can be anchored to weeks and months', () => {
    const days = randomBars(40, 7, Date.UTC(2024, 6, 29), 86_400_000)
    const anchored = (same: (a: Date, b: Date) => boolean) =>
      days.map((each, index) => {
        const span = days.slice(0, index + 1).filter((other) => same(new Date(other.timeMs), new Date(each.timeMs)))
        return (
          sum(span.map((other) => ((other.high + other.low + other.close) / 3) * other.volumeLow)) /
          sum(span.map((other) => other.volumeLow))
        )
      })
    const monday = (date: Date) => date.getTime() - ((date.getUTCDay() + 6) % 7) * 86_400_000
    expectValues(
      computed('vwap', { anchor: 'week' }, days)[0],
      anchored((a, b) => monday(a) === monday(b)),
    )
    expectValues(
      computed('vwap', { anchor: 'month' }, days)[0],
      anchored((a, b) => a.getUTCMonth() === b.getUTCMonth()),
    )
  })
})

/** Short enough that a few dozen bars reach every branch. */
const short: Record<IndicatorId, IndicatorParameters> = {
  sma: { length: 4 },
  ema: { length: 4 },
  wma: { length: 4 },
  bollinger: { length: 4 },
  vwap: {},
  rsi: { length: 3 },
  macd: { fast: 2, slow: 4, signal: 3 },
  atr: { length: 3 },
  stochastic: { length: 4, smoothing: 2, signal: 2 },
  obv: {},
}

describe('indicators follow the stream', () => {
  it.each(indicatorIds)('%s after any run of ticks, new bars and late corrections equals one made from the final bars', (id) => {
    const operation = fc.record({
      kind: fc.constantFrom('tick', 'append', 'late'),
      shift: fc.integer({ min: -300, max: 300 }),
      back: fc.nat(40),
    })
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), fc.nat(40), (operations, startCount) => {
        const source = randomBars(140, 11, Date.UTC(2024, 7, 9, 22), 300_000)
        const live = source.slice(0, startCount)
        const indicator = createIndicator(id, short[id])
        indicator.reset(live)
        for (const { kind, shift, back } of operations) {
          const position =
            kind === 'append' || live.length === 0
              ? live.length
              : kind === 'tick'
                ? live.length - 1
                : Math.max(0, live.length - 1 - back)
          const moved = shifted(live[position] ?? (source[position] as Bar), kind === 'append' ? 0 : shift)
          live[position] = moved
          followBars(indicator, live, [moved])
        }
        const fresh = createIndicator(id, short[id])
        fresh.reset(live)
        const expected = read(fresh)
        for (const [plot, values] of read(indicator).entries()) expectValues(values, expected[plot] ?? [], 100_000)
      }),
      { numRuns: 60 },
    )
  })

  it.each(indicatorIds)('%s needs no earlier bar for a tick', (id) => {
    const live = bars.slice(0, 80).map((each) => ({ ...each }))
    const indicator = createIndicator(id, short[id])
    indicator.reset(live)
    const before = read(indicator)
    const tick = shifted(live.at(-1) as Bar, 7)
    for (const each of live)
      Object.assign(each, { open: Number.NaN, high: Number.NaN, low: Number.NaN, close: Number.NaN, timeMs: 0 })
    indicator.replaceLast(tick)
    const fresh = createIndicator(id, short[id])
    fresh.reset([...bars.slice(0, 79), tick])
    read(indicator).forEach((values, plot) => {
      expect(values.slice(0, -1)).toEqual(before[plot]?.slice(0, -1))
      expectValues(values, read(fresh)[plot] ?? [], 100_000)
    })
  })

  it.each(indicatorIds)('%s reads only as many bars for a correction as a double remembers', (id) => {
    const many = randomBars(20_000, 2)
    const indicator = createIndicator(id, short[id])
    indicator.reset(many)
    let reads = 0
    const counted = new Proxy(many, {
      get(target, key) {
        if (typeof key === 'string' && /^\d+$/.test(key)) reads += 1
        return Reflect.get(target, key)
      },
    })
    indicator.correct(counted, many.length - 2)
    expect(reads).toBeLessThan(id === 'vwap' ? 2_900 : 300)
  })

  it('keeps VWAP exact after a hundred thousand ticks of one bar', () => {
    const indicator = createIndicator('vwap')
    indicator.reset(bars)
    const last = bars.at(-1) as Bar
    for (let tick = 0; tick < 100_000; tick++) indicator.replaceLast(shifted(last, (tick % 200) - 100))
    indicator.replaceLast(last)
    expect(indicator.value(0, bars.length - 1)).toBe(computed('vwap')[0]?.at(-1))
  })

  it('has no value for VWAP before anything traded', () => {
    const quiet = bars.slice(0, 2).map((each) => ({ ...each, volumeLow: 0 }))
    expect(computed('vwap', {}, quiet)[0]).toEqual([Number.NaN, Number.NaN])
  })

  it('tells from where on to draw', () => {
    const live = bars.slice(0, 50)
    const indicator = createIndicator('sma')
    indicator.reset(live)
    expect(followBars(indicator, live, [])).toEqual({ from: 50 })
    expect(followBars(indicator, live, [live[49] as Bar])).toEqual({ from: 49 })
    expect(followBars(indicator, live, [live[30] as Bar, live[49] as Bar])).toEqual({ from: 30 })
    live.push(bars[50] as Bar, bars[51] as Bar)
    expect(followBars(indicator, live, [live[49] as Bar, live[50] as Bar, live[51] as Bar])).toEqual({ from: 49 })
    expect(indicator.length).toBe(52)
  })
})

it('knows when an exponential average has forgotten', () => {
  for (const weight of [1, 0.5, 2 / 21, 1 / 14])
    expect((1 - weight) ** exponentialMemoryBars(weight)).toBeLessThanOrEqual(2 ** -60 * 1.0001)
})

function shifted(each: Bar, ticks: number): Bar {
  const close = each.close + ticks
  return {
    ...each,
    close,
    high: Math.max(each.high, close),
    low: Math.min(each.low, close),
    volumeLow: each.volumeLow + Math.abs(ticks),
  }
}
