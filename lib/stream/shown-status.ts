import { type Status, statusName } from '../market/status.ts'

/** A price that no stream keeps is stale, whatever it was when the connection or the interest in it ended (P4). */
export function shownStatus(code: number, current: boolean): Status {
  const status = statusName(code)
  return !current && (status === 'live' || status === 'delayed') ? 'stale' : status
}
