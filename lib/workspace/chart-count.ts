import { type ArrangementId, arrangementIds } from './workspace.ts'

/** How many charts an arrangement has: its id begins with it. 1 for what is none. Apart from the pictures, loaded with the charts. */
export function chartCountOf(id: string): number {
  return arrangementIds.some((each) => each === id) ? Number.parseInt(id, 10) : 1
}

/** The plainest arrangement of so many charts. */
export function arrangementFor(charts: number): ArrangementId {
  return arrangementIds.find((id) => chartCountOf(id) === charts) ?? '1'
}
