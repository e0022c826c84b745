import type { KeptAlert } from './alert-file.ts'
import { type AlertMemory, forgetMarket } from './alert-memory.ts'

/** Rules as text by id, as this tab last read or wrote them. */
export type KnownRules = ReadonlyMap<string, string>

export function rulesOf(alerts: Iterable<KeptAlert>): KnownRules {
  return new Map([...alerts].map(({ rule }) => [rule.id, JSON.stringify(rule)]))
}

/**
 * `ours` with what another tab added, changed and removed: `theirs` is what is stored now, `base` what both began with. Where
 * both changed the same alert ours stays, and what only one of them removed and the other changed stays, too.
 */
export function mergeAlerts(base: KnownRules, ours: ReadonlyMap<string, KeptAlert>, theirs: readonly KeptAlert[]): KeptAlert[] {
  const [mine, stored] = [rulesOf(ours.values()), rulesOf(theirs)]
  const theirById = new Map(theirs.map((alert) => [alert.rule.id, alert]))
  const merged: KeptAlert[] = []
  for (const [id, our] of ours) {
    const their = theirById.get(id)
    const changedHere = mine.get(id) !== base.get(id)
    if (their === undefined) {
      if (changedHere) merged.push(our)
    } else if (mine.get(id) === stored.get(id) || changedHere) {
      adopt(our.memory, their.memory)
      merged.push(our)
    } else {
      adopt(their.memory, our.memory)
      merged.push(their)
    }
  }
  for (const their of theirs) {
    const { id } = their.rule
    if (!ours.has(id) && stored.get(id) !== base.get(id)) merged.push(their)
  }
  return merged
}

/**
 * What another tab saved must not make this one forget the prices it has seen. But how often an alert fired, and that it was
 * switched on again after that, holds for all tabs.
 */
function adopt(memory: AlertMemory, their: AlertMemory): void {
  if (their.occurrences > memory.occurrences) {
    memory.occurrences = their.occurrences
    memory.firedAtMs = their.firedAtMs
    memory.firedPrice = their.firedPrice
  }
  if (their.occurrencesBefore <= memory.occurrencesBefore) return
  memory.occurrencesBefore = their.occurrencesBefore
  forgetMarket(memory)
}
