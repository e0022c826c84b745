import type { Bar, Interval } from '../market/bar.ts'
import type { CancelTimer } from '../market/clock.ts'
import type { FlushMessage, HostMessage, TopicPart, Watch } from './bridge-messages.ts'
import { ConnectionStatus } from './connection-status.ts'
import type { StreamEnvironment } from './environment.ts'
import { type Drawn, type FrameStep, FrameSteps } from './frame-steps.ts'
import { HostKeeper, type OpenHost } from './host-keeper.ts'
import { Interest } from './interest.ts'
import { withBars } from './merge-bars.ts'
import { MirroredRows } from './mirrored-rows.ts'
import { TableQuoteStore } from './quote-store.ts'
import { callSafely } from './signal.ts'
import type { OnTrades } from './trade-channel.ts'
import { joinTrades } from './trade-join.ts'
import type { BarSeries, BarsListener, Book, Connection, QuoteRate, QuoteStore, Release, StreamClient } from './types.ts'

/** What the page knows itself. */
export type PageEnvironment = Pick<StreamEnvironment, 'now' | 'after' | 'frame' | 'hidden' | 'online' | 'listen'>

/** Of a chart and of what else hears of single trades and levels, beside a row of a list (`FrameStep`). */
const partWeight = { history: 24, bars: 24, trades: 16, book: 8 } as const

const totals = ['reconnects', 'checksPassed', 'checksFailed'] as const

interface PageWatch {
  readonly watch: Watch
  readonly take: (part: TopicPart) => void
}

/**
 * The page's side of a stream that another thread receives (stream-host.ts). Nothing happens before `start`. All that the page
 * wants is kept here, so that another host can take the place of one that was lost.
 */
export class RemoteStreamClient implements StreamClient {
  readonly quotes: QuoteStore
  readonly connection: StreamClient['connection']
  readonly #environment: PageEnvironment
  #url: string
  readonly #keeper: HostKeeper
  readonly #rows = new MirroredRows()
  readonly #store = new TableQuoteStore(this.#rows, true)
  readonly #steps: FrameSteps
  readonly #status = new ConnectionStatus()
  readonly #watches = new Map<number, PageWatch>()
  readonly #interest = new Interest((all, symbols) => this.#keeper.post({ type: 'listen', all, symbols }))
  #lastId = 0
  #capHz: number | undefined
  #rates: readonly QuoteRate[] = []
  /** Of the hosts before this one: each counts from its own beginning. */
  #before: Pick<Connection, (typeof totals)[number]> = { reconnects: 0, checksPassed: 0, checksFailed: 0 }
  #stopListening: Release | undefined
  #paceTimer: CancelTimer | undefined

  constructor(environment: PageEnvironment, url: string, open: OpenHost) {
    this.#environment = environment
    this.#steps = new FrameSteps(environment)
    this.#url = url
    this.#keeper = new HostKeeper(environment, open, {
      onMessage: (message) => this.#receive(message),
      onOpen: () => this.#tellAll(),
      onLost: (reason, pauseMs) => this.#lost(reason, pauseMs),
    })
    this.quotes = this.#createStore()
    this.connection = { get: () => this.#status.get(), subscribe: (listener) => this.#status.subscribe(listener) }
  }

  start(): void {
    if (this.#stopListening !== undefined) return
    this.#stopListening = this.#environment.listen((event) => {
      const { hidden, online } = this.#environment
      this.#keeper.post({ type: 'page', event, hidden, online })
      if (hidden) this.#steps.finish()
    })
    this.#keeper.open()
  }

  close(): void {
    if (this.#stopListening === undefined) return
    this.#stopListening()
    this.#stopListening = undefined
    this.#keeper.close()
    this.#lost('', 0)
    this.#paceTimer?.()
    this.#paceTimer = undefined
  }

  /** The same server by another address: with a new token. */
  moveTo(url: string): void {
    this.#url = url
    if (this.#stopListening === undefined) return
    this.close()
    this.start()
  }

  reconnect(): void {
    if (this.#stopListening === undefined) return
    // It may be waiting to open one.
    this.#keeper.open()
    this.#keeper.post({ type: 'reconnect' })
  }

  setRateCap(hz: number | undefined): void {
    this.#capHz = hz
    this.#keeper.post({ type: 'cap', hz })
  }

  quoteRates(): readonly QuoteRate[] {
    this.#keeper.post({ type: 'rates' })
    return this.#rates
  }

  watchQuotes(symbols: readonly string[], rate: number): Release {
    return this.#watch({ channel: 'quotes', symbols: [...symbols], rate }, () => undefined)
  }

  watchTrades(symbol: string, rate: number, onTrades: OnTrades): Release {
    const join = joinTrades()
    return this.#watch({ channel: 'trades', symbol, rate }, (part) => {
      if (part.channel !== 'trades') return
      const { trades, missed } = join(part, this.#keeper.turn, this.#status.get().epoch)
      if (trades.length > 0 || missed > 0) onTrades(trades, missed, this.#rows.instrumentOf(part.row))
    })
  }

  watchBars(symbol: string, interval: Interval, limit: number, listener: BarsListener): Release {
    let held: readonly Bar[] = []
    return this.#watch({ channel: 'bars', symbol, interval, limit }, (part) => {
      if (part.channel !== 'history' && part.channel !== 'bars') return
      held = part.channel === 'history' ? part.bars : barsFrom(withBars(held, part.changed), part.firstMs)
      const series: BarSeries = { symbol, interval, instrument: this.#rows.instrumentOf(part.row), bars: held }
      if (part.channel === 'history') listener.onHistory(series)
      else listener.onUpdate(part.changed, series)
    })
  }

  watchBook(symbol: string, rate: number, onBook: (book: Book) => void): Release {
    return this.#watch({ channel: 'book', symbol, rate }, (part) => {
      if (part.channel !== 'book') return
      const { timeMs, bids, asks } = part
      onBook({ symbol, instrument: this.#rows.instrumentOf(part.row), timeMs, bids, asks })
    })
  }

  #createStore(): QuoteStore {
    const store = this.#store
    const both = (first: Release, second: Release): Release => {
      let released = false
      return () => {
        if (released) return
        released = true
        first()
        second()
      }
    }
    return {
      get: (symbol) => store.get(symbol),
      subscribe: (symbol, listener, hz) => both(store.subscribe(symbol, listener, hz), this.#interest.add([symbol], hz)),
      subscribeMany: (symbols, listener, hz) =>
        both(store.subscribeMany(symbols, listener, hz), this.#interest.add([...symbols], hz)),
      subscribeAll: (listener) => both(store.subscribeAll(listener), this.#interest.addAll()),
    }
  }

  #watch(watch: Watch, take: (part: TopicPart) => void): Release {
    this.#lastId += 1
    const id = this.#lastId
    this.#watches.set(id, { watch, take })
    this.#keeper.post({ type: 'watch', id, watch })
    return () => {
      if (this.#watches.delete(id)) this.#keeper.post({ type: 'release', id })
    }
  }

  #tellAll(): void {
    this.#status.set({ retryAtMs: undefined, receivedIn: this.#keeper.hasThread ? 'worker' : 'page' })
    const { hidden, online } = this.#environment
    this.#keeper.post({ type: 'start', url: this.#url, hidden, online })
    if (this.#capHz !== undefined) this.#keeper.post({ type: 'cap', hz: this.#capHz })
    for (const [id, { watch }] of this.#watches) this.#keeper.post({ type: 'watch', id, watch })
    this.#interest.tellAgain()
  }

  /** What is shown is of before, and says so (P4). */
  #lost(reason: string, pauseMs: number): void {
    this.#steps.finish()
    const wasLive = this.#wasLive
    const { reconnects, checksPassed, checksFailed } = this.#status.get()
    this.#before = { reconnects: reconnects + (wasLive ? 1 : 0), checksPassed, checksFailed }
    this.#rows.lose()
    this.#flush()
    this.#steps.finish()
    this.#status.set({
      state: wasLive ? 'reconnecting' : 'connecting',
      // A page that has shown nothing yet has nothing to explain while it goes on at once.
      reason: wasLive || pauseMs > 0 ? reason : '',
      retryAtMs: pauseMs > 0 ? this.#environment.now() + pauseMs : undefined,
      transport: 'none',
      missed: undefined,
      rateLimit: undefined,
      roundTripMs: undefined,
      frameWaitMs: undefined,
      updatesPerSecond: 0,
      tradesPerSecond: 0,
      bytesPerSecond: 0,
    })
  }

  get #wasLive(): boolean {
    return this.#status.get().epoch !== undefined
  }

  #receive(message: HostMessage): void {
    switch (message.type) {
      case 'ready':
        break
      case 'connection':
        this.#connectionChanged(message.change)
        break
      case 'rates':
        this.#rates = message.rates
        break
      case 'flush':
        this.#show(message)
    }
  }

  /** A host has not seen what was before it. */
  #connectionChanged(change: Partial<Connection>): void {
    const { epoch, state, missed } = change
    const before = this.#status.get().epoch
    const restarted = epoch !== undefined && before !== undefined && epoch !== before
    if (restarted || missed !== undefined) this.#rows.expectNothing()
    const counted = totals.filter((key) => key in change).map((key) => [key, (change[key] ?? 0) + this.#before[key]])
    this.#status.set({
      ...change,
      ...Object.fromEntries(counted),
      ...(restarted && { missed: 'unknown' }),
      ...(state === 'connecting' && before !== undefined && { state: 'reconnecting' }),
    })
  }

  #show(message: FlushMessage): void {
    const { missed } = this.#rows
    this.#rows.take(message)
    if (this.#rows.missed !== missed) this.#status.set({ missed: this.#rows.missed })
    const parts = message.parts.map((part) => ({ weight: partWeight[part.channel], run: () => this.#takePart(part) }))
    const { rows } = message
    this.#flush(parts, (drawn) => this.#keeper.post({ type: 'drawn', drawn, rows }, rows === undefined ? [] : [rows.buffer]))
  }

  #takePart(part: TopicPart): void {
    const take = this.#watches.get(part.id)?.take
    if (take !== undefined) callSafely(take, part)
  }

  #flush(steps: FrameStep[] = [], onDrawn?: (drawn: Drawn) => void): void {
    // Rows come when the page is drawn anyway; who asked for fewer than come is nearly due then.
    const waitMs = this.#store.flush(this.#environment.now(), true, (run) => steps.push({ weight: 1, run }))
    // Set anew each time: who comes to wait since may be due sooner than who waited before.
    this.#paceTimer?.()
    this.#paceTimer = waitMs < Number.POSITIVE_INFINITY ? this.#environment.after(waitMs, () => this.#flush()) : undefined
    this.#steps.show(steps, onDrawn)
  }
}

function barsFrom(bars: readonly Bar[], firstMs: number): readonly Bar[] {
  const first = bars.findIndex(({ timeMs }) => timeMs >= firstMs)
  return first <= 0 ? bars : bars.slice(first)
}
