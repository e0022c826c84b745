import {
  type Channel,
  type SnapshotMessage,
  type SubscribedMessage,
  subprotocolJson,
  tiersHz,
  type WireInstrument,
} from '../../protocol/messages.ts'
import { PageStreamClient } from '../client.ts'
import { FakeEnvironment, type FakeSocket, settled } from './fake-environment.ts'
import { hello, instrument, quote } from './messages.ts'

interface Subscription {
  readonly channel: Channel
  rate: number
  symbols: string[]
}

/** The server's side of a fake socket in JSON: answers requests as a server would, and keeps what is subscribed. */
export class FakeServer {
  readonly subscriptions = new Map<number, Subscription>()
  /** Symbols that join get a first state at once, as from a real server. */
  sendsStates = false
  /** Symbols that it does not know. */
  readonly unknown = new Set<string>()
  readonly #instruments = new Map<string, WireInstrument>()
  #next = 1
  #read = 0
  #socket: FakeSocket | undefined

  accept(socket: FakeSocket, change: Parameters<typeof hello>[0] = {}): void {
    this.subscriptions.clear()
    this.#next = 1
    this.#read = 0
    this.#socket = socket
    socket.open(subprotocolJson)
    socket.receive(hello(change))
  }

  define(symbol: string, change: Partial<WireInstrument> = {}): WireInstrument {
    const index = this.#instruments.get(symbol)?.index ?? this.#instruments.size
    const defined = instrument(symbol, index, change)
    this.#instruments.set(symbol, defined)
    return defined
  }

  /** Answers what has been asked since the last call. */
  answer(): void {
    const socket = this.#socket
    if (socket === undefined || socket.closed) return
    for (; this.#read < socket.sent.length; this.#read++) {
      for (const message of this.#answersTo(socket.sent[this.#read] as Record<string, unknown>)) socket.receive(message)
    }
  }

  /** Symbols by granted rate, quotes only. */
  streams(): Record<string, string[]> {
    const streams: Record<string, string[]> = {}
    for (const { channel, rate, symbols } of this.subscriptions.values()) {
      if (channel === 'quotes') streams[rate] = [...(streams[rate] ?? []), ...symbols].sort()
    }
    return streams
  }

  #answersTo(message: Record<string, unknown>): object[] {
    const { type, id, timeMs } = message
    if (type === 'ping') return [{ type: 'pong', id, timeMs, serverTimeMs: timeMs }]
    if (type === 'subscribe') return this.#subscribe(message)
    const number = message.subscription as number
    const subscription = this.subscriptions.get(number)
    if (type !== 'unsubscribe' && type !== 'rate') return []
    if (subscription === undefined)
      return [{ type: 'error', id, code: 'unknown_subscription', message: `No subscription ${number}` }]
    if (type === 'rate') {
      subscription.rate = granted(message.rate as number)
      return [this.#subscribed(number, id, [])]
    }
    const leaving = (message.symbols as string[] | undefined) ?? subscription.symbols
    subscription.symbols = subscription.symbols.filter((symbol) => !leaving.includes(symbol))
    const answer = this.#subscribed(number, id, [])
    if (subscription.symbols.length === 0) this.subscriptions.delete(number)
    return [answer]
  }

  #subscribe(message: Record<string, unknown>): object[] {
    const { id } = message
    const asked = message.symbols as string[]
    const known = asked.filter((symbol) => !this.unknown.has(symbol))
    const refused = asked.filter((symbol) => this.unknown.has(symbol))
    const answers: object[] = []
    if (refused.length > 0)
      answers.push({ type: 'error', id, code: 'unknown_symbol', message: `Symbols ${refused}`, symbols: refused })
    const existing = message.subscription as number | undefined
    if (known.length === 0 && existing === undefined) return answers
    const number = existing ?? this.#next++
    const channel = (message.channel as Channel | undefined) ?? 'quotes'
    const subscription = this.subscriptions.get(number) ?? { channel, rate: granted(message.rate as number), symbols: [] }
    subscription.symbols = [...new Set([...subscription.symbols, ...known])]
    this.subscriptions.set(number, subscription)
    answers.push(this.#subscribed(number, id, known, message.interval))
    if (this.sendsStates && channel === 'quotes' && known.length > 0) answers.push(this.#snapshot(subscription.rate, known))
    return answers
  }

  #snapshot(rate: number, symbols: readonly string[]): SnapshotMessage {
    const quotes = symbols.map((symbol) => quote(symbol))
    return { type: 'snapshot', rate, sequence: 0, timeMs: 1_700_000_000_000, quotes }
  }

  #subscribed(number: number, id: unknown, defined: readonly string[], interval?: unknown): SubscribedMessage {
    const subscription = this.subscriptions.get(number)
    return {
      type: 'subscribed',
      id: id as number,
      subscription: number,
      channel: subscription?.channel ?? 'quotes',
      rate: subscription?.rate ?? 4,
      ...(interval !== undefined && { interval: interval as '1m' }),
      instruments: defined.map((symbol) => this.#instruments.get(symbol) ?? this.define(symbol)),
      symbols: subscription?.symbols ?? [],
    }
  }
}

function granted(rate: number): number {
  return tiersHz.findLast((hz) => hz <= rate) ?? 0.5
}

/** A client connected to a fake server, and a way to let time pass with both alive. */
export async function connectedClient() {
  const environment = new FakeEnvironment()
  const server = new FakeServer()
  const client = new PageStreamClient(environment, { url: 'ws://test/stream', encoding: 'json' })
  client.start()
  server.accept(environment.socket)
  await settled()
  /** Both sides say what they have to say. */
  const exchange = async () => {
    for (let turn = 0; turn < 5; turn++) {
      await settled()
      server.answer()
    }
    await settled()
  }
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 100) {
      environment.advance(Math.min(100, ms - passed))
      await exchange()
    }
  }
  return { environment, server, client, exchange, pass }
}
