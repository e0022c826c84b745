import { once } from 'node:events'
import WebSocket from 'ws'
import { parseDecimal } from '../../lib/market/decimal.ts'
import type { BarsMessage, ServerMessage, SnapshotQuote, TickQuote } from '../../lib/protocol/messages.ts'

/** Exact decimals on a common scale, so that sums and comparisons are integer operations. */
const scale = 40

export function exact(text: string): bigint {
  const decimal = parseDecimal(text)
  if (decimal === undefined) throw new Error(`Cannot read ${JSON.stringify(text)} as a decimal`)
  return decimal.digits * 10n ** BigInt(scale - decimal.decimals)
}

/** What a viewer adds up from the updates of one instrument, knowing nothing but the updates (P1). */
export interface Totals {
  trades: number
  volume: bigint
  high: bigint
  low: bigint
  first: bigint
  last: bigint
  ticks: number
  readonly bars: Map<number, BarsMessage['bars'][number]>
}

/**
 * A viewer over JSON that keeps nothing but sums. Subscribes to quotes and to one-minute bars of each symbol at `rate` as soon as the
 * server knows the symbol, so that it can be started before the feed.
 */
export class TotalsViewer {
  readonly totals = new Map<string, Totals>()
  readonly problems: string[] = []
  readonly #socket: WebSocket
  readonly #sequences = new Map<number, number>()
  readonly #rate: number
  #finish: () => void = () => undefined
  /** Resolves when the feed has ended and what it sent last has been flushed. */
  readonly whenFinished = new Promise<void>((resolve) => {
    this.#finish = resolve
  })

  private constructor(socket: WebSocket, rate: number) {
    this.#socket = socket
    this.#rate = rate
    socket.on('message', (bytes: Buffer) => this.#receive(JSON.parse(bytes.toString()) as ServerMessage))
    const acknowledge = setInterval(() => this.#send({ type: 'ack', sequences: Object.fromEntries(this.#sequences) }), 500)
    socket.on('close', () => clearInterval(acknowledge))
  }

  static async connect(url: string, symbols: readonly string[], rate: number): Promise<TotalsViewer> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/stream`, 'ticklane.v1.json')
    const viewer = new TotalsViewer(socket, rate)
    await once(socket, 'open')
    for (const symbol of symbols) viewer.#subscribe(symbol)
    return viewer
  }

  close(): void {
    this.#socket.close()
  }

  #subscribe(symbol: string): void {
    this.#send({ type: 'subscribe', id: symbol, channel: 'quotes', symbols: [symbol], rate: this.#rate })
  }

  #send(message: object): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message))
  }

  #receive(message: ServerMessage): void {
    switch (message.type) {
      case 'error':
        // Not known yet: the feed is still reading the recording.
        if (message.code === 'unknown_symbol' && message.id !== undefined)
          // Eight symbols asked for again so often stay below the message rate that is allowed.
          setTimeout(() => this.#subscribe(String(message.id)), 300)
        else if (message.code !== 'unknown_symbol') this.problems.push(`${message.code}: ${message.message}`)
        return
      case 'subscribed':
        if (message.channel !== 'quotes') return
        this.#send({
          type: 'subscribe',
          channel: 'bars',
          symbols: message.symbols,
          interval: '1m',
          limit: 5000,
          rate: this.#rate,
        })
        return
      case 'snapshot':
        this.#sequences.set(message.rate, message.sequence)
        for (const quote of message.quotes) this.#begin(quote)
        return
      case 'tick':
        this.#checkSequence(message.rate, message.sequence)
        for (const quote of message.quotes) this.#add(quote)
        return
      case 'bars':
        for (const bar of message.bars) this.#of(message.symbol).bars.set(bar[0], bar)
        return
      case 'status':
        // Two flushes of the slowest rate later there is nothing left to come.
        if (message.feeds?.some((feed) => feed.state === 'finished') === true)
          setTimeout(this.#finish, 2 * (1000 / this.#rate) + 500)
        return
      default:
    }
  }

  #checkSequence(rate: number, sequence: number): void {
    const previous = this.#sequences.get(rate)
    if (previous !== undefined && sequence !== previous + 1)
      this.problems.push(`sequence ${sequence} after ${previous} at ${rate} Hz`)
    this.#sequences.set(rate, sequence)
  }

  #of(symbol: string): Totals {
    const known = this.totals.get(symbol)
    if (known !== undefined) return known
    const fresh: Totals = { trades: 0, volume: 0n, high: -1n, low: -1n, first: -1n, last: -1n, ticks: 0, bars: new Map() }
    this.totals.set(symbol, fresh)
    return fresh
  }

  #begin(quote: SnapshotQuote): void {
    const totals = this.#of(quote.symbol)
    totals.trades = quote.totalTrades
    totals.volume = exact(quote.totalVolume)
    if (quote.dayOpen !== undefined) totals.first = exact(quote.dayOpen)
    if (quote.dayHigh !== undefined) totals.high = exact(quote.dayHigh)
    if (quote.dayLow !== undefined) totals.low = exact(quote.dayLow)
    if (quote.last !== undefined) totals.last = exact(quote.last)
  }

  #add(quote: TickQuote): void {
    const totals = this.#of(quote.symbol)
    totals.ticks += 1
    if (typeof quote.last === 'string') totals.last = exact(quote.last)
    if (totals.first < 0n && typeof quote.dayOpen === 'string') totals.first = exact(quote.dayOpen)
    if (quote.trades === undefined || quote.volume === undefined || quote.high === undefined || quote.low === undefined) return
    totals.trades += quote.trades
    totals.volume += exact(quote.volume)
    const high = exact(quote.high)
    const low = exact(quote.low)
    if (totals.high < 0n || high > totals.high) totals.high = high
    if (totals.low < 0n || low < totals.low) totals.low = low
  }
}
