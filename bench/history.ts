/**
 * What it costs to keep bars, and to read them again.
 *
 *   npm run bench -- history [--instruments 500] [--days 365] [--reads 3000] [--directory /tmp]
 *
 * 1. Live: every second one trade of every instrument, then a flush, as the running server does it; rows of 1s and 1m bars.
 *    `live_bars_per_s`: per second of the writer's thread. `live_flush_ms`: until the flush is stored.
 *    `stall_ms_max`: the longest that the thread of the stream was held up meanwhile.
 * 2. A store with `days` of 1m bars of every instrument is made through the store's own writer, as a backfill would.
 * 3. The real server starts on that store, with the simulated feed running, and is asked for 1,000 bars of random instruments
 *    and times, over one connection, one request after the other.
 *
 * The store is deleted afterwards. A year of 500 instruments takes 4 GB; it is refused where less than twice that is free.
 */
import { mkdtempSync, rmSync, statfsSync, statSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { type Interval, intervalLengthMs } from '../lib/market/bar.ts'
import type { InstrumentDefinition } from '../lib/market/instrument.ts'
import { priceTicks, sizeLots } from '../lib/market/units.ts'
import { readConfig } from '../server/config.ts'
import { BarRows } from '../server/history/bar-rows.ts'
import { openWriter, prepareStore, storePath } from '../server/history/database.ts'
import { openHistory } from '../server/history/history.ts'
import { dayMs, minutesLevel, seriesOf } from '../server/history/levels.ts'
import { StoreWriter } from '../server/history/store-writer.ts'
import { createUniverse } from '../server/ingest/sim/universe.ts'
import { MarketState } from '../server/market/market-state.ts'
import { storedName } from '../server/stored-name.ts'
import { systemClock } from '../server/system-clock.ts'
import { startServerUnderTest } from './support/server-under-test.ts'
import { percentile, printTable, round } from './support/statistics.ts'

const seed = 1
const bytesPerBar = 15

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      instruments: { type: 'string', default: '500' },
      days: { type: 'string', default: '365' },
      reads: { type: 'string', default: '3000' },
      directory: { type: 'string', default: tmpdir() },
    },
  })
  const instruments = wholeNumber('instruments', values.instruments, 10_000)
  const days = wholeNumber('days', values.days, 3_650)
  const reads = wholeNumber('reads', values.reads, 1_000_000)
  const free = statfsSync(values.directory)
  const needed = instruments * days * 1_440 * bytesPerBar
  if (needed * 2 > free.bavail * free.bsize)
    throw new Error(`Cannot make a store of ${gigabytes(needed)} GB: expected twice that to be free`)
  const directory = mkdtempSync(join(values.directory, 'ticklane-bench-'))
  try {
    const definitions = createUniverse(seed, instruments).map(({ definition }) => definition)
    const live = await measureLive(join(directory, 'live'), definitions)
    const bulk = makeStore(join(directory, 'store'), definitions, days)
    const emptyStartMs = await startMs(join(directory, 'empty'), instruments)
    const served = await measureServer(join(directory, 'store'), definitions, days, reads)
    report({ instruments, days, ...live, ...bulk, start_ms_empty: emptyStartMs, ...served })
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function wholeNumber(name: string, text: string, maximum: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= maximum) return value
  throw new Error(`Cannot use --${name} ${text}: expected a whole number from 1 to ${maximum}`)
}

async function measureLive(directory: string, definitions: readonly InstrumentDefinition[]) {
  const market = new MarketState({ epoch: 'bench' })
  const history = openHistory({
    directory,
    memory: market.bars,
    instruments: market.instruments,
    define: (definition) => market.define(definition),
    sources: [],
    clock: systemClock,
    log: (message, error) => console.error(message, error),
    flushMs: 3_600_000,
  })
  const ids = definitions.map((definition) => market.define(definition))
  const beginMs = Math.floor(systemClock.now() / 60_000) * 60_000
  // The first flush also writes the names, and starts the writer's thread.
  await history.flush()
  const stalls = monitorEventLoopDelay({ resolution: 1 })
  let rows = 0
  let flushMs = 0
  for (let second = 0; second < 120; second++) {
    const timeMs = beginMs + second * 1_000
    for (const id of ids) {
      market.trade(id, priceTicks(1_000 + (second % 7)), sizeLots(5), 'buy', timeMs, timeMs, second)
      history.barChanged(id, timeMs)
    }
    rows += ids.length * 2
    stalls.enable()
    const startedMs = performance.now()
    await history.flush()
    flushMs += performance.now() - startedMs
    stalls.disable()
  }
  const writing = [...history.metrics()].find(({ name }) => name === 'ticklane_history_write_seconds_total')?.value ?? Number.NaN
  await history.close()
  return {
    live_bars_per_s: Math.round(rows / writing),
    live_flush_ms: round(flushMs / 120),
    stall_ms_max: round(stalls.max / 1e6),
  }
}

function makeStore(directory: string, definitions: readonly InstrumentDefinition[], days: number) {
  prepareStore(directory)
  const database = openWriter(directory)
  const writer = new StoreWriter(database)
  const today = Math.floor(Date.now() / dayMs) * dayMs
  const fromMs = today - days * dayMs
  const patterns = Array.from({ length: 32 }, (_, index) => minutesOfDay(index + 1))
  const nothing = { bars: new Float64Array(0), live: [], members: [], lost: [] }
  const startedMs = performance.now()
  const shape = readConfig(environment(directory, definitions.length))
  for (const [index, definition] of definitions.entries()) {
    const { tickSize, lotSize } = definition
    const id = index + 1
    const names = { symbols: [[id, storedName(definition, shape), id] as const], scales: [[id, tickSize, lotSize] as const] }
    for (let day = 0; day < days; day += 30) {
      const until = Math.min(days, day + 30)
      const bars = new BarRows((until - day) * 1_440)
      for (let at = day; at < until; at++)
        append(bars, patterns[(at * 7 + index) % patterns.length] as BarRows, fromMs + at * dayMs)
      const fill = {
        series: seriesOf(id, minutesLevel),
        scale: id,
        bars: bars.packed(),
        known: [{ fromMs: fromMs + day * dayMs, toMs: fromMs + until * dayMs }],
      }
      writer.write({ ...nothing, ...names, fills: [fill] }, today + dayMs)
    }
  }
  const tookMs = performance.now() - startedMs
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
  const bars = definitions.length * days * 1_440
  const bytes = statSync(storePath(directory)).size
  return {
    bars,
    bulk_bars_per_s: Math.round((bars / tookMs) * 1_000),
    store_gb: round(bytes / 1e9),
    bytes_per_bar: round(bytes / bars),
  }
}

/** A day of a busy instrument: a walk with a spread of ranges, volumes and counts as recorded minutes have them. */
function minutesOfDay(patternSeed: number): BarRows {
  let state = patternSeed
  const random = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state / 0x7fffffff
  }
  const rows = new BarRows(1_440)
  let price = 5_000_000
  for (let minute = 0; minute < 1_440; minute++) {
    const open = price + Math.floor((random() - 0.5) * 20)
    const close = open + Math.floor((random() - 0.5) * random() * 8_000)
    rows.push({
      timeMs: minute * 60_000,
      open,
      high: Math.max(open, close) + Math.floor(random() ** 2 * 3_000),
      low: Math.min(open, close) - Math.floor(random() ** 2 * 3_000),
      close,
      volumeHigh: 0,
      volumeLow: Math.floor(random() ** 3 * 1e8),
      tradeCount: Math.floor(random() ** 2 * 3_000),
    })
    price = close
  }
  return rows
}

function append(rows: BarRows, pattern: BarRows, dayStartMs: number): void {
  for (let row = 0; row < pattern.count; row++) {
    rows.copy(pattern, row)
    const at = (rows.count - 1) * 8
    rows.values[at] = (rows.values[at] as number) + dayStartMs
  }
}

async function startMs(directory: string, instruments: number): Promise<number> {
  const startedMs = performance.now()
  const server = await startServerUnderTest(environment(directory, instruments))
  const tookMs = Math.round(performance.now() - startedMs)
  await server.stop()
  return tookMs
}

function environment(directory: string, instruments: number): Record<string, string> {
  return { FEED: 'sim', SIM_SEED: String(seed), SIM_SYMBOLS: String(instruments), DATA_DIR: directory }
}

async function measureServer(directory: string, definitions: readonly InstrumentDefinition[], days: number, reads: number) {
  const startedMs = performance.now()
  const server = await startServerUnderTest(environment(directory, definitions.length))
  const startedInMs = Math.round(performance.now() - startedMs)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  try {
    await backfilled(server.url, agent)
    const today = Math.floor(Date.now() / dayMs) * dayMs
    const storeFrom = today - days * dayMs
    const random = (below: number) => Math.floor(Math.random() * below)
    const ask = async (interval: Interval, wanted: number) => {
      // Within the store: what lies before it would be drawn anew and stored, which is not what is measured.
      const limit = Math.min(wanted, Math.floor((days * dayMs) / intervalLengthMs(interval)))
      const spanMs = limit * intervalLengthMs(interval)
      const to = today - random(Math.max(1, today - storeFrom - spanMs))
      const from = Math.max(storeFrom, to - spanMs)
      const { symbol } = definitions[random(definitions.length)] as InstrumentDefinition
      const path = `/api/bars?symbol=${encodeURIComponent(symbol)}&interval=${interval}&limit=${limit}&from=${from}&to=${to}`
      const beganMs = performance.now()
      const body = await fetched(server.url + path, agent)
      return {
        tookMs: performance.now() - beganMs,
        bars: (JSON.parse(body) as { bars: unknown[] }).bars.length,
        wanted: limit - 1,
      }
    }
    const figures: Record<string, number> = { start_ms: startedInMs }
    for (const [interval, limit] of [
      ['1m', 1_000],
      ['15m', 1_000],
      ['1h', 1_000],
      ['1d', 300],
    ] as const) {
      const samples: number[] = []
      let bars = 0
      for (let index = 0; index < reads; index++) {
        const answer = await ask(interval, limit)
        // What is not found in the store is drawn anew by the simulated feed: that would be another measurement.
        if (answer.bars < answer.wanted)
          throw new Error(`Only ${answer.bars} of ${answer.wanted} stored bars of ${interval} came back`)
        samples.push(answer.tookMs)
        bars += answer.bars
      }
      figures[`bars_${interval}_p50_ms`] = round(percentile(samples, 0.5))
      figures[`bars_${interval}_p99_ms`] = round(percentile(samples, 0.99))
      figures[`bars_${interval}_mean_bars`] = Math.round(bars / reads)
    }
    figures.loop_lag_p99_ms = await loopLagMs(server.url, agent)
    return figures
  } finally {
    agent.destroy()
    await server.stop()
  }
}

/** The present day of every instrument is filled at start: it is not what is measured. */
async function backfilled(url: string, agent: Agent): Promise<void> {
  const untilMs = performance.now() + 120_000
  while (performance.now() < untilMs) {
    const text = await fetched(`${url}/metrics`, agent)
    if (/^ticklane_backfill_jobs_waiting\{[^}]*\} 0$/m.test(text)) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error('The server was still filling the present day after 120 s')
}

async function loopLagMs(url: string, agent: Agent): Promise<number> {
  const text = await fetched(`${url}/metrics`, agent)
  return round(Number(/^nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(text)?.[1]) * 1_000)
}

function fetched(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('end', () =>
        response.statusCode === 200 ? resolve(text) : reject(new Error(`${url}: ${response.statusCode} ${text}`)),
      )
    }).on('error', reject)
  })
}

function gigabytes(bytes: number): number {
  return round(bytes / 1e9, 1)
}

function report(figures: Record<string, number>): void {
  printTable(Object.entries(figures).map(([figure, value]) => ({ figure, value })))
  console.log(
    JSON.stringify({ bench: 'history', ...figures, bars_per_s: figures.live_bars_per_s, p99_ms: figures.bars_1m_p99_ms }),
  )
}
