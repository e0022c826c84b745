import { scaleRow } from '../market/refine-row.ts'
import { StreamDecoder } from '../protocol/decoder.ts'
import type { DecoderStream } from '../protocol/decoder-stream.ts'
import { type TierHz, tiersHz } from '../protocol/messages.ts'
import { ProtocolError } from '../protocol/protocol-error.ts'
import { resetModelRow } from '../protocol/record-model.ts'
import type { TopicReader } from '../protocol/topic-frames.ts'
import type { QuoteStreamEvents, QuoteStreams } from './quote-streams.ts'
import type { QuoteTable } from './quote-table.ts'

export interface BinaryEvents extends QuoteStreamEvents {
  onSnapshot(rate: number): void
  /** Quotes have changed. */
  onQuotes(): void
  /** Of frames that are not of quotes; undefined when nobody has asked for any. */
  topicReader(symbolOf: (index: number) => string | undefined): TopicReader | undefined
}

const tierOfOtherFrames = 7

/** `ticklane.v1.bin`. Frames name instruments by index: `rowOfIndex` leads from there to the table. */
export class BinaryStreams implements QuoteStreams {
  readonly #table: QuoteTable
  readonly #events: BinaryEvents
  readonly #decoder: StreamDecoder
  #topicReader: TopicReader | undefined
  /** By the server's instrument index: the row in the table; -1: none. */
  #rowOfIndex = new Int32Array(256).fill(-1)

  constructor(table: QuoteTable, events: BinaryEvents) {
    this.#table = table
    this.#events = events
    this.#decoder = new StreamDecoder(
      {
        onTick: (stream) => {
          const { changedRows, changedCount, columns } = stream
          // A tick has no time of the venue's; that of the snapshot is over.
          for (let at = 0; at < changedCount; at++) columns.venueTimeMs[changedRows[at] as number] = 0
          this.#take(stream)
        },
        onSnapshot: (stream) => {
          events.onSnapshot(tiersHz[stream.tier] as number)
          this.#take(stream)
        },
        onCheck: (stream, equal) => events.onCheck(tiersHz[stream.tier] as number, equal),
        onLost: (stream) => events.onLost(tiersHz[stream.tier] as number),
      },
      { read: (reader, kind, tier) => this.#topics().read(reader, kind, tier) },
    )
  }

  /** The server's number of an instrument. */
  define(index: number, row: number): void {
    if (index >= this.#rowOfIndex.length) {
      const grown = new Int32Array(index * 2).fill(-1)
      grown.set(this.#rowOfIndex)
      this.#rowOfIndex = grown
    }
    this.#rowOfIndex[index] = row
  }

  setMembers(rate: number, rows: readonly number[]): void {
    const indexes: number[] = []
    for (const row of rows) {
      const index = this.#table.instruments[row]?.instrument.index
      if (index !== undefined) indexes.push(index)
    }
    this.#decoder.setMembers(tiersHz.indexOf(rate as TierHz), indexes)
  }

  tradeCountOf(rate: number, row: number): number {
    const stream = this.#decoder.stream(tiersHz.indexOf(rate as TierHz))
    const own = stream?.rowOf(this.#table.instruments[row]?.instrument.index ?? -1) ?? -1
    return stream === undefined || own < 0 || stream.known[own] === 0 ? Number.NaN : (stream.columns.tradeCount[own] as number)
  }

  offer(rate: number, row: number): boolean {
    const stream = this.#decoder.stream(tiersHz.indexOf(rate as TierHz))
    const from = stream?.rowOf(this.#table.instruments[row]?.instrument.index ?? -1) ?? -1
    if (stream === undefined || from < 0 || stream.known[from] === 0) return false
    const timeMs = stream.columns.receivedTimeMs[from] as number
    this.#table.accept(stream.tier, stream.columns, from, row, timeMs, 0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
    return true
  }

  /** Throws ProtocolError where it cannot be mended by a snapshot. */
  decode(buffer: ArrayBuffer): void {
    const bytes = new Uint8Array(buffer)
    try {
      this.#decoder.decode(bytes)
    } catch (error) {
      const tier = (bytes[0] ?? 0) >>> 5
      const mendable = error instanceof ProtocolError && tier !== tierOfOtherFrames && this.#decoder.stream(tier) !== undefined
      if (!mendable) throw error
      this.#events.onLost(tiersHz[tier] as number)
    }
  }

  refined(row: number, priceRatio: number, sizeRatio: number): void {
    const index = this.#table.instruments[row]?.instrument.index
    if (index === undefined) return
    for (const tier of tiersHz.keys()) {
      const stream = this.#decoder.stream(tier)
      const own = stream?.rowOf(index) ?? -1
      if (stream === undefined || own < 0) continue
      scaleRow(stream.columns, own, priceRatio, sizeRatio)
      resetModelRow(stream.model, own)
    }
  }

  sequences(): Record<string, number> {
    const sequences: Record<string, number> = {}
    for (const [tier, hz] of tiersHz.entries()) {
      const sequence = this.#decoder.stream(tier)?.sequence ?? -1
      if (sequence >= 0) sequences[hz] = sequence
    }
    return sequences
  }

  /** Runs for every frame, its loop for every update: no allocation. */
  #take(stream: DecoderStream): void {
    const { changedRows, changedCount, changedTrades, changedHigh, changedLow, rowInstruments, columns, tier, timeMs } = stream
    const table = this.#table
    const rowOfIndex = this.#rowOfIndex
    for (let at = 0; at < changedCount; at++) {
      const from = changedRows[at] as number
      const row = rowOfIndex[rowInstruments[from] as number] as number
      if (row < 0) continue
      const trades = changedTrades[at] as number
      const traded = trades > 0
      const high = traded ? (changedHigh[at] as number) : Number.NEGATIVE_INFINITY
      const low = traded ? (changedLow[at] as number) : Number.POSITIVE_INFINITY
      table.accept(tier, columns, from, row, timeMs, trades, high, low)
    }
    this.#events.onQuotes()
  }

  #topics(): TopicReader {
    this.#topicReader ??= this.#events.topicReader((index) => this.#symbolOf(index))
    if (this.#topicReader === undefined)
      throw new ProtocolError('malformed', 'a frame of trades, bars or a book that was not asked for')
    return this.#topicReader
  }

  #symbolOf(index: number): string | undefined {
    const row = this.#rowOfIndex[index] ?? -1
    return row < 0 ? undefined : this.#table.symbols[row]
  }
}
