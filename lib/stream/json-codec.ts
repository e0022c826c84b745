import type { Bar } from '../market/bar.ts'
import type {
  BarsMessage,
  BookMessage,
  ResumeMessage,
  SnapshotMessage,
  StatusMessage,
  TickMessage,
  TradesMessage,
} from '../protocol/messages.ts'
import { readBar, readLevels, readTrades } from './json-rows.ts'
import { JsonStreams } from './json-streams.ts'
import type { QuoteStreamEvents, QuoteStreams } from './quote-streams.ts'
import type { DefinedInstrument, QuoteTable } from './quote-table.ts'
import { resumeMessages } from './resume.ts'
import type { BookLevel, StreamTrade } from './types.ts'

export interface JsonQuoteStreams extends QuoteStreams {
  snapshot(message: SnapshotMessage): void
  tick(message: TickMessage): void
  check(check: NonNullable<StatusMessage['check']>): void
}

/** What it takes to understand `ticklane.v1.json`. Not part of what every page loads: sockets bring binary frames. */
export interface JsonCodec {
  createStreams(table: QuoteTable, events: QuoteStreamEvents): JsonQuoteStreams
  readBars(message: BarsMessage, defined: DefinedInstrument): Bar[]
  readTrades(message: TradesMessage, defined: DefinedInstrument): StreamTrade[]
  readLevels(levels: BookMessage['bids'], defined: DefinedInstrument): BookLevel[]
  /** What the page had before it lost the connection, in messages of at most that size. */
  resumeMessages(epoch: string, table: QuoteTable, rows: Iterable<number>, messageBytesMax: number): ResumeMessage[]
}

export const jsonCodec: JsonCodec = {
  createStreams: (table, events) => new JsonStreams(table, events),
  readBars: (message, defined) => message.bars.map((bar) => readBar(bar, defined)),
  readTrades,
  readLevels,
  resumeMessages,
}
