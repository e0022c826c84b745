import type { Conflation, Encoding } from '../../lib/protocol/conflation.ts'
import { tierCount } from '../../lib/protocol/grid-time.ts'
import { Cohort, sameInts } from './cohort.ts'

/** All cohorts, by what they have in common, so that equal lists meet. */
export class CohortTable {
  readonly #conflation: Conflation
  readonly #byTier: Cohort[][] = Array.from({ length: tierCount }, () => [])
  readonly #byHash = new Map<number, Cohort[]>()
  #made = 0

  constructor(conflation: Conflation) {
    this.#conflation = conflation
  }

  /** In no particular order; do not keep. */
  of(tier: number): readonly Cohort[] {
    return this.#byTier[tier] ?? []
  }

  get size(): number {
    let size = 0
    for (const cohorts of this.#byTier) size += cohorts.length
    return size
  }

  /** The cohort of a list, made when it is the first of its kind. `members` is ascending. */
  obtain(tier: number, encoding: Encoding, members: Int32Array, nowMs: number, checkMs: number): Cohort {
    const hash = hashOf(tier, encoding, members)
    const candidates = this.#byHash.get(hash)
    if (candidates !== undefined) {
      for (const cohort of candidates) {
        if (cohort.tier === tier && cohort.encoding === encoding && sameInts(cohort.members, members)) return cohort
      }
    }
    this.#conflation.retain(tier, members, encoding)
    const flushIndex = this.#conflation.tiers[tier]?.flushIndex ?? 0
    // Spread over the period: a thousand lists made in one moment are not hashed in one moment.
    const checkDueMs = nowMs + checkMs * (0.2 + 0.8 * ((this.#made * 0.618034) % 1))
    const cohort = new Cohort(tier, encoding, members, hash, flushIndex, checkDueMs)
    this.#made += 1
    if (candidates === undefined) this.#byHash.set(hash, [cohort])
    else candidates.push(cohort)
    const list = this.#byTier[tier] ?? []
    cohort.position = list.length
    list.push(cohort)
    return cohort
  }

  /** Forgets the cohort if nobody is left in it. */
  settle(cohort: Cohort): void {
    if (!cohort.empty) return
    this.#conflation.release(cohort.tier, cohort.members, cohort.encoding)
    const list = this.#byTier[cohort.tier] ?? []
    const last = list.pop()
    if (last !== undefined && last !== cohort) {
      list[cohort.position] = last
      last.position = cohort.position
    }
    const others = (this.#byHash.get(cohort.hash) ?? []).filter((other) => other !== cohort)
    if (others.length === 0) this.#byHash.delete(cohort.hash)
    else this.#byHash.set(cohort.hash, others)
  }
}

function hashOf(tier: number, encoding: Encoding, members: Int32Array): number {
  let hash = tier * 2 + (encoding === 'binary' ? 1 : 0)
  for (let index = 0; index < members.length; index++) {
    const mixed = Math.imul(hash ^ (members[index] as number), 0x9e3779b1)
    hash = mixed ^ (mixed >>> 15)
  }
  return hash
}
