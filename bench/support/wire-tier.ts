import type { Instrument } from '../../lib/market/instrument.ts'
import { copyQuoteRow, createQuoteColumns, type QuoteColumns } from '../../lib/market/quote-columns.ts'
import { parseStep } from '../../lib/market/step.ts'
import { wideDifference } from '../../lib/market/wide.ts'
import { BitWriter } from '../../lib/protocol/bit-writer.ts'
import { StreamDecoder } from '../../lib/protocol/decoder.ts'
import { tierGridSteps } from '../../lib/protocol/grid-time.ts'
import { tickQuoteJson } from '../../lib/protocol/json-quote.ts'
import { encodeKey } from '../../lib/protocol/key-record.ts'
import { encodeDelta } from '../../lib/protocol/record.ts'
import { createRecordModel } from '../../lib/protocol/record-model.ts'
import { combineHash, hashRow, streamHashSeed } from '../../lib/protocol/state-hash.ts'
import { beginSnapshot, writeSnapshotEntry } from '../../lib/protocol/stream-frames.ts'
import { tickFrameBytesMax, writeTickFrame } from '../../lib/protocol/tick-frame.ts'
import type { RecordedFlush } from './recorded-flushes.ts'
import { type WireUpdate, webSocketBytes } from './wire-peers.ts'

/** 10 Hz. */
const tier = 4

/** One tier with one cohort of all instruments, and a viewer that decodes every frame. */
export class WireTier {
  sequence = 0
  updates = 0
  frames = 0
  /** With WebSocket headers. */
  frameBytes = 0
  recordBits = 0
  private flushNumber = 0
  private readonly json
  private readonly state: QuoteColumns
  private readonly base: QuoteColumns
  /** Base as it was before the update that was encoded last, by row. */
  private readonly before: QuoteColumns
  private readonly model
  private readonly members: Int32Array
  private readonly known = new Set<number>()
  private readonly writer = new BitWriter()
  private readonly starts: Int32Array
  private readonly ends: Int32Array
  private readonly decoder: StreamDecoder

  constructor(instruments: readonly Instrument[]) {
    const { length } = instruments
    this.json = instruments.map((instrument) => ({
      instrument,
      symbolJson: JSON.stringify(instrument.symbol),
      tick: parseStep(instrument.tickSize),
      lot: parseStep(instrument.lotSize),
    }))
    this.state = createQuoteColumns(length)
    this.base = createQuoteColumns(length)
    this.before = createQuoteColumns(length)
    this.model = createRecordModel(length)
    this.members = Int32Array.from({ length }, (_, slot) => slot)
    this.starts = new Int32Array(length)
    this.ends = new Int32Array(length)
    const lost = (): never => {
      throw new Error('The viewer lost the stream: the codec is broken')
    }
    this.decoder = new StreamDecoder({
      onTick: ignore,
      onSnapshot: ignore,
      onCheck: ignore,
      onLost: lost,
    })
    this.decoder.setMembers(tier, [...this.members])
  }

  /** Sends one flush to the viewer; returns what changed, without instruments that joined. Valid until the next one. */
  flush(flush: RecordedFlush): WireUpdate[] {
    const updates: WireUpdate[] = []
    const joined: number[] = []
    this.writer.clear()
    const order = flush.instruments.map((id, index) => ({ id, index })).sort((a, b) => a.id - b.id)
    for (const { id, index } of order) {
      copyQuoteRow(flush.rows[index] as QuoteColumns, 0, this.state, id)
      if (this.known.has(id)) {
        if (rowChanged(this.state, this.base, id))
          updates.push(this.encode(id, flush.high[index] as number, flush.low[index] as number))
      } else {
        this.known.add(id)
        copyQuoteRow(this.state, id, this.base, id)
        joined.push(id)
      }
    }
    if (updates.length > 0) this.send(updates, flush.number)
    if (joined.length > 0) this.join(joined)
    return updates
  }

  /** Throws when the viewer's state is not the tier's. */
  verify(): void {
    let hash = streamHashSeed
    for (const id of this.members) hash = combineHash(hash, hashRow(this.base, id))
    if (this.decoder.stream(tier)?.hash() !== hash)
      throw new Error("The viewer's state differs from the tier's: the codec is broken")
  }

  private encode(id: number, high: number, low: number): WireUpdate {
    const { state, base, before, writer } = this
    const json = this.json[id]
    if (json === undefined) throw new RangeError(`No instrument ${id}`)
    copyQuoteRow(base, id, before, id)
    const text = tickQuoteJson(json, state, base, id, high, low)
    this.starts[id] = writer.length
    encodeDelta(writer, state, base, id, this.model, high, low)
    this.ends[id] = writer.length
    const trades = (state.tradeCount[id] as number) - (before.tradeCount[id] as number)
    const volume = wideDifference(
      state.volumeHigh[id] as number,
      state.volumeLow[id] as number,
      before.volumeHigh[id] as number,
      before.volumeLow[id] as number,
    )
    return { instrument: id, json: text, state, base: before, trades, volume, high, low }
  }

  private send(updates: readonly WireUpdate[], number: number): void {
    const slots = Int32Array.from(updates, (update) => update.instrument)
    const steps = number - this.flushNumber
    this.flushNumber = number
    this.sequence += 1
    const records = { bytes: this.writer.bytes, starts: this.starts, ends: this.ends }
    const count = this.members.length
    const frame = new Uint8Array(tickFrameBytesMax(count, slots.length, this.writer.length))
    const end = writeTickFrame(frame, 0, tier, this.sequence, steps, count, slots, slots.length, this.members, records)
    this.decoder.decode(frame.subarray(0, end))
    this.updates += updates.length
    this.frames += 1
    this.frameBytes += webSocketBytes(end)
    for (const { instrument } of updates) {
      const start = this.starts[instrument] as number
      this.recordBits += (this.writer.bytes[start] as number) * 256 + (this.writer.bytes[start + 1] as number)
    }
  }

  private join(ids: readonly number[]): void {
    const writer = new BitWriter()
    beginSnapshot(writer, tier, this.sequence, this.flushNumber * tierGridSteps[tier], this.members.length)
    let previous = -1
    for (const id of ids) {
      writeSnapshotEntry(writer, previous, id)
      encodeKey(writer, this.base, id, this.model, 0, undefined)
      previous = id
    }
    this.decoder.decode(writer.toBytes())
  }
}

/** As the conflate stage has it: times alone are no change. */
function rowChanged(state: QuoteColumns, base: QuoteColumns, row: number): boolean {
  for (const [name, column] of Object.entries(state)) {
    if (name === 'capacity' || name.endsWith('TimeMs')) continue
    if (column[row] !== base[name as 'last'][row]) return true
  }
  return false
}

function ignore(): undefined {
  return undefined
}
