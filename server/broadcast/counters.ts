import { type CloseName, closeCodes } from '../../lib/protocol/close-codes.ts'

/** Refused before the connection was made. */
export const refusals = ['origin', 'address', 'full', 'draining', 'unauthorized', 'subprotocol', 'malformed'] as const
export type Refusal = (typeof refusals)[number]

/** What the broadcast stage counts since the process began, for /metrics. */
export interface StreamCounters {
  accepted: number
  writes: number
  bytes: number
  frames: number
  /** Instruments' updates in ticks, once for every viewer that got them. */
  updates: number
  snapshots: number
  checks: number
  mismatches: number
  /** Times a viewer was paused, and times it caught up. */
  paused: number
  resumed: number
  messages: number
  /** Requests of long polls. */
  polls: number
  /** Connections that ended with a fault of the socket or of the protocol. */
  socketErrors: number
  /** Messages of clients that a fault of ours left undone. */
  faults: number
  invalidMessages: number
  readonly refused: Record<Refusal, number>
  readonly closed: Record<CloseName, number>
}

export function createCounters(): StreamCounters {
  return {
    accepted: 0,
    writes: 0,
    bytes: 0,
    frames: 0,
    updates: 0,
    snapshots: 0,
    checks: 0,
    mismatches: 0,
    paused: 0,
    resumed: 0,
    messages: 0,
    polls: 0,
    socketErrors: 0,
    faults: 0,
    invalidMessages: 0,
    refused: Object.fromEntries(refusals.map((name) => [name, 0])) as Record<Refusal, number>,
    closed: Object.fromEntries(Object.keys(closeCodes).map((name) => [name, 0])) as Record<CloseName, number>,
  }
}
