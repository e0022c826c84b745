import { once } from 'node:events'
import type { Socket } from 'node:net'
import WebSocket from 'ws'
import { statusCodes } from '../../lib/market/status.ts'
import { parseStep } from '../../lib/market/step.ts'
import { parseSteps } from '../../lib/market/steps.ts'
import { wideDifference } from '../../lib/market/wide.ts'
import { StreamDecoder, type StreamHandlers } from '../../lib/protocol/decoder.ts'
import type { DecoderStream } from '../../lib/protocol/decoder-stream.ts'
import {
  type ClientMessage,
  type ServerMessage,
  subprotocolBinary,
  subprotocolJson,
  tiersHz,
} from '../../lib/protocol/messages.ts'
import { TopicFrames, type TopicHandlers } from '../../lib/protocol/topic-frames.ts'

/** What a viewer adds up of one instrument from updates alone. In ticks and lots. */
export interface ViewerTotals {
  trades: number
  volume: number
  high: number
  low: number
  last: number
  bid: number
  ask: number
  status: number
}

export interface ViewerTrade {
  readonly number: number
  readonly price: number
}

type Message = ServerMessage & { readonly receivedBinary?: boolean }

const tick = parseStep('0.01')
const lot = parseStep('0.001')

/** A viewer over a real socket that checks sequences and hashes, and adds up what it is told. */
export class StreamViewer {
  readonly encoding: 'binary' | 'json'
  /** JSON messages in order, except quotes in binary. */
  readonly messages: Message[] = []
  /** By symbol. */
  readonly totals = new Map<string, ViewerTotals>()
  readonly trades = new Map<string, ViewerTrade[]>()
  readonly bars: unknown[] = []
  readonly sequences = new Map<number, number>()
  readonly lost: number[] = []
  checksPassed = 0
  checksFailed = 0
  frames = 0
  bytes = 0
  closeCode: number | undefined
  readonly socket: WebSocket
  readonly #decoder: StreamDecoder
  readonly #symbols = new Map<number, string>()
  /** Symbols of each subscription, and its rate. */
  readonly #subscriptions = new Map<number, { rate: number; symbols: readonly string[] }>()
  readonly #waiting = new Set<() => void>()

  private constructor(socket: WebSocket, encoding: 'binary' | 'json') {
    this.socket = socket
    this.encoding = encoding
    const handlers = this.#handlers()
    this.#decoder = new StreamDecoder(handlers, new TopicFrames(handlers))
    socket.on('message', (bytes: Buffer, isBinary: boolean) => {
      this.frames += 1
      this.bytes += bytes.length
      if (isBinary) this.#decoder.decode(bytes)
      else this.#receive(JSON.parse(bytes.toString()) as ServerMessage)
      for (const check of [...this.#waiting]) check()
    })
    socket.on('close', (code: number) => {
      this.closeCode = code
      for (const check of [...this.#waiting]) check()
    })
    socket.on('error', () => undefined)
  }

  static async connect(url: string, encoding: 'binary' | 'json'): Promise<StreamViewer> {
    const socket = new WebSocket(
      `${url.replace('http', 'ws')}/stream`,
      encoding === 'binary' ? subprotocolBinary : subprotocolJson,
    )
    const viewer = new StreamViewer(socket, encoding)
    await once(socket, 'open')
    return viewer
  }

  send(message: ClientMessage | object): void {
    this.socket.send(JSON.stringify(message))
  }

  terminate(): void {
    this.socket.terminate()
  }

  /** Stops reading from the socket, as a stalled viewer does. */
  stall(): void {
    rawSocket(this.socket).pause()
  }

  unstall(): void {
    rawSocket(this.socket).resume()
  }

  acknowledge(): void {
    this.send({ type: 'ack', sequences: Object.fromEntries(this.sequences) })
  }

  /** Everything the server sent before it read this has arrived when it resolves. */
  async settled(): Promise<void> {
    const id = `settle-${Math.random()}`
    this.send({ type: 'ping', id })
    await this.until(() => this.messages.some((message) => message.type === 'pong' && message.id === id))
  }

  async until(condition: () => boolean): Promise<void> {
    if (condition()) return
    await new Promise<void>((resolve) => {
      const check = () => {
        if (!condition()) return
        this.#waiting.delete(check)
        resolve()
      }
      this.#waiting.add(check)
    })
  }

  /** The answer to a request. */
  async request<T extends ServerMessage['type']>(message: object, type: T): Promise<Extract<ServerMessage, { type: T }>> {
    const id = `request-${Math.random()}`
    this.send({ ...message, id })
    const find = () => this.messages.find((answer) => answer.type === type && 'id' in answer && answer.id === id)
    await this.until(() => find() !== undefined)
    return find() as Extract<ServerMessage, { type: T }>
  }

  of<T extends ServerMessage['type']>(type: T): Extract<ServerMessage, { type: T }>[] {
    return this.messages.filter((message) => message.type === type) as Extract<ServerMessage, { type: T }>[]
  }

  total(symbol: string): ViewerTotals {
    const known = this.totals.get(symbol)
    if (known !== undefined) return known
    const fresh = { trades: 0, volume: 0, high: -Infinity, low: Infinity, last: 0, bid: 0, ask: 0, status: 0 }
    this.totals.set(symbol, fresh)
    return fresh
  }

  #receive(message: ServerMessage): void {
    this.messages.push(message)
    switch (message.type) {
      case 'subscribed':
        for (const instrument of message.instruments) this.#symbols.set(instrument.index, instrument.symbol)
        if (message.channel === 'quotes') this.#setMembers(message.subscription, message.rate, message.symbols)
        break
      case 'snapshot':
      case 'tick':
        this.#sequence(message.rate, message.sequence, message.type === 'snapshot')
        for (const quote of message.quotes) this.#quote(quote)
        break
      case 'trades':
        for (const [index, trade] of message.trades.entries()) {
          this.#trade(message.symbol, message.first + index, parseSteps(trade[1], tick))
        }
        break
      case 'bars':
        this.bars.push(message)
        break
      default:
        break
    }
  }

  #setMembers(subscription: number, rate: number, symbols: readonly string[]): void {
    this.#subscriptions.set(subscription, { rate, symbols })
    const indexes = new Map([...this.#symbols].map(([index, symbol]) => [symbol, index]))
    for (const [tier, hz] of tiersHz.entries()) {
      const members = [...this.#subscriptions.values()].filter((entry) => entry.rate === hz).flatMap((entry) => entry.symbols)
      this.#decoder.setMembers(
        tier,
        members.map((symbol) => indexes.get(symbol) ?? -1),
      )
      if (members.length === 0) this.sequences.delete(hz)
    }
  }

  #sequence(rate: number, sequence: number, restated: boolean): void {
    if (!restated && this.sequences.get(rate) !== sequence - 1) this.lost.push(rate)
    this.sequences.set(rate, sequence)
  }

  #quote(quote: {
    symbol: string
    trades?: number
    volume?: string
    high?: string
    low?: string
    last?: string
    bid?: string | null
    ask?: string | null
    status?: keyof typeof statusCodes
  }): void {
    const total = this.total(quote.symbol)
    if (quote.last !== undefined) total.last = parseSteps(quote.last, tick)
    if (quote.bid !== undefined) total.bid = quote.bid === null ? 0 : parseSteps(quote.bid, tick)
    if (quote.ask !== undefined) total.ask = quote.ask === null ? 0 : parseSteps(quote.ask, tick)
    if (quote.status !== undefined) total.status = statusCodes[quote.status]
    if (quote.trades === undefined) return
    total.trades += quote.trades
    total.volume += parseSteps(quote.volume ?? '0', lot)
    total.high = Math.max(total.high, parseSteps(quote.high ?? '0', tick))
    total.low = Math.min(total.low, parseSteps(quote.low ?? '0', tick))
  }

  #trade(symbol: string, number: number, price: number): void {
    const list = this.trades.get(symbol) ?? []
    list.push({ number, price })
    this.trades.set(symbol, list)
  }

  #handlers(): StreamHandlers & TopicHandlers {
    const changed = (stream: DecoderStream) => {
      this.sequences.set(tiersHz[stream.tier] as number, stream.sequence)
      for (let index = 0; index < stream.changedCount; index++) this.#row(stream, index)
    }
    return {
      onTick: changed,
      onSnapshot: changed,
      onCheck: (_stream, equal) => {
        if (equal) this.checksPassed += 1
        else this.checksFailed += 1
      },
      onLost: (stream) => this.lost.push(tiersHz[stream.tier] as number),
      onTrades: (_tier, instrument, _timeMs, batch) => {
        const symbol = this.#symbols.get(instrument) ?? ''
        for (let index = 0; index < batch.count; index++) this.#trade(symbol, batch.first + index, batch.price[index] as number)
      },
      onBars: (_tier, instrument, interval, timeMs, history, bars) =>
        this.bars.push({ symbol: this.#symbols.get(instrument), interval, timeMs, history, bars }),
      onBook: () => undefined,
    }
  }

  #row(stream: DecoderStream, index: number): void {
    const row = stream.changedRows[index] as number
    const { columns } = stream
    const total = this.total(this.#symbols.get(stream.rowInstruments[row] as number) ?? '')
    total.last = columns.last[row] as number
    total.bid = columns.bid[row] as number
    total.ask = columns.ask[row] as number
    total.status = columns.status[row] as number
    const trades = stream.changedTrades[index] as number
    if (trades === 0) return
    total.trades += trades
    total.volume += wideDifference(stream.changedVolumeHigh[index] as number, stream.changedVolumeLow[index] as number, 0, 0)
    total.high = Math.max(total.high, stream.changedHigh[index] as number)
    total.low = Math.min(total.low, stream.changedLow[index] as number)
  }
}

function rawSocket(socket: WebSocket): Socket {
  return (socket as unknown as { _socket: Socket })._socket
}
