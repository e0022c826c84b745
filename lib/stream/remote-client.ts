import type { Bar, Interval } from '../market/bar.ts'
import type { CancelTimer } from '../market/clock.ts'
import type { FlushMessage, HostMessage, PageMessage, TopicPart, Watch } from './bridge-messages.ts'
import { ConnectionStatus } from './connection-status.ts'
import type { StreamEnvironment } from './environment.ts'
import { Interest } from './interest.ts'
import { withBars } from './merge-bars.ts'
import { MirroredRows } from './mirrored-rows.ts'
import { TableQuoteStore } from './quote-store.ts'
import { callSafely } from './signal.ts'
import type { OnTrades } from './trade-channel.ts'
import type { BarSeries, BarsListener, Book, QuoteRate, QuoteStore, Release, StreamClient } from './types.ts'

/** The thread that receives the stream. */
export interface HostPort {
  post(message: PageMessage, transfer: Transferable[]): void
}

export type OpenHost = (onMessage: (message: HostMessage) => void) => HostPort

/** What the page knows itself. */
export type PageEnvironment = Pick<StreamEnvironment, 'now' | 'after' | 'frame' | 'hidden' | 'online' | 'listen'>

/** A window that is covered draws no frames and is not hidden: it counts as drawn then. */
const drawnWithinMs = 500

/** The page's side of a stream that another thread receives (stream-host.ts). Nothing happens before `start`. */
export class RemoteStreamClient implements StreamClient {
  readonly quotes: QuoteStore
  readonly connection: StreamClient['connection']
  readonly #environment: PageEnvironment
  readonly #url: string
  readonly #open: OpenHost
  readonly #rows = new MirroredRows()
  readonly #store = new TableQuoteStore(this.#rows, true)
  readonly #status = new ConnectionStatus()
  readonly #watches = new Map<number, (part: TopicPart) => void>()
  readonly #interest = new Interest((all, symbols) => this.#post({ type: 'listen', all, symbols }))
  #host: HostPort | undefined
  #lastId = 0
  #rates: readonly QuoteRate[] = []
  #stopListening: Release | undefined
  #paceTimer: CancelTimer | undefined
  #stopDrawing: Release | undefined
  #early: PageMessage[] = []

  constructor(environment: PageEnvironment, url: string, open: OpenHost) {
    this.#environment = environment
    this.#url = url
    this.#open = open
    this.quotes = this.#createStore()
    this.connection = { get: () => this.#status.get(), subscribe: (listener) => this.#status.subscribe(listener) }
  }

  start(): void {
    if (this.#stopListening !== undefined) return
    const { hidden, online } = this.#environment
    this.#stopListening = this.#environment.listen((event) => {
      const now = this.#environment
      this.#post({ type: 'page', event, hidden: now.hidden, online: now.online })
      if (now.hidden) this.#drawn()
    })
    this.#host ??= this.#open((message) => this.#receive(message))
    this.#host.post({ type: 'start', url: this.#url, hidden, online }, [])
    // Watched before it began.
    for (const message of this.#early) this.#host.post(message, [])
    this.#early = []
  }

  close(): void {
    this.#stopListening?.()
    this.#stopListening = undefined
    this.#paceTimer?.()
    this.#paceTimer = undefined
    this.#drawn()
    if (this.#host !== undefined) this.#post({ type: 'close' })
  }

  reconnect(): void {
    this.#post({ type: 'reconnect' })
  }

  setRateCap(hz: number | undefined): void {
    this.#post({ type: 'cap', hz })
  }

  quoteRates(): readonly QuoteRate[] {
    this.#post({ type: 'rates' })
    return this.#rates
  }

  watchQuotes(symbols: readonly string[], rate: number): Release {
    return this.#watch({ channel: 'quotes', symbols: [...symbols], rate }, () => undefined)
  }

  watchTrades(symbol: string, rate: number, onTrades: OnTrades): Release {
    return this.#watch({ channel: 'trades', symbol, rate }, (part) => {
      if (part.channel === 'trades') onTrades(part.trades, part.missed, this.#rows.instrumentOf(part.row))
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
    this.#watches.set(id, take)
    this.#post({ type: 'watch', id, watch })
    return () => {
      if (this.#watches.delete(id)) this.#post({ type: 'release', id })
    }
  }

  #post(message: PageMessage, transfer: Transferable[] = []): void {
    if (this.#host === undefined) this.#early.push(message)
    else this.#host.post(message, transfer)
  }

  #receive(message: HostMessage): void {
    switch (message.type) {
      case 'ready':
        break
      case 'connection':
        this.#status.set(message.change)
        break
      case 'rates':
        this.#rates = message.rates
        break
      case 'flush':
        this.#show(message)
    }
  }

  /** Written into the page at once and not with its next frame: what the library of the chart draws then is of the same frame. */
  #show(message: FlushMessage): void {
    this.#awaitDrawn(message.rows)
    this.#rows.take(message)
    this.#flush()
    for (const part of message.parts) {
      const take = this.#watches.get(part.id)
      if (take !== undefined) callSafely(take, part)
    }
  }

  #flush(): void {
    // Its rows were held back at their pace before they came here.
    const waitMs = this.#store.flush(this.#environment.now(), true)
    if (waitMs === Number.POSITIVE_INFINITY || this.#paceTimer !== undefined) return
    this.#paceTimer = this.#environment.after(waitMs, () => {
      this.#paceTimer = undefined
      this.#flush()
    })
  }

  #awaitDrawn(rows: Float64Array<ArrayBuffer> | undefined): void {
    const say = (): void => {
      cancelFrame()
      cancelTimer()
      this.#stopDrawing = undefined
      this.#post({ type: 'drawn', rows }, rows === undefined ? [] : [rows.buffer])
    }
    const cancelFrame = this.#environment.frame(say)
    const cancelTimer = this.#environment.after(this.#environment.hidden ? 0 : drawnWithinMs, say)
    this.#stopDrawing = say
  }

  /** No frame will come, or nobody waits for it. */
  #drawn(): void {
    this.#stopDrawing?.()
  }
}

function barsFrom(bars: readonly Bar[], firstMs: number): readonly Bar[] {
  const first = bars.findIndex(({ timeMs }) => timeMs >= firstMs)
  return first <= 0 ? bars : bars.slice(first)
}
