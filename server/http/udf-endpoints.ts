import { z } from 'zod'
import type { Bar, Interval } from '../../lib/market/bar.ts'
import type { Instrument } from '../../lib/market/instrument.ts'
import { parseStep } from '../../lib/market/step.ts'
import { formatSteps } from '../../lib/market/steps.ts'
import { formatWide } from '../../lib/protocol/json-instrument.ts'
import { bodyResponse } from './body.ts'
import { type Endpoint, endpoint } from './endpoint.ts'
import type { HttpDeps } from './http-deps.ts'
import type { InstrumentSearch } from './instrument-search.ts'
import { barsMax } from './market-endpoints.ts'
import { symbolText, timeMsMax, wholeNumber, wholeNumberOr } from './parameters.ts'
import { ProblemError, quoted } from './problem.ts'
import { readBars } from './read-bars.ts'

/*
 * TradingView's UDF protocol: https://www.tradingview.com/charting-library-docs/latest/connecting_data/UDF. Times are Unix
 * seconds and prices JSON numbers there; ours are still the exact digits, as a number may have any in JSON text. Queries are
 * not strict: the library sends parameters of its own (`currencyCode`, `unitId`).
 */

const resolutions = {
  '1S': '1s',
  '1': '1m',
  '5': '5m',
  '15': '15m',
  '60': '1h',
  '240': '4h',
  '1D': '1d',
} as const satisfies Record<string, Interval>
const aliases: Readonly<Record<string, Interval>> = { ...resolutions, S: '1s', D: '1d' }
const resolutionNames = Object.keys(resolutions)
// Integer-like keys of an object come first in JavaScript; charts want them by length.
resolutionNames.sort((a, b) => order(a) - order(b))

const secondsMax = timeMsMax / 1000

export function udfEndpoints(deps: HttpDeps, search: InstrumentSearch): Endpoint[] {
  return [
    configEndpoint(deps),
    symbolsEndpoint(deps, search),
    searchEndpoint(search),
    historyEndpoint(deps, search),
    timeEndpoint(deps),
  ]
}

function order(resolution: string): number {
  return resolution === '1S' ? 0 : resolution === '1D' ? 1e6 : Number(resolution)
}

const configSchema = z.object({
  supported_resolutions: z.array(z.string()),
  supports_search: z.literal(true),
  supports_group_request: z.literal(false),
  supports_marks: z.literal(false),
  supports_timescale_marks: z.literal(false),
  supports_time: z.literal(true),
  exchanges: z.array(z.object({ value: z.string(), name: z.string(), desc: z.string() })),
  symbols_types: z.array(z.object({ value: z.string(), name: z.string() })),
})

function configEndpoint(deps: HttpDeps): Endpoint {
  return endpoint({
    path: '/udf/config',
    tag: 'datafeed',
    summary: 'What this datafeed can do',
    description: 'TradingView UDF: configuration data.',
    query: z.object({}),
    response: { type: 'application/json', description: 'Configuration.', schema: configSchema },
    problems: [],
    answer(_query, request) {
      const venues = new Set<string>()
      for (const { venue } of deps.market.instruments.all()) venues.add(venue)
      const configuration: z.infer<typeof configSchema> = {
        supported_resolutions: resolutionNames,
        supports_search: true,
        supports_group_request: false,
        supports_marks: false,
        supports_timescale_marks: false,
        supports_time: true,
        exchanges: [
          { value: '', name: 'All', desc: 'All venues' },
          ...[...venues].sort().map((venue) => ({ value: venue, name: venue, desc: venue })),
        ],
        symbols_types: [
          { value: '', name: 'All' },
          { value: 'crypto', name: 'Crypto' },
          { value: 'stock', name: 'Stocks' },
        ],
      }
      return bodyResponse(request, JSON.stringify(configuration), { cache: 'no-cache' })
    },
  })
}

const symbolSchema = z.object({
  name: z.string(),
  ticker: z.string(),
  full_name: z.string(),
  description: z.string(),
  type: z.enum(['crypto', 'stock']),
  session: z.enum(['24x7', '0930-1600']),
  timezone: z.enum(['Etc/UTC', 'America/New_York']),
  exchange: z.string(),
  listed_exchange: z.string(),
  currency_code: z.string(),
  format: z.literal('price'),
  minmov: z.int(),
  minmov2: z.literal(0),
  pricescale: z.number(),
  pointvalue: z.literal(1),
  has_seconds: z.literal(true),
  seconds_multipliers: z.array(z.string()),
  has_intraday: z.literal(true),
  intraday_multipliers: z.array(z.string()),
  has_daily: z.literal(true),
  daily_multipliers: z.array(z.string()),
  has_weekly_and_monthly: z.literal(false),
  supported_resolutions: z.array(z.string()),
  volume_precision: z.int(),
  data_status: z.enum(['streaming', 'delayed_streaming']),
})

function symbolsEndpoint(deps: HttpDeps, search: InstrumentSearch): Endpoint {
  return endpoint({
    path: '/udf/symbols',
    tag: 'datafeed',
    summary: 'One symbol',
    description: 'TradingView UDF: symbol resolve. The bare symbol (`AAPL`) is understood where one instrument has it.',
    query: z.object({ symbol: symbolText }),
    response: { type: 'application/json', description: 'Symbol information.', schema: symbolSchema },
    problems: ['invalid_parameters', 'unknown_symbol'],
    answer({ symbol }, request) {
      return bodyResponse(request, JSON.stringify(symbolInfo(resolve(deps, search, symbol))), { cache: 'no-cache' })
    },
  })
}

function resolve(deps: HttpDeps, search: InstrumentSearch, symbol: string): Instrument {
  const wanted = symbol.toUpperCase()
  const exact = deps.market.instruments.find(symbol) ?? deps.market.instruments.find(wanted)
  if (exact !== undefined) return exact
  const bare = search.find(wanted).filter((instrument) => bareSymbol(instrument.symbol).toUpperCase() === wanted)
  if (bare.length === 1 && bare[0] !== undefined) return bare[0]
  throw new ProblemError('unknown_symbol', `No instrument ${quoted(symbol)}`, { symbols: [symbol] })
}

function bareSymbol(symbol: string): string {
  return symbol.slice(symbol.lastIndexOf(':') + 1)
}

function symbolInfo(instrument: Instrument): z.infer<typeof symbolSchema> {
  const tick = parseStep(instrument.tickSize)
  const stock = instrument.session === 'us-equity'
  return {
    name: bareSymbol(instrument.symbol),
    ticker: instrument.symbol,
    full_name: instrument.symbol,
    description: describe(instrument),
    type: instrument.assetClass,
    session: stock ? '0930-1600' : '24x7',
    timezone: stock ? 'America/New_York' : 'Etc/UTC',
    exchange: instrument.venue,
    listed_exchange: instrument.venue,
    currency_code: instrument.quote,
    format: 'price',
    minmov: tick.multiple,
    minmov2: 0,
    pricescale: 10 ** tick.decimals,
    pointvalue: 1,
    has_seconds: true,
    seconds_multipliers: ['1'],
    has_intraday: true,
    intraday_multipliers: resolutionNames.filter((name) => /^\d+$/.test(name)),
    has_daily: true,
    daily_multipliers: ['1'],
    has_weekly_and_monthly: false,
    supported_resolutions: resolutionNames,
    volume_precision: parseStep(instrument.lotSize).decimals,
    data_status: instrument.origin === 'delayed' ? 'delayed_streaming' : 'streaming',
  }
}

/** Anything but live data says so wherever it is named (P4). */
function describe({ name, origin }: Instrument): string {
  return origin === 'live' ? name : `${name} (${origin})`
}

const searchSchema = z.array(
  z.object({
    symbol: z.string(),
    full_name: z.string(),
    description: z.string(),
    exchange: z.string(),
    ticker: z.string(),
    type: z.enum(['crypto', 'stock']),
  }),
)

function searchEndpoint(search: InstrumentSearch): Endpoint {
  return endpoint({
    path: '/udf/search',
    tag: 'datafeed',
    summary: 'Find symbols',
    description: 'TradingView UDF: symbol search.',
    query: z.object({
      query: z.string().max(64, 'expected at most 64 characters').default(''),
      type: z.string().max(20, 'expected crypto, stock or nothing').default(''),
      exchange: z.string().max(40, 'expected a venue or nothing').default(''),
      limit: wholeNumberOr(30, 1, 1_000, 'At most so many.'),
    }),
    response: { type: 'application/json', description: 'Symbols found.', schema: searchSchema },
    problems: ['invalid_parameters'],
    answer({ query, type, exchange, limit }, request) {
      const found: z.infer<typeof searchSchema> = []
      for (const instrument of search.find(query)) {
        if (type !== '' && instrument.assetClass !== type) continue
        if (exchange !== '' && instrument.venue !== exchange) continue
        if (found.length === limit) break
        found.push({
          symbol: bareSymbol(instrument.symbol),
          full_name: instrument.symbol,
          description: describe(instrument),
          exchange: instrument.venue,
          ticker: instrument.symbol,
          type: instrument.assetClass,
        })
      }
      return bodyResponse(request, JSON.stringify(found), { cache: 'no-cache' })
    },
  })
}

const numbers = z.array(z.number())
const historySchema = z.union([
  z.object({ s: z.literal('ok'), t: numbers, o: numbers, h: numbers, l: numbers, c: numbers, v: numbers }),
  z.object({ s: z.literal('no_data'), nextTime: z.number().exactOptional() }),
])

function historyEndpoint(deps: HttpDeps, search: InstrumentSearch): Endpoint {
  return endpoint({
    path: '/udf/history',
    tag: 'datafeed',
    summary: 'Bars as columns',
    description:
      'TradingView UDF: bars that start in `[from, to)`, or the `countback` newest before `to` whatever `from` says. `no_data` with ' +
      '`nextTime`, the start of the nearest older bar, where the range is empty.',
    query: z.object({
      symbol: symbolText,
      resolution: z
        .string()
        .refine((text) => Object.hasOwn(aliases, text), `expected one of ${resolutionNames.join(', ')}`)
        .meta({ enum: resolutionNames }),
      from: wholeNumberOr(0, -secondsMax, secondsMax, 'First start, Unix seconds.'),
      to: wholeNumber(-secondsMax, secondsMax, 'Last start, Unix seconds, exclusive.'),
      countback: wholeNumber(1, 1_000_000, `So many bars; at most ${barsMax} come at once.`).optional(),
    }),
    response: { type: 'application/json', description: 'Columns, or no data.', schema: historySchema },
    problems: ['invalid_parameters', 'unknown_symbol', 'busy', 'unavailable'],
    async answer({ symbol, resolution, from, to, countback }, request) {
      const instrument = resolve(deps, search, symbol)
      const interval = aliases[resolution] ?? '1m'
      const fromMs = countback === undefined ? Math.max(0, from * 1000) : 0
      const toMs = Math.max(0, to * 1000)
      const read = async (start: number, end: number, limit: number) =>
        start < end ? (await readBars(deps, instrument.id, interval, start, end, limit)).bars : []
      const bars = await read(fromMs, toMs, Math.min(countback ?? barsMax, barsMax))
      if (bars.length > 0) return bodyResponse(request, columnsJson(instrument, bars), { cache: 'no-cache' })
      const older = (await read(0, Math.min(fromMs, toMs), 1))[0]
      const empty = older === undefined ? { s: 'no_data' } : { s: 'no_data', nextTime: older.timeMs / 1000 }
      return bodyResponse(request, JSON.stringify(empty), { cache: 'no-cache' })
    },
  })
}

function columnsJson(instrument: Instrument, bars: readonly Bar[]): string {
  const tick = parseStep(instrument.tickSize)
  const lot = parseStep(instrument.lotSize)
  const column = (text: (bar: Bar) => string | number): string => `[${bars.map(text).join(',')}]`
  return (
    `{"s":"ok","t":${column(({ timeMs }) => timeMs / 1000)},` +
    `"o":${column(({ open }) => formatSteps(open, tick))},"h":${column(({ high }) => formatSteps(high, tick))},` +
    `"l":${column(({ low }) => formatSteps(low, tick))},"c":${column(({ close }) => formatSteps(close, tick))},` +
    `"v":${column(({ volumeHigh, volumeLow }) => formatWide(volumeHigh, volumeLow, lot))}}`
  )
}

function timeEndpoint(deps: HttpDeps): Endpoint {
  return endpoint({
    path: '/udf/time',
    tag: 'datafeed',
    summary: 'Time of the server',
    description: 'TradingView UDF: Unix seconds as plain text.',
    query: z.object({}),
    response: { type: 'text/plain', description: 'Unix seconds.', schema: z.string() },
    problems: [],
    answer(_query, request) {
      return bodyResponse(request, String(Math.floor(deps.now() / 1000)), {
        cache: 'no-store',
        type: 'text/plain; charset=utf-8',
      })
    },
  })
}
