import { PageStreamClient } from '../../lib/stream/client.ts'
import type { SocketLike } from '../../lib/stream/environment.ts'
import type { RemoteStreamClient } from '../../lib/stream/remote-client.ts'
import type { Book, Release } from '../../lib/stream/types.ts'
import type { PipeQuality } from './byte-pipe.ts'
import { type Had, MissedChecks } from './missed-checks.ts'
import { PageListeners } from './page-listeners.ts'
import type { ModelEpoch } from './plain-model.ts'
import { QuoteChecks } from './quote-checks.ts'
import type { Random } from './random.ts'
import { SimulatedPage } from './simulated-page.ts'
import type { SimulatedServer } from './simulated-server.ts'
import { SimulatedSocket } from './simulated-socket.ts'
import { ThreadedPage } from './threaded-page.ts'
import { BarWatch, TradeWatch } from './topic-checks.ts'
import type { Violations } from './violations.ts'
import type { VirtualClock } from './virtual-clock.ts'
import { WireTap } from './wire-tap.ts'
import { checkWrite } from './write-checks.ts'

interface Watch<State> {
  readonly state: State
  readonly release: Release
}

interface QuoteWatch {
  readonly symbols: readonly string[]
}

interface BookWatch {
  readonly symbol: string
  book: Book | undefined
}

export interface ViewerParts {
  readonly name: string
  readonly clock: VirtualClock
  readonly random: Random
  readonly violations: Violations
  readonly encoding: 'binary' | 'json'
  /** The stream is received in a thread of its own, as in a browser. */
  readonly threaded: boolean
  /** Nobody on the page listens to everything: rows come at the pace of who does. Only where threaded. */
  readonly paced: boolean
  readonly kernelBytesMax: number
  /** Of the world. */
  readonly symbolCount: () => number
  readonly keepsTrades: boolean
  /** Told of every message of the page and to it. */
  readonly trace: (text: string) => void
  /** The server, when there is one. */
  readonly server: () => SimulatedServer | undefined
}

/** The usual window of a TCP connection. */
const receivedBytesMax = 65_536
/** A frame has room for 24 rows at least; the heaviest that does not fit into what is left of it is 16. */
const frameWeightMin = 8
const frameMs = 1_000 / 60
/** A page that is slow to draw is told less often, but not less often than this. */
const slowPageMs = 400

/** One page with the real client, what it watches, and its connections. */
export class Viewer {
  readonly name: string
  readonly page: SimulatedPage
  readonly client: PageStreamClient | RemoteStreamClient
  readonly checks: QuoteChecks
  /** Of a page whose rows come at the pace of who listens. */
  readonly listeners: PageListeners | undefined
  readonly missed = new MissedChecks()
  readonly quality: PipeQuality
  quotes: Watch<QuoteWatch>[] = []
  trades: Watch<TradeWatch>[] = []
  bars: Watch<BarWatch>[] = []
  books: Watch<BookWatch>[] = []
  /** The latest connection, and the tap on it. */
  socket: SimulatedSocket | undefined
  tap: WireTap | undefined
  /** Bytes of this many of the next quote messages are changed on the way. */
  corruptNext = 0
  corrupted = 0
  checksFailedBefore = 0
  readonly #parts: ViewerParts
  readonly #thread: ThreadedPage | undefined
  #tapBefore: WireTap | undefined
  /** By symbol, the most trades that any connection to this life of the server has told of. */
  readonly #told = { model: undefined as ModelEpoch | undefined, counts: new Map<string, number>() }
  readonly #sockets: SimulatedSocket[] = []

  constructor(parts: ViewerParts) {
    const { name, clock, random, violations, encoding, threaded, paced } = parts
    this.#parts = parts
    this.name = name
    this.quality = { latencyMs: random.between(0, 80), bytesPerMs: Number.POSITIVE_INFINITY }
    this.page = new SimulatedPage(clock, { openSocket: (protocols) => this.#open(protocols) }, random.fork())
    this.checks = new QuoteChecks(name, violations)
    const url = 'ws://simulated/stream'
    const { checks } = this
    const thread = threaded ? new ThreadedPage(this.page, clock, url, random.fork(), () => this.#shown()) : undefined
    this.#thread = thread
    this.client = thread?.client ?? new PageStreamClient(this.page, { url, encoding })
    const { quotes } = this.client
    if (paced) {
      const newsWithinMs = () => this.newsWithinMs
      const untold = () => thread?.isBehind('listen') === true
      this.listeners = new PageListeners({ name, quotes, checks, violations, now: () => clock.nowMs, newsWithinMs, untold })
      // A connection may have been there for a moment only.
      this.client.connection.subscribe(() => this.checkFreshness())
    } else {
      quotes.subscribeAll((symbols) => {
        for (const symbol of symbols) {
          const quote = quotes.get(symbol)
          if (quote !== undefined) checks.published(quote)
        }
      })
    }
    this.client.start()
  }

  watchQuotes(symbols: readonly string[], rate: number): void {
    this.quotes.push({ state: { symbols }, release: this.client.watchQuotes(symbols, rate) })
  }

  /** One of those who watch quotes leaves. */
  unwatchQuotes(random: Random): void {
    if (this.quotes.length === 0) return
    const gone = random.pick(this.quotes)
    this.quotes = this.quotes.filter((other) => other !== gone)
    const watched = this.watched()
    this.checks.unwatched(gone.state.symbols.filter((symbol) => !watched.has(symbol)))
    gone.release()
  }

  watchTrades(symbol: string, rate: number): void {
    const wrong = (text: string) => {
      if (!this.checks.blind) this.#parts.violations.report('P1', `${this.name}: ${text}`)
    }
    const state = new TradeWatch(symbol, this.checks.epochs, wrong)
    this.trades.push({ state, release: this.client.watchTrades(symbol, rate, state.onTrades) })
  }

  watchBars(symbol: string, interval: '1s' | '1m', limit: number): void {
    const state = new BarWatch(symbol, interval, this.checks.epochs)
    this.bars.push({ state, release: this.client.watchBars(symbol, interval, limit, state.listener) })
  }

  watchBook(symbol: string, rate: number): void {
    const state: BookWatch = { symbol, book: undefined }
    const release = this.client.watchBook(symbol, rate, (book) => {
      state.book = book
    })
    this.books.push({ state, release })
  }

  /** Symbols of which somebody on the page wants quotes. */
  watched(): Set<string> {
    return new Set(this.quotes.flatMap(({ state }) => state.symbols))
  }

  /** By when no pace and no slow page holds back what is told: what is being drawn is drawn before it. */
  get newsWithinMs(): number {
    return 2 * this.#drawingMs
  }

  /** By when a page that is slow to draw is told the rest. */
  get slowMs(): number {
    return this.#drawingMs === 0 ? 0 : slowPageMs + this.newsWithinMs
  }

  /** See PageListeners. */
  checkFreshness(): void {
    const { state } = this.client.connection.get()
    const down = state !== 'live' && state !== 'behind'
    this.listeners?.checkFreshness(down, !this.page.hidden && !this.page.frozen && !this.checks.blind)
  }

  get freezing(): boolean {
    return this.page.frozen
  }

  /** The page does nothing for a while: no timers, no reading. */
  freeze(): void {
    this.page.frozen = true
    for (const socket of this.#sockets) socket.read(true)
  }

  thaw(): void {
    if (!this.page.frozen) return
    this.page.thaw()
    for (const socket of this.#sockets) socket.read(false)
  }

  leave(): void {
    this.client.close()
    for (const socket of this.#sockets) socket.stall(false)
  }

  /** A page that was told something. */
  #shown(): void {
    this.listeners?.shown(this.checks.epochs[0]?.instruments.keys() ?? [])
  }

  #open(protocols: readonly string[]): SocketLike {
    const { clock, kernelBytesMax } = this.#parts
    const sizes = { kernelBytesMax, receivedBytesMax }
    const socket = new SimulatedSocket(clock, protocols, this.quality, sizes)
    socket.read(this.page.frozen)
    this.#sockets.push(socket)
    if (this.#sockets.length > 4) this.#sockets.shift()
    this.socket = socket
    this.#rememberReceived()
    this.tap = undefined
    socket.onOpened = () => this.#opened(socket)
    socket.onMessage = (data) => this.#received(socket, data)
    socket.onSent = (text) => {
      this.#parts.trace(`-> ${text}`)
      if (socket === this.socket) this.tap?.sent(text, (symbol) => this.checks.trusts(symbol))
    }
    socket.connect(this.page.online ? this.#parts.server() : undefined)
    return socket.page
  }

  #opened(socket: SimulatedSocket): void {
    const { server, session, transport } = socket
    const { violations, clock } = this.#parts
    const found = this.#parts.server()
    if (session === undefined || server === undefined || found === undefined || server !== found) return
    const { model } = found
    this.checks.connected(model)
    this.tap = new WireTap({
      name: this.name,
      model,
      violations,
      now: () => clock.nowMs,
      keepsTrades: this.#parts.keepsTrades,
      onFirstState: (symbol, count) => {
        const { model: of, counts } = this.#told
        this.checks.firstState(model, symbol, count, of === model ? counts.get(symbol) : undefined)
        this.missed.firstState(symbol, count)
      },
    })
    const bytesMax = found.broadcaster.options.bufferedBytesMax
    transport.onWrite = (frames) => checkWrite(this.name, session, transport, frames, bytesMax, violations)
  }

  /** A page that another thread brings its quotes may not have published the last of them. */
  #rememberReceived(): void {
    const model = this.tap?.model
    if (this.tap === undefined || model === undefined) return
    if (this.#told.model !== model) this.#told.counts.clear()
    this.#told.model = model
    for (const symbol of model.instruments.keys()) {
      const known = this.#told.counts.get(symbol) ?? 0
      this.#told.counts.set(symbol, Math.max(known, this.tap.countOf(symbol)))
    }
  }

  /** To draw all that it can be told at once, beyond a first frame of no time. */
  get #drawingMs(): number {
    if (this.#thread === undefined) return 0
    const weight = this.#parts.symbolCount() + this.bars.length * 32 + (this.trades.length + this.books.length) * 8
    const frames = Math.ceil(weight / frameWeightMin)
    return frames * this.#thread.drawMs + (frames - 1) * frameMs
  }

  #greeted(): void {
    const [epoch] = this.checks.epochs
    if (epoch === undefined) return
    // A page that does not paint may have more than it has published; what it watches since a moment ago the other thread may not know.
    const telling = !this.page.hidden && !this.page.frozen && !this.checks.blind && this.#thread?.isBehind('watch') !== true
    this.missed.begin(epoch, telling ? this.#had(epoch) : undefined)
    this.#tapBefore = this.tap
  }

  #had(epoch: ModelEpoch): Map<string, Had> {
    const counts = new Map<string, Had>()
    for (const symbol of this.watched()) {
      const published = this.checks.countOf(epoch, symbol)
      if (published !== undefined) counts.set(symbol, { published, received: this.#tapBefore?.countOf(symbol) ?? 0 })
    }
    return counts
  }

  #received(socket: SimulatedSocket, data: string | ArrayBuffer): string | ArrayBuffer {
    if (socket !== this.socket) return data
    if (typeof data === 'string' && data.startsWith('{"type":"hello"')) this.#greeted()
    this.#parts.trace(`<- ${typeof data === 'string' ? data : `${Buffer.from(data).toString('hex')}`}`)
    if (this.corruptNext > 0 && isQuotes(data)) {
      this.corruptNext -= 1
      this.corrupted += 1
      this.checks.blind = true
      if (this.tap !== undefined) this.tap.ended = true
      return corrupt(data, this.#parts.random)
    }
    this.tap?.message(data)
    return data
  }
}

/** Only what the state check covers: nothing else has a check of its own. */
function isQuotes(data: string | ArrayBuffer): boolean {
  if (typeof data === 'string') return data.startsWith('{"type":"tick"')
  const header = new Uint8Array(data)[0] ?? 0
  return header >>> 5 < 7 && ((header >>> 3) & 3) < 2
}

function corrupt(data: string | ArrayBuffer, random: Random): string | ArrayBuffer {
  if (typeof data === 'string') {
    const digits = [...data.matchAll(/"(?:last|bid|ask|bidSize|askSize|volume|dayVolume)":"[^"]*?(\d)/g)]
    if (digits.length === 0) return data.replace(/"sequence":(\d+)/, (_, digit: string) => `"sequence":${Number(digit) + 1}`)
    const match = random.pick(digits)
    const at = match.index + match[0].length - 1
    const digit = (Number(data[at]) + random.between(1, 9)) % 10
    return `${data.slice(0, at)}${digit}${data.slice(at + 1)}`
  }
  const bytes = new Uint8Array(data.slice(0))
  const at = random.below(bytes.length)
  bytes[at] = (bytes[at] as number) ^ (1 << random.below(8))
  return bytes.buffer
}
