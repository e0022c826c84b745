import type { SimulatedServer } from './simulated-server.ts'
import type { Violations } from './violations.ts'

/** P3: between two flushes nothing waits for a viewer, and what is kept for one that is paused has a fixed size. */
export function checkSessions(server: SimulatedServer, violations: Violations): void {
  const { symbolsMax } = server.broadcaster.options
  for (const session of server.broadcaster.viewers.all()) {
    if (session.queued !== undefined || session.queuedMore !== undefined)
      violations.report('P3', 'frames wait for a viewer after the flush')
    if ((session.resumed?.size ?? 0) > symbolsMax) violations.report('P3', 'more is remembered of a viewer than it may subscribe')
    for (const { cohort, missed } of session.streams) {
      if (session.paused === (missed === undefined)) violations.report('P3', 'a stream is not paused with its session')
      if (missed !== undefined && missed.states.length !== cohort.members.length)
        violations.report('P3', `${missed.states.length} slots for ${cohort.members.length} members`)
    }
  }
}

/** After everybody has left nothing is kept of them. */
export function checkEmpty(server: SimulatedServer, violations: Violations): void {
  const { broadcaster, conflator } = server
  const left = { viewers: broadcaster.viewers.count, cohorts: broadcaster.cohortCount }
  if (left.viewers > 0 || left.cohorts > 0)
    violations.report('P3', `${left.viewers} viewers and ${left.cohorts} cohorts are left after everybody has gone`)
  for (const { hz, uses } of conflator.tiers) if (uses !== 0) violations.report('P3', `${uses} uses of ${hz} Hz are left`)
}
