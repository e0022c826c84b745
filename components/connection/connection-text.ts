import type { FeedState } from '@/lib/market/feed.ts'
import type { Origin } from '@/lib/market/instrument.ts'
import { unauthorizedCode } from '@/lib/protocol/close-codes.ts'
import type { Connection, ConnectionState } from '@/lib/stream/types.ts'

export type ConnectionTone = 'good' | 'warning' | 'bad' | 'neutral'

/** A connection as a person reads it: `label` in a few characters, which may count down, `sentence` in full and without. */
export interface ConnectionText {
  readonly tone: ConnectionTone
  readonly label: string
  /** Where a phone has no room for the label: ten characters at most. */
  readonly short?: string
  readonly sentence: string
}

/** `paused`: the viewer holds what is shown. Of what keeps prices from coming at all, that is said instead. */
export function describeConnection(connection: Connection, nowMs: number, paused = false): ConnectionText {
  const feedProblem = describeFeedProblem(connection.feeds)
  if (paused && feedProblem === undefined && prices.includes(connection.state))
    return { tone: 'warning', label: 'Paused', sentence: 'Connected, but paused: prices arrive and are not shown.' }
  switch (connection.state) {
    case 'connecting':
      if (neverReached(connection)) return describeUnreached(connection, nowMs)
      return { tone: 'neutral', label: 'Connecting', short: 'Opening', sentence: 'Connecting to the server.' }
    case 'live':
      if (feedProblem !== undefined) return { tone: 'warning', label: feedProblem.label, sentence: feedProblem.sentence }
      return {
        tone: 'good',
        label: formatRoundTrip(connection.roundTripMs) ?? 'Live',
        sentence: 'Connected. Prices arrive as they change.',
      }
    case 'behind':
      return {
        tone: 'warning',
        label: 'Behind',
        sentence: 'This device or its link is slower than the prices. Updates are merged: nothing is lost, they come less often.',
      }
    case 'fallback':
      return {
        tone: 'warning',
        label: connection.transport === 'poll' ? 'Polling' : 'Fallback',
        sentence:
          connection.transport === 'poll'
            ? 'No live connection could be opened: prices are asked for again and again, and may be a second or two late.'
            : 'No WebSocket could be opened: prices come over a plain HTTP stream. They are complete.',
      }
    case 'reconnecting':
      return describeReconnecting(connection, nowMs)
    case 'offline':
      return {
        tone: 'bad',
        label: 'Offline',
        sentence: neverReached(connection)
          ? 'This device is offline. Your last layout is shown, without prices; they come by themselves once it is online.'
          : 'This device is offline. The prices shown are the last known ones.',
      }
    case 'closed':
      if (needsToken(connection))
        return {
          tone: 'bad',
          label: 'No access',
          sentence: 'The server asks for a token. Prices come once this page has a good one.',
        }
      return {
        tone: 'bad',
        label: 'Closed',
        sentence: `The server ended the connection${connection.reason === '' ? '' : `: ${connection.reason}`}. Reload the page to try again.`,
      }
  }
}

/** Those in which prices come. */
const prices: readonly ConnectionState[] = ['live', 'behind', 'fallback']

/** Refused for want of a good one. */
export function needsToken({ state, closeCode }: Connection): boolean {
  return state === 'closed' && closeCode === unauthorizedCode
}

/** Since this page was opened, at least one attempt has failed and none has worked: there is no price that it could show. */
export function neverReached({ state, reason, epoch }: Connection): boolean {
  return (state === 'connecting' && reason !== '') || (state === 'offline' && epoch === undefined)
}

function describeUnreached({ retryAtMs }: Connection, nowMs: number): ConnectionText {
  const seconds = retryAtMs === undefined ? 0 : Math.max(0, Math.ceil((retryAtMs - nowMs) / 1000))
  return {
    tone: 'bad',
    label: seconds > 0 ? `Offline, retry in ${seconds} s` : 'Offline',
    short: 'Offline',
    sentence:
      'The server cannot be reached. Your last layout is shown, without prices; they come by themselves as soon as it answers.',
  }
}

function describeReconnecting(connection: Connection, nowMs: number): ConnectionText {
  const { retryAtMs } = connection
  // That nothing could be connected, fetched or loaded is what the sentence says.
  const reason = /fetch|connect|load/i.test(connection.reason) ? '' : connection.reason
  const seconds = retryAtMs === undefined ? 0 : Math.max(0, Math.ceil((retryAtMs - nowMs) / 1000))
  return {
    tone: 'bad',
    label: seconds > 0 ? `Retry in ${seconds} s` : 'Reconnecting',
    short: seconds > 0 ? `Retry ${seconds} s` : 'Retrying',
    sentence: `The connection was lost${reason === '' ? '' : ` (${reason})`}. The prices shown are the last known ones. Trying again by itself.`,
  }
}

/** Round trip for the eye: below a millisecond there is nothing to see. */
export function formatRoundTrip(roundTripMs: number | undefined): string | undefined {
  if (roundTripMs === undefined) return undefined
  return roundTripMs < 1 ? '<1 ms' : `${Math.round(roundTripMs)} ms`
}

export function describeFeedProblem(feeds: readonly FeedState[]): { label: string; sentence: string } | undefined {
  const failing = feeds.filter((feed) => feed.state === 'failed' || feed.state === 'reconnecting')
  const finished = feeds.filter((feed) => feed.state === 'finished')
  const first = failing[0]
  if (first !== undefined) {
    const { feed, state } = first
    const reason = describeReason(first.reason)
    const why = reason === '' ? '' : `: ${reason}`
    const hope = state === 'failed' ? '' : ' The server tries again by itself.'
    return {
      label: 'Feed down',
      sentence: `The feed ${feed} ${state === 'failed' ? 'has failed' : 'is away'}${why}. Its prices are stale, the last known ones.${hope}`,
    }
  }
  if (finished.length > 0 && finished.length === feeds.length) {
    return { label: 'Ended', sentence: 'The recording has ended. The prices shown are its last ones.' }
  }
  return undefined
}

/** An error of the network tells its code and an address: who wants to know finds them in the status bar. */
function describeReason(reason: string): string {
  if (/ECONNREFUSED/.test(reason)) return 'it refuses connections'
  if (/ENOTFOUND|EAI_AGAIN/.test(reason)) return 'its address cannot be found'
  if (/ETIMEDOUT|timed out/.test(reason)) return 'it does not answer'
  return /\bE[A-Z]{4,}/.test(reason) ? 'the network does not reach it' : reason
}

/** The badge for prices that are not live; undefined when all are. The least real origin wins. */
export function describeOrigins(origins: Iterable<Origin>): { label: string; sentence: string } | undefined {
  const seen = new Set(origins)
  const some = seen.size > 1 ? 'Some prices' : 'All prices'
  if (seen.has('simulated'))
    return {
      label: seen.size > 1 ? 'Part simulated' : 'Simulated',
      sentence: `${some} on this page are made up by a simulation. They are not market prices.`,
    }
  if (seen.has('replay'))
    return {
      label: seen.size > 1 ? 'Part replay' : 'Replay',
      sentence: `${some} on this page are a recording played back. They are not current.`,
    }
  if (seen.has('delayed'))
    return { label: seen.size > 1 ? 'Part delayed' : 'Delayed', sentence: `${some} on this page reach us late from their venue.` }
  return undefined
}

export const originMarks: Record<Origin, { readonly short: string; readonly long: string } | undefined> = {
  live: undefined,
  delayed: { short: 'DLY', long: 'delayed by its venue' },
  replay: { short: 'RPL', long: 'a recording played back' },
  simulated: { short: 'SIM', long: 'simulated, not a market price' },
}
