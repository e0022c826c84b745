import { scaleRow } from '../../lib/market/refine-row.ts'
import { parseStep, type Step, stepRatio } from '../../lib/market/step.ts'
import { wideToBigInt } from '../../lib/market/wide.ts'
import { StreamDecoder } from '../../lib/protocol/decoder.ts'
import type { DecoderStream } from '../../lib/protocol/decoder-stream.ts'
import {
  type ResumeMessage,
  type ServerMessage,
  type SnapshotMessage,
  type SnapshotQuote,
  type SubscribedMessage,
  type TickMessage,
  type TierHz,
  tiersHz,
  type WireInstrument,
} from '../../lib/protocol/messages.ts'
import { resetModelRow } from '../../lib/protocol/record-model.ts'
import { TopicFrames } from '../../lib/protocol/topic-frames.ts'
import { priceUnitsOf, unitsOf } from './exact-units.ts'
import type { ModelEpoch } from './plain-model.ts'
import type { Violations } from './violations.ts'

interface Known {
  readonly instrument: WireInstrument
  readonly price: Step
  readonly size: Step
  readonly tickUnits: number
  readonly lotUnits: bigint
}

/** What one update says was merged into it, in units. */
interface Merged {
  readonly trades: number
  readonly volume: bigint
  readonly high: number
  readonly low: number
}

interface TapStream {
  sequence: number
  /** By symbol: trades up to the latest update. */
  readonly counts: Map<string, number>
  begunMs: number
  checkedMs: number
}

export interface TapParts {
  readonly name: string
  readonly model: ModelEpoch
  readonly violations: Violations
  readonly now: () => number
  /** Whether the server's memory holds all trades of any pause. */
  readonly keepsTrades: boolean
  /** The first state of a symbol on this connection: of trades before `count` the page cannot know the extremes. */
  readonly onFirstState: (symbol: string, count: number) => void
}

/** So many trades are sent at once to who has missed more. */
const tradesAtCatchUp = 2_000

/** Reads what a page receives, and compares each update with the feed's own trades (P1). */
export class WireTap {
  readonly streams = new Map<number, TapStream>()
  /** No longer looks: what comes in was changed on the way. */
  ended = false
  checks = 0
  readonly #parts: TapParts
  readonly #known = new Map<string, Known>()
  readonly #symbols: string[] = []
  readonly #subscriptions = new Map<number, SubscribedMessage>()
  /** Symbols that have had a state on this connection, with every number of trades at which any of their streams has stood. */
  readonly #stood = new Map<string, Set<number>>()
  /** By symbol: the number of the trade that comes next. */
  readonly #nextTrade = new Map<string, number>()
  readonly #tradeSubscriptions = new Map<number, readonly string[]>()
  /** Taken over by another subscription, which may begin with trades that were here already. */
  readonly #handedOver = new Set<string>()
  /** What the page said that it had. */
  readonly #resumed = new Map<string, readonly [number, string]>()
  /** Symbols of which it has been told what it missed. */
  readonly #told = new Set<string>()
  readonly #decoder: StreamDecoder

  constructor(parts: TapParts) {
    this.#parts = parts
    const topics = new TopicFrames({
      onTrades: (_, index, __, batch) => this.#trades(this.#symbols[index] ?? '', batch.first, batch.count),
      onBars: () => undefined,
      onBook: () => undefined,
    })
    this.#decoder = new StreamDecoder(
      {
        onTick: (stream) => this.#decoded(stream, false),
        onSnapshot: (stream) => this.#decoded(stream, true),
        onCheck: (stream, equal) => this.#checked(rateOf(stream.tier), equal),
        onLost: (stream) => this.#fail('P5', `frames of ${rateOf(stream.tier)} Hz cannot be applied`),
      },
      topics,
    )
  }

  get model(): ModelEpoch {
    return this.#parts.model
  }

  /** The most trades that any stream has told of. */
  countOf(symbol: string): number {
    let count = 0
    for (const stood of this.#stood.get(symbol) ?? []) count = Math.max(count, stood)
    return count
  }

  message(data: string | ArrayBuffer): void {
    if (this.ended) return
    if (typeof data !== 'string') {
      try {
        this.#decoder.decode(new Uint8Array(data))
      } catch (error) {
        this.#fail('P5', `a frame cannot be decoded: ${error instanceof Error ? error.message : String(error)}`)
      }
      return
    }
    const message = JSON.parse(data) as ServerMessage
    if (message.type === 'subscribed') this.#subscribed(message)
    else if (message.type === 'snapshot') this.#snapshot(message)
    else if (message.type === 'tick') this.#tick(message)
    else if (message.type === 'trades') this.#trades(message.symbol, message.first, message.trades.length)
    else if (message.type === 'status' && message.check !== undefined) this.#checked(message.check.rate, undefined)
    else if (message.type === 'error' && message.code !== 'unknown_symbol' && message.code !== 'unknown_subscription')
      this.#fail('P9', `the server refused a page's request: ${message.code}: ${message.message}`)
  }

  #fail(promise: string, text: string): void {
    this.#parts.violations.report(promise, `${this.#parts.name}: ${text}`)
  }

  #subscribed(message: SubscribedMessage): void {
    for (const instrument of message.instruments) this.#define(instrument)
    if (message.channel === 'trades') this.#beginTrades(message)
    if (message.channel !== 'quotes') return
    const before = this.#subscriptions.get(message.subscription)
    if (message.symbols.length === 0) this.#subscriptions.delete(message.subscription)
    else this.#subscriptions.set(message.subscription, message)
    for (const rate of new Set([message.rate, before?.rate ?? message.rate])) this.#setMembers(rate)
  }

  #beginTrades({ subscription, symbols }: SubscribedMessage): void {
    if (!this.#tradeSubscriptions.has(subscription)) {
      for (const symbol of symbols) {
        if (this.#tradeHolders(symbol) > 0) this.#handedOver.add(symbol)
        else this.#nextTrade.delete(symbol)
      }
    }
    if (symbols.length === 0) this.#tradeSubscriptions.delete(subscription)
    else this.#tradeSubscriptions.set(subscription, symbols)
  }

  #tradeHolders(symbol: string): number {
    return [...this.#tradeSubscriptions.values()].filter((symbols) => symbols.includes(symbol)).length
  }

  /**
   * Trades follow one another, across changes of rate and pauses, as long as the server keeps and sends that many. Where another
   * rate takes over, both bring some of them, and the page tells by the number.
   */
  #trades(symbol: string, first: number, count: number): void {
    const next = this.#nextTrade.get(symbol)
    this.#nextTrade.set(symbol, Math.max(next ?? 0, first + count))
    if (next === undefined || first === next) return
    if (first < next && (this.#tradeHolders(symbol) > 1 || this.#handedOver.delete(symbol))) return
    const tooMany = first > next && (count >= tradesAtCatchUp || !this.#parts.keepsTrades)
    if (!tooMany) this.#fail('P1', `trades of ${symbol} go on with number ${first} after ${next - 1}`)
  }

  #define(instrument: WireInstrument): void {
    const before = this.#known.get(instrument.symbol)
    const known = {
      instrument,
      price: parseStep(instrument.tickSize),
      size: parseStep(instrument.lotSize),
      tickUnits: priceUnitsOf(instrument.tickSize),
      lotUnits: unitsOf(instrument.lotSize),
    }
    this.#known.set(instrument.symbol, known)
    this.#symbols[instrument.index] = instrument.symbol
    if (before === undefined) return
    const priceRatio = stepRatio(before.price, known.price)
    const sizeRatio = stepRatio(before.size, known.size)
    if (priceRatio === 1 && sizeRatio === 1) return
    for (const tier of tiersHz.keys()) {
      const stream = this.#decoder.stream(tier)
      const row = stream?.rowOf(instrument.index) ?? -1
      if (stream === undefined || row < 0) continue
      scaleRow(stream.columns, row, priceRatio, sizeRatio)
      resetModelRow(stream.model, row)
    }
  }

  #setMembers(rate: number): void {
    const members = new Set<string>()
    const everywhere = new Set<string>()
    for (const { rate: other, symbols } of this.#subscriptions.values()) {
      for (const symbol of symbols) everywhere.add(symbol)
      if (other === rate) for (const symbol of symbols) members.add(symbol)
    }
    const indexes = [...members].map((symbol) => this.#known.get(symbol)?.instrument.index ?? -1)
    this.#decoder.setMembers(tiersHz.indexOf(rate as TierHz), indexes)
    const stream = this.streams.get(rate)
    for (const symbol of stream?.counts.keys() ?? []) {
      if (!members.has(symbol)) stream?.counts.delete(symbol)
    }
    if (members.size === 0) this.streams.delete(rate)
    for (const symbol of this.#stood.keys()) if (!everywhere.has(symbol)) this.#stood.delete(symbol)
  }

  #stream(rate: number): TapStream {
    let stream = this.streams.get(rate)
    if (stream === undefined) {
      const now = this.#parts.now()
      stream = { sequence: -1, counts: new Map(), begunMs: now, checkedMs: now }
      this.streams.set(rate, stream)
    }
    return stream
  }

  #decoded(stream: DecoderStream, snapshot: boolean): void {
    const own = this.#stream(rateOf(stream.tier))
    for (let at = 0; at < stream.changedCount; at++) {
      const row = stream.changedRows[at] as number
      const symbol = this.#symbols[stream.rowInstruments[row] as number] ?? ''
      const known = this.#known.get(symbol)
      if (known === undefined) continue
      const merged = {
        trades: stream.changedTrades[at] as number,
        volume: wideToBigInt(stream.changedVolumeHigh[at] as number, stream.changedVolumeLow[at] as number) * known.lotUnits,
        high: (stream.changedHigh[at] as number) * known.tickUnits,
        low: (stream.changedLow[at] as number) * known.tickUnits,
      }
      const total = wideToBigInt(stream.columns.volumeHigh[row] as number, stream.columns.volumeLow[row] as number)
      const count = stream.columns.tradeCount[row] as number
      this.#update(own, symbol, snapshot, count, total * known.lotUnits, merged)
    }
  }

  /** A message of the page. `trusts`: whether what the page has of a symbol was not changed on its way. */
  sent(text: string, trusts: (symbol: string) => boolean): void {
    if (!text.startsWith('{"type":"resume"')) return
    const { seen } = JSON.parse(text) as ResumeMessage
    for (const [symbol, had] of Object.entries(seen)) if (trusts(symbol)) this.#resumed.set(symbol, had)
  }

  /** After `resume` the first state says what was missed (P2). */
  #checkMissed(quote: SnapshotQuote): void {
    const had = this.#resumed.get(quote.symbol)
    this.#resumed.delete(quote.symbol)
    const model = this.#parts.model.instruments.get(quote.symbol)
    if (this.#told.has(quote.symbol) && had === undefined && quote.missed !== undefined)
      this.#fail('P2', `${quote.symbol} is told twice what it missed`)
    if (had !== undefined) this.#told.add(quote.symbol)
    if (had === undefined || model === undefined) return
    const { missed } = quote
    const [trades, volume] = had
    // The stream begins behind what the page had.
    if (missed === null && quote.totalTrades < trades) return
    const expected = { trades: quote.totalTrades - trades, volume: unitsOf(quote.totalVolume) - unitsOf(volume) }
    const right = missed?.trades === expected.trades && unitsOf(missed.volume) === expected.volume
    if (right && model.volume(trades, quote.totalTrades) === expected.volume) return
    this.#fail('P2', `${quote.symbol} missed ${JSON.stringify(missed)}, expected ${expected.trades} trades of ${expected.volume}`)
  }

  #snapshot(message: SnapshotMessage): void {
    const stream = this.#stream(message.rate)
    stream.sequence = message.sequence
    for (const quote of message.quotes) {
      this.#checkMissed(quote)
      const { trades = 0, volume = '0', high = '0', low = '0' } = quote
      const merged = { trades, volume: unitsOf(volume), high: priceUnitsOf(high), low: priceUnitsOf(low) }
      this.#update(stream, quote.symbol, true, quote.totalTrades, unitsOf(quote.totalVolume), merged)
    }
  }

  #tick(message: TickMessage): void {
    const stream = this.#stream(message.rate)
    if (message.sequence !== stream.sequence + 1)
      this.#fail('P5', `sequence ${message.sequence} of ${message.rate} Hz after ${stream.sequence}`)
    stream.sequence = message.sequence
    for (const quote of message.quotes) {
      const before = stream.counts.get(quote.symbol)
      if (before === undefined) {
        this.#fail('P2', `${quote.symbol} has a tick at ${message.rate} Hz before a snapshot`)
        continue
      }
      const { trades = 0, volume = '0', high = '0', low = '0' } = quote
      const merged = { trades, volume: unitsOf(volume), high: priceUnitsOf(high), low: priceUnitsOf(low) }
      this.#update(stream, quote.symbol, false, before + trades, undefined, merged)
    }
  }

  #update(stream: TapStream, symbol: string, snapshot: boolean, count: number, total: bigint | undefined, merged: Merged): void {
    const before = stream.counts.get(symbol)
    stream.counts.set(symbol, count)
    const instrument = this.#parts.model.instruments.get(symbol)
    if (instrument === undefined || count > instrument.count) {
      this.#fail('P1', `${symbol} has ${count} trades, the feed ${instrument?.count ?? 'does not know it'}`)
      return
    }
    if (total !== undefined && total !== instrument.volumes[count])
      this.#fail('P1', `${symbol} after ${count} trades has volume ${total}, the feed ${instrument.volumes[count]}`)
    const from = count - merged.trades
    const stood = this.#stood.get(symbol)
    if (snapshot) {
      if (stood === undefined) this.#parts.onFirstState(symbol, count)
      if (merged.trades > 0 && stood?.has(from) !== true)
        this.#fail('P1', `${symbol}: a snapshot merges ${merged.trades} of ${count} trades, the page knew ${before ?? 'none'}`)
    } else if (before !== from) {
      this.#fail('P1', `${symbol}: ${merged.trades} trades up to ${count} after ${before}`)
    }
    if (stood === undefined) this.#stood.set(symbol, new Set([count]))
    else stood.add(count)
    if (merged.trades === 0) return
    const volume = instrument.volume(from, count)
    const { high, low } = instrument.extremes(from, count)
    if (merged.volume !== volume)
      this.#fail('P1', `${symbol}: volume ${merged.volume} of trades ${from} to ${count}, the feed ${volume}`)
    if (merged.high !== high || merged.low !== low) {
      const range = `${merged.low} to ${merged.high}`
      this.#fail('P1', `${symbol}: prices ${range} of trades ${from} to ${count}, the feed ${low} to ${high}`)
    }
  }

  #checked(rate: number, equal: boolean | undefined): void {
    this.checks += 1
    const stream = this.streams.get(rate)
    if (stream !== undefined) stream.checkedMs = this.#parts.now()
    if (equal === false) this.#fail('P5', `the state of ${rate} Hz is not the server's`)
  }
}

function rateOf(tier: number): number {
  return tiersHz[tier] as number
}
