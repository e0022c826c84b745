import { wideUnit } from '../../lib/market/wide.ts'
import type { TierView } from '../../lib/protocol/conflation.ts'
import type { MergedInterval } from '../../lib/protocol/merged-interval.ts'
import type { Cohort } from './cohort.ts'
import type { Session } from './session.ts'

/** What a viewer knows of an instrument that moves to another tier, and the extremes since: it misses nothing (P1). */
export interface Carry {
  readonly tradeCount: number
  readonly volumeHigh: number
  readonly volumeLow: number
  readonly high: number
  readonly low: number
}

/** One rate of one session ([R2]): its place in a cohort, and how far the viewer has read. */
export class SessionStream {
  readonly session: Session
  readonly tier: number
  cohort: Cohort
  /** Place in the cohort's `active` or `paused` list. */
  position = -1
  acked: number
  /** The highest sequence it was ever sent: an acknowledgement above it is forged. */
  sentMax: number
  /** The sequence whose acknowledgement is being waited for, and since when. */
  marked: number
  markedAtMs: number
  /** While paused: the last sequence it was sent; its acknowledgement ends the pause. */
  awaited = -1
  /** While paused: see PausedSlots. */
  missed: PausedSlots | undefined = undefined
  /** The viewer found its state wrong: it gets all of it again. */
  repairWanted = false

  constructor(session: Session, cohort: Cohort, nowMs: number) {
    this.session = session
    this.tier = cohort.tier
    this.cohort = cohort
    this.acked = cohort.sequence
    this.sentMax = cohort.sequence
    this.marked = cohort.sequence
    this.markedAtMs = nowMs
  }
}

/** How a slot stands while its session is paused. */
export const slotStates = { unchanged: 0, changed: 1, joined: 2 } as const
const width = 5

/**
 * All that is kept for a stream that gets no frames: by slot, what the viewer knows and the extremes since. It does not grow
 * however long the pause lasts (P3).
 */
export class PausedSlots {
  readonly states: Uint8Array
  /** By slot: high, low, and the trade count and volume (wide) that the viewer knows. */
  readonly values: Float64Array
  changedCount = 0

  constructor(memberCount: number) {
    this.states = new Uint8Array(memberCount)
    this.values = new Float64Array(memberCount * width)
  }

  /** The viewer has the tier's baseline. */
  begin(slot: number, id: number, tier: TierView): void {
    const at = slot * width
    this.values[at] = Number.NEGATIVE_INFINITY
    this.values[at + 1] = Number.POSITIVE_INFINITY
    this.values[at + 2] = tier.baseline.tradeCount[id] as number
    this.values[at + 3] = tier.baseline.volumeHigh[id] as number
    this.values[at + 4] = tier.baseline.volumeLow[id] as number
  }

  /** The viewer has nothing of this instrument, or what it had in another stream. */
  join(slot: number, carry: Carry | undefined): void {
    const at = slot * width
    if (this.states[slot] === slotStates.unchanged) this.changedCount += 1
    this.states[slot] = carry === undefined ? slotStates.joined : slotStates.changed
    this.values[at] = carry?.high ?? 0
    this.values[at + 1] = carry?.low ?? 0
    this.values[at + 2] = carry?.tradeCount ?? 0
    this.values[at + 3] = carry?.volumeHigh ?? 0
    this.values[at + 4] = carry?.volumeLow ?? 0
  }

  /** What the viewer had in another stream comes here too: the interval begins with the older of the two. */
  combine(slot: number, carry: Carry): void {
    const own = this.carry(slot)
    if (own === undefined) {
      this.join(slot, carry)
      return
    }
    const older = carry.tradeCount < own.tradeCount ? carry : own
    this.join(slot, { ...older, high: Math.max(own.high, carry.high), low: Math.min(own.low, carry.low) })
  }

  copy(from: PausedSlots, fromSlot: number, slot: number): void {
    const state = from.states[fromSlot] as number
    if (state !== slotStates.unchanged && this.states[slot] === slotStates.unchanged) this.changedCount += 1
    this.states[slot] = state
    for (let field = 0; field < width; field++) {
      this.values[slot * width + field] = from.values[fromSlot * width + field] as number
    }
  }

  change(slot: number, high: number, low: number): void {
    const at = slot * width
    if (this.states[slot] === slotStates.unchanged) {
      this.states[slot] = slotStates.changed
      this.changedCount += 1
    }
    if (high > (this.values[at] as number)) this.values[at] = high
    if (low < (this.values[at + 1] as number)) this.values[at + 1] = low
  }

  scale(slot: number, priceRatio: number, sizeRatio: number): void {
    const at = slot * width
    this.values[at] = (this.values[at] as number) * priceRatio
    this.values[at + 1] = (this.values[at + 1] as number) * priceRatio
    const volume =
      (BigInt(this.values[at + 3] as number) * BigInt(wideUnit) + BigInt(this.values[at + 4] as number)) * BigInt(sizeRatio)
    const low = BigInt.asUintN(52, volume)
    this.values[at + 3] = Number((volume - low) / BigInt(wideUnit))
    this.values[at + 4] = Number(low)
  }

  carry(slot: number): Carry | undefined {
    if (this.states[slot] === slotStates.joined) return undefined
    const at = slot * width
    return {
      high: this.values[at] as number,
      low: this.values[at + 1] as number,
      tradeCount: this.values[at + 2] as number,
      volumeHigh: this.values[at + 3] as number,
      volumeLow: this.values[at + 4] as number,
    }
  }
}

/** What a viewer that knows `carry` learns with the tier's baseline. */
export function intervalSince(carry: Carry, tier: TierView, id: number): MergedInterval {
  let volumeHigh = (tier.baseline.volumeHigh[id] as number) - carry.volumeHigh
  let volumeLow = (tier.baseline.volumeLow[id] as number) - carry.volumeLow
  if (volumeLow < 0) {
    volumeLow += wideUnit
    volumeHigh -= 1
  }
  const trades = (tier.baseline.tradeCount[id] as number) - carry.tradeCount
  return { trades, volumeHigh, volumeLow, high: trades > 0 ? carry.high : 0, low: trades > 0 ? carry.low : 0 }
}
