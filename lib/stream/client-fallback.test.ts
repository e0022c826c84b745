import { describe, expect, it } from 'vitest'
import { closeCodes } from '../protocol/close-codes.ts'
import { subprotocolJson } from '../protocol/messages.ts'
import { PageStreamClient } from './client.ts'
import { FakeEnvironment, settled } from './test-support/fake-environment.ts'
import { FakeServer } from './test-support/fake-server.ts'
import { hello, quote } from './test-support/messages.ts'

function newClient(url = 'wss://host/stream') {
  const environment = new FakeEnvironment()
  const client = new PageStreamClient(environment, { url })
  const asked = () => environment.fetches.filter((each) => /\/api\/poll(\?token=\w+)?$/.test(each.url))
  const polls = () => environment.fetches.filter((each) => /\/api\/poll\?(subscribe|session)=/.test(each.url))
  return { environment, client, asked, polls, state: () => client.connection.get() }
}

type Away = 'refuses' | 'answered for'

describe('falling back', () => {
  /** Sockets fail as behind a proxy that drops upgrades, or as without a server. */
  function withoutSockets(url?: string) {
    const made = newClient(url)
    const { environment, client, asked } = made
    const server: { away: Away | undefined } = { away: undefined }
    client.watchQuotes(['A', 'B'], 4)
    client.start()
    const pass = async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 100) {
        environment.advance(100)
        for (const socket of environment.sockets) if (!socket.closed) socket.cut()
        for (const request of asked()) {
          if (server.away === 'refuses') request.fail()
          else request.answer(new Response('', { status: server.away === undefined ? 200 : 502 }))
        }
        await settled()
      }
    }
    return { ...made, server, pass }
  }

  it('goes to server-sent events when a socket cannot be opened', async () => {
    const { environment, state, pass } = withoutSockets()
    await pass(3_000)
    const [source] = environment.eventSources
    const query = new URL(source?.url ?? '').searchParams
    expect(source?.url).toMatch(/^https:\/\/host\/api\/stream\?/)
    expect(query.getAll('subscribe').map((text) => JSON.parse(text))).toEqual([
      { type: 'subscribe', symbols: ['A', 'B'], rate: 4 },
    ])
    source?.receive(hello())
    expect(state()).toMatchObject({ state: 'fallback', transport: 'sse' })
  })

  it('takes what else is in the address along, such as a token', async () => {
    const { environment, pass } = withoutSockets('wss://host/deep/stream?token=secret')
    await pass(3_000)
    expect(environment.eventSources[0]?.url).toMatch(/^https:\/\/host\/deep\/api\/stream\?token=secret&subscribe=/)
  })

  it('goes to them also when a socket opens and stays silent', async () => {
    const { environment, client, asked, state } = newClient()
    client.watchQuotes(['A'], 4)
    client.start()
    for (let passed = 0; passed < 30_000 && environment.eventSources.length === 0; passed += 100) {
      const { socket } = environment
      if (socket.protocol === '') socket.open(subprotocolJson)
      environment.advance(100)
      for (const request of asked()) request.answer(new Response())
      await settled()
    }
    environment.eventSources[0]?.receive(hello())
    expect(state().state).toBe('fallback')
  })

  it('goes on to long poll, takes its messages, and asks on from where it is', async () => {
    const { environment, client, state, polls, pass } = withoutSockets()
    await pass(3_000)
    environment.eventSources[0]?.fail()
    await pass(3_000)
    const [first] = polls()
    expect(first?.url).toMatch(/^https:\/\/host\/api\/poll\?subscribe=/)
    const server = new FakeServer()
    const define = {
      type: 'subscribed',
      subscription: 1,
      channel: 'quotes',
      rate: 4,
      symbols: ['A'],
      instruments: [server.define('A')],
    }
    const snapshot = { type: 'snapshot', rate: 4, sequence: 1, timeMs: 1, quotes: [quote('A')] }
    first?.answer(Response.json({ session: 's1', cursor: 1, messages: [hello(), define, snapshot] }))
    await pass(1_000)
    environment.paint()
    expect(state()).toMatchObject({ state: 'fallback', transport: 'poll' })
    expect(client.quotes.get('A')?.last).toBe(1_000)
    expect(polls()[1]?.url).toBe('https://host/api/poll?session=s1&cursor=1')
  })

  it('goes back up to a socket when one can be opened again', async () => {
    const { environment, state, pass } = withoutSockets()
    await pass(3_000)
    const [source] = environment.eventSources
    source?.receive(hello())
    const before = environment.sockets.length
    for (let second = 0; second < 10 && environment.sockets.length === before; second++) {
      environment.advance(1_000)
      source?.receive({ type: 'status', timeMs: 1 })
      await settled()
    }
    environment.socket.open(subprotocolJson)
    expect(state().transport).toBe('sse')
    environment.socket.receive(hello())
    await settled()
    expect(state()).toMatchObject({ state: 'live', transport: 'websocket' })
    expect(source?.closed).toBe(true)
    expect(environment.socket.sentOf('subscribe')).toHaveLength(1)
  })

  it.each([
    [401, closeCodes.unauthorized.code],
    [403, closeCodes.policy.code],
  ])('ends at once, with the reason, where the server refuses the socket with %i', async (status, closeCode) => {
    const { environment, client, asked, state } = newClient('wss://host/stream?token=old')
    client.start()
    environment.socket.cut()
    expect(asked().map(({ url }) => url)).toEqual(['https://host/api/poll?token=old'])
    asked()[0]?.answer(Response.json({ detail: 'The token was not accepted' }, { status }))
    await settled()
    expect(state()).toMatchObject({ state: 'closed', closeCode, reason: 'The token was not accepted' })
    environment.advance(600_000)
    expect([environment.sockets.length, environment.fetches.length]).toEqual([1, 1])
    client.reconnect()
    expect(environment.sockets).toHaveLength(2)
  })

  it.each<Away>(['refuses', 'answered for'])('stays with sockets while the server is away (%s)', async (away) => {
    const { environment, server, asked, polls, state, pass } = withoutSockets()
    server.away = away
    await pass(300_000)
    expect(asked().at(-1)?.url).toBe('https://host/api/poll')
    expect([environment.eventSources.length, polls().length]).toEqual([0, 0])
    const before = environment.sockets.length
    while (environment.sockets.length === before) environment.advance(100)
    environment.socket.open(subprotocolJson)
    environment.socket.receive(hello())
    expect(state()).toMatchObject({ state: 'live', transport: 'websocket' })
  })

  it('tries a socket within two seconds of going live without one, then ever more rarely', async () => {
    const { environment, pass } = withoutSockets()
    await pass(3_000)
    const [source] = environment.eventSources
    source?.receive(hello())
    const seconds: number[] = []
    let sockets = environment.sockets.length
    for (let second = 1; second <= 120; second++) {
      source?.receive({ type: 'status', timeMs: 1 })
      await pass(1_000)
      if (environment.sockets.length > sockets) seconds.push(second)
      sockets = environment.sockets.length
    }
    const pauses = seconds.map((second, index) => second - (seconds[index - 1] ?? 0))
    expect(seconds[0]).toBeLessThanOrEqual(2)
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b))
    expect(pauses.at(-1)).toBeGreaterThan(20)
  })

  it('tries no socket while the page is hidden, and one at once when it is shown', async () => {
    const { environment, pass } = withoutSockets()
    await pass(3_000)
    environment.eventSources[0]?.receive(hello())
    const before = environment.sockets.length
    environment.emit('hidden')
    for (let second = 0; second < 60; second++) {
      // Another one: a hidden page asks for less.
      environment.eventSources.at(-1)?.receive({ type: 'status', timeMs: 1 })
      await pass(1_000)
    }
    expect(environment.sockets).toHaveLength(before)
    environment.emit('visible')
    expect(environment.sockets).toHaveLength(before + 1)
  })

  it('leaves no question to the server behind', async () => {
    const { environment, client, asked } = newClient()
    client.start()
    environment.socket.cut()
    expect(asked()).toHaveLength(1)
    client.close()
    await settled()
    expect(asked()[0]?.signal.aborted).toBe(true)
    expect(environment.timerCount).toBe(0)
  })

  it('asks anew when the page wants something else, and counts nothing as missed', async () => {
    const { environment, client, state, pass } = withoutSockets()
    await pass(3_000)
    environment.eventSources[0]?.receive(hello())
    client.watchQuotes(['C'], 4)
    await pass(600)
    expect(environment.eventSources).toHaveLength(2)
    expect(environment.eventSources[0]?.closed).toBe(true)
    environment.eventSources[1]?.receive(hello())
    expect(state()).toMatchObject({ state: 'fallback', reconnects: 0, missed: undefined })
  })
})
