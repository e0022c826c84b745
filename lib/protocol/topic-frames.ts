import type { Bar, Interval } from '../market/bar.ts'
import type { TradeBatch } from '../market/market-view.ts'
import { readBarsFrame } from './bars-frame.ts'
import type { BitReader } from './bit-reader.ts'
import { type BookLevels, createBookLevels, readBookFrame } from './book-frame.ts'
import { expectFrameEnd, otherKinds } from './frame-header.ts'
import { gridTimeMs } from './grid-time.ts'
import { ProtocolError } from './protocol-error.ts'
import { createTradeBatch, readTradesFrame } from './trades-frame.ts'

/** Arguments are reused by the next frame: take what you need. */
export interface TopicHandlers {
  onTrades(tier: number, instrument: number, timeMs: number, batch: TradeBatch): void
  onBars(tier: number, instrument: number, interval: Interval, timeMs: number, history: boolean, bars: readonly Bar[]): void
  onBook(tier: number, instrument: number, timeMs: number, levels: BookLevels): void
}

/** Reads what a frame of tier 7 holds behind its header. */
export interface TopicReader {
  read(reader: BitReader, kind: number, tier: number): void
}

/** Frames of trades, bars and books: apart from those of quotes, so that who takes only quotes need not have it. */
export class TopicFrames implements TopicReader {
  readonly #handlers: TopicHandlers
  readonly #batch = createTradeBatch(64)
  readonly #levels = createBookLevels()

  constructor(handlers: TopicHandlers) {
    this.#handlers = handlers
  }

  read(reader: BitReader, kind: number, tier: number): void {
    const handlers = this.#handlers
    if (kind === otherKinds.trades) {
      const { instrument, gridTime } = readTradesFrame(reader, this.#batch)
      expectFrameEnd(reader)
      handlers.onTrades(tier, instrument, gridTimeMs(gridTime), this.#batch)
    } else if (kind === otherKinds.bars) {
      const { instrument, interval, gridTime, history, bars } = readBarsFrame(reader)
      expectFrameEnd(reader)
      handlers.onBars(tier, instrument, interval, gridTimeMs(gridTime), history, bars)
    } else if (kind === otherKinds.book) {
      const { instrument, gridTime } = readBookFrame(reader, this.#levels)
      expectFrameEnd(reader)
      handlers.onBook(tier, instrument, gridTimeMs(gridTime), this.#levels)
    } else {
      throw new ProtocolError('malformed', `kind ${kind} of tier 7, expected 0 to 2`)
    }
  }
}
