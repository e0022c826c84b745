import type { Interval } from '../market/bar.ts'
import type { CancelTimer } from '../market/clock.ts'
import type { ErrorMessage, HelloMessage, StatusMessage, SubscribedMessage } from '../protocol/messages.ts'
import { Channels } from './channels.ts'
import { ConnectionStatus } from './connection-status.ts'
import type { PageEvent, StreamEnvironment } from './environment.ts'
import type { Fallback } from './fallback.ts'
import type { Flusher } from './flusher.ts'
import { FrameGovernor } from './frame-governor.ts'
import { Link } from './link.ts'
import { Outbox } from './outbox.ts'
import type { QuoteSink } from './quote-rows.ts'
import { QuoteTable } from './quote-table.ts'
import { RateCap } from './rate-cap.ts'
import { lazyReach, type Reach } from './reach.ts'
import { ReconcileQueue } from './reconcile-queue.ts'
import type { SubscriptionLine } from './server-subscription.ts'
import type { CreateTopics, TopicChannels } from './topic-channels.ts'
import type { OnTrades } from './trade-channel.ts'
import type { OpenTransport, TransportKind } from './transport.ts'
import { lazyTransport } from './transport-lazy.ts'
import { webSocketTransport } from './transport-websocket.ts'
import type { BarsListener, Book, ConnectionState, QuoteRate, Release, StreamClient } from './types.ts'
import { VitalSigns } from './vital-signs.ts'
import { WireSession } from './wire-session.ts'

export interface StreamClientOptions {
  /** Of the socket: `wss://host/stream`; a token that the server asks for is its parameter `token`. */
  readonly url: string
  /** What a socket brings, default binary. */
  readonly encoding?: 'binary' | 'json'
}

/** At hand, or loaded when it is needed. */
export type FallbackSource = Fallback | (() => Promise<Fallback>)

/** A connection that comes back sooner was hardly away. */
const staleAfterMs = 2_000
const acknowledgeEveryMs = 1_000
const messageBytesAtFirst = 4_096
const errorsMax = 20
/** Where an engine's quotes go, and when. */
export interface EngineOutput<Sink extends QuoteSink> {
  readonly sink: (table: QuoteTable) => Sink
  readonly flusher: (flush: () => void, onFrame: (nowMs: number, waitedMs: number) => void) => Flusher
}

/** The one stream connection of a page, with all it brings. Nothing happens before `start`; after `close` it can start again. */
export class StreamEngine<Sink extends QuoteSink> {
  readonly connection: StreamClient['connection']
  readonly sink: Sink

  readonly #environment: StreamEnvironment
  readonly #table = new QuoteTable()
  readonly #status = new ConnectionStatus()
  readonly #link: Link
  readonly #outbox: Outbox
  readonly #vitals: VitalSigns
  readonly #reconciles: ReconcileQueue
  readonly #flusher: Flusher
  readonly #channels: Channels
  readonly #cap: RateCap
  #session: WireSession | undefined
  #generation = 0
  #epoch: string | undefined
  #messageBytesMax = messageBytesAtFirst
  #acknowledgedMs = 0
  #staleTimer: CancelTimer | undefined
  #paceTimer: CancelTimer | undefined
  /** Trades, bars or books have come since the last flush. */
  #channelsChanged = false
  #stopListening: Release | undefined

  constructor(
    environment: StreamEnvironment,
    options: StreamClientOptions,
    fallback: FallbackSource,
    output: EngineOutput<Sink>,
  ) {
    this.#environment = environment
    this.sink = output.sink(this.#table)
    this.connection = { get: () => this.#status.get(), subscribe: (listener) => this.#status.subscribe(listener) }
    const governor = new FrameGovernor(
      (hz) => this.#cap.set('slow frames', hz),
      (frameWaitMs) => this.#status.set({ frameWaitMs }),
    )
    const flush = (): void => this.#flush()
    const onFrame = (nowMs: number, waitedMs: number): void => governor.frame(nowMs, waitedMs)
    this.#flusher = output.flusher(flush, onFrame)
    this.#link = this.#createLink(options, fallback)
    this.#outbox = new Outbox(
      environment,
      (text) => this.#link.send(text),
      () => this.#link.fail('a request was not answered'),
    )
    this.#vitals = new VitalSigns({
      environment,
      status: this.#status,
      table: this.#table,
      send: (message) => this.#outbox.send(message),
      onBeat: (now) => this.#beat(now),
      onSilent: (reason) => this.#link.fail(reason),
    })
    this.#reconciles = new ReconcileQueue(environment, () => this.#link.demandChanged())
    this.#channels = new Channels(environment, this.#line(), this.#table, () => {
      this.#channelsChanged = true
      this.#flusher.request()
    })
    this.#cap = new RateCap(environment, (rateLimit) => {
      this.#channels.setRateCap(rateLimit?.hz)
      this.#status.set({ rateLimit })
    })
    this.#table.onRefined = (row, priceRatio, sizeRatio) => {
      this.#session?.refined(row, priceRatio, sizeRatio)
      this.#channels.topics?.refined(this.#table.symbols[row] as string, priceRatio, sizeRatio)
    }
    this.#table.onCoarser = (row) => this.#channels.topics?.forget(this.#table.symbols[row] as string)
  }

  start(): void {
    if (this.#stopListening !== undefined) return
    this.#stopListening = this.#environment.listen((event) => this.#pageChanged(event))
    this.#cap.visibilityChanged()
    this.#link.start()
  }

  close(): void {
    this.#stopListening?.()
    this.#stopListening = undefined
    this.#cap.close()
    this.#link.stop()
    this.#staleTimer?.()
    this.#paceTimer?.()
    this.#paceTimer = undefined
    this.#flusher.cancel()
    this.#reconciles.close()
    this.#channels.close()
  }

  reconnect(): void {
    this.#link.reconnect('asked for')
  }

  /** What it takes to watch trades, bars and books, if that was not at hand from the beginning. */
  addTopics(create: CreateTopics): void {
    this.#channels.addTopics(create)
  }

  get hasTopics(): boolean {
    return this.#channels.topics !== undefined
  }

  watchQuotes(symbols: readonly string[], rate: number): Release {
    return this.#channels.quotes.watch(symbols, rate)
  }

  watchTrades(symbol: string, rate: number, onTrades: OnTrades): Release {
    return this.#topics.trades.watch(symbol, rate, onTrades)
  }

  watchBars(symbol: string, interval: Interval, limit: number, listener: BarsListener): Release {
    return this.#topics.bars.watch(symbol, interval, limit, listener)
  }

  watchBook(symbol: string, rate: number, onBook: (book: Book) => void): Release {
    return this.#topics.books.watch(symbol, rate, onBook)
  }

  quoteRates(): readonly QuoteRate[] {
    return this.#channels.quotes.rates()
  }

  setRateCap(hz: number | undefined): void {
    this.#cap.set('chosen', hz)
  }

  get #topics(): TopicChannels {
    const { topics } = this.#channels
    if (topics === undefined) throw new Error('Cannot watch trades, bars or a book: expected addTopics before it')
    return topics
  }

  #createLink({ url, encoding }: StreamClientOptions, fallback: FallbackSource): Link {
    const environment = this.#environment
    const options = {
      address: (path: 'stream' | 'poll', query: string) => httpAddress(url, path, query),
      demand: () => this.#channels.demand(),
    }
    const open = (kind: TransportKind, pick: (loaded: Fallback) => OpenTransport) =>
      typeof fallback === 'function' ? lazyTransport(kind, async () => pick(await fallback())) : pick(fallback)
    const openers = {
      websocket:
        encoding === 'json'
          ? open('websocket', ({ json }) => webSocketTransport(environment, url, json))
          : webSocketTransport(environment, url),
      sse: open('sse', (loaded) => loaded.transports(environment, options).sse),
      poll: open('poll', (loaded) => loaded.transports(environment, options).poll),
    }
    const question = httpAddress(url, 'poll', '')
    let asked: Reach | undefined
    const reach =
      typeof fallback === 'function'
        ? lazyReach(async () => (asked ??= (await fallback()).reach(environment, question)))
        : fallback.reach(environment, question)
    return new Link(environment, openers, reach, {
      onLive: (hello, again) => this.#live(hello, again),
      onMessage: (message) => this.#guarded((session) => session.message(message)),
      onBytes: (bytes) => this.#guarded((session) => session.bytes(bytes)),
      onReceived: (size) => this.#vitals.received(size),
      onDown: () => this.#down(),
      onChange: () => this.#linkChanged(),
    })
  }

  #line(): SubscriptionLine {
    const client = this
    return {
      get connected() {
        return client.#link.duplex
      },
      get generation() {
        return client.#generation
      },
      get messageBytesMax() {
        return client.#messageBytesMax
      },
      request: (message, onAnswer) => this.#outbox.request(message, onAnswer),
      later: (reconcile, pauseMs) => this.#reconciles.later(reconcile, pauseMs),
    }
  }

  /** A message that cannot be understood ends the connection: what it would have changed is not known. */
  #guarded(take: (session: WireSession) => void): void {
    if (this.#session === undefined) return
    try {
      take(this.#session)
    } catch (error) {
      this.#link.fail(error instanceof Error ? error.message : String(error))
    }
  }

  #live(hello: HelloMessage, again: boolean): void {
    const before = this.#epoch
    const newEpoch = before !== undefined && before !== hello.epoch
    this.#generation += 1
    this.#epoch = hello.epoch
    this.#messageBytesMax = hello.limits.messageBytesMax
    this.#staleTimer?.()
    this.#session = this.#createSession()
    this.#table.forgetSources(newEpoch)
    this.#outbox.open(hello.limits.messagesPerSecondMax)
    if (before === hello.epoch && !again) this.#resume(hello.epoch)
    this.#channels.reset(newEpoch)
    this.#vitals.start(this.#link.transport === 'none' ? 'websocket' : this.#link.transport, this.#link.duplex)
    this.#status.set({ feeds: hello.feeds, epoch: hello.epoch, ...(newEpoch && { missed: 'unknown' }) })
    this.#flusher.request()
  }

  #createSession(): WireSession {
    return new WireSession({
      json: this.#link.json,
      table: this.#table,
      topics: () => this.#channels.topics,
      requestFlush: () => this.#flusher.request(),
      onAnswer: (answer) => this.#answered(answer),
      onStatus: (message) => this.#serverStatus(message),
      onPong: (sentMs, serverTimeMs) => this.#vitals.pong(sentMs, serverTimeMs),
      onCheck: (equal) => {
        const { checksPassed, checksFailed } = this.#status.get()
        this.#status.set(equal ? { checksPassed: checksPassed + 1 } : { checksFailed: checksFailed + 1 })
      },
      onMismatch: () => {
        this.#flusher.request()
        // Where the server cannot be asked for a snapshot, a new connection brings one.
        if (this.#link.duplex) this.#acknowledge()
        else this.#link.fail('the state check failed')
      },
    })
  }

  /** What was missed is worked out here, from totals; in JSON the server says it too, to who tells it what was seen. */
  #resume(epoch: string): void {
    const rows: number[] = []
    for (const symbol of this.#channels.quotes.symbols) {
      const row = this.#table.find(symbol)
      if (row !== undefined && this.#table.knows(row)) rows.push(row)
    }
    this.#table.awaitRows(rows)
    const { json, duplex } = this.#link
    if (!duplex || json === undefined) return
    for (const message of json.resumeMessages(epoch, this.#table, rows, this.#messageBytesMax)) this.#outbox.send(message)
  }

  #down(): void {
    this.#session = undefined
    this.#outbox.close()
    this.#vitals.stop()
    this.#staleTimer?.()
    this.#staleTimer = this.#environment.after(staleAfterMs, () => {
      this.#table.forgetSources(false)
      this.#flusher.request()
    })
  }

  #answered(answer: SubscribedMessage | ErrorMessage): void {
    this.#outbox.answer(answer)
    if (answer.type === 'error') this.#refused(answer)
    // The stream that was behind may have ended.
    else if (this.#status.get().state === 'behind') this.#linkChanged()
  }

  #refused({ code, message, symbols = [] }: ErrorMessage): void {
    this.#status.set({ errors: [...this.#status.get().errors, { code, message, symbols }].slice(-errorsMax) })
  }

  #serverStatus({ feeds, behind }: StatusMessage): void {
    if (feeds !== undefined) this.#status.set({ feeds })
    if (behind !== undefined) this.#linkChanged()
  }

  #beat(now: number): void {
    this.#outbox.check(now)
    if (Math.abs(now - this.#acknowledgedMs) >= acknowledgeEveryMs) this.#acknowledge()
  }

  #acknowledge(): void {
    const message = this.#link.duplex ? this.#session?.acknowledgement() : undefined
    if (message === undefined) return
    this.#acknowledgedMs = this.#environment.now()
    this.#outbox.send(message)
  }

  #flush(): void {
    const waitMs = this.sink.flush(this.#environment.now(), this.#channelsChanged)
    this.#channelsChanged = false
    // Set anew each time: what came to wait since may be due sooner than what waited before.
    this.#paceTimer?.()
    const goOn = (): void => this.#flusher.request()
    this.#paceTimer = waitMs < Number.POSITIVE_INFINITY ? this.#environment.after(waitMs, goOn) : undefined
    this.#channels.topics?.flush()
    const { missedTrades: trades, missedInstruments: instruments, hasAwaited } = this.#table
    const { missed } = this.#status.get()
    if (hasAwaited && (missed === undefined || missed === 'unknown' || missed.trades !== trades)) {
      this.#status.set({ missed: { trades, instruments } })
    }
  }

  #pageChanged(event: PageEvent): void {
    this.#link.pageChanged(event)
    if (event === 'hidden' || event === 'visible') {
      this.#flusher.visibilityChanged()
      this.#cap.visibilityChanged()
    }
    if (event !== 'hidden' && event !== 'frozen') this.#vitals.makeSure()
  }

  #linkChanged(): void {
    const { state, reason, closeCode, transport, reconnects, retryAtMs } = this.#link
    this.#status.set({ state: this.#connectionState(), reason, closeCode, transport, reconnects, retryAtMs })
    if (state !== 'live') this.#status.set({ roundTripMs: undefined })
  }

  #connectionState(): ConnectionState {
    const { state, transport } = this.#link
    if (state === 'closed') return 'closed'
    if (state === 'live') {
      if (transport !== 'websocket') return 'fallback'
      return (this.#session?.behind.size ?? 0) > 0 ? 'behind' : 'live'
    }
    if (!this.#environment.online) return 'offline'
    return state === 'reconnecting' ? 'reconnecting' : 'connecting'
  }
}

/** `wss://host/stream?token=x` has its HTTP side at `https://host/api`, with the same parameters. */
function httpAddress(socketUrl: string, path: string, query: string): string {
  const url = new URL(socketUrl.replace(/^ws/, 'http'))
  url.pathname = url.pathname.replace(/stream$/, `api/${path}`)
  url.search = [url.search.slice(1), query].filter(Boolean).join('&')
  return url.href
}
