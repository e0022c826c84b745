import { z } from 'zod'
import { intervals } from '../../lib/market/bar.ts'
import { sides } from '../../lib/market/market-view.ts'
import { type Status, statusCodes } from '../../lib/market/status.ts'
import type {
  BarsResponse,
  ClosesResponse,
  InstrumentsResponse,
  Problem,
  QuotesResponse,
  TradesResponse,
} from '../../lib/protocol/rest.ts'
import { problemKinds } from './problem.ts'

/*
 * Shapes of the answers, for the description at /api/openapi.json; tests hold the answers against them. Parsing happens at
 * the client: the types they satisfy are the contract.
 */

const decimal = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .meta({ description: 'Exact decimal.', examples: ['61685.99'] })
const timeMs = z.number().meta({ description: 'Unix milliseconds.' })
const count = z.int().min(0)

const instrument = z
  .object({
    symbol: z.string().meta({ examples: ['BINANCE:BTC-USDT', 'US:AAPL', 'SIM:ETH-USD'] }),
    venue: z.string(),
    name: z.string(),
    base: z.string(),
    quote: z.string().meta({ description: 'Currency of the price.' }),
    assetClass: z.enum(['crypto', 'stock']),
    session: z.enum(['continuous', 'us-equity']),
    origin: z.enum(['live', 'delayed', 'replay', 'simulated']),
    tickSize: decimal,
    lotSize: decimal,
  })
  .meta({ id: 'Instrument' })

export const instrumentsResponse = z
  .object({ instruments: z.array(instrument).readonly(), total: count })
  .meta({ id: 'Instruments' }) satisfies z.ZodType<InstrumentsResponse>

const quote = z
  .object({
    symbol: z.string(),
    origin: instrument.shape.origin,
    status: z.enum(Object.keys(statusCodes) as [Status, ...Status[]]),
    last: decimal.exactOptional(),
    bid: decimal.exactOptional(),
    ask: decimal.exactOptional(),
    bidSize: decimal.exactOptional(),
    askSize: decimal.exactOptional(),
    dayOpen: decimal.exactOptional(),
    dayHigh: decimal.exactOptional(),
    dayLow: decimal.exactOptional(),
    dayVolume: decimal,
    totalTrades: count,
    totalVolume: decimal,
    venueTimeMs: timeMs.exactOptional(),
    receivedTimeMs: timeMs.exactOptional(),
    ageMs: z.number().exactOptional().meta({ description: 'Server time minus the time of receipt.' }),
  })
  .meta({ id: 'Quote' })

export const quotesResponse = z
  .object({ serverTimeMs: timeMs, epoch: z.string(), quotes: z.array(quote).readonly() })
  .meta({ id: 'Quotes' }) satisfies z.ZodType<QuotesResponse>

const barRow = z
  .tuple([timeMs, decimal, decimal, decimal, decimal, decimal, count])
  .readonly()
  .meta({ id: 'Bar', description: 'Start, open, high, low, close, volume, number of trades.' })

export const barsResponse = z
  .object({
    symbol: z.string(),
    interval: z.enum(intervals),
    tickSize: decimal,
    lotSize: decimal,
    bars: z.array(barRow).readonly(),
    next: z.string().nullable().meta({ description: 'Path of the page before this one; null when there is nothing older.' }),
    missing: z
      .array(z.tuple([timeMs, timeMs]).readonly())
      .readonly()
      .meta({ description: 'Spans [from, to) for which nothing is known: no bar there does not mean no trade.' }),
  })
  .meta({ id: 'Bars' }) satisfies z.ZodType<BarsResponse>

export const closesResponse = z
  .object({
    interval: z.enum(intervals),
    closes: z
      .array(
        z
          .tuple([z.string(), decimal, z.array(decimal).readonly()])
          .readonly()
          .meta({ id: 'Closes', description: 'Symbol, tick size, and its closes, oldest first.' }),
      )
      .readonly(),
    unknown: z.array(z.string()).readonly().meta({ description: 'Symbols asked for that are not known.' }),
  })
  .meta({ id: 'ClosesOfMany' }) satisfies z.ZodType<ClosesResponse>

export const tradesResponse = z
  .object({
    symbol: z.string(),
    epoch: z.string(),
    first: count.meta({ description: "Number of the first row among the epoch's trades of this instrument." }),
    trades: z
      .array(
        z
          .tuple([timeMs, decimal, decimal, z.enum(sides)])
          .readonly()
          .meta({ id: 'Trade', description: 'Time, price, size, side of the aggressor.' }),
      )
      .readonly(),
  })
  .meta({ id: 'Trades' }) satisfies z.ZodType<TradesResponse>

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string().meta({ description: `Stable; among them ${Object.keys(problemKinds).join(', ')}.` }),
    parameters: z
      .array(z.object({ name: z.string(), reason: z.string() }))
      .readonly()
      .exactOptional(),
    symbols: z.array(z.string()).readonly().exactOptional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457.' }) satisfies z.ZodType<Problem>
