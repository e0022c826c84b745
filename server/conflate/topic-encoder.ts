import type { Bar } from '../../lib/market/bar.ts'
import type { BarSource } from '../../lib/market/bar-source.ts'
import type { MarketView } from '../../lib/market/market-view.ts'
import { writeBarsFrame } from '../../lib/protocol/bars-frame.ts'
import { BitWriter } from '../../lib/protocol/bit-writer.ts'
import { createBookLevels, writeBookFrame } from '../../lib/protocol/book-frame.ts'
import type { Encoding, TopicHistoryRequest } from '../../lib/protocol/conflation.ts'
import { gridTimeMs } from '../../lib/protocol/grid-time.ts'
import type { JsonInstruments } from '../../lib/protocol/json-instrument.ts'
import { barsJson, bookJson, tradesJson } from '../../lib/protocol/json-topic.ts'
import { tiersHz } from '../../lib/protocol/messages.ts'
import { createTradeBatch, writeTradesFrame } from '../../lib/protocol/trades-frame.ts'
import { HistoryBudget } from './history-budget.ts'
import type { TopicState } from './topic-state.ts'

export const bookLevels = 20

/** Turns what a topic has to say into one message of an encoding. Buffers are reused: a payload is valid until the next. */
export class TopicEncoder {
  readonly #market: MarketView
  readonly #bars: BarSource
  readonly #instruments: JsonInstruments
  readonly #trades = createTradeBatch(256)
  readonly #book = createBookLevels(bookLevels)
  readonly #writer = new BitWriter()
  readonly #budget = new HistoryBudget()

  constructor(market: MarketView, bars: BarSource, instruments: JsonInstruments) {
    this.#market = market
    this.#bars = bars
    this.#instruments = instruments
  }

  /** Calls `emit` with the topic's message in each encoding in use, if there is anything to say, and settles the topic. */
  flush(topic: TopicState, grid: number, emit: (topic: TopicState, encoding: Encoding, payload: Uint8Array) => void): void {
    switch (topic.channel) {
      case 'trades': {
        const total = this.#market.columns.tradeCount[topic.id] as number
        if (total === topic.flushedTrades) return
        this.#market.trades.read(topic.id, topic.flushedTrades, this.#trades)
        topic.flushedTrades = total
        topic.flushedFrom = this.#trades.first
        if (this.#trades.count === 0) return
        for (const encoding of encodingsOf(topic)) emit(topic, encoding, this.#tradesMessage(topic, encoding, grid))
        return
      }
      case 'bars': {
        const bars = this.#changedBars(topic)
        topic.clearBars()
        const [first] = bars
        if (first === undefined) return
        topic.flushedFrom = first.timeMs
        for (const encoding of encodingsOf(topic)) emit(topic, encoding, this.#barsMessage(topic, encoding, grid, false, bars))
        return
      }
      case 'book': {
        if (!topic.bookChanged) return
        topic.bookChanged = false
        this.#market.books.read(topic.id, this.#book)
        for (const encoding of encodingsOf(topic)) emit(topic, encoding, this.#bookMessage(topic, encoding, grid))
        return
      }
    }
  }

  history(topic: TopicState, encoding: Encoding, grid: number, request: TopicHistoryRequest): Uint8Array | undefined {
    switch (topic.channel) {
      case 'trades': {
        const from = Math.max(request.from, topic.flushedTrades - request.limit)
        if (from >= topic.flushedTrades) return undefined
        this.#market.trades.read(topic.id, from, this.#trades)
        // What came after the topic's last flush follows with its next one.
        this.#trades.count = Math.max(0, topic.flushedTrades - this.#trades.first)
        return this.#trades.count === 0 ? undefined : this.#tradesMessage(topic, encoding, grid)
      }
      case 'bars': {
        const { from, limit, replace } = request
        const interval = topic.interval ?? '1m'
        // Who catches up must get every bar; who begins has the older ones from HTTP.
        const granted = replace ? this.#budget.grant(interval, limit, gridTimeMs(grid)) : limit
        const bars = this.#bars.read(topic.id, interval, from, Number.POSITIVE_INFINITY, granted)
        this.#budget.spend(interval, bars.length)
        return this.#barsMessage(topic, encoding, grid, replace, bars)
      }
      case 'book':
        this.#market.books.read(topic.id, this.#book)
        return this.#bookMessage(topic, encoding, grid)
    }
  }

  #changedBars(topic: TopicState): Bar[] {
    const interval = topic.interval ?? '1m'
    const bars = this.#bars
    if (topic.changedFromMs !== Number.POSITIVE_INFINITY) {
      return bars.read(topic.id, interval, topic.changedFromMs, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)
    }
    topic.starts.sort((left, right) => left - right)
    return topic.starts.flatMap((start) => bars.read(topic.id, interval, start, start + 1, 1))
  }

  #tradesMessage(topic: TopicState, encoding: Encoding, grid: number): Uint8Array {
    if (encoding === 'json') {
      return Buffer.from(tradesJson(this.#instruments.get(topic.id), hzOf(topic), gridTimeMs(grid), this.#trades))
    }
    this.#writer.clear()
    writeTradesFrame(this.#writer, topic.tier, grid, topic.id, this.#trades)
    return this.#written()
  }

  #barsMessage(topic: TopicState, encoding: Encoding, grid: number, history: boolean, bars: readonly Bar[]): Uint8Array {
    const interval = topic.interval ?? '1m'
    if (encoding === 'json') {
      return Buffer.from(barsJson(this.#instruments.get(topic.id), hzOf(topic), interval, gridTimeMs(grid), history, bars))
    }
    this.#writer.clear()
    writeBarsFrame(this.#writer, topic.tier, { instrument: topic.id, interval, gridTime: grid, history, bars })
    return this.#written()
  }

  #bookMessage(topic: TopicState, encoding: Encoding, grid: number): Uint8Array {
    if (encoding === 'json') {
      return Buffer.from(bookJson(this.#instruments.get(topic.id), hzOf(topic), gridTimeMs(grid), this.#book))
    }
    this.#writer.clear()
    writeBookFrame(this.#writer, topic.tier, grid, topic.id, this.#book)
    return this.#written()
  }

  #written(): Uint8Array {
    return this.#writer.bytes.subarray(0, this.#writer.length)
  }
}

function hzOf(topic: TopicState): number {
  return tiersHz[topic.tier] ?? 0
}

const both: readonly Encoding[] = ['binary', 'json']
const binaryOnly: readonly Encoding[] = ['binary']
const jsonOnly: readonly Encoding[] = ['json']

function encodingsOf(topic: TopicState): readonly Encoding[] {
  if (topic.refs.json === 0) return binaryOnly
  return topic.refs.binary === 0 ? jsonOnly : both
}
