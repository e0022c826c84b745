import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FeedState } from '../lib/market/feed.ts'
import { readConfig } from './config.ts'
import { Feeds } from './feeds.ts'
import { systemClock } from './system-clock.ts'

const recording = join(import.meta.dirname, '..', 'tests', 'fixtures', 'binance-spot-20240809-btc-eth-90s.tsv.gz')

async function feedsOf(feed: string, variables: Record<string, string> = {}): Promise<readonly FeedState[]> {
  const config = readConfig({ FEED: feed, ...variables })
  const feeds = await Feeds.create({ config, clock: systemClock, onProblem: () => undefined, onChange: () => undefined })
  return feeds.states()
}

describe('Feeds', () => {
  it('shows a feed that cannot run as failed, with the reason, and keeps the others', async () => {
    const states = await feedsOf('sim,replay:no/such/file.tsv.gz')
    expect(states).toHaveLength(1)
    expect(states[0]).toMatchObject({ feed: 'replay:no/such/file.tsv.gz', origin: 'replay', state: 'failed' })
    expect(states[0]?.reason).toContain('no/such/file.tsv.gz')
  })

  it('refuses a second feed of the same venue', async () => {
    const states = await feedsOf(`binance,replay:${recording}`)
    expect(states).toHaveLength(1)
    expect(states[0]?.state).toBe('failed')
    expect(states[0]?.reason).toMatch(/both are feeds of BINANCE/)
  })

  it('shows a feed that cannot run under the venue of its instruments, which is not always its own name', async () => {
    const keys = { ALPACA_KEY: 'k', ALPACA_SECRET: 's', FINNHUB_TOKEN: 't' }
    const [state] = await feedsOf('alpaca,finnhub', keys)
    expect(state).toMatchObject({ feed: 'finnhub', venue: 'US', state: 'failed' })
  })
})
