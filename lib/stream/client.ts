import type { Interval } from '../market/bar.ts'
import type { CancelTimer } from '../market/clock.ts'
import {
  type AckMessage,
  type HelloMessage,
  type ServerMessage,
  type StatusMessage,
  type SubscribedMessage,
  subprotocolBinary,
  subprotocolJson,
} from '../protocol/messages.ts'
import { BarChannel } from './bar-channel.ts'
import { ClockSync } from './clock-sync.ts'
import { ConnectionStatus, RateMeter } from './connection-status.ts'
import type { PageEvent, StreamEnvironment } from './environment.ts'
import { FlushScheduler } from './flush-scheduler.ts'
import { Heartbeat } from './heartbeat.ts'
import { JsonStreams } from './json-streams.ts'
import { Link } from './link.ts'
import { Outbox } from './outbox.ts'
import { TableQuoteStore } from './quote-store.ts'
import { QuoteSubscriptions } from './quote-subscriptions.ts'
import { QuoteTable } from './quote-table.ts'
import { resumeMessages } from './resume.ts'
import type { SubscriptionLine } from './server-subscription.ts'
import { type OnTrades, TradeChannel } from './trade-channel.ts'
import { webSocketTransport } from './transport-websocket.ts'
import type { BarSeries, BarsListener, ConnectionState, QuoteStore, Release, StreamClient } from './types.ts'

export interface StreamClientOptions {
  /** Of the socket: `wss://host/stream`. */
  readonly url: string
  /** Default binary, which a server may decline. */
  readonly encoding?: 'binary' | 'json'
}

/** A page nobody looks at wants to know, not to see. */
const hiddenRateHz = 1
/** Going back and forth between tabs is not worth a change of rate. */
const hiddenAfterMs = 10_000
/** A connection that comes back sooner was hardly away. */
const staleAfterMs = 2_000
const acknowledgeEveryMs = 1_000
const messageBytesAtFirst = 4_096

/** The one stream connection of a page, with all it brings. Nothing happens before `start`; after `close` it can start again. */
export class PageStreamClient implements StreamClient {
  readonly quotes: QuoteStore
  readonly connection: StreamClient['connection']

  readonly #environment: StreamEnvironment
  readonly #table = new QuoteTable()
  readonly #store: TableQuoteStore
  readonly #status = new ConnectionStatus()
  readonly #clock = new ClockSync()
  readonly #streams: JsonStreams
  readonly #link: Link
  readonly #outbox: Outbox
  readonly #heartbeat: Heartbeat
  readonly #flusher: FlushScheduler
  readonly #quoteSubscriptions: QuoteSubscriptions
  readonly #bars: BarChannel
  readonly #trades: TradeChannel
  readonly #meters = { updates: new RateMeter(), trades: new RateMeter(), bytes: new RateMeter() }
  readonly #mismatched = new Set<number>()
  #generation = 0
  #epoch: string | undefined
  #missedUnknown = false
  #messageBytesMax = messageBytesAtFirst
  #bytes = 0
  #acknowledgedMs = 0
  #acknowledged = ''
  #behind = new Set<number>()
  #userCap: number | undefined
  #hiddenCap: number | undefined
  #hiddenTimer: CancelTimer | undefined
  #staleTimer: CancelTimer | undefined
  #stopListening: Release | undefined
  #reconciles = new Set<() => void>()

  constructor(environment: StreamEnvironment, options: StreamClientOptions) {
    this.#environment = environment
    this.#store = new TableQuoteStore(this.#table)
    this.quotes = this.#store
    this.connection = { get: () => this.#status.get(), subscribe: (listener) => this.#status.subscribe(listener) }
    this.#flusher = new FlushScheduler(environment, () => this.#flush())
    this.#streams = new JsonStreams(this.#table, (rate) => this.#mismatch(rate))
    const protocols = options.encoding === 'json' ? [subprotocolJson] : [subprotocolBinary, subprotocolJson]
    const openers = { websocket: webSocketTransport(environment, options.url, protocols) }
    this.#link = new Link(environment, openers, {
      onLive: (hello) => this.#live(hello),
      onMessage: (message) => this.#message(message),
      onBytes: () => this.#link.fail('binary frames are not decoded yet'),
      onReceived: (size) => {
        this.#bytes += size
        this.#heartbeat.received()
      },
      onDown: () => this.#down(),
      onChange: () => this.#linkChanged(),
    })
    this.#outbox = new Outbox(
      environment,
      (text) => this.#link.send(text),
      () => this.#link.fail('a request was not answered'),
    )
    this.#heartbeat = new Heartbeat(environment, {
      onBeat: (now) => this.#beat(now),
      onPing: (now) => this.#outbox.send({ type: 'ping', timeMs: now }),
      onSilent: (reason) => this.#link.fail(reason),
    })
    const line = this.#line()
    const requestFlush = () => this.#flusher.request()
    this.#quoteSubscriptions = new QuoteSubscriptions(environment, line, (symbol) => this.#orphan(symbol))
    this.#bars = new BarChannel(environment, line, this.#table, requestFlush)
    this.#trades = new TradeChannel(environment, line, this.#table, requestFlush)
    this.#table.onRefined = (row, priceRatio, sizeRatio) => {
      const symbol = this.#table.symbols[row] as string
      this.#streams.refined(row, priceRatio, sizeRatio)
      this.#bars.refined(symbol, priceRatio, sizeRatio)
      this.#trades.refined(symbol, priceRatio, sizeRatio)
    }
  }

  start(): void {
    if (this.#stopListening !== undefined) return
    this.#stopListening = this.#environment.listen((event) => this.#pageChanged(event))
    this.#link.start()
  }

  close(): void {
    this.#stopListening?.()
    this.#stopListening = undefined
    this.#hiddenTimer?.()
    this.#link.stop()
    this.#staleTimer?.()
    this.#flusher.cancel()
    this.#quoteSubscriptions.close()
    this.#bars.close()
    this.#trades.close()
  }

  reconnect(): void {
    this.#link.reconnect('asked for')
  }

  watchQuotes(symbols: readonly string[], rate: number): Release {
    return this.#quoteSubscriptions.watch(symbols, rate)
  }

  watchTrades(symbol: string, rate: number, onTrades: OnTrades): Release {
    return this.#trades.watch(symbol, rate, onTrades)
  }

  watchBars(symbol: string, interval: Interval, limit: number, listener: BarsListener): Release {
    return this.#bars.watch(symbol, interval, limit, listener)
  }

  bars(symbol: string, interval: Interval): BarSeries | undefined {
    return this.#bars.get(symbol, interval)
  }

  setRateCap(hz: number | undefined): void {
    this.#userCap = hz
    this.#applyCap()
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
      later: (reconcile, pauseMs) => {
        if (pauseMs === undefined) this.#reconcileSoon(reconcile)
        else this.#environment.after(pauseMs, reconcile)
      },
    }
  }

  /** At the end of the task: fifty rows that mount together send one message. */
  #reconcileSoon(reconcile: () => void): void {
    if (this.#reconciles.size === 0) {
      queueMicrotask(() => {
        const due = this.#reconciles
        this.#reconciles = new Set()
        for (const one of due) one()
        this.#link.demandChanged()
      })
    }
    this.#reconciles.add(reconcile)
  }

  #live(hello: HelloMessage): void {
    const sameEpoch = this.#epoch === hello.epoch
    const newEpoch = this.#epoch !== undefined && !sameEpoch
    this.#generation += 1
    this.#epoch = hello.epoch
    this.#messageBytesMax = hello.limits.messageBytesMax
    this.#staleTimer?.()
    this.#mismatched.clear()
    this.#behind.clear()
    this.#acknowledged = ''
    this.#streams.clear()
    this.#table.forgetSources(newEpoch)
    this.#outbox.open(hello.limits.messagesPerSecondMax)
    this.#missedUnknown = newEpoch
    if (sameEpoch) this.#resume(hello.epoch)
    this.#quoteSubscriptions.reset()
    this.#bars.reset()
    this.#trades.reset(newEpoch)
    this.#clock.clear()
    this.#heartbeat.start()
    this.#status.set({ feeds: hello.feeds, ...(newEpoch && { missed: 'unknown' }) })
    this.#flusher.request()
  }

  #resume(epoch: string): void {
    const rows: number[] = []
    for (const symbol of this.#quoteSubscriptions.symbols) {
      const row = this.#table.find(symbol)
      if (row !== undefined && this.#table.has(row)) rows.push(row)
    }
    this.#table.awaitRows(rows)
    if (!this.#link.duplex) return
    for (const message of resumeMessages(epoch, this.#table, rows, this.#messageBytesMax)) this.#outbox.send(message)
  }

  #down(): void {
    this.#outbox.close()
    this.#heartbeat.stop()
    this.#staleTimer?.()
    this.#staleTimer = this.#environment.after(staleAfterMs, () => {
      this.#table.forgetSources(false)
      this.#flusher.request()
    })
  }

  #message(message: ServerMessage): void {
    switch (message.type) {
      case 'subscribed':
        this.#subscribed(message)
        break
      case 'snapshot':
        this.#mismatched.delete(message.rate)
        this.#streams.snapshot(message)
        this.#flusher.request()
        break
      case 'tick':
        this.#streams.tick(message)
        this.#flusher.request()
        break
      case 'trades':
        this.#trades.message(message)
        break
      case 'bars':
        this.#bars.message(message)
        break
      case 'status':
        this.#serverStatus(message)
        break
      case 'pong':
        this.#pong(message.timeMs, message.serverTimeMs)
        break
      case 'error':
        this.#outbox.answer(message)
        this.#status.addError(message)
        break
      case 'hello':
      case 'bye':
      case 'book':
        break
    }
  }

  #subscribed(message: SubscribedMessage): void {
    for (const instrument of message.instruments) this.#table.define(instrument)
    this.#outbox.answer(message)
    if (message.instruments.length > 0) this.#flusher.request()
  }

  #serverStatus(message: StatusMessage): void {
    if (message.feeds !== undefined) this.#status.set({ feeds: message.feeds })
    if (message.behind === undefined) return
    if (message.behind.behind) this.#behind.add(message.behind.rate)
    else this.#behind.delete(message.behind.rate)
    this.#linkChanged()
  }

  #pong(sentMs: number | undefined, serverTimeMs: number): void {
    if (sentMs === undefined) return
    this.#clock.add(sentMs, this.#environment.now(), serverTimeMs)
    this.#status.set({ roundTripMs: this.#clock.roundTripMs, clockOffsetMs: this.#clock.offsetMs })
  }

  #mismatch(rate: number): void {
    this.#mismatched.add(rate)
    this.#acknowledge()
  }

  #beat(now: number): void {
    this.#outbox.check(now)
    if (Math.abs(now - this.#acknowledgedMs) >= acknowledgeEveryMs) this.#acknowledge()
    const { updates, trades, bytes } = this.#meters
    this.#status.set({
      updatesPerSecond: updates.measure(this.#table.updates, now),
      tradesPerSecond: trades.measure(this.#table.trades, now),
      bytesPerSecond: bytes.measure(this.#bytes, now),
    })
  }

  #acknowledge(): void {
    if (!this.#link.duplex) return
    const sequences = Object.fromEntries(this.#streams.sequences())
    const mismatched = [...this.#mismatched]
    const message: AckMessage = { type: 'ack', sequences, ...(mismatched.length > 0 && { mismatched }) }
    const text = JSON.stringify(message)
    if (text === this.#acknowledged) return
    this.#acknowledged = text
    this.#acknowledgedMs = this.#environment.now()
    if (mismatched.length > 0 || Object.keys(sequences).length > 0) this.#outbox.send(message)
  }

  #flush(): void {
    this.#store.flush()
    this.#bars.flush()
    this.#trades.flush()
    const { missedTrades: trades, missedInstruments: instruments } = this.#table
    const { missed } = this.#status.get()
    if (this.#missedUnknown || this.#link.reconnects === 0) return
    if (missed === undefined || missed === 'unknown' || missed.trades !== trades)
      this.#status.set({ missed: { trades, instruments } })
  }

  #orphan(symbol: string): void {
    const row = this.#table.find(symbol)
    if (row === undefined) return
    this.#table.orphan(row)
    this.#flusher.request()
  }

  #pageChanged(event: PageEvent): void {
    this.#link.pageChanged(event)
    if (event === 'hidden' || event === 'visible') this.#visibilityChanged(event === 'hidden')
    if (event === 'visible' || event === 'online' || event === 'offline' || event === 'thawed') this.#heartbeat.makeSure()
  }

  #visibilityChanged(hidden: boolean): void {
    this.#flusher.visibilityChanged()
    this.#hiddenTimer?.()
    this.#hiddenTimer = undefined
    if (hidden) {
      this.#hiddenTimer = this.#environment.after(hiddenAfterMs, () => {
        this.#hiddenCap = hiddenRateHz
        this.#applyCap()
      })
    } else {
      this.#hiddenCap = undefined
      this.#applyCap()
    }
  }

  #applyCap(): void {
    const cap = Math.min(this.#userCap ?? Number.POSITIVE_INFINITY, this.#hiddenCap ?? Number.POSITIVE_INFINITY)
    const hz = cap === Number.POSITIVE_INFINITY ? undefined : cap
    this.#quoteSubscriptions.setRateCap(hz)
    this.#bars.setRateCap(hz)
    this.#trades.setRateCap(hz)
  }

  #linkChanged(): void {
    const { state, reason, transport, reconnects, retryAtMs } = this.#link
    this.#status.set({ state: this.#connectionState(), reason, transport, reconnects, retryAtMs })
    if (state !== 'live') this.#status.set({ roundTripMs: undefined })
  }

  #connectionState(): ConnectionState {
    const { state, transport } = this.#link
    if (state === 'closed') return 'closed'
    if (state === 'live') return transport !== 'websocket' ? 'fallback' : this.#behind.size > 0 ? 'behind' : 'live'
    if (!this.#environment.online) return 'offline'
    return state === 'reconnecting' ? 'reconnecting' : 'connecting'
  }
}
