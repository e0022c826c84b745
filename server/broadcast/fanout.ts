import type { Clock } from '../../lib/market/clock.ts'
import type { InstrumentId } from '../../lib/market/units.ts'
import type { Encoding, FlushListener, TierView, Topic } from '../../lib/protocol/conflation.ts'
import type { Cohort } from './cohort.ts'
import type { CohortTable } from './cohort-table.ts'
import type { StreamCounters } from './counters.ts'
import type { Outbox } from './outbox.ts'
import type { PausedSlots, SessionStream } from './session-stream.ts'
import { SharedFrame } from './shared-frame.ts'
import type { SnapshotWriter } from './snapshot-writer.ts'
import type { TickFrames } from './tick-frames.ts'
import type { TopicAudiences } from './topic-audiences.ts'

export interface FanoutParts {
  readonly cohorts: CohortTable
  readonly ticks: TickFrames
  readonly snapshots: SnapshotWriter
  readonly outbox: Outbox
  readonly audiences: TopicAudiences
  readonly counters: StreamCounters
  readonly clock: Clock
  readonly checkMs: number
  /** After all frames of the instant are queued, before they are written. */
  readonly onInstant: (tiers: number) => void
  readonly onRefined: (id: InstrumentId, priceRatio: number, sizeRatio: number) => void
}

/** The hot path: at each flush one frame for each cohort, the same bytes to each of its sockets. */
export class Fanout implements FlushListener {
  readonly #parts: FanoutParts
  readonly #frame = new SharedFrame()

  constructor(parts: FanoutParts) {
    this.#parts = parts
  }

  refined(id: InstrumentId, priceRatio: number, sizeRatio: number): void {
    this.#parts.onRefined(id, priceRatio, sizeRatio)
  }

  tierFlushed(tier: TierView): void {
    const { cohorts, ticks, clock } = this.#parts
    const list = cohorts.of(tier.index)
    const now = clock.now()
    const periodMs = 1_000 / tier.hz
    for (let index = 0; index < list.length; index++) {
      const cohort = list[index] as Cohort
      if (ticks.collect(cohort.members, cohort.encoding === 'binary' ? tier.binary : tier.json) > 0) this.#tick(cohort, tier)
      // The last flush before the deadline, however slow the tier.
      if (now + periodMs > cohort.checkDueMs) this.#check(cohort, now)
    }
  }

  topicFlushed(topic: Topic, encoding: Encoding, payload: Uint8Array): void {
    this.#parts.audiences.topicFlushed(topic, encoding, payload)
  }

  instantEnded(tiers: number): void {
    this.#parts.onInstant(tiers)
    this.#parts.outbox.flush()
  }

  #tick(cohort: Cohort, tier: TierView): void {
    const { ticks, counters } = this.#parts
    const steps = tier.flushIndex - cohort.flushIndex
    cohort.flushIndex = tier.flushIndex
    cohort.sequence += 1
    for (const stream of cohort.paused) this.#foldMissed(stream.missed, cohort, tier)
    if (cohort.active.length === 0) return
    const frame = ticks.build(cohort, tier, steps)
    counters.updates += ticks.slotCount * cohort.active.length
    this.#frame.setFramed(frame, ticks.payloadStart)
    this.#enqueue(cohort.active)
  }

  #check(cohort: Cohort, now: number): void {
    const { snapshots, checkMs, counters } = this.#parts
    cohort.checkDueMs = now + checkMs
    if (cohort.active.length === 0) return
    counters.checks += 1
    this.#frame.set(snapshots.check(cohort), cohort.encoding === 'binary')
    this.#enqueue(cohort.active)
  }

  #enqueue(streams: readonly SessionStream[]): void {
    const { outbox } = this.#parts
    for (let index = 0; index < streams.length; index++) {
      const { session } = streams[index] as SessionStream
      outbox.enqueue(session, this.#frame.for(session.transport.kind))
    }
  }

  #foldMissed(missed: PausedSlots | undefined, cohort: Cohort, tier: TierView): void {
    const { slots, slotCount } = this.#parts.ticks
    for (let index = 0; index < slotCount; index++) {
      const slot = slots[index] as number
      const id = cohort.members[slot] as number
      missed?.change(slot, tier.flushedHigh[id] as number, tier.flushedLow[id] as number)
    }
  }
}
