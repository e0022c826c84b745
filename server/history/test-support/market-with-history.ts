import type { BarMemory } from '../../../lib/market/bar-history.ts'
import type { Clock } from '../../../lib/market/clock.ts'
import type { FeedSink } from '../../../lib/market/feed.ts'
import type { HistorySource } from '../../../lib/market/history-source.ts'
import type { InstrumentDefinition } from '../../../lib/market/instrument.ts'
import type { MarketView } from '../../../lib/market/market-view.ts'
import { type InstrumentId, priceTicks, sizeLots } from '../../../lib/market/units.ts'
import type { FeedLink } from '../coverage.ts'
import { type History, openHistory } from '../history.ts'

export type Market = FeedSink & MarketView & { readonly bars: BarMemory }

export const bitcoin: InstrumentDefinition = {
  symbol: 'BINANCE:BTC-USDT',
  venue: 'BINANCE',
  name: 'Bitcoin / Tether',
  base: 'BTC',
  quote: 'USDT',
  assetClass: 'crypto',
  session: 'continuous',
  origin: 'live',
  tickSize: '0.01',
  lotSize: '0.001',
}

/** What the composition root does: one run of a process, with one instrument. */
export interface Run {
  readonly market: Market
  readonly history: History
  readonly id: InstrumentId
  readonly problems: unknown[]
  trade(timeMs: number, price: number, size?: number): void
}

export function startRun(
  market: Market,
  directory: string,
  clock: Clock,
  options: {
    sources?: readonly HistorySource[]
    definition?: InstrumentDefinition
    flushMs?: number
    link?: () => FeedLink
    keyOf?: (definition: InstrumentDefinition) => string
  } = {},
): Run {
  const problems: unknown[] = []
  const history = openHistory({
    directory,
    memory: market.bars,
    instruments: market.instruments,
    define: (definition) => market.define(definition),
    sources: options.sources ?? [],
    clock,
    log: (message, error) => problems.push(message, error),
    ...(options.keyOf === undefined ? {} : { keyOf: options.keyOf }),
    ...(options.link === undefined ? {} : { link: options.link }),
    ...(options.flushMs === undefined ? {} : { flushMs: options.flushMs }),
  })
  market.listen({
    refined: () => undefined,
    barChanged: (id, timeMs) => history.barChanged(id, timeMs),
    tradesPressing: () => undefined,
    bookChanged: () => undefined,
  })
  const id = market.define(history.withKnownScale(options.definition ?? bitcoin))
  return {
    market,
    history,
    id,
    problems,
    trade: (timeMs, price, size = 1) => market.trade(id, priceTicks(price), sizeLots(size), 'buy', timeMs, timeMs, 0),
  }
}
