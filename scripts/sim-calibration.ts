/**
 * How much the simulated market resembles recorded ones: the same figures of both, side by side.
 *
 *     node_modules/.bin/node scripts/sim-calibration.ts [recording ...]
 *
 * Of each source the two busiest instruments are measured. Prints a table for docs/simulated-feed.md, then one line of JSON.
 */
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import type { CancelTimer, Clock } from '../lib/market/clock.ts'
import type { FeedSink } from '../lib/market/feed.ts'
import type { InstrumentDefinition } from '../lib/market/instrument.ts'
import { instrumentId } from '../lib/market/units.ts'
import { Problems } from '../server/ingest/problems.ts'
import { mapRecording } from '../server/ingest/replay/map-recording.ts'
import { createSimFeed } from '../server/ingest/sim/feed.ts'

interface Series {
  tradeTimes: number[]
  quotes: { timeMs: number; bid: number; bidSize: number; ask: number; askSize: number }[]
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' }, seconds: { type: 'string', default: '300' } },
})
const seed = Number(values.seed)
const seconds = Number(values.seconds)

function shown(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '–'
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)))
}

async function simulate(symbols: number, ticksPerSecond: number): Promise<Record<string, number>> {
  const clock = new SteppedClock(Date.UTC(2026, 0, 5, 12))
  const sink = new SeriesSink()
  const feed = createSimFeed({ seed, symbols, ticksPerSecond, clock, onState: () => undefined })
  await feed.start(sink)
  clock.run(seconds * 1000)
  await feed.stop()
  return measure(sink.busiest(2))
}

function measure(series: readonly Series[]): Record<string, number> {
  const each = series.map(measureOne)
  return Object.fromEntries(
    Object.keys(each[0] ?? {}).map((name) => [
      name,
      each.reduce((sum, figures) => sum + (figures[name] ?? Number.NaN), 0) / each.length,
    ]),
  )
}

function measureOne({ tradeTimes, quotes }: Series): Record<string, number> {
  const spanMs = (quotes.at(-1)?.timeMs ?? 0) - (quotes[0]?.timeMs ?? 0)
  const pairs = quotes.slice(1).map((quote, index) => ({ before: quotes[index] ?? quote, quote }))
  const moved = pairs.filter(({ before, quote }) => before.bid !== quote.bid)
  const jumps = moved.map(({ before, quote }) => Math.abs(quote.bid - before.bid)).sort((a, b) => a - b)
  const same = pairs.filter(({ before, quote }) => before.bid === quote.bid && before.ask === quote.ask)
  const repeats = same.filter(({ before, quote }) => before.bidSize === quote.bidSize && before.askSize === quote.askSize)
  const times = [...tradeTimes, ...quotes.map(({ timeMs }) => timeMs)].sort((a, b) => a - b)
  const meanPerSecond = (times.length / spanMs) * 1000
  return {
    'messages per second': meanPerSecond,
    'trades, share of messages': tradeTimes.length / times.length,
    'trades in the millisecond of the one before': share(tradeTimes.slice(1), (time, index) => time === tradeTimes[index]),
    'most messages in 10 ms, times the mean': busiest(times, 10) / (meanPerSecond / 100),
    'most messages in 1 s, times the mean': busiest(times, 1000) / meanPerSecond,
    'quotes that keep both prices': same.length / pairs.length,
    'quotes that repeat the one before': repeats.length / pairs.length,
    'spread of one tick': share(quotes, ({ bid, ask }) => ask - bid === 1),
    'price jump, ticks: median': quantile(jumps, 0.5),
    'price jump, ticks: 99th percentile': quantile(jumps, 0.99),
    'price jump, ticks: largest': jumps.at(-1) ?? 0,
    ...conflated(quotes),
    ...returns(quotes),
  }
}

/** What is left to say at 10 Hz: entropy of order 0 of each field, in bits. */
function conflated(quotes: Series['quotes']): Record<string, number> {
  const last = [...new Map(quotes.map((quote) => [Math.floor(quote.timeMs / 100), quote])).values()]
  const changes = last.slice(1).map((quote, index) => ({ quote, before: last[index] ?? quote }))
  const price = entropy(changes.map(({ quote, before }) => quote.bid - before.bid))
  const spread = entropy(changes.map(({ quote }) => quote.ask - quote.bid))
  const sizes = entropy(changes.map(({ quote }) => quote.bidSize)) + entropy(changes.map(({ quote }) => quote.askSize))
  return {
    'at 10 Hz: quotes that keep the bid': share(changes, ({ quote, before }) => quote.bid === before.bid),
    'at 10 Hz: bits of the price change': price,
    'at 10 Hz: sizes, share of the information': sizes / (price + spread + sizes),
  }
}

function returns(quotes: Series['quotes']): Record<string, number> {
  const last = [...new Map(quotes.map((quote) => [Math.floor(quote.timeMs / 1000), quote])).values()]
  const changes = last
    .slice(1)
    .map((quote, index) => Math.log((quote.bid + quote.ask) / ((last[index]?.bid ?? 0) + (last[index]?.ask ?? 0))) * 1e4)
  const variance = mean(changes.map((change) => change ** 2))
  const sizes = changes.map(Math.abs)
  const centre = mean(sizes)
  const spread = mean(sizes.map((size) => (size - centre) ** 2))
  return {
    'return over 1 s, standard deviation in basis points': Math.sqrt(variance),
    'return over 1 s, kurtosis (3 is normal)': mean(changes.map((change) => change ** 4)) / variance ** 2,
    'size of returns, correlation with the second before':
      mean(sizes.slice(1).map((size, index) => (size - centre) * ((sizes[index] ?? 0) - centre))) / spread,
  }
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length
}

function share<T>(list: readonly T[], test: (entry: T, index: number) => boolean): number {
  return list.filter(test).length / list.length
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

function busiest(sortedTimes: readonly number[], windowMs: number): number {
  let most = 0
  for (let end = 0, begin = 0; end < sortedTimes.length; end++) {
    while ((sortedTimes[end] ?? 0) - (sortedTimes[begin] ?? 0) >= windowMs) begin += 1
    most = Math.max(most, end - begin + 1)
  }
  return most
}

function entropy(values: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / values.length) * Math.log2(count / values.length)
  return bits
}

class SeriesSink implements FeedSink {
  readonly #definitions: InstrumentDefinition[] = []
  readonly #series: Series[] = []

  busiest(count: number): Series[] {
    return [...this.#series].sort((a, b) => b.quotes.length - a.quotes.length).slice(0, count)
  }

  define(definition: InstrumentDefinition) {
    const known = this.#definitions.findIndex(({ symbol }) => symbol === definition.symbol)
    const id = known < 0 ? this.#definitions.length : known
    this.#definitions[id] = definition
    this.#series[id] ??= { tradeTimes: [], quotes: [] }
    return instrumentId(id)
  }

  definition(id: number): InstrumentDefinition {
    const definition = this.#definitions[id]
    if (definition === undefined) throw new RangeError(`No instrument ${id}`)
    return definition
  }

  trade(id: number, _price: number, _size: number, _side: string, venueTimeMs: number): void {
    this.#series[id]?.tradeTimes.push(Math.floor(venueTimeMs))
  }

  quote(
    id: number,
    bid: number,
    bidSize: number,
    ask: number,
    askSize: number,
    venueTimeMs: number,
    receivedTimeMs: number,
  ): void {
    this.#series[id]?.quotes.push({ timeMs: Math.floor(venueTimeMs || receivedTimeMs), bid, bidSize, ask, askSize })
  }

  pastTrade = ignore
  day = ignore
  book = ignore
  status = ignore
  disconnected = ignore
}

function ignore(): undefined {
  return undefined
}

/** Runs one timer after another without waiting. */
class SteppedClock implements Clock {
  #nowMs: number
  #next: { atMs: number; callback: () => void } | undefined

  constructor(nowMs: number) {
    this.#nowMs = nowMs
  }

  now(): number {
    return this.#nowMs
  }

  after(delayMs: number, callback: () => void): CancelTimer {
    this.#next = { atMs: this.#nowMs + delayMs, callback }
    return () => {
      this.#next = undefined
    }
  }

  run(forMs: number): void {
    const endMs = this.#nowMs + forMs
    for (let next = this.#next; next !== undefined && next.atMs <= endMs; next = this.#next) {
      this.#nowMs = next.atMs
      this.#next = undefined
      next.callback()
    }
  }
}

const columns: { name: string; figures: Record<string, number> }[] = []
for (const file of positionals) {
  const sink = new SeriesSink()
  await mapRecording(
    file,
    sink,
    new Problems(
      file,
      () => 0,
      () => undefined,
    ),
  )
  columns.push({ name: basename(file).replace(/\.tsv\.gz$/, ''), figures: measure(sink.busiest(2)) })
}
columns.push({ name: 'sim, 2 instruments at 340/s', figures: await simulate(2, 340) })
columns.push({ name: 'sim, 200 instruments at 400/s', figures: await simulate(200, 400) })

const rows = Object.keys(columns[0]?.figures ?? {})
console.log(`| | ${columns.map(({ name }) => name).join(' | ')} |`)
console.log(`| --- | ${columns.map(() => '---:').join(' | ')} |`)
for (const row of rows) console.log(`| ${row} | ${columns.map(({ figures }) => shown(figures[row])).join(' | ')} |`)
console.log(JSON.stringify(Object.fromEntries(columns.map(({ name, figures }) => [name, figures]))))
