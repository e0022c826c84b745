import type { Side } from '../../lib/market/feed.ts'
import type { PriceTicks, SizeLots } from '../../lib/market/units.ts'
import type { IngestInstrument } from './instrument-table.ts'
import type { MapperContext } from './mapper.ts'
import { RecentIds } from './recent-ids.ts'
import { TradeIds } from './trade-ids.ts'

/** A trade as a venue's REST side has it. */
export interface RestTrade {
  /** Exact text when it exceeds 2^53. */
  readonly id: number | string
  readonly price: string
  readonly size: string
  readonly side: Side
  readonly venueTimeMs: number
}

export interface MissingTrades {
  readonly fromId: number
  readonly toId: number
  /** A moment before the first of them, by the venue's clock. */
  readonly sinceMs: number
}

interface Stream {
  readonly ids: TradeIds
  /** Ids beyond 2^53, which no arithmetic follows: one that comes again is known, one that is missing is not. */
  readonly large: RecentIds
  /** Venue time of the newest trade before the oldest hole; 0 before the first trade. */
  sinceMs: number
  lastMs: number
}

/**
 * The way of every trade into the sink, at venues that number theirs without holes: each counts once, whichever way it comes
 * and however often; holes are told, and can be filled from the venue's REST side.
 */
export class TradeIntake {
  readonly #context: MapperContext
  readonly #streams = new Map<IngestInstrument, Stream>()

  constructor(context: MapperContext) {
    this.#context = context
  }

  /** `id`: exact text when it exceeds 2^53. */
  trade(
    instrument: IngestInstrument,
    price: PriceTicks,
    size: SizeLots,
    side: Side,
    venueTimeMs: number,
    receivedTimeMs: number,
    id: number | string,
  ): void {
    const { sink, problems, heard } = this.#context
    const stream = this.#streamOf(instrument)
    const before = stream.ids.last
    const verdict = typeof id === 'number' ? stream.ids.see(id) : stream.large.has(id) ? 'duplicate' : 'next'
    if (verdict === 'duplicate') {
      problems.add('duplicate_trade', () => `Skipping trade ${id} of ${instrument.venueSymbol}: it was received before`)
      return
    }
    sink.trade(instrument.id, price, size, side, venueTimeMs, receivedTimeMs, id)
    heard(instrument, 'trade', venueTimeMs, receivedTimeMs)
    if (verdict === 'gap') this.#gap(instrument, stream, before + 1, Number(id) - 1, true)
    stream.lastMs = Math.max(stream.lastMs, venueTimeMs)
  }

  /** The venue said, by sending history, that this trade exists. Ids up to the first such are history. */
  exists(instrument: IngestInstrument, id: number, inStream = false): void {
    const stream = this.#streamOf(instrument)
    const before = stream.ids.last
    if (stream.ids.expect(id)) this.#gap(instrument, stream, before + 1, id, inStream)
    else stream.ids.startAfter(id)
  }

  /** In the middle of the stream, a heartbeat say, which tells nothing about where it begins. */
  existsAfterFirst(instrument: IngestInstrument, id: number): void {
    if (!Number.isNaN(this.#streamOf(instrument).ids.last)) this.exists(instrument, id, true)
  }

  missing(instrument: IngestInstrument): MissingTrades[] {
    const { ids, sinceMs } = this.#streamOf(instrument)
    return ids.missing.map(({ from, to }) => ({ fromId: from, toId: to, sinceMs }))
  }

  /** Trades fetched over REST: those that were missing count, at their own time. Returns how many. */
  fill(instrument: IngestInstrument, trades: readonly RestTrade[], receivedTimeMs: number): number {
    const { table, sink } = this.#context
    const { ids } = this.#streamOf(instrument)
    let filled = 0
    for (const { id, side, venueTimeMs, ...texts } of trades) {
      if (typeof id === 'string' || !ids.missing.some(({ from, to }) => id >= from && id <= to)) continue
      const price = table.price(instrument, texts.price)
      const size = table.size(instrument, texts.size)
      if (Number.isNaN(price) || !(size > 0) || ids.see(id) !== 'late') continue
      sink.trade(instrument.id, price, size, side, venueTimeMs, receivedTimeMs, id, true)
      filled += 1
    }
    return filled
  }

  /** Where to go on after a lost connection; undefined before the first trade. */
  resumeFrom(instrument: IngestInstrument): { readonly fromId: number; readonly sinceMs: number } | undefined {
    const { ids, lastMs } = this.#streamOf(instrument)
    return Number.isNaN(ids.last) ? undefined : { fromId: ids.last + 1, sinceMs: lastMs }
  }

  /** Trades fetched over REST from `resumeFrom` on: those not received since count. */
  resume(instrument: IngestInstrument, trades: readonly RestTrade[], receivedTimeMs: number): void {
    const { table } = this.#context
    for (const trade of trades) {
      if (typeof trade.id === 'number' && !(trade.id > this.#streamOf(instrument).ids.last)) continue
      const price = table.price(instrument, trade.price)
      const size = table.size(instrument, trade.size)
      if (Number.isNaN(price) || !(size > 0)) continue
      this.trade(instrument, price, size, trade.side, trade.venueTimeMs, receivedTimeMs, trade.id)
    }
    this.fill(instrument, trades, receivedTimeMs)
  }

  /** What could not be fetched stays missing, and is not asked for again. */
  abandon(instrument: IngestInstrument, { fromId, toId }: MissingTrades): void {
    this.#streamOf(instrument).ids.abandon(fromId, toId)
  }

  #gap(instrument: IngestInstrument, stream: Stream, fromId: number, toId: number, inStream: boolean): void {
    // This hole is among them. Of several the oldest says since when nothing is whole.
    if (stream.ids.missing.length <= 1) stream.sinceMs = stream.lastMs
    this.#context.notice({ type: 'gap', instrument, fromId, toId, inStream })
  }

  #streamOf(instrument: IngestInstrument): Stream {
    let stream = this.#streams.get(instrument)
    if (stream === undefined) {
      stream = { ids: new TradeIds(), large: new RecentIds(), sinceMs: 0, lastMs: 0 }
      this.#streams.set(instrument, stream)
    }
    return stream
  }
}
