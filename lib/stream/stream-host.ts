import type { CancelTimer } from '../market/clock.ts'
import type { WireInstrument } from '../protocol/messages.ts'
import type { HostMessage, PageMessage, TopicPart, Watch } from './bridge-messages.ts'
import { ConnectionTeller } from './connection-teller.ts'
import type { PageEvent, StreamEnvironment } from './environment.ts'
import { FlushWhenDrawn } from './flush-when-drawn.ts'
import { RowPublisher } from './row-publisher.ts'
import { type FallbackSource, StreamEngine } from './stream-engine.ts'
import type { CreateTopics } from './topic-channels.ts'
import type { Release } from './types.ts'

/** The part of the environment that the thread has of its own; whether the page is seen and online, only the page knows. */
export type ThreadEnvironment = Omit<StreamEnvironment, 'frame' | 'hidden' | 'online' | 'listen'>

/** What is not needed for the first prices: at hand, or loaded. */
export interface HostParts {
  readonly fallback: FallbackSource
  readonly topics: CreateTopics | { readonly load: () => Promise<CreateTopics> }
}

export type PostToPage = (message: HostMessage, transfer: Transferable[]) => void

const loadAgainMs = 1_000
const loadAgainMsMax = 30_000

/** The page as it was told of last. */
class ToldPage implements StreamEnvironment {
  hidden = false
  online = true
  readonly now: ThreadEnvironment['now']
  readonly after: ThreadEnvironment['after']
  readonly random: ThreadEnvironment['random']
  readonly openSocket: ThreadEnvironment['openSocket']
  readonly openEvents: ThreadEnvironment['openEvents']
  readonly fetch: ThreadEnvironment['fetch']
  readonly #listeners = new Set<(event: PageEvent) => void>()

  constructor(thread: ThreadEnvironment) {
    this.now = thread.now
    this.after = thread.after
    this.random = thread.random
    this.openSocket = thread.openSocket
    this.openEvents = thread.openEvents
    this.fetch = thread.fetch
  }

  /** Frames are the page's: see FlushWhenDrawn. */
  frame(callback: () => void): CancelTimer {
    return this.after(0, callback)
  }

  listen(listener: (event: PageEvent) => void): Release {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  tell(event: PageEvent, hidden: boolean, online: boolean): void {
    this.hidden = hidden
    this.online = online
    for (const listener of [...this.#listeners]) listener(event)
  }
}

/** The stream of a page in a thread of its own: does what the page says, and tells it what came, a message a frame. */
export class StreamHost {
  readonly #page: ToldPage
  readonly #post: PostToPage
  readonly #parts: HostParts
  readonly #watches = new Map<number, Release>()
  #engine: StreamEngine<RowPublisher> | undefined
  #flusher: FlushWhenDrawn | undefined
  #told: TopicPart[] = []
  #spare: Float64Array<ArrayBuffer> | undefined
  #teller: ConnectionTeller | undefined
  #topics: Promise<void> | undefined

  constructor(thread: ThreadEnvironment, parts: HostParts, post: PostToPage) {
    this.#page = new ToldPage(thread)
    this.#parts = parts
    this.#post = post
  }

  receive(message: PageMessage): void {
    if (message.type === 'start') {
      this.#page.hidden = message.hidden
      this.#page.online = message.online
      this.#engine ??= this.#createEngine(message.url)
      this.#engine.start()
      return
    }
    if (message.type === 'ping') {
      this.#post({ type: 'ready' }, [])
      return
    }
    const engine = this.#engine
    if (engine === undefined) throw new Error(`Cannot do ${message.type}: expected start before it`)
    switch (message.type) {
      case 'close':
        engine.close()
        break
      case 'reconnect':
        engine.reconnect()
        break
      case 'cap':
        engine.setRateCap(message.hz)
        break
      case 'page':
        this.#page.tell(message.event, message.hidden, message.online)
        break
      case 'watch':
        this.#watches.set(message.id, this.#watch(engine, message.id, message.watch))
        break
      case 'release':
        this.#watches.get(message.id)?.()
        this.#watches.delete(message.id)
        break
      case 'listen':
        engine.sink.all = message.all
        for (const [symbol, hz] of message.symbols) engine.sink.listen(symbol, hz)
        this.#flusher?.request()
        break
      case 'drawn':
        this.#spare = message.rows ?? this.#spare
        this.#flusher?.drawn(message.drawn)
        break
      case 'rates':
        this.#post({ type: 'rates', rates: engine.quoteRates() }, [])
    }
  }

  #createEngine(url: string): StreamEngine<RowPublisher> {
    const engine = new StreamEngine(this.#page, { url }, this.#parts.fallback, {
      sink: (table) => new RowPublisher(table),
      flusher: (flush, onFrame) => {
        const isUrgent = (): boolean => this.#engine?.sink.hasNews ?? false
        this.#flusher = new FlushWhenDrawn(this.#page, { flush: () => this.#flush(flush), isUrgent, onFrame })
        return this.#flusher
      },
    })
    const teller = new ConnectionTeller(this.#page, engine.connection.get, (change) =>
      this.#post({ type: 'connection', change }, []),
    )
    this.#teller = teller
    engine.connection.subscribe(() => teller.changed())
    if (typeof this.#parts.topics === 'function') engine.addTopics(this.#parts.topics)
    return engine
  }

  /** Returns whether the page has something to draw. */
  #flush(flush: () => void): boolean {
    flush()
    const { sink } = this.#engine ?? {}
    if (sink === undefined || (sink.isEmpty && this.#told.length === 0)) return false
    this.#teller?.tellNow()
    const taken = sink.take(this.#spare)
    if (taken.rows !== undefined) this.#spare = undefined
    const parts = this.#told
    this.#told = []
    this.#post({ type: 'flush', ...taken, parts }, taken.rows === undefined ? [] : [taken.rows.buffer])
    return true
  }

  #watch(engine: StreamEngine<RowPublisher>, id: number, watch: Watch): Release {
    if (watch.channel === 'quotes') return engine.watchQuotes(watch.symbols, watch.rate)
    if (engine.hasTopics) return this.#watchTopic(engine, id, watch)
    let release: Release | undefined
    let released = false
    const begin = (): void => {
      if (!released) release = this.#watchTopic(engine, id, watch)
    }
    this.#loadTopics(engine, loadAgainMs).then(begin, (error: unknown) => {
      queueMicrotask(() => {
        throw error
      })
    })
    return () => {
      released = true
      release?.()
    }
  }

  /** What it takes to watch trades, bars and books, tried again until it is there: a line may be down for a moment. */
  #loadTopics(engine: StreamEngine<RowPublisher>, pauseMs: number): Promise<void> {
    const { topics } = this.#parts
    if (typeof topics === 'function' || engine.hasTopics) return Promise.resolve()
    this.#topics ??= topics.load().then(
      (create) => {
        if (!engine.hasTopics) engine.addTopics(create)
      },
      (error: unknown) => {
        console.warn('Charts, trades and books could not be loaded, which is tried again:', error)
        this.#topics = undefined
        return new Promise<void>((resolve) => {
          this.#page.after(pauseMs, () => resolve(this.#loadTopics(engine, Math.min(pauseMs * 2, loadAgainMsMax))))
        })
      },
    )
    return this.#topics
  }

  #watchTopic(engine: StreamEngine<RowPublisher>, id: number, watch: Exclude<Watch, { channel: 'quotes' }>): Release {
    const rowOf = (instrument: WireInstrument): number => engine.sink.mention(instrument)
    const tell = (part: TopicPart): void => {
      this.#told.push(part)
    }
    switch (watch.channel) {
      case 'trades':
        return engine.watchTrades(watch.symbol, watch.rate, (trades, missed, instrument) =>
          tell({ channel: 'trades', id, row: rowOf(instrument), trades, missed }),
        )
      case 'bars':
        return engine.watchBars(watch.symbol, watch.interval, watch.limit, {
          onHistory: ({ instrument, bars }) => tell({ channel: 'history', id, row: rowOf(instrument), bars }),
          onUpdate: (changed, { instrument, bars }) =>
            tell({ channel: 'bars', id, row: rowOf(instrument), changed, firstMs: bars[0]?.timeMs ?? 0 }),
        })
      case 'book':
        return engine.watchBook(watch.symbol, watch.rate, ({ instrument, timeMs, bids, asks }) =>
          tell({ channel: 'book', id, row: rowOf(instrument), timeMs, bids, asks }),
        )
    }
  }
}
