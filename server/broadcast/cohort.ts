import type { Encoding } from '../../lib/protocol/conflation.ts'
import type { SessionStream } from './session-stream.ts'

/** Sessions with the same tier, encoding and instruments: one frame serves them all. */
export class Cohort {
  readonly tier: number
  readonly encoding: Encoding
  /** Instruments by slot, ascending. */
  readonly members: Int32Array
  readonly hash: number
  sequence = 0
  /** The tier's `flushIndex` at the latest frame: the stream's time. */
  flushIndex: number
  /** The next state check leaves before this time. */
  checkDueMs: number
  readonly active: SessionStream[] = []
  readonly paused: SessionStream[] = []
  /** Place in the tier's list. */
  position = -1

  constructor(tier: number, encoding: Encoding, members: Int32Array, hash: number, flushIndex: number, checkDueMs: number) {
    this.tier = tier
    this.encoding = encoding
    this.members = members
    this.hash = hash
    this.flushIndex = flushIndex
    this.checkDueMs = checkDueMs
  }

  get empty(): boolean {
    return this.active.length === 0 && this.paused.length === 0
  }

  /** The slot of an instrument, -1 when it is no member. */
  slotOf(id: number): number {
    const slot = lowerBound(this.members, id)
    return this.members[slot] === id ? slot : -1
  }

  add(stream: SessionStream): void {
    const list = stream.session.paused ? this.paused : this.active
    stream.cohort = this
    stream.position = list.length
    list.push(stream)
  }

  remove(stream: SessionStream): void {
    const list = this.active[stream.position] === stream ? this.active : this.paused
    // It has left already: the place is somebody else's.
    if (list[stream.position] !== stream) return
    const last = list.pop()
    if (last === undefined || last === stream) return
    list[stream.position] = last
    last.position = stream.position
  }
}

/** Index of the first element that is not below `value`. */
export function lowerBound(sorted: Int32Array, value: number): number {
  let from = 0
  let to = sorted.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((sorted[middle] as number) < value) from = middle + 1
    else to = middle
  }
  return from
}

export function includesSorted(sorted: Int32Array, value: number): boolean {
  return sorted[lowerBound(sorted, value)] === value
}

export function sameInts(left: Int32Array, right: Int32Array): boolean {
  if (left.length !== right.length) return false
  for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false
  return true
}

/** Ascending, each once. Of one list that list itself. */
export function sortedUnion(...lists: readonly Int32Array[]): Int32Array {
  const [only] = lists
  if (lists.length === 1 && only !== undefined) return only
  let length = 0
  for (const list of lists) length += list.length
  const all = new Int32Array(length)
  let end = 0
  for (const list of lists) {
    all.set(list, end)
    end += list.length
  }
  all.sort()
  let count = 0
  for (let index = 0; index < length; index++) {
    if (count > 0 && all[index] === all[count - 1]) continue
    all[count] = all[index] as number
    count += 1
  }
  return all.slice(0, count)
}
