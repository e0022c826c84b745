import type { CancelTimer, Clock } from '../../../lib/market/clock.ts'
import type { Feed, FeedSink, FeedState } from '../../../lib/market/feed.ts'
import type { HistorySource } from '../../../lib/market/history-source.ts'
import type { Origin } from '../../../lib/market/instrument.ts'
import { lostBook } from '../book-levels.ts'
import { type IngestInstrument, InstrumentTable } from '../instrument-table.ts'
import type { VenueMapper, VenueNotice } from '../mapper.ts'
import { type Problem, Problems } from '../problems.ts'
import { Backfill, type BackfillListener } from './backfill.ts'
import { Backoff } from './backoff.ts'
import { clockOffset, measureClockOffset } from './clock-offset.ts'
import type { VenueProtocol, VenueRequest } from './protocol.ts'
import { SilenceWatch } from './silence.ts'
import { Standings } from './standings.ts'
import { UsSession } from './us-session.ts'
import { VenueSocket } from './venue-socket.ts'
import { wantedInstruments } from './wanted-instruments.ts'

export interface VenueFeedOptions {
  readonly protocol: VenueProtocol
  /** SYMBOLS: ours, of all venues; those of this one are taken. Empty: the venue's default list. */
  readonly symbols: readonly string[]
  readonly clock: Clock
  readonly onState: (state: FeedState) => void
  readonly onProblem: (problem: Problem) => void
  /** What of the past is not whole, and will not be by this feed's own doing. */
  readonly onLost?: BackfillListener['onLost']
  /** What of it is not whole for the present. */
  readonly onAwaited?: BackfillListener['onAwaited']
  /** For a recorder: every message as received, with the number of its connection. */
  readonly onRaw?: (raw: string, receivedTimeMs: number, connection: number) => void
  /** Spreads reconnects. */
  readonly random?: () => number
}

const lookEveryMs = 1_000
const reconnectCapMs = 30_000
/** Both connections carry the stream for so long when one replaces the other. */
const overlapMs = 3_000
const bookRenewalGapMs = 5_000

/**
 * A live venue: connects, subscribes, and keeps at it. Whatever the venue does becomes the status of its instruments, the
 * state of the feed, or a counted problem. Rejects from `start` only when it never can work: none of the symbols exists here.
 */
export class VenueFeed implements Feed {
  readonly name: string
  readonly venue: string
  readonly origin: Origin
  readonly history: HistorySource | undefined
  /** Venue clock minus ours as last measured; undefined until then. */
  clockOffsetMs: number | undefined
  readonly #protocol: VenueProtocol
  readonly #options: VenueFeedOptions
  readonly #problems: Problems
  readonly #backoff: Backoff
  readonly #silence: SilenceWatch
  readonly #backfill: Backfill
  readonly #session = new UsSession()
  readonly #stopping = new AbortController()
  readonly #halted = new Set<IngestInstrument>()
  /** Whose stream has a gap that may yet close by itself. */
  readonly #torn = new Set<IngestInstrument>()
  readonly #bookRenewedAtMs = new Map<IngestInstrument, number>()
  #sink: FeedSink | undefined
  #table: InstrumentTable | undefined
  #mapper: VenueMapper | undefined
  #standings: Standings | undefined
  #current: VenueSocket | undefined
  /** Replaces `current` when it carries the stream. */
  #next: VenueSocket | undefined
  #heardMs: number | undefined
  #attemptedAtMs = Number.NEGATIVE_INFINITY
  /** When a request was sent whose answer is awaited to compare clocks. */
  #askedAtMs = Number.NaN
  #timers: { connect?: CancelTimer; look?: CancelTimer; life?: CancelTimer; overlap?: CancelTimer } = {}
  #state: FeedState['state'] = 'connecting'
  #failed = false
  #authenticated = false
  #connections = 0

  constructor(options: VenueFeedOptions) {
    const { protocol, clock } = options
    this.#options = options
    this.#protocol = protocol
    this.name = protocol.name
    this.venue = protocol.venue
    this.origin = protocol.origin
    this.history = protocol.history
    this.#problems = new Problems(protocol.name, () => clock.now(), options.onProblem)
    this.#backoff = new Backoff(protocol.limits.connectGapMs, reconnectCapMs, options.random ?? Math.random)
    this.#silence = new SilenceWatch(protocol.limits.instrumentSilence)
    this.#backfill = new Backfill(protocol, clock, this.#problems, {
      onMissed: (instrument) => this.#missed(instrument),
      onLost: (lost) => options.onLost?.(lost),
      onAwaited: (awaited) => options.onAwaited?.(awaited),
    })
  }

  get heardMs(): number | undefined {
    return this.#current?.heardAtMs ?? this.#heardMs
  }

  async start(sink: FeedSink): Promise<void> {
    this.#say('connecting', 'asking for the list of instruments')
    const listed = await wantedInstruments(this.#protocol, this.#options.symbols, this.#problems, this.#stopping.signal)
    const bySymbol = new Map(listed.map((entry) => [entry.venueSymbol, entry.definition]))
    const table = new InstrumentTable(sink, (venueSymbol) => bySymbol.get(venueSymbol), this.#problems)
    this.#sink = sink
    this.#table = table
    for (const { venueSymbol, halted } of listed) {
      const instrument = table.get(venueSymbol)
      if (instrument !== undefined && halted) this.#halt(instrument)
    }
    this.#mapper = this.#protocol.createMapper({
      sink,
      table,
      problems: this.#problems,
      notice: (notice) => this.#noticed(notice),
      heard: (instrument, kind) => this.#heard(instrument, kind),
    })
    const { clock } = this.#options
    this.#standings = new Standings({
      protocol: this.#protocol,
      sink,
      table,
      problems: this.#problems,
      clock,
      signal: this.#stopping.signal,
    })
    this.#connect()
    this.#look()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#backfill.stop()
    for (const cancel of Object.values(this.#timers)) cancel()
    this.#next?.close()
    this.#current?.close()
  }

  #connect(): void {
    const { clock } = this.#options
    this.#attemptedAtMs = clock.now()
    this.#authenticated = false
    this.#current = this.#open()
    const { connectionLifeMs } = this.#protocol.limits
    this.#timers.life?.()
    if (Number.isFinite(connectionLifeMs))
      this.#timers.life = clock.after(connectionLifeMs, () => this.#replace('before its time is up'))
  }

  #open(): VenueSocket {
    const { limits, url, ping, authenticate } = this.#protocol
    const { onRaw } = this.#options
    const connection = this.#connections++
    const socket: VenueSocket = new VenueSocket({
      url,
      clock: this.#options.clock,
      requestGapMs: limits.requestGapMs,
      silenceMs: limits.connectionSilenceMs,
      ping,
      onOpen: () => {
        if (authenticate === undefined) this.#subscribe(socket)
      },
      onMessage: (raw, receivedTimeMs) => {
        onRaw?.(raw, receivedTimeMs, connection)
        this.#mapper?.message(raw, receivedTimeMs)
      },
      onClose: (reason, httpStatus) => this.#closed(socket, reason, httpStatus),
    })
    return socket
  }

  #subscribe(socket: VenueSocket): void {
    const instruments = this.#table?.all() ?? []
    const now = this.#options.clock.now()
    for (const instrument of instruments) this.#silence.expect(instrument, now)
    send(socket, this.#protocol.subscribe(instruments.map(({ venueSymbol }) => venueSymbol)))
    // The first request goes out at once; its answer may tell the venue's time.
    this.#askedAtMs = now
    if (socket !== this.#current) return
    void this.#measureClock()
    void this.#standings?.ask(instruments)
    const trades = this.#mapper?.trades
    if (trades !== undefined) for (const instrument of instruments) void this.#backfill.resume(instrument, trades)
  }

  /** Makes a new connection beside the old one, which goes on until the new one carries the stream. */
  #replace(why: string): void {
    const { clock } = this.#options
    if (this.#next !== undefined || this.#current === undefined || this.#stopping.signal.aborted) return
    const waitMs = this.#attemptedAtMs + this.#protocol.limits.connectGapMs - clock.now()
    if (waitMs > 0) {
      this.#timers.life = clock.after(waitMs, () => this.#replace(why))
      return
    }
    this.#attemptedAtMs = clock.now()
    this.#problems.add('connection_replaced', () => `Making a new connection ${why}`)
    this.#next = this.#open()
    this.#timers.overlap = clock.after(overlapMs, () => this.#switch())
  }

  #switch(): void {
    const old = this.#current
    if (this.#next === undefined) return
    this.#current = this.#next
    this.#next = undefined
    old?.close()
    const { connectionLifeMs } = this.#protocol.limits
    this.#timers.life?.()
    if (Number.isFinite(connectionLifeMs))
      this.#timers.life = this.#options.clock.after(connectionLifeMs, () => this.#replace('before its time is up'))
  }

  #closed(socket: VenueSocket, reason: string, httpStatus: number | undefined): void {
    if (this.#stopping.signal.aborted) return
    if ((httpStatus === 401 || httpStatus === 403) && this.#protocol.keyVariables !== undefined) this.#fail(reason)
    if (socket === this.#next) {
      this.#next = undefined
      this.#timers.overlap?.()
      if (this.#current !== undefined)
        this.#timers.life = this.#options.clock.after(this.#backoff.next(), () =>
          this.#replace(`since the last failed: ${reason}`),
        )
      return
    }
    if (socket !== this.#current) return
    this.#heardMs = socket.heardAtMs
    this.#current = undefined
    if (this.#next !== undefined) {
      this.#timers.overlap?.()
      this.#switch()
      return
    }
    this.#lost(reason)
  }

  #lost(reason: string): void {
    const { clock } = this.#options
    this.#timers.life?.()
    this.#mapper?.reset()
    this.#silence.forgetAll()
    this.#torn.clear()
    this.#sink?.disconnected(this.venue, reason)
    if (this.#failed) return
    const waitMs = Math.max(this.#backoff.next(), this.#attemptedAtMs + this.#protocol.limits.connectGapMs - clock.now())
    this.#say('reconnecting', reason)
    this.#timers.connect = clock.after(waitMs, () => this.#connect())
  }

  #noticed(notice: VenueNotice): void {
    const { authenticate } = this.#protocol
    switch (notice.type) {
      case 'greeting':
        if (authenticate !== undefined) (this.#next ?? this.#current)?.request(authenticate())
        break
      case 'authenticated':
        this.#authenticated = true
        if (this.#next ?? this.#current) this.#subscribe((this.#next ?? this.#current) as VenueSocket)
        break
      case 'acknowledged':
        if (notice.venueTimeMs !== undefined) this.#answered(notice.venueTimeMs)
        this.#works()
        break
      case 'heartbeat':
      case 'pong':
        this.#works()
        break
      case 'refused':
        this.#refused(notice.message, notice.final)
        break
      case 'shutdown':
        this.#replace('since the venue announced a shutdown')
        break
      case 'maintenance':
        this.#say(this.#state, notice.message)
        break
      case 'gap':
        if (notice.inStream) this.#torn.add(notice.instrument)
        if (this.#mapper?.trades !== undefined) this.#backfill.request(notice.instrument, this.#mapper.trades)
        break
      case 'bookBroken':
        this.#bookBroken(notice.instrument, notice.reason)
        break
    }
  }

  #answered(venueTimeMs: number): void {
    if (Number.isNaN(this.#askedAtMs)) return
    const { venue } = this.#protocol
    this.clockOffsetMs = clockOffset(venue, venueTimeMs, this.#askedAtMs, this.#options.clock.now(), this.#problems)
    this.#askedAtMs = Number.NaN
  }

  #refused(message: string, final: boolean): void {
    if (final) {
      this.#fail(message)
      this.#current?.close()
      return
    }
    this.#problems.add('refused', () => `${this.name} refused a request: ${message}`)
    if (this.#protocol.authenticate !== undefined && !this.#authenticated) {
      // Nothing will come over a connection that was not let in; the next one may be.
      this.#current?.close(`refused: ${message}`)
    } else if (this.#state !== 'connected') this.#say(this.#state, `refused: ${message}`)
  }

  /** No further attempt would end otherwise. */
  #fail(message: string): void {
    const { keyVariables } = this.#protocol
    this.#failed = true
    this.#say('failed', `Cannot use ${this.name}: ${message}${keyVariables === undefined ? '' : `; check ${keyVariables}`}`)
  }

  #missed(instrument: IngestInstrument): void {
    if (!this.#torn.delete(instrument) || this.#protocol.booksNeedEveryChange !== true) return
    this.#sink?.book(instrument.id, lostBook(0, this.#options.clock.now()))
    this.#bookBroken(instrument, 'messages of the stream are missing')
  }

  #bookBroken(instrument: IngestInstrument, reason: string): void {
    this.#problems.add('book_broken', () => `Order book of ${instrument.venueSymbol} is void: ${reason}`)
    const now = this.#options.clock.now()
    if (now - (this.#bookRenewedAtMs.get(instrument) ?? Number.NEGATIVE_INFINITY) < bookRenewalGapMs) return
    this.#bookRenewedAtMs.set(instrument, now)
    this.#renew([instrument])
  }

  #renew(instruments: readonly IngestInstrument[]): void {
    const symbols = instruments.map(({ venueSymbol }) => venueSymbol)
    if (symbols.length === 0 || this.#current === undefined) return
    send(this.#current, this.#protocol.unsubscribe(symbols))
    send(this.#current, this.#protocol.subscribe(symbols))
  }

  #heard(instrument: IngestInstrument, kind: string): void {
    if (kind === 'quote') this.#standings?.quoted(instrument)
    this.#silence.heard(instrument, this.#options.clock.now())
    if (this.#halted.delete(instrument)) this.#sink?.status(instrument.id, 'live', '')
    this.#works()
  }

  #works(): void {
    if (this.#state === 'connected' || this.#failed) return
    this.#backoff.succeeded()
    this.#say('connected', '')
  }

  #halt(instrument: IngestInstrument): void {
    this.#halted.add(instrument)
    this.#sink?.status(instrument.id, 'halted', 'not trading at the venue')
  }

  #look(): void {
    if (this.#sink !== undefined) this.#session.follow(this.#options.clock.now(), this.#table?.all() ?? [], this.#sink)
    const { stale, renew } = this.#silence.look(this.#options.clock.now())
    for (const { instrument, silentMs } of stale) {
      if (!this.#halted.has(instrument) && !this.#session.isClosed(instrument))
        this.#sink?.status(instrument.id, 'stale', `silent for ${Math.round(silentMs / 1000)} s`)
    }
    this.#renew(renew)
    this.#timers.look = this.#options.clock.after(lookEveryMs, () => this.#look())
  }

  async #measureClock(): Promise<void> {
    const { signal } = this.#stopping
    this.clockOffsetMs = await measureClockOffset(this.#protocol, this.#options.clock, this.#problems, signal)
  }

  #say(state: FeedState['state'], reason: string): void {
    const { clock, onState } = this.#options
    this.#state = state
    onState({ feed: this.name, venue: this.venue, origin: this.origin, state, reason, sinceMs: clock.now() })
  }
}

function send(socket: VenueSocket, requests: readonly VenueRequest[]): void {
  for (const { text } of requests) socket.request(text)
}
