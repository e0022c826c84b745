import type { Bar } from '../../lib/market/bar.ts'
import type { TradeBatch } from '../../lib/market/market-view.ts'
import type { QuoteColumns } from '../../lib/market/quote-columns.ts'
import { writeBarsFrame } from '../../lib/protocol/bars-frame.ts'
import { BitWriter } from '../../lib/protocol/bit-writer.ts'
import { createBookLevels, writeBookFrame } from '../../lib/protocol/book-frame.ts'
import { StreamDecoder, type StreamHandlers } from '../../lib/protocol/decoder.ts'
import type { DecoderStream } from '../../lib/protocol/decoder-stream.ts'
import { seededRandom } from '../../lib/protocol/random-market.ts'
import { TestTier } from '../../lib/protocol/test-tier.ts'
import { TopicFrames, type TopicHandlers } from '../../lib/protocol/topic-frames.ts'
import { createTradeBatch, writeTradesFrame } from '../../lib/protocol/trades-frame.ts'

/**
 * Frames of every kind with what a viewer must make of them, for decoders in other languages: tests/fixtures/golden-frames.json
 * is what `node tests/support/golden-frames.ts` writes. A difference to it breaks every client that is out there.
 */
export type GoldenStep =
  | { readonly tier: number; readonly members: readonly number[] }
  | { readonly frame: string; readonly expect: Readonly<Record<string, unknown>> }

const tier = 4
const columnNames = [
  'last',
  'bid',
  'ask',
  'bidSize',
  'askSize',
  'dayOpen',
  'dayHigh',
  'dayLow',
  'tradeCount',
  'volumeHigh',
  'volumeLow',
  'dayVolumeBaseHigh',
  'dayVolumeBaseLow',
  'status',
] as const

export function goldenSteps(): GoldenStep[] {
  const members = [0, 3, 4, 9, 17, 18, 19, 40, 41, 77, 130]
  const server = new TestTier(members, 20240809)
  const recorder = new Recorder()
  recorder.decoder.setMembers(tier, members)
  recorder.steps.push({ tier, members })
  const random = seededRandom(7)
  recorder.take(server.snapshot())
  for (let flush = 0; flush < 40; flush++) {
    const share = random() ** 2
    const rows = members.filter(() => random() < share)
    for (const row of rows.length === 0 ? [members[flush % members.length] as number] : rows) server.step(row)
    recorder.take(server.tick(flush % 9 === 8 ? 40 : 1))
    if (flush % 10 === 9) recorder.take(server.check())
    if (flush === 25)
      recorder.take(server.snapshot([9, 130], { trades: 5, volumeHigh: 1, volumeLow: 77, high: 2 ** 33, low: -12 }))
  }
  recorder.take(tradesFrame(false))
  recorder.take(tradesFrame(true))
  recorder.take(barsFrame(true))
  recorder.take(barsFrame(false))
  recorder.take(bookFrame())
  return recorder.steps
}

/** Decodes with our own decoder, and writes down what it said. */
class Recorder implements StreamHandlers, TopicHandlers {
  readonly steps: GoldenStep[] = []
  readonly decoder = new StreamDecoder(this, new TopicFrames(this))
  private latest: Record<string, unknown> = {}

  take(frame: Uint8Array): void {
    this.decoder.decode(frame)
    this.steps.push({ frame: Buffer.from(frame).toString('hex'), expect: this.latest })
  }

  onTick(stream: DecoderStream): void {
    this.latest = { event: 'tick', ...changesOf(stream, true) }
  }

  onSnapshot(stream: DecoderStream): void {
    this.latest = { event: 'snapshot', ...changesOf(stream, false) }
  }

  onCheck(_stream: DecoderStream, equal: boolean): void {
    this.latest = { event: 'check', content: [null, equal] }
  }

  onLost(): void {
    this.latest = { event: 'lost' }
  }

  onTrades(...[at, instrument, timeMs, batch]: Parameters<TopicHandlers['onTrades']>): void {
    const sides = ['buy', 'sell', 'unknown']
    const rows = Array.from({ length: batch.count }, (_, index) => [
      batch.venueTimeMs[index],
      batch.price[index],
      batch.size[index],
      sides[batch.side[index] as number],
    ])
    this.latest = {
      event: 'trades',
      content: [
        [at, instrument, timeMs],
        [batch.first, rows],
      ],
    }
  }

  onBars(...[at, instrument, interval, timeMs, history, bars]: Parameters<TopicHandlers['onBars']>): void {
    const rows = bars.map((bar) => [
      bar.timeMs,
      bar.open,
      bar.high,
      bar.low,
      bar.close,
      bar.volumeHigh * 2 ** 52 + bar.volumeLow,
      bar.tradeCount,
    ])
    this.latest = {
      event: 'bars',
      content: [
        [at, instrument, timeMs],
        [interval, history, rows],
      ],
    }
  }

  onBook(...[at, instrument, timeMs, levels]: Parameters<TopicHandlers['onBook']>): void {
    const side = (count: number, prices: Float64Array, sizes: Float64Array) =>
      Array.from({ length: count }, (_, index) => [prices[index], sizes[index]])
    const bids = side(levels.bidCount, levels.bidPrice, levels.bidSize)
    const asks = side(levels.askCount, levels.askPrice, levels.askSize)
    this.latest = {
      event: 'book',
      content: [
        [at, instrument, timeMs],
        [bids, asks],
      ],
    }
  }
}

function changesOf(stream: DecoderStream, tick: boolean): object {
  const changes = []
  const states: Record<string, number[]> = {}
  for (let at = 0; at < stream.changedCount; at++) {
    const row = stream.changedRows[at] as number
    const instrument = stream.rowInstruments[row] as number
    const trades = stream.changedTrades[at] as number
    // Below 2^53 in these frames.
    const volume = (stream.changedVolumeHigh[at] as number) * 2 ** 52 + (stream.changedVolumeLow[at] as number)
    const merged = tick || trades > 0 ? [trades, volume, stream.changedHigh[at], stream.changedLow[at]] : null
    changes.push([instrument, merged])
    states[instrument] = valuesOf(stream.columns, row)
  }
  return { changes, states, timeMs: stream.timeMs }
}

function valuesOf(columns: QuoteColumns, row: number): number[] {
  return columnNames.map((name) => columns[name][row] as number)
}

function tradesFrame(micro: boolean): Uint8Array {
  const random = seededRandom(micro ? 11 : 12)
  const batch: TradeBatch = createTradeBatch(30)
  batch.count = 30
  batch.first = 123_456
  for (let index = 0; index < batch.count; index++) {
    const sinceMs = Math.floor(random() * 400) + (micro ? Math.floor(random() * 1000) / 1000 : 0)
    batch.venueTimeMs[index] = 1_723_161_600_000 + sinceMs
    batch.price[index] = 6_168_599 + Math.floor(random() * 40) - 20
    batch.size[index] = Math.floor(2 ** (random() * 30))
    batch.side[index] = index % 3
  }
  const writer = new BitWriter()
  writeTradesFrame(writer, 2, 103_389_696_030, 41, batch)
  return writer.toBytes()
}

function barsFrame(history: boolean): Uint8Array {
  const random = seededRandom(13)
  const bars: Bar[] = []
  let close = 6_168_599
  let timeMs = 1_723_161_600_000
  for (let index = 0; index < (history ? 40 : 1); index++) {
    timeMs += 60_000 * (index % 7 === 6 ? 3 : 1)
    const open = close + Math.floor(random() * 9) - 4
    close = open + Math.floor(random() * 2_000) - 1_000
    const high = Math.max(open, close) + Math.floor(random() * 500)
    const low = Math.min(open, close) - Math.floor(random() * 500)
    const volumeLow = Math.floor(random() * 2 ** 40)
    bars.push({ timeMs, open, high, low, close, volumeHigh: 0, volumeLow, tradeCount: Math.floor(random() * 4_000) })
  }
  const writer = new BitWriter()
  writeBarsFrame(writer, 1, { instrument: 9, interval: '1m', gridTime: 103_389_696_060, history, bars })
  return writer.toBytes()
}

function bookFrame(): Uint8Array {
  const random = seededRandom(14)
  const levels = createBookLevels()
  levels.bidCount = 20
  levels.askCount = 17
  for (let index = 0; index < 20; index++) {
    levels.bidPrice[index] = 6_168_599 - index * 3 - Math.floor(random() * 3)
    levels.askPrice[index] = 6_168_600 + index * 2 + Math.floor(random() * 2)
    levels.bidSize[index] = Math.floor(2 ** (random() * 35))
    levels.askSize[index] = Math.floor(2 ** (random() * 35))
  }
  const writer = new BitWriter()
  writeBookFrame(writer, 3, 103_389_696_090, 77, levels)
  return writer.toBytes()
}

if (import.meta.main) process.stdout.write(`${goldenText()}\n`)

/** One step a line. */
export function goldenText(): string {
  return `{"steps":[\n${goldenSteps()
    .map((step) => JSON.stringify(step))
    .join(',\n')}\n]}`
}
