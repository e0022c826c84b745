import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import type { FeedState } from '../../../lib/market/feed.ts'
import { RecordingSink } from '../test-support/recording-sink.ts'
import type { VenueAccess } from '../venues.ts'
import { createVenueFeed } from './create-feed.ts'
import type { VenueFeed } from './venue-feed.ts'

const clock = {
  now: () => performance.timeOrigin + performance.now(),
  after(delayMs: number, callback: () => void) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}
const key = 'right'
const trade = { T: 't', S: 'AAPL', i: 96921, x: 'D', p: 126.55, s: 1, t: '2021-02-22T15:51:44.208Z' }

let server: WebSocketServer | undefined
let feed: VenueFeed | undefined
afterEach(async () => {
  await feed?.stop()
  for (const client of server?.clients ?? []) client.terminate()
  server?.close()
})

/** Alpaca's side of a conversation, as its documentation has it. */
async function alpaca(): Promise<{ url: string; requests: string[] }> {
  const started = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  server = started
  await once(started, 'listening')
  const requests: string[] = []
  started.on('connection', (socket) => {
    const say = (...messages: object[]) => socket.send(JSON.stringify(messages))
    say({ T: 'success', msg: 'connected' })
    socket.on('message', (content) => {
      requests.push(String(content))
      const request = JSON.parse(String(content))
      if (request.action === 'auth')
        say(request.key === key ? { T: 'success', msg: 'authenticated' } : { T: 'error', code: 402, msg: 'auth failed' })
      else say({ T: 'subscription', trades: request.trades, quotes: request.quotes, statuses: request.statuses }, trade)
    })
  })
  return { url: `ws://127.0.0.1:${(started.address() as AddressInfo).port}/v2/iex`, requests }
}

async function start(access: VenueAccess, done: (state: FeedState, sink: RecordingSink) => boolean) {
  const sink = new RecordingSink()
  const states: FeedState[] = []
  await new Promise<void>((resolve) => {
    const onState = (state: FeedState) => {
      states.push(state)
      if (done(state, sink)) resolve()
    }
    feed = createVenueFeed('alpaca', access, {
      symbols: ['US:AAPL', 'BINANCE:BTC-USDT'],
      clock,
      onState,
      onProblem: () => undefined,
    })
    void feed.start(sink)
  })
  return { sink, states }
}

describe('a venue that wants a key', () => {
  it('gets it when it has greeted, and the subscription when it has accepted', async () => {
    const { url, requests } = await alpaca()
    const { sink } = await start({ wsUrl: url, key, secret: 's' }, (state) => state.state === 'connected')
    while (sink.trades.length === 0) await new Promise((resolve) => setImmediate(resolve))
    expect(requests.map((text) => JSON.parse(text))).toEqual([
      { action: 'auth', key, secret: 's' },
      { action: 'subscribe', trades: ['AAPL'], quotes: ['AAPL'], statuses: ['AAPL'] },
    ])
    expect(sink.trades).toMatchObject([{ symbol: 'US:AAPL', price: '126.55' }])
    expect(sink.definitions).toMatchObject([{ symbol: 'US:AAPL', name: 'Apple', session: 'us-equity', origin: 'live' }])
  })

  it('is not asked again when it refused the key: that would never help', async () => {
    const { url, requests } = await alpaca()
    const { states, sink } = await start({ wsUrl: url, key: 'wrong', secret: 's' }, (state) => state.state === 'failed')
    expect(states.at(-1)).toMatchObject({
      state: 'failed',
      reason: 'Cannot use alpaca: 402: auth failed; check ALPACA_KEY, ALPACA_SECRET and ALPACA_WS_URL',
    })
    expect(requests).toHaveLength(1)
    expect(sink.disconnects).toEqual([{ venue: 'US', reason: 'closed by us' }])
  })

  it('says which variable is missing, before anything is tried', () => {
    const options = { symbols: [], clock, onState: () => undefined, onProblem: () => undefined }
    expect(() => createVenueFeed('alpaca', { key: 'k' }, options)).toThrow('ALPACA_SECRET is not set')
    expect(() => createVenueFeed('finnhub', {}, options)).toThrow('FINNHUB_TOKEN is not set')
  })
})
