/**
 * A venue on loopback: speaks a venue's protocol over real sockets, from a recording, so that adapters can be tested and demos
 * given without the venue. What happens when is up to the caller: `play` lets recorded messages happen, and the faults are calls.
 */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { WebSocket, WebSocketServer } from 'ws'
import { alpacaDialect } from './alpaca.ts'
import { binanceDialect } from './binance.ts'
import { coinbaseDialect } from './coinbase.ts'
import { type Dialect, type LoopbackSession, type Step, shiftTimes, type VenueTrade } from './dialect.ts'
import { finnhubDialect } from './finnhub.ts'
import { krakenDialect } from './kraken.ts'

export const dialects = {
  binance: binanceDialect,
  coinbase: coinbaseDialect,
  kraken: krakenDialect,
  alpaca: alpacaDialect,
  finnhub: finnhubDialect,
}

export interface PlayOptions {
  /** Nobody is told: it happened, and only the REST side knows. */
  readonly drop?: boolean
  /** Every message twice. */
  readonly duplicate?: boolean
  /** Pairs of messages change places. */
  readonly reorder?: boolean
  /** Trades are told later, at `release`. */
  readonly hold?: boolean
}

export interface LoopbackOptions {
  /** 0: any free one. */
  readonly port?: number
  /** Whole seconds: the recording's times, by the venue's clock and the recorder's, are so much later. */
  readonly shiftMs?: number
}

interface Session extends LoopbackSession {
  readonly keys: Set<string>
}

/** A step, and when the recorder received it, Unix ms. */
interface TimedStep extends Step {
  readonly timeMs: number
}

export class LoopbackVenue {
  readonly #dialect: Dialect
  readonly #steps: readonly TimedStep[]
  readonly #happened: VenueTrade[] = []
  readonly #told: VenueTrade[] = []
  readonly #toldOnce = new Set<VenueTrade>()
  readonly #sessions = new Map<WebSocket, Session>()
  readonly #server: Server
  readonly #sockets: WebSocketServer
  #position = 0
  /** Requests received, as text. */
  readonly requests: string[] = []
  /** Connections ever made. */
  connections = 0
  /** Acknowledges, and then says nothing of these keys. */
  readonly muted = new Set<string>()
  /** Answers REST requests with 503. */
  restDown = false
  /** REST requests received: path and query. */
  readonly restRequests: string[] = []
  /** Says nothing over its connections, whatever is asked or happens. */
  silent = false
  /** What REST requests are answered instead of what was asked for. */
  restInstead: string | undefined
  readonly #held: TimedStep[] = []
  /** REST answers wait for it. */
  restGate: Promise<void> = Promise.resolve()

  private constructor(dialect: Dialect, steps: readonly TimedStep[]) {
    this.#dialect = dialect
    this.#steps = steps
    this.#server = createServer((request, response) => void this.#rest(request, response))
    this.#sockets = new WebSocketServer({
      server: this.#server,
      verifyClient: ({ req }, done) => {
        const status = dialect.admit?.(new URL(req.url ?? '/', 'ws://loopback'))
        done(status === undefined, status)
      },
    })
    this.#sockets.on('connection', (socket) => this.#connected(socket))
  }

  static async start(venue: keyof typeof dialects, recording: string, options: LoopbackOptions = {}): Promise<LoopbackVenue> {
    const lines = gunzipSync(await readFile(recording))
      .toString()
      .trimEnd()
      .split('\n')
    return await LoopbackVenue.startWith(venue, lines, options)
  }

  /** `lines`: as in a recording. */
  static async startWith(
    venue: keyof typeof dialects,
    lines: readonly string[],
    { port = 0, shiftMs = 0 }: LoopbackOptions = {},
  ): Promise<LoopbackVenue> {
    if (shiftMs % 1000 !== 0) throw new RangeError(`Cannot shift a recording by ${shiftMs} ms: expected whole seconds`)
    const dialect = dialects[venue]()
    const steps: TimedStep[] = []
    for (const line of lines) {
      const [timeNs = '', , raw = ''] = line.split('\t')
      const step = dialect.read(shiftTimes(raw, shiftMs))
      if (step !== undefined) steps.push({ ...step, timeMs: Number(timeNs) / 1e6 + shiftMs })
    }
    const started = new LoopbackVenue(dialect, steps)
    started.#server.listen(port, '127.0.0.1')
    await once(started.#server, 'listening')
    return started
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get wsUrl(): string {
    return `ws://127.0.0.1:${this.port}`
  }

  get restUrl(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get keys(): Dialect['keys'] {
    return this.#dialect.keys
  }

  /** Messages that have not happened yet. */
  get left(): number {
    return this.#steps.length - this.#position
  }

  get happened(): readonly VenueTrade[] {
    return this.#happened
  }

  /** What happened and was told to somebody: each once, in the order of the telling. */
  get told(): readonly VenueTrade[] {
    return this.#told
  }

  /** True when some connection is subscribed to at least so many keys. */
  subscribed(keys: number): boolean {
    return [...this.#sessions.values()].some((session) => session.keys.size >= keys)
  }

  get open(): number {
    return this.#sessions.size
  }

  /** What the recorder had received by this time happens. */
  playUntil(timeMs: number, options: PlayOptions = {}): void {
    let count = 0
    while ((this.#steps[this.#position + count]?.timeMs ?? Number.POSITIVE_INFINITY) <= timeMs) count += 1
    this.play(count, options)
  }

  /** The next `count` recorded messages happen. */
  play(count: number, options: PlayOptions = {}): void {
    const steps = this.#steps.slice(this.#position, this.#position + count)
    this.#position += steps.length
    for (const step of steps) {
      this.#dialect.happen(step)
      this.#happened.push(...step.trades)
    }
    if (options.drop === true) return
    if (options.hold === true) {
      this.#held.push(...steps.filter(({ trades }) => trades.length > 0))
      for (const step of steps) if (step.trades.length === 0) this.#tell(step)
      return
    }
    for (const step of options.reorder === true ? inPairsSwapped(steps) : steps) {
      this.#tell(step)
      if (options.duplicate === true) this.#tell(step)
    }
  }

  /** What was held back is told now. */
  release(): void {
    for (const step of this.#held.splice(0)) this.#tell(step)
  }

  /** Sends to everybody, whatever it is. */
  say(text: string): void {
    for (const socket of this.#sessions.keys()) socket.send(text)
  }

  announceShutdown(): void {
    this.say(this.#dialect.shutdownNotice?.() ?? '')
  }

  /** All connections end without a word. */
  cut(): void {
    for (const socket of this.#sessions.keys()) socket.terminate()
  }

  async stop(): Promise<void> {
    this.cut()
    this.#sockets.close()
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #tell(step: Step): void {
    if (this.silent || this.muted.has(step.key)) return
    for (const [socket, { keys }] of this.#sessions) {
      if (!keys.has(step.key) || socket.readyState !== WebSocket.OPEN) continue
      socket.send(step.raw)
      for (const trade of step.trades) {
        if (!this.#toldOnce.has(trade)) this.#told.push(trade)
        this.#toldOnce.add(trade)
      }
    }
  }

  #connected(socket: WebSocket): void {
    const sessions = this.#sessions
    const session: Session = {
      keys: new Set(),
      authenticated: false,
      get others() {
        return [...sessions.values()].filter((other) => other !== session && other.authenticated).length
      },
    }
    this.connections += 1
    sessions.set(socket, session)
    socket.on('close', () => sessions.delete(socket))
    for (const message of this.#dialect.greet?.() ?? []) socket.send(message)
    socket.on('message', (content) => {
      const text = String(content)
      this.requests.push(text)
      if (this.silent) return
      const { messages, subscribe, unsubscribe, close } = this.#dialect.reply(JSON.parse(text), session)
      for (const key of unsubscribe) session.keys.delete(key)
      for (const key of subscribe) session.keys.add(key)
      for (const message of messages) socket.send(message)
      if (close === true) socket.close()
    })
  }

  async #rest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://loopback')
    this.restRequests.push(`${url.pathname}${url.search}`)
    await this.restGate
    if (this.restInstead !== undefined) {
      response.writeHead(200).end(this.restInstead)
      return
    }
    const body = this.restDown ? undefined : this.#dialect.rest(url.pathname, url.searchParams, this.#happened)
    response.writeHead(this.restDown ? 503 : body === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body ?? { message: 'not here' }))
  }
}

function inPairsSwapped<T>(list: readonly T[]): T[] {
  return list
    .flatMap((entry, index) => (index % 2 === 0 ? [] : [entry, list[index - 1] ?? entry]))
    .concat(list.length % 2 === 1 ? list.slice(-1) : [])
}
