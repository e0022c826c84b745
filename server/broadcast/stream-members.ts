import type { Clock } from '../../lib/market/clock.ts'
import type { Conflation, TierView } from '../../lib/protocol/conflation.ts'
import type { Cohort } from './cohort.ts'
import type { CohortTable } from './cohort-table.ts'
import type { StreamCounters } from './counters.ts'
import type { MissedWhileAway } from './missed.ts'
import type { Outbox } from './outbox.ts'
import type { Session } from './session.ts'
import { type Carry, intervalSince, PausedSlots, SessionStream, slotStates } from './session-stream.ts'
import type { SnapshotEntry, SnapshotWriter } from './snapshot-writer.ts'

/** Who is in which cohort, and the snapshots that take a viewer from one state to another. */
export class StreamMembers {
  readonly #conflation: Conflation
  readonly #cohorts: CohortTable
  readonly #snapshots: SnapshotWriter
  readonly #outbox: Outbox
  readonly #clock: Clock
  readonly #checkMs: number
  readonly #missed: MissedWhileAway
  readonly #counters: StreamCounters

  constructor(parts: {
    conflation: Conflation
    cohorts: CohortTable
    snapshots: SnapshotWriter
    outbox: Outbox
    clock: Clock
    checkMs: number
    missed: MissedWhileAway
    counters: StreamCounters
  }) {
    this.#conflation = parts.conflation
    this.#cohorts = parts.cohorts
    this.#snapshots = parts.snapshots
    this.#outbox = parts.outbox
    this.#clock = parts.clock
    this.#checkMs = parts.checkMs
    this.#missed = parts.missed
    this.#counters = parts.counters
  }

  /**
   * Makes `members` (ascending) the stream's, after the `subscribed` message that says so ([R2]). Who joins gets key
   * records, with what `carries` says it knew; who stays keeps its state.
   */
  setMembers(session: Session, tierIndex: number, members: Int32Array, carries?: ReadonlyMap<number, Carry>): void {
    if (session.over) return
    const before = session.stream(tierIndex)
    if (members.length === 0) {
      if (before !== undefined) this.leave(before)
      return
    }
    const cohort = this.#cohorts.obtain(tierIndex, session.encoding, members, this.#clock.now(), this.#checkMs)
    const joined: number[] = []
    const restated: number[] = []
    for (const id of members) {
      if (before === undefined || before.cohort.slotOf(id) < 0) joined.push(id)
      // Another subscription brought it here earlier: what the stream that it leaves has not sent comes here all the same.
      else if (carries?.has(id) === true) restated.push(id)
    }
    if (before?.cohort === cohort && restated.length === 0) return
    const stream = before ?? this.#begin(session, cohort)
    if (before !== undefined && before.cohort !== cohort) this.#move(before, cohort)
    if (!session.paused) {
      const ids = restated.length === 0 ? joined : [...joined, ...restated].sort((left, right) => left - right)
      this.#send(stream, this.#entries(session, tierIndex, ids, carries))
      return
    }
    for (const id of joined) stream.missed?.join(cohort.slotOf(id), carries?.get(id))
    for (const id of restated) {
      const carry = carries?.get(id)
      if (carry !== undefined) stream.missed?.combine(cohort.slotOf(id), carry)
    }
  }

  leave(stream: SessionStream): void {
    const { session, cohort } = stream
    if (!session.streams.includes(stream)) return
    session.sentBefore = Math.max(session.sentBefore, stream.sentMax, cohort.sequence)
    session.streams = session.streams.filter((other) => other !== stream)
    cohort.remove(stream)
    this.#cohorts.settle(cohort)
  }

  /** From now on the stream's viewer gets no frames. The session's flag is set already. */
  pause(stream: SessionStream): void {
    const { cohort } = stream
    cohort.remove(stream)
    cohort.add(stream)
    stream.awaited = cohort.sequence
    stream.missed = this.#emptySlots(cohort)
  }

  /** Key records of what changed while the viewer was paused. With `restate` also when nothing did. */
  deliverMissed(stream: SessionStream, restate: boolean): void {
    const { cohort, missed, session } = stream
    if (missed === undefined) return
    const tier = this.#tier(cohort.tier)
    const entries: SnapshotEntry[] = []
    for (let slot = 0; slot < cohort.members.length; slot++) {
      if (missed.states[slot] === slotStates.unchanged) continue
      const id = cohort.members[slot] as number
      const carry = missed.carry(slot)
      const interval = carry === undefined ? undefined : intervalSince(carry, tier, id)
      entries.push({ id, interval, missed: carry === undefined ? this.#missed.take(session, tier, id) : undefined })
    }
    if (entries.length > 0) stream.missed = this.#emptySlots(cohort)
    if (entries.length > 0 || restate) this.#send(stream, entries)
  }

  /** After `deliverMissed`; the session's flag is cleared already. */
  resume(stream: SessionStream): void {
    if (stream.session.closed) return
    stream.missed = undefined
    stream.cohort.remove(stream)
    stream.cohort.add(stream)
    stream.marked = stream.cohort.sequence
    stream.markedAtMs = this.#clock.now()
  }

  /** A state check of its own, for who gets none with the others: after `deliverMissed` its state is the cohort's. */
  check(stream: SessionStream): void {
    const { session, cohort } = stream
    this.#counters.checks += 1
    this.#outbox.send(session, this.#snapshots.check(cohort), cohort.encoding === 'binary')
  }

  /** The whole state again, because the viewer found its own wrong. */
  repair(stream: SessionStream): void {
    stream.repairWanted = false
    const { cohort } = stream
    if (stream.missed === undefined) {
      this.#send(
        stream,
        Array.from(cohort.members, (id) => ({ id, interval: undefined })),
      )
      return
    }
    for (let slot = 0; slot < cohort.members.length; slot++) stream.missed.join(slot, undefined)
  }

  /** Tick or lot became finer: the viewer's integers of this instrument are void. */
  refine(stream: SessionStream, id: number, priceRatio: number, sizeRatio: number): void {
    const slot = stream.cohort.slotOf(id)
    if (slot < 0) return
    if (stream.missed === undefined) {
      this.#send(stream, [{ id, interval: undefined }])
      return
    }
    stream.missed.scale(slot, priceRatio, sizeRatio)
    stream.missed.change(slot, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
  }

  /** What the viewer of a stream knows of an instrument, to be carried to another tier. Harvested before. */
  carry(stream: SessionStream, id: number): Carry | undefined {
    const slot = stream.cohort.slotOf(id)
    if (slot < 0) return undefined
    const tier = this.#tier(stream.tier)
    const known =
      stream.missed === undefined
        ? {
            tradeCount: tier.baseline.tradeCount[id] as number,
            volumeHigh: tier.baseline.volumeHigh[id] as number,
            volumeLow: tier.baseline.volumeLow[id] as number,
            high: Number.NEGATIVE_INFINITY,
            low: Number.POSITIVE_INFINITY,
          }
        : stream.missed.carry(slot)
    if (known === undefined) return undefined
    return {
      ...known,
      high: Math.max(known.high, tier.pendingHigh[id] as number),
      low: Math.min(known.low, tier.pendingLow[id] as number),
    }
  }

  #begin(session: Session, cohort: Cohort): SessionStream {
    const stream = new SessionStream(session, cohort, this.#clock.now())
    session.streams = [...session.streams, stream]
    cohort.add(stream)
    if (session.paused) stream.missed = this.#emptySlots(cohort)
    return stream
  }

  #move(stream: SessionStream, cohort: Cohort): void {
    const before = stream.cohort
    const missedBefore = stream.missed
    before.remove(stream)
    cohort.add(stream)
    this.#cohorts.settle(before)
    // A viewer whose list changes all the time is checked as often as any other.
    cohort.checkDueMs = Math.min(cohort.checkDueMs, before.checkDueMs)
    stream.sentMax = Math.max(stream.sentMax, before.sequence)
    stream.acked = cohort.sequence
    stream.marked = cohort.sequence
    stream.markedAtMs = this.#clock.now()
    if (missedBefore === undefined) return
    stream.missed = this.#emptySlots(cohort)
    for (let slot = 0; slot < cohort.members.length; slot++) {
      const from = before.slotOf(cohort.members[slot] as number)
      if (from >= 0) stream.missed.copy(missedBefore, from, slot)
    }
  }

  #emptySlots(cohort: Cohort): PausedSlots {
    const slots = new PausedSlots(cohort.members.length)
    const tier = this.#tier(cohort.tier)
    for (let slot = 0; slot < cohort.members.length; slot++) slots.begin(slot, cohort.members[slot] as number, tier)
    return slots
  }

  #entries(
    session: Session,
    tierIndex: number,
    ids: readonly number[],
    carries: ReadonlyMap<number, Carry> | undefined,
  ): SnapshotEntry[] {
    const tier = this.#tier(tierIndex)
    return ids.map((id) => {
      const carry = carries?.get(id)
      if (carry !== undefined) return { id, interval: intervalSince(carry, tier, id) }
      return { id, interval: undefined, missed: this.#missed.take(session, tier, id) }
    })
  }

  #send(stream: SessionStream, entries: readonly SnapshotEntry[]): void {
    this.#counters.snapshots += 1
    this.#outbox.send(stream.session, this.#snapshots.snapshot(stream.cohort, entries), stream.cohort.encoding === 'binary')
  }

  #tier(index: number): TierView {
    const tier = this.#conflation.tiers[index]
    if (tier === undefined) throw new RangeError(`No tier ${index}`)
    return tier
  }
}
