import type { InstrumentSource } from '../../lib/market/market-view.ts'
import { BitWriter } from '../../lib/protocol/bit-writer.ts'
import type { Conflation, TierView } from '../../lib/protocol/conflation.ts'
import { gridTimeMs, tierGridSteps } from '../../lib/protocol/grid-time.ts'
import { JsonInstruments } from '../../lib/protocol/json-instrument.ts'
import { snapshotQuoteJson } from '../../lib/protocol/json-quote.ts'
import { encodeKey } from '../../lib/protocol/key-record.ts'
import type { MergedInterval } from '../../lib/protocol/merged-interval.ts'
import { combineHash, hashRow, hashText, streamHashSeed } from '../../lib/protocol/state-hash.ts'
import { beginSnapshot, writeCheck, writeSnapshotEntry } from '../../lib/protocol/stream-frames.ts'
import type { Cohort } from './cohort.ts'

export interface SnapshotEntry {
  readonly id: number
  /** What happened since this viewer's previous state; undefined: it had none. */
  readonly interval: MergedInterval | undefined
  /** After `resume`; see SnapshotQuote. JSON only: a binary viewer subtracts by itself. */
  readonly missed?: { readonly trades: number; readonly volumeText: string } | null | undefined
}

/** Snapshots and state checks of cohorts, as payloads that are valid until the next one. */
export class SnapshotWriter {
  readonly #conflation: Conflation
  readonly #instruments: JsonInstruments
  readonly #writer = new BitWriter(4_096)

  constructor(conflation: Conflation, instruments: InstrumentSource) {
    this.#conflation = conflation
    this.#instruments = new JsonInstruments(instruments)
  }

  /** `entries` ascend by id. */
  snapshot(cohort: Cohort, entries: readonly SnapshotEntry[]): Uint8Array {
    const tier = this.#tier(cohort)
    const grid = cohort.flushIndex * (tierGridSteps[cohort.tier] as number)
    const timeMs = gridTimeMs(grid)
    if (cohort.encoding === 'json') {
      const quotes = entries.map(({ id, interval, missed }) =>
        snapshotQuoteJson(this.#instruments.get(id), tier.baseline, id, interval, missed),
      )
      const head = `{"type":"snapshot","rate":${tier.hz},"sequence":${cohort.sequence},"timeMs":${timeMs},"quotes":[`
      return Buffer.from(`${head}${quotes.join(',')}]}`)
    }
    this.#writer.clear()
    beginSnapshot(this.#writer, cohort.tier, cohort.sequence, grid, cohort.members.length)
    let previous = -1
    for (const { id, interval } of entries) {
      writeSnapshotEntry(this.#writer, previous, id)
      encodeKey(this.#writer, tier.baseline, id, tier.model, timeMs, interval)
      previous = id
    }
    return this.#written()
  }

  check(cohort: Cohort): Uint8Array {
    const tier = this.#tier(cohort)
    let hash = streamHashSeed
    for (const id of cohort.members) hash = combineHash(hash, hashRow(tier.baseline, id))
    if (cohort.encoding === 'json') {
      const timeMs = gridTimeMs(tier.flushIndex * (tierGridSteps[tier.index] as number))
      const check = { rate: tier.hz, sequence: cohort.sequence, hash: hashText(hash) }
      return Buffer.from(JSON.stringify({ type: 'status', timeMs, check }))
    }
    this.#writer.clear()
    writeCheck(this.#writer, cohort.tier, cohort.sequence, hash)
    return this.#written()
  }

  #tier(cohort: Cohort): TierView {
    const tier = this.#conflation.tiers[cohort.tier]
    if (tier === undefined) throw new RangeError(`No tier ${cohort.tier}`)
    return tier
  }

  #written(): Uint8Array {
    return this.#writer.bytes.subarray(0, this.#writer.length)
  }
}
