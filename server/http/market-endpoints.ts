import { z } from 'zod'
import { type Bar, barStartMs, type Interval, intervalLengthMs } from '../../lib/market/bar.ts'
import type { Instrument, InstrumentDefinition } from '../../lib/market/instrument.ts'
import { sides, type TradeBatch } from '../../lib/market/market-view.ts'
import { formatSteps } from '../../lib/market/steps.ts'
import { formatWide, type JsonInstrument, JsonInstruments } from '../../lib/protocol/json-instrument.ts'
import { snapshotQuoteJson } from '../../lib/protocol/json-quote.ts'
import { bodyResponse } from './body.ts'
import { closesEndpoint } from './closes-endpoint.ts'
import { type Endpoint, endpoint } from './endpoint.ts'
import type { HttpDeps } from './http-deps.ts'
import type { InstrumentSearch } from './instrument-search.ts'
import { instant, intervalName, symbolList, symbolText, timeMsMax, wholeNumberOr } from './parameters.ts'
import { ProblemError, quoted } from './problem.ts'
import { readBars } from './read-bars.ts'
import { barsResponse, instrumentsResponse, quotesResponse, tradesResponse } from './schemas.ts'

export const barsMax = 5_000

/** How long a bar may still change after its end: late trades, and a venue's corrections. */
const settledAfterMs = 60_000

export function marketEndpoints(deps: HttpDeps, search: InstrumentSearch): Endpoint[] {
  const json = new JsonInstruments(deps.market.instruments)
  return [
    instrumentsEndpoint(search),
    quotesEndpoint(deps, json),
    barsEndpoint(deps, json),
    closesEndpoint(deps),
    tradesEndpoint(deps, json),
  ]
}

/** Throws ProblemError. */
export function findInstrument(deps: HttpDeps, symbol: string): Instrument {
  const instrument = deps.market.instruments.find(symbol)
  if (instrument !== undefined) return instrument
  throw new ProblemError('unknown_symbol', `No instrument ${quoted(symbol)}`, { symbols: [symbol] })
}

function instrumentsEndpoint(search: InstrumentSearch): Endpoint {
  return endpoint({
    path: '/api/instruments',
    tag: 'market',
    summary: 'Find instruments',
    description:
      'By symbol, bare symbol (`BTC-USDT`, `BTCUSDT`), base or name, best match first. All of them when `query` is absent.',
    query: z.strictObject({
      query: z
        .string()
        .max(64, 'expected at most 64 characters')
        .default('')
        .meta({ description: 'Words, all of which must match.' }),
      limit: wholeNumberOr(100, 1, 1_000, 'At most so many.'),
      offset: wholeNumberOr(0, 0, 1_000_000, 'Leave out so many of the best.'),
    }),
    response: { type: 'application/json', description: 'The instruments found.', schema: instrumentsResponse },
    problems: ['invalid_parameters'],
    answer({ query, limit, offset }, request) {
      const found = search.find(query)
      const instruments = found.slice(offset, offset + limit).map(definitionOf)
      return bodyResponse(request, JSON.stringify({ instruments, total: found.length }), { cache: 'no-cache' })
    },
  })
}

function definitionOf(instrument: Instrument): InstrumentDefinition {
  const { id: _id, revision: _revision, ...definition } = instrument
  return definition
}

function quotesEndpoint(deps: HttpDeps, json: JsonInstruments): Endpoint {
  return endpoint({
    path: '/api/quotes',
    tag: 'market',
    summary: 'Current quotes',
    description: 'The same fields as a `snapshot` of the stream, with the origin and age of each.',
    query: z.strictObject({ symbols: symbolList }),
    response: { type: 'application/json', description: 'One quote per symbol, in the order asked for.', schema: quotesResponse },
    problems: ['invalid_parameters', 'unknown_symbol'],
    answer({ symbols }, request) {
      const { instruments, columns, epoch } = deps.market
      const unknown = symbols.filter((symbol) => instruments.find(symbol) === undefined)
      if (unknown.length > 0) {
        throw new ProblemError('unknown_symbol', `No instrument ${unknown.slice(0, 5).map(quoted).join(', ')}`, {
          symbols: unknown,
        })
      }
      const nowMs = deps.now()
      const quotes = symbols.map((symbol) => {
        const { id, origin } = findInstrument(deps, symbol)
        const receivedMs = columns.receivedTimeMs[id] as number
        const age = receivedMs === 0 ? '' : `,"ageMs":${Math.round(nowMs - receivedMs)}`
        return `${snapshotQuoteJson(json.get(id), columns, id, undefined, undefined).slice(0, -1)},"origin":"${origin}"${age}}`
      })
      const text = `{"serverTimeMs":${Math.round(nowMs)},"epoch":${JSON.stringify(epoch)},"quotes":[${quotes.join(',')}]}`
      return bodyResponse(request, text, { cache: 'no-store' })
    },
  })
}

function barsEndpoint(deps: HttpDeps, json: JsonInstruments): Endpoint {
  return endpoint({
    path: '/api/bars',
    tag: 'market',
    summary: 'Bars of one instrument',
    description:
      'The newest `limit` bars that start in `[from, to)`, ascending, the forming one included. `next` leads to the page before. ' +
      'A bar belongs to the time of the venue; its open and close are in order of arrival.',
    query: z.strictObject({
      symbol: symbolText,
      interval: intervalName.default('1m'),
      from: instant('First start, inclusive.').default(0),
      to: instant('Last start, exclusive.').default(timeMsMax),
      limit: wholeNumberOr(500, 1, barsMax, 'At most so many bars.'),
    }),
    response: { type: 'application/json', description: 'Rows of bars.', schema: barsResponse },
    problems: ['invalid_parameters', 'unknown_symbol', 'busy', 'unavailable'],
    async answer(query, request) {
      const { symbol, interval, from, to, limit } = query
      if (from >= to) {
        const reason = `expected to be after from (${from})`
        throw new ProblemError('invalid_parameters', `Cannot answer: to: ${reason}`, { parameters: [{ name: 'to', reason }] })
      }
      const { id } = findInstrument(deps, symbol)
      // One more than asked for tells whether there is a page before.
      const { bars, missing } = await readBars(deps, id, interval, from, to, limit + 1)
      const page = bars.length > limit ? bars.slice(bars.length - limit) : bars
      const first = page[0]
      const next = bars.length > limit && first !== undefined ? pagePath(symbol, interval, from, first.timeMs, limit) : null
      const one = json.get(id)
      const holes = missing.map(({ fromMs, toMs }) => `[${fromMs},${Number.isFinite(toMs) ? toMs : timeMsMax}]`).join(',')
      const text =
        `{"symbol":${one.symbolJson},"interval":"${interval}","tickSize":"${one.instrument.tickSize}",` +
        `"lotSize":"${one.instrument.lotSize}","bars":[${barRows(one, page)}],"next":${JSON.stringify(next)},"missing":[${holes}]}`
      const settled = missing.length === 0 && isSettled(deps, id, interval, to)
      return bodyResponse(request, text, { cache: settled ? 'public, max-age=60' : 'no-cache' })
    },
  })
}

function pagePath(symbol: string, interval: Interval, from: number, to: number, limit: number): string {
  const search = new URLSearchParams({ symbol, interval, from: String(from), to: String(to), limit: String(limit) })
  return `/api/bars?${search}`
}

function barRows({ tick, lot }: JsonInstrument, bars: readonly Bar[]): string {
  let text = ''
  for (const [index, bar] of bars.entries()) {
    const { open, high, low, close } = bar
    const prices = `"${formatSteps(open, tick)}","${formatSteps(high, tick)}","${formatSteps(low, tick)}","${formatSteps(close, tick)}"`
    text += `${index === 0 ? '' : ','}[${bar.timeMs},${prices},"${formatWide(bar.volumeHigh, bar.volumeLow, lot)}",${bar.tradeCount}]`
  }
  return text
}

/** No bar before `toMs` is expected to change. By the venue's clock as well as ours: a replay lives in the past. */
function isSettled(deps: HttpDeps, id: Instrument['id'], interval: Interval, toMs: number): boolean {
  const lastEndMs = barStartMs(toMs - 1, interval) + intervalLengthMs(interval)
  return lastEndMs + settledAfterMs <= Math.min(deps.now(), deps.market.columns.venueTimeMs[id] as number)
}

function tradesEndpoint(deps: HttpDeps, json: JsonInstruments): Endpoint {
  const batch: TradeBatch = {
    count: 0,
    first: 0,
    venueTimeMs: new Float64Array(0),
    price: new Float64Array(0),
    size: new Float64Array(0),
    side: new Uint8Array(0),
  }
  return endpoint({
    path: '/api/trades',
    tag: 'market',
    summary: 'Latest trades of one instrument',
    description: 'Those that are still in memory, oldest first.',
    query: z.strictObject({ symbol: symbolText, limit: wholeNumberOr(100, 1, 1_000, 'At most so many trades.') }),
    response: { type: 'application/json', description: 'Rows of trades.', schema: tradesResponse },
    problems: ['invalid_parameters', 'unknown_symbol'],
    answer({ symbol, limit }, request) {
      const { id } = findInstrument(deps, symbol)
      const { trades, columns, epoch } = deps.market
      trades.read(id, Math.max(0, (columns.tradeCount[id] as number) - limit), batch)
      const one = json.get(id)
      let rows = ''
      for (let index = 0; index < batch.count; index++) {
        const price = formatSteps(batch.price[index] as number, one.tick)
        const size = formatSteps(batch.size[index] as number, one.lot)
        const side = sides[batch.side[index] as number] ?? 'unknown'
        rows += `${index === 0 ? '' : ','}[${Math.floor(batch.venueTimeMs[index] as number)},"${price}","${size}","${side}"]`
      }
      const text = `{"symbol":${one.symbolJson},"epoch":${JSON.stringify(epoch)},"first":${batch.first},"trades":[${rows}]}`
      return bodyResponse(request, text, { cache: 'no-store' })
    },
  })
}
