import { describe, expect, test } from 'vitest'
import { describeConnection, describeOrigins } from '@/components/connection/connection-text.ts'
import { liveConnection } from '@/components/test-support/fake-stream.ts'
import type { FeedState } from '@/lib/market/feed.ts'

const feed = (change: Partial<FeedState>): FeedState => ({
  feed: 'sim',
  venue: 'SIM',
  origin: 'simulated',
  state: 'connected',
  reason: '',
  sinceMs: 0,
  ...change,
})

describe('the connection in words', () => {
  test('a live connection shows its round trip', () => {
    expect(describeConnection(liveConnection, 0)).toMatchObject({ tone: 'good', label: '12 ms' })
    expect(describeConnection({ ...liveConnection, roundTripMs: 0.3 }, 0).label).toBe('<1 ms')
    expect(describeConnection({ ...liveConnection, roundTripMs: undefined }, 0).label).toBe('Live')
  })

  test('a lost connection counts down to its next attempt, in whole seconds, never below now', () => {
    const lost = { ...liveConnection, state: 'reconnecting', retryAtMs: 10_000, reason: 'no pong in time' } as const
    expect(describeConnection(lost, 6_100)).toMatchObject({ tone: 'bad', label: 'Retry in 4 s' })
    expect(describeConnection(lost, 6_100).sentence).toContain('no pong in time')
    expect(describeConnection(lost, 10_500).label).toBe('Reconnecting')
    for (const reason of ['Failed to fetch', 'cannot connect', 'Load failed', 'Failed to load chunk /_next/a.js from module 1'])
      expect(describeConnection({ ...lost, reason }, 0).sentence).toMatch(/^The connection was lost\. The prices/)
    // Said in several places, some of which do not count: never against the label.
    expect(describeConnection(lost, 6_100).sentence).not.toMatch(/\bnow\b|in \d/)
  })

  test('every state that shows old prices says that they are the last known ones', () => {
    for (const state of ['reconnecting', 'offline'] as const) {
      expect(describeConnection({ ...liveConnection, state }, 0).sentence).toContain('last known')
      // Over HTTP the server's clock is not known.
      expect(describeConnection({ ...liveConnection, state, clockOffsetMs: undefined }, 0).sentence).toContain('last known')
    }
  })

  test('a page that was opened without its server says so, and promises no prices that it has not', () => {
    const first = { ...liveConnection, state: 'connecting', clockOffsetMs: undefined, epoch: undefined } as const
    expect(describeConnection(first, 0)).toMatchObject({ tone: 'neutral', label: 'Connecting' })
    const refused = { ...first, reason: 'cannot connect', retryAtMs: 3_000 }
    expect(describeConnection(refused, 0)).toMatchObject({ tone: 'bad', label: 'Offline, retry in 3 s' })
    expect(describeConnection(refused, 4_000).label).toBe('Offline')
    for (const away of [refused, { ...refused, state: 'offline' } as const]) {
      expect(describeConnection(away, 0).sentence).toMatch(/layout is shown, without prices/)
    }
  })

  test('a connection that the server ended says why and what to do', () => {
    const { sentence } = describeConnection({ ...liveConnection, state: 'closed', reason: 'authentication failed' }, 0)
    expect(sentence).toContain('authentication failed')
    expect(sentence).toContain('Reload')
  })

  test('a server that asks for a token is not said to be tried again by a reload', () => {
    const { label, sentence } = describeConnection({ ...liveConnection, state: 'closed', closeCode: 4401 }, 0)
    expect([label, sentence]).toEqual(['No access', expect.stringContaining('asks for a token')])
    expect(sentence).not.toContain('Reload')
  })

  test('while the viewer has paused, no connection is said to bring prices as they change, and what is worse is still said', () => {
    for (const state of ['live', 'behind', 'fallback'] as const) {
      const text = describeConnection({ ...liveConnection, state }, 0, true)
      expect(text).toMatchObject({ tone: 'warning', label: 'Paused' })
      expect(text.sentence).toContain('not shown')
    }
    expect(describeConnection({ ...liveConnection, state: 'reconnecting' }, 0, true).tone).toBe('bad')
    const feeds = [feed({ state: 'reconnecting' })]
    expect(describeConnection({ ...liveConnection, feeds }, 0, true).label).toBe('Feed down')
  })

  test('merged updates are not called lost', () => {
    expect(describeConnection({ ...liveConnection, state: 'behind' }, 0).sentence).toContain('nothing is lost')
  })

  test('a good connection to a server whose feed is down is not called good', () => {
    const feeds = [feed({ feed: 'binance', origin: 'live', state: 'reconnecting', reason: 'socket closed' })]
    const text = describeConnection({ ...liveConnection, feeds }, 0)
    expect(text.tone).toBe('warning')
    expect(text.sentence).toContain('binance')
    expect(text.sentence).toContain('socket closed')
  })

  test('why a feed is away is said in words and not in codes', () => {
    const sentence = (reason: string, state: FeedState['state'] = 'reconnecting') =>
      describeConnection({ ...liveConnection, feeds: [feed({ feed: 'kraken', origin: 'live', state, reason })] }, 0).sentence
    expect(sentence('connect ECONNREFUSED 127.0.0.1:9')).toBe(
      'The feed kraken is away: it refuses connections. Its prices are stale, the last known ones. The server tries again by itself.',
    )
    expect(sentence('getaddrinfo ENOTFOUND ws.kraken.com')).toContain('away: its address cannot be found.')
    expect(sentence('connect ETIMEDOUT 10.0.0.1:443')).toContain('away: it does not answer.')
    expect(sentence('Opening handshake has timed out')).toContain('away: it does not answer.')
    expect(sentence('read ECONNRESET')).toContain('away: the network does not reach it.')
    expect(sentence('')).toContain('The feed kraken is away. Its')
    const refused = sentence('Cannot use kraken: wrong key; check KRAKEN_KEY', 'failed')
    expect(refused).toContain('has failed: Cannot use kraken: wrong key; check KRAKEN_KEY.')
    expect(refused).not.toContain('tries again')
  })

  test('on a phone each state is said in ten characters', () => {
    const lost = { ...liveConnection, clockOffsetMs: undefined, epoch: undefined, retryAtMs: 20_000, reason: 'cannot connect' }
    const feeds = [feed({ state: 'reconnecting' })]
    const states = ['connecting', 'live', 'behind', 'fallback', 'reconnecting', 'offline', 'closed'] as const
    for (const each of [liveConnection, { ...liveConnection, feeds }, lost, { ...lost, retryAtMs: undefined }]) {
      for (const state of states) {
        const { label, short = label } = describeConnection({ ...each, state }, 0)
        expect(short.length, short).toBeLessThanOrEqual(10)
        expect(short).not.toBe('')
      }
    }
    expect(describeConnection({ ...lost, state: 'reconnecting' }, 0).short).toBe('Retry 20 s')
  })

  test('a recording that has ended says so', () => {
    expect(describeConnection({ ...liveConnection, feeds: [feed({ state: 'finished' })] }, 0).label).toBe('Ended')
  })
})

describe('the badge', () => {
  test('live prices have none', () => {
    expect(describeOrigins(['live', 'live'])).toBeUndefined()
    expect(describeOrigins([])).toBeUndefined()
  })

  test('simulated prices have one even beside live ones, which then says that it is a part', () => {
    expect(describeOrigins(['simulated'])).toMatchObject({ label: 'Simulated' })
    expect(describeOrigins(['live', 'simulated'])?.label).toBe('Part simulated')
  })

  test('a recording is called a replay, a late venue delayed', () => {
    expect(describeOrigins(['replay'])?.label).toBe('Replay')
    expect(describeOrigins(['delayed'])?.label).toBe('Delayed')
  })
})
