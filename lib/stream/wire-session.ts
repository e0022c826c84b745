import type { AckMessage, ErrorMessage, ServerMessage, StatusMessage, SubscribedMessage } from '../protocol/messages.ts'
import { BinaryStreams } from './binary-streams.ts'
import type { JsonCodec, JsonQuoteStreams } from './json-codec.ts'
import { type QuoteTable, streamOf } from './quote-table.ts'
import { StreamMembers } from './stream-members.ts'
import type { TopicChannels } from './topic-channels.ts'

export interface WireSessionParts {
  /** How to read what the server sends; undefined: binary frames. */
  readonly json: JsonCodec | undefined
  readonly table: QuoteTable
  /** Undefined until somebody asks for what they take. */
  readonly topics: () => TopicChannels | undefined
  readonly requestFlush: () => void
  readonly onAnswer: (answer: SubscribedMessage | ErrorMessage) => void
  readonly onStatus: (message: StatusMessage) => void
  readonly onPong: (sentMs: number | undefined, serverTimeMs: number) => void
  readonly onCheck: (equal: boolean) => void
  /** The state of a stream is not to be relied on: the server should hear of it now. */
  readonly onMismatch: () => void
}

/** What one connection brings, taken to where it belongs; and what is to be acknowledged of it. */
export class WireSession {
  /** Rates at which the server merges frames for us because we read too slowly. */
  readonly behind = new Set<number>()
  readonly #parts: WireSessionParts
  readonly #members = new StreamMembers()
  readonly #json: JsonQuoteStreams | undefined
  readonly #binary: BinaryStreams
  readonly #mismatched = new Set<number>()
  #acknowledged = ''

  constructor(parts: WireSessionParts) {
    this.#parts = parts
    const { topics, requestFlush } = parts
    const events = {
      onCheck: (rate: number, equal: boolean) => {
        parts.onCheck(equal)
        if (equal) this.#reclaim(rate)
        else this.#mismatch(rate)
      },
      onLost: (rate: number) => this.#mismatch(rate),
    }
    this.#json = parts.json?.createStreams(parts.table, events)
    this.#binary = new BinaryStreams(parts.table, {
      ...events,
      onQuotes: requestFlush,
      onSnapshot: (rate) => this.#restated(rate),
      topicReader: (symbolOf) => topics()?.frames(symbolOf),
    })
  }

  /** Throws ProtocolError for what a snapshot cannot mend. */
  bytes(buffer: ArrayBuffer): void {
    this.#binary.decode(buffer)
  }

  message(message: ServerMessage): void {
    switch (message.type) {
      case 'subscribed':
        this.#subscribed(message)
        break
      case 'snapshot':
        this.#restated(message.rate)
        this.#json?.snapshot(message)
        this.#parts.requestFlush()
        break
      case 'tick':
        this.#json?.tick(message)
        this.#parts.requestFlush()
        break
      case 'trades':
      case 'bars':
      case 'book':
        if (this.#parts.json !== undefined) this.#parts.topics()?.message(message, this.#parts.json)
        break
      case 'status':
        this.#status(message)
        break
      case 'pong':
        this.#parts.onPong(message.timeMs, message.serverTimeMs)
        break
      case 'error':
        this.#parts.onAnswer(message)
        break
      case 'hello':
      case 'bye':
        break
    }
  }

  refined(row: number, priceRatio: number, sizeRatio: number): void {
    this.#json?.refined(row, priceRatio, sizeRatio)
    this.#binary.refined(row, priceRatio, sizeRatio)
  }

  /** What to tell the server; undefined when it is what it was told last. */
  acknowledgement(): AckMessage | undefined {
    const sequences = (this.#json ?? this.#binary).sequences()
    const mismatched = [...this.#mismatched]
    const message: AckMessage = { type: 'ack', sequences, ...(mismatched.length > 0 && { mismatched }) }
    const text = JSON.stringify(message)
    const nothing = mismatched.length === 0 && Object.keys(sequences).length === 0
    if (nothing || text === this.#acknowledged) return undefined
    this.#acknowledged = text
    return message
  }

  #subscribed(message: SubscribedMessage): void {
    const { table, onAnswer, requestFlush } = this.#parts
    for (const instrument of message.instruments) this.#binary.define(instrument.index, table.define(instrument))
    const oldRate = this.#members.rateOf(message.subscription) ?? message.rate
    const before = this.#members.of(oldRate)
    const rates = this.#members.update(message)
    this.#release(oldRate, before, message.rate)
    for (const rate of rates) {
      const rows = [...this.#members.of(rate)].map((symbol) => table.rowOf(symbol))
      const streams = this.#json ?? this.#binary
      streams.setMembers(rate, rows)
      if (rows.length === 0) {
        this.#mismatched.delete(rate)
        this.behind.delete(rate)
      }
    }
    onAnswer(message)
    requestFlush()
  }

  /** Rows that the stream of a rate no longer has; when the subscription changed its rate, that of the new one has them. */
  #release(rate: number, before: ReadonlySet<string>, newRate: number): void {
    const { table } = this.#parts
    const after = this.#members.of(rate)
    const elsewhere = newRate === rate ? undefined : this.#members.of(newRate)
    for (const symbol of before) {
      if (after.has(symbol)) continue
      table.release(streamOf(rate), table.rowOf(symbol), elsewhere?.has(symbol) === true ? streamOf(newRate) : -1)
      this.#offer(symbol)
    }
  }

  /** Another stream that has the symbol keeps it from here on: while nothing changes it would not say so itself. */
  #offer(symbol: string): void {
    const { table } = this.#parts
    const row = table.rowOf(symbol)
    for (const rate of this.#members.ratesOf(symbol)) {
      if (table.isCurrent(row)) return
      if (!this.#mismatched.has(rate) && (this.#json ?? this.#binary).offer(rate, row)) table.adopt(streamOf(rate), row)
    }
  }

  #status(message: StatusMessage): void {
    if (message.check !== undefined) this.#json?.check(message.check)
    if (message.behind?.behind === true) this.behind.add(message.behind.rate)
    else if (message.behind !== undefined) this.behind.delete(message.behind.rate)
    this.#parts.onStatus(message)
  }

  /** A snapshot: sequences may have begun anew, so that the same number says something else now. */
  #restated(rate: number): void {
    this.#mismatched.delete(rate)
    this.#acknowledged = ''
  }

  /** A stream has just proved that it has what the server has: a row that claims more trades is wrong, and one that nobody keeps is its. */
  #reclaim(rate: number): void {
    const { table, requestFlush } = this.#parts
    const streams = this.#json ?? this.#binary
    let mended = false
    for (const symbol of this.#members.of(rate)) {
      const row = table.rowOf(symbol)
      const source = table.sourceOf(row)
      if (source >= 0 && source !== streamOf(rate)) continue
      const ahead = (table.columns.tradeCount[row] as number) > streams.tradeCountOf(rate, row)
      if (ahead) table.forget(row)
      if ((ahead || source < 0) && streams.offer(rate, row)) mended = true
    }
    // No tick need follow that would show it.
    if (mended) requestFlush()
  }

  #mismatch(rate: number): void {
    if (this.#mismatched.has(rate)) return
    this.#mismatched.add(rate)
    this.#parts.table.distrust(streamOf(rate))
    for (const symbol of this.#members.of(rate)) this.#offer(symbol)
    this.#parts.onMismatch()
  }
}
