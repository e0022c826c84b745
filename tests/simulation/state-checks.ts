import { statusName } from '../../lib/market/status.ts'
import { wideToBigInt } from '../../lib/market/wide.ts'
import { createBookLevels } from '../../lib/protocol/book-frame.ts'
import type { Quote } from '../../lib/stream/types.ts'
import type { SimulatedServer } from './simulated-server.ts'
import type { Viewer } from './viewer.ts'
import type { Violations } from './violations.ts'

const bookLevels = 20

/** The server's own sums are the feed's: what every viewer is compared with in the end. */
export function checkMarket(server: SimulatedServer, violations: Violations): void {
  const { columns, instruments, rejected } = server.market
  if (rejected > 0) violations.report('P1', `the market refused ${rejected} calls of the feed`)
  for (const { id, symbol } of instruments.all()) {
    const model = server.model.instruments.get(symbol)
    if (model === undefined) continue
    const count = columns.tradeCount[id] as number
    const lots = wideToBigInt(columns.volumeHigh[id] as number, columns.volumeLow[id] as number)
    const volume = lots * model.lotUnits
    const last = (columns.last[id] as number) * model.tickUnits
    const expected = model.count === 0 ? last : (model.prices[model.count - 1] as number)
    if (count === model.count && volume === model.volumes[model.count] && last === expected) continue
    const own = `${count} trades, volume ${volume}, last ${last}`
    violations.report(
      'P1',
      `the server has ${own} of ${symbol}, the feed ${model.count}, ${model.volumes[model.count]}, ${expected}`,
    )
  }
}

/** P2: the viewer has what the server has, in everything it watches; undefined: it has. */
export function differenceOf(viewer: Viewer, server: SimulatedServer): string | undefined {
  for (const symbol of viewer.watched()) {
    const difference = quoteDifference(viewer.client.quotes.get(symbol), symbol, server)
    if (difference !== undefined) return `${symbol}: ${difference}`
  }
  for (const { state } of viewer.bars) {
    const model = server.model.instruments.get(state.symbol)
    const difference = model === undefined ? undefined : state.difference(model)
    if (difference !== undefined) return difference
  }
  for (const { state } of viewer.books) {
    const own = JSON.stringify([state.book?.bids ?? [], state.book?.asks ?? []])
    const expected = JSON.stringify(bookOf(server, state.symbol))
    if (own !== expected) return `book of ${state.symbol}: ${own}, the server ${expected}`
  }
  return undefined
}

/** Every trade has come or was said to be missing; undefined: so it is. */
export function missingTrades(viewer: Viewer, server: SimulatedServer): string | undefined {
  for (const { state } of viewer.trades) {
    const model = server.model.instruments.get(state.symbol)
    if (model !== undefined && !state.upToDate(model))
      return `trades of ${state.symbol} up to ${state.next}, the feed has ${model.count}`
  }
  return undefined
}

function quoteDifference(quote: Quote | undefined, symbol: string, server: SimulatedServer): string | undefined {
  const id = server.market.instruments.find(symbol)?.id
  if (id === undefined) return undefined
  if (quote === undefined) return 'no quote'
  const { columns } = server.market
  const { tickSize, lotSize } = server.market.definition(id)
  const total = wideToBigInt(columns.volumeHigh[id] as number, columns.volumeLow[id] as number)
  const base = wideToBigInt(columns.dayVolumeBaseHigh[id] as number, columns.dayVolumeBaseLow[id] as number)
  const expected = {
    tickSize,
    lotSize,
    status: statusName(columns.status[id] as number),
    tradeCount: columns.tradeCount[id],
    last: columns.last[id],
    bid: columns.bid[id],
    ask: columns.ask[id],
    bidSize: columns.bidSize[id],
    askSize: columns.askSize[id],
    dayOpen: columns.dayOpen[id],
    dayHigh: columns.dayHigh[id],
    dayLow: columns.dayLow[id],
    dayVolumeLots: total - base,
  }
  const own = { ...quote, dayVolumeLots: quote.dayVolumeLots, ...pickSteps(quote) }
  for (const name of Object.keys(expected) as (keyof typeof expected)[]) {
    if (own[name] !== expected[name]) return `${name} ${own[name]}, the server ${expected[name]}`
  }
  return undefined
}

function pickSteps(quote: Quote) {
  return { tickSize: quote.instrument.tickSize, lotSize: quote.instrument.lotSize }
}

function bookOf(server: SimulatedServer, symbol: string) {
  const id = server.market.instruments.find(symbol)?.id
  if (id === undefined) return [[], []]
  const levels = createBookLevels(bookLevels)
  server.market.books.read(id, levels)
  const side = (prices: Float64Array, sizes: Float64Array, count: number) =>
    Array.from({ length: count }, (_, at) => ({ price: prices[at], size: sizes[at] }))
  return [side(levels.bidPrice, levels.bidSize, levels.bidCount), side(levels.askPrice, levels.askSize, levels.askCount)]
}
