import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { InstrumentId } from '../../lib/market/units.ts'
import type { ServerMessage } from '../../lib/protocol/messages.ts'
import { StreamHarness } from '../support/stream-harness.ts'

let harness: StreamHarness
let btc: InstrumentId

beforeEach(async () => {
  harness = await StreamHarness.start({ originsAllowed: ['https://good.example'] })
  btc = harness.define('SIM:BTC-USD')
})

afterEach(async () => {
  await harness.stop()
})

async function problem(path: string, init: RequestInit = {}): Promise<[number, string]> {
  const response = await fetch(`${harness.url}${path}`, init)
  const body = (await response.json()) as { detail: string }
  return [response.status, body.detail]
}

/** So many subscriptions to the bars of one symbol. */
function barsQuery(count: number, limit: number): string {
  const message = { type: 'subscribe', channel: 'bars', interval: '1s', symbols: ['SIM:BTC-USD'], limit }
  return Array.from({ length: count }, () => `subscribe=${encodeURIComponent(JSON.stringify(message))}`).join('&')
}

/** A reader of server-sent events. */
class EventReader {
  readonly messages: ServerMessage[] = []
  readonly response: IncomingMessage
  #text = ''
  #waiting: (() => void)[] = []

  constructor(response: IncomingMessage) {
    this.response = response
    response.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString()
      const events = this.#text.split('\n\n')
      this.#text = events.pop() ?? ''
      for (const event of events) if (event.startsWith('data: ')) this.messages.push(JSON.parse(event.slice(6)))
      for (const check of this.#waiting) check()
    })
    response.on('end', () => {
      for (const check of this.#waiting) check()
    })
  }

  static async open(path: string, headers: Record<string, string> = {}): Promise<EventReader> {
    const [response] = (await once(get(`${harness.url}${path}`, { headers }), 'response')) as [IncomingMessage]
    return new EventReader(response)
  }

  async until(condition: () => boolean): Promise<void> {
    if (condition()) return
    await new Promise<void>((resolve) => {
      this.#waiting.push(() => {
        if (condition()) resolve()
      })
    })
  }

  types(): string[] {
    return this.messages.map((message) => message.type)
  }
}

describe('GET /api/stream', () => {
  it('gives the JSON messages as events, in the frames of the same cohort as sockets', async () => {
    const socket = await harness.connect('json')
    await socket.request({ type: 'subscribe', symbols: ['SIM:BTC-USD'], rate: 4 }, 'subscribed')
    const events = await EventReader.open('/api/stream?symbols=SIM:BTC-USD&rate=4', { origin: 'https://good.example' })
    expect(events.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'access-control-allow-origin': 'https://good.example',
    })
    await events.until(() => events.messages.length === 3)
    expect(events.types()).toEqual(['hello', 'subscribed', 'snapshot'])
    expect(harness.broadcaster.cohortCount).toBe(1)
    harness.trade(btc, 100, 5)
    harness.clock.advance(250)
    await events.until(() => events.messages.length === 4)
    await socket.settled()
    expect(events.messages[3]).toEqual(socket.of('tick')[0])
    expect(events.messages[3]).toMatchObject({
      type: 'tick',
      quotes: [{ symbol: 'SIM:BTC-USD', last: '1', trades: 1, volume: '0.005' }],
    })
  })

  it('takes several subscriptions, and says what it does not know', async () => {
    const bars = encodeURIComponent('{"type":"subscribe","channel":"bars","interval":"1m","symbols":["SIM:BTC-USD"]}')
    const events = await EventReader.open(`/api/stream?symbols=SIM:BTC-USD,SIM:NO&subscribe=${bars}`)
    await events.until(() => events.messages.length === 6)
    expect(events.types()).toEqual(['hello', 'error', 'subscribed', 'snapshot', 'subscribed', 'bars'])
    expect(events.messages[1]).toMatchObject({ code: 'unknown_symbol', symbols: ['SIM:NO'] })
  })

  it.each(['stream', 'poll'])(
    '/api/%s is refused with problem details when nothing that was asked for is known',
    async (path) => {
      const response = await fetch(`${harness.url}/api/${path}?symbols=SIM:NO,SIM:NEITHER`)
      expect(response.status).toBe(404)
      expect(response.headers.get('content-type')).toBe('application/problem+json')
      expect(await response.json()).toEqual({
        type: '/api/docs#unknown_symbol',
        title: 'Not Found',
        status: 404,
        detail: 'No instrument is known for "SIM:NO", "SIM:NEITHER"',
        code: 'unknown_symbol',
        symbols: ['SIM:NO', 'SIM:NEITHER'],
      })
      expect(harness.broadcaster.counters.accepted).toBe(0)
    },
  )

  it.each(['stream', 'poll'])('/api/%s refuses a rate that cannot be granted before it begins', async (path) => {
    for (const rate of ['abc', '-1', '0', '', 'Infinity']) {
      const response = await fetch(`${harness.url}/api/${path}?symbols=SIM:BTC-USD&rate=${rate}`)
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({
        type: '/api/docs#invalid_parameters',
        title: 'Bad Request',
        status: 400,
        detail: expect.stringContaining('Cannot grant rate'),
        code: 'invalid_parameters',
      })
    }
    expect(harness.broadcaster.counters.accepted).toBe(0)
  })

  it('goes on without acknowledgements, frees its place when it leaves, and drains', async () => {
    const leaving = await EventReader.open('/api/stream?symbols=SIM:BTC-USD&rate=4')
    const staying = await EventReader.open('/api/stream?symbols=SIM:BTC-USD&rate=4')
    await leaving.until(() => leaving.messages.length === 3)
    leaving.response.destroy()
    for (let step = 0; step < 100; step++) {
      harness.trade(btc, 100 + step, 1)
      harness.clock.advance(1_000)
    }
    await staying.until(() => staying.messages.some((message) => message.type === 'tick' && message.quotes[0]?.last === '1.99'))
    const drained = harness.broadcaster.drain('restarting')
    await staying.until(() => staying.types().includes('bye'))
    await drained
    expect(harness.broadcaster.viewers.count).toBe(0)
  })

  it('may be silent for longer than any other connection', async () => {
    harness.cutSilent(100)
    const quiet = await EventReader.open('/api/stream?symbols=SIM:BTC-USD&channel=trades&rate=4')
    await quiet.until(() => quiet.messages.length > 1)
    const { session, cursor } = await (await fetch(`${harness.url}/api/poll?symbols=SIM:BTC-USD&channel=trades`)).json()
    await expect(fetch(`${harness.url}/api/poll?session=${session}&cursor=${cursor}`)).rejects.toThrow()
    harness.trade(btc, 100, 1)
    harness.clock.advance(1_000)
    await quiet.until(() => quiet.types().includes('trades'))
  })

  it.each([
    [/expected \?symbols=A,B&rate=4/, '/api/stream'],
    [/subscribe\.symbols/, '/api/stream?symbols='],
    [/as JSON/, '/api/stream?symbols=A&subscribe=%7B'],
    [/rate "1e999"/, '/api/stream?symbols=A&rate=1e999'],
    [/subscribe.limit \("1e309"\)/, '/api/stream?symbols=A&channel=bars&interval=1m&limit=1e309'],
    [/"9h"/, '/api/poll?symbols=A&interval=9h&channel=bars'],
    [/bars of 2 symbols: expected exactly one/, '/api/stream?symbols=A,B&channel=bars&interval=1m'],
    [/expected an interval/, '/api/stream?symbols=A&channel=bars'],
    [/^15000 bars in one URL: expected at most 10000/, `/api/poll?${barsQuery(3, 5_000)}`],
    [/^1001 symbols in one URL: expected at most 1000/, `/api/poll?symbols=${'A,'.repeat(1_001)}`],
    [/^201 symbols of trades, bars and books/, `/api/stream?channel=trades&symbols=${'A,'.repeat(201)}`],
  ])('a bad request is answered %s', async (detail, path) => {
    const [status, text] = await problem(path)
    expect([status, text]).toEqual([400, expect.stringMatching(detail)])
  })

  it('is not for other methods or other origins', async () => {
    expect((await problem('/api/stream?symbols=SIM:BTC-USD', { method: 'POST' }))[0]).toBe(405)
    expect((await problem('/api/stream?symbols=SIM:BTC-USD', { headers: { origin: 'https://bad.example' } }))[0]).toBe(403)
  })

  it('[C1] says that /stream is for WebSockets to who asks without an upgrade', async () => {
    const response = await fetch(`${harness.url}/stream`)
    expect([response.status, response.headers.get('upgrade')]).toEqual([426, 'websocket'])
    expect(await response.json()).toMatchObject({ code: 'upgrade_required', detail: expect.stringContaining('GET /api/stream') })
  })
})

describe('GET /api/poll', () => {
  interface Answer {
    session: string
    cursor: number
    messages: ServerMessage[]
  }

  async function poll(query: string): Promise<Answer> {
    const response = await fetch(`${harness.url}/api/poll?${query}`)
    expect(response.status).toBe(200)
    return (await response.json()) as Answer
  }

  /** Until the request has reached the server and waits there. */
  async function waiting(query: string): Promise<{ answer: Promise<Answer> }> {
    const before = harness.broadcaster.counters.polls
    const answer = poll(query)
    await new Promise<void>((resolve) => {
      const check = () => (harness.broadcaster.counters.polls > before ? resolve() : setImmediate(check))
      check()
    })
    return { answer }
  }

  it('begins with the state, waits for a change, and merges what happened between two requests', async () => {
    const first = await poll('symbols=SIM:BTC-USD&rate=4')
    expect(first.messages.map((message) => message.type)).toEqual(['hello', 'subscribed', 'snapshot'])
    const { answer } = await waiting(`session=${first.session}&cursor=${first.cursor}`)
    harness.trade(btc, 100, 1)
    harness.trade(btc, 120, 2)
    harness.clock.advance(250)
    const second = await answer
    expect(second.cursor).toBe(first.cursor + 1)
    expect(second.messages).toMatchObject([
      { type: 'snapshot', quotes: [{ last: '1.2', trades: 2, volume: '0.003', high: '1.2', low: '1' }] },
    ])
    for (let step = 0; step < 40; step++) {
      harness.trade(btc, 50 + step, 1)
      harness.clock.advance(250)
    }
    const third = await poll(`session=${first.session}&cursor=${second.cursor}`)
    expect(third.messages).toMatchObject([
      { type: 'snapshot', quotes: [{ last: '0.89', trades: 40, high: '0.89', low: '0.5' }] },
      { type: 'status', check: { rate: 4 } },
    ])
    expect(await poll(`session=${first.session}&cursor=${second.cursor}`)).toEqual(third)
  })

  it('serves what it knows, and names the rest', async () => {
    const { messages } = await poll('symbols=SIM:BTC-USD,SIM:NO')
    expect(messages.map((message) => message.type)).toEqual(['hello', 'error', 'subscribed', 'snapshot'])
    expect(messages[1]).toMatchObject({ code: 'unknown_symbol', symbols: ['SIM:NO'] })
  })

  it('answers with a state check alone when nothing happens, and ends when nobody asks', async () => {
    const first = await poll('symbols=SIM:BTC-USD')
    const { answer } = await waiting(`session=${first.session}&cursor=${first.cursor}`)
    harness.clock.advance(20_000)
    const second = await answer
    expect(second.messages).toMatchObject([{ type: 'status', check: { rate: 4, sequence: 0 } }])
    expect((await problem(`/api/poll?session=${first.session}&cursor=99`))[0]).toBe(409)
    harness.clock.advance(60_000)
    expect(await problem(`/api/poll?session=${first.session}&cursor=${second.cursor}`)).toEqual([
      410,
      expect.stringContaining('has ended'),
    ])
    expect(harness.broadcaster.viewers.count).toBe(0)
  })

  it('gives a long answer once: it is not kept', async () => {
    for (let second = 0; second < 4_500; second++) {
      harness.trade(btc, 1_000 + second, 1)
      harness.clock.advance(1_000)
    }
    const first = await poll(barsQuery(2, 4_500))
    expect(JSON.stringify(first).length).toBeGreaterThan(262_144)
    const [status, detail] = await problem(`/api/poll?session=${first.session}&cursor=${first.cursor - 1}`)
    expect([status, detail]).toEqual([410, expect.stringContaining('not kept')])
    expect(harness.broadcaster.viewers.count).toBe(0)
  })
})
