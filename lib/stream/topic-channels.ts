import { sides, type TradeBatch } from '../market/market-view.ts'
import type { BarsMessage, BookMessage, SubscribeMessage, TradesMessage } from '../protocol/messages.ts'
import { TopicFrames, type TopicReader } from '../protocol/topic-frames.ts'
import { BarChannel } from './bar-channel.ts'
import { BookChannel } from './book-channel.ts'
import type { StreamEnvironment } from './environment.ts'
import type { JsonCodec } from './json-codec.ts'
import type { QuoteTable } from './quote-table.ts'
import type { SubscriptionLine } from './server-subscription.ts'
import { TradeChannel } from './trade-channel.ts'
import type { BookLevel, StreamTrade } from './types.ts'

export type CreateTopics = (
  environment: StreamEnvironment,
  line: SubscriptionLine,
  table: QuoteTable,
  requestFlush: () => void,
) => TopicChannels

/** What instruments send beside their quotes: bars, trades and books. Loaded with the first that asks for one. */
export class TopicChannels {
  readonly bars: BarChannel
  readonly trades: TradeChannel
  readonly books: BookChannel
  readonly #table: QuoteTable

  constructor(...[environment, line, table, requestFlush]: Parameters<CreateTopics>) {
    this.#table = table
    this.bars = new BarChannel(environment, line, table, requestFlush)
    this.trades = new TradeChannel(environment, line, table, requestFlush)
    this.books = new BookChannel(environment, line, table, requestFlush)
  }

  /** Takes the binary frames of one connection. */
  frames(symbolOf: (index: number) => string | undefined): TopicReader {
    return new TopicFrames({
      onTrades: (_, index, __, batch) => {
        const symbol = symbolOf(index)
        if (symbol !== undefined) this.trades.accept(symbol, batch.first, tradesOf(batch))
      },
      onBars: (_, index, interval, __, history, bars) => {
        const symbol = symbolOf(index)
        if (symbol !== undefined) this.bars.accept(symbol, interval, history, bars)
      },
      onBook: (_, index, timeMs, { bidPrice, bidSize, bidCount, askPrice, askSize, askCount }) => {
        const symbol = symbolOf(index)
        if (symbol === undefined) return
        this.books.accept(symbol, timeMs, levelsOf(bidPrice, bidSize, bidCount), levelsOf(askPrice, askSize, askCount))
      },
    })
  }

  message(message: TradesMessage | BarsMessage | BookMessage, json: JsonCodec): void {
    const row = this.#table.find(message.symbol)
    const defined = row === undefined ? undefined : this.#table.instruments[row]
    if (defined === undefined) return
    const { symbol, timeMs } = message
    if (message.type === 'trades') this.trades.accept(symbol, message.first, json.readTrades(message, defined))
    else if (message.type === 'book')
      this.books.accept(symbol, timeMs, json.readLevels(message.bids, defined), json.readLevels(message.asks, defined))
    else this.bars.accept(symbol, message.interval, message.history === true, json.readBars(message, defined))
  }

  /** All that is wanted, for a transport that cannot be asked. */
  demand(): SubscribeMessage[] {
    return [...this.bars.demand(), ...this.trades.demand(), ...this.books.demand()]
  }

  setRateCap(hz: number | undefined): void {
    this.bars.setRateCap(hz)
    this.trades.setRateCap(hz)
    this.books.setRateCap(hz)
  }

  refined(symbol: string, priceRatio: number, sizeRatio: number): void {
    this.bars.refined(symbol, priceRatio, sizeRatio)
    this.trades.refined(symbol, priceRatio, sizeRatio)
    this.books.refined(symbol, priceRatio, sizeRatio)
  }

  /** What is held of an instrument is in units that are gone. */
  forget(symbol: string): void {
    this.bars.forget(symbol)
    this.trades.forget(symbol)
    this.books.forget(symbol)
  }

  /** A new connection. `newEpoch`: the server's counters started again. */
  reset(newEpoch: boolean): void {
    this.bars.reset()
    this.trades.reset(newEpoch)
    this.books.reset()
  }

  flush(): void {
    this.bars.flush()
    this.trades.flush()
    this.books.flush()
  }

  close(): void {
    this.bars.close()
    this.trades.close()
    this.books.close()
  }
}

export const createTopics: CreateTopics = (...parts) => new TopicChannels(...parts)

function tradesOf(batch: TradeBatch): StreamTrade[] {
  const trades: StreamTrade[] = []
  for (let at = 0; at < batch.count; at++) {
    trades.push({
      number: batch.first + at,
      venueTimeMs: batch.venueTimeMs[at] as number,
      price: batch.price[at] as number,
      size: batch.size[at] as number,
      side: sides[batch.side[at] as number] ?? 'unknown',
    })
  }
  return trades
}

function levelsOf(prices: Float64Array, sizes: Float64Array, count: number): BookLevel[] {
  return Array.from({ length: count }, (_, at) => ({ price: prices[at] as number, size: sizes[at] as number }))
}
