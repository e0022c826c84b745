import { describe, expect, it } from 'vitest'
import { subprotocolJson } from '../protocol/messages.ts'
import { PageStreamClient } from './client.ts'
import { FakeEnvironment, settled } from './test-support/fake-environment.ts'
import { FakeServer } from './test-support/fake-server.ts'
import { hello, quote } from './test-support/messages.ts'

function newClient() {
  const environment = new FakeEnvironment()
  const client = new PageStreamClient(environment, { url: 'wss://host/stream' })
  return { environment, client, state: () => client.connection.get() }
}

describe('falling back', () => {
  /** Sockets fail as behind a proxy that drops upgrades. */
  function withoutSockets() {
    const { environment, client, state } = newClient()
    client.watchQuotes(['A', 'B'], 4)
    client.start()
    const failSockets = () => {
      for (const socket of environment.sockets) if (!socket.closed) socket.cut()
    }
    const pass = async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 100) {
        environment.advance(100)
        failSockets()
        await settled()
      }
    }
    return { environment, client, state, pass }
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
    const environment = new FakeEnvironment()
    const client = new PageStreamClient(environment, { url: 'wss://host/deep/stream?token=secret' })
    client.watchQuotes(['A'], 4)
    client.start()
    for (let passed = 0; passed < 3_000; passed += 100) {
      environment.advance(100)
      if (!environment.socket.closed) environment.socket.cut()
      await settled()
    }
    expect(environment.eventSources[0]?.url).toMatch(/^https:\/\/host\/deep\/api\/stream\?token=secret&subscribe=/)
  })

  it('goes to them also when a socket opens and stays silent', async () => {
    const { environment, client, state } = newClient()
    client.watchQuotes(['A'], 4)
    client.start()
    for (let passed = 0; passed < 30_000 && environment.eventSources.length === 0; passed += 100) {
      const { socket } = environment
      if (socket.protocol === '') socket.open(subprotocolJson)
      environment.advance(100)
      await settled()
    }
    environment.eventSources[0]?.receive(hello())
    expect(state().state).toBe('fallback')
  })

  it('goes on to long poll, takes its messages, and asks on from where it is', async () => {
    const { environment, client, state, pass } = withoutSockets()
    await pass(3_000)
    environment.eventSources[0]?.fail()
    await pass(3_000)
    const [first] = environment.fetches
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
    expect(environment.fetches[1]?.url).toBe('https://host/api/poll?session=s1&cursor=1')
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
