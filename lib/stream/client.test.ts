import { describe, expect, it } from 'vitest'
import { closeCodes } from '../protocol/close-codes.ts'
import { subprotocolJson } from '../protocol/messages.ts'
import { PageStreamClient } from './client.ts'
import { FakeEnvironment, settled } from './test-support/fake-environment.ts'
import { connectedClient, FakeServer } from './test-support/fake-server.ts'
import { hello, quote } from './test-support/messages.ts'

function newClient() {
  const environment = new FakeEnvironment()
  const client = new PageStreamClient(environment, { url: 'wss://host/stream' })
  return { environment, client, state: () => client.connection.get() }
}

describe('opening', () => {
  it('opens nothing before it is started, and one socket however often it is', () => {
    const { environment, client } = newClient()
    expect(environment.sockets).toHaveLength(0)
    client.start()
    client.start()
    expect(environment.sockets).toHaveLength(1)
    expect(environment.socket.url).toBe('wss://host/stream')
    expect(environment.socket.protocols).toEqual(['ticklane.v1.bin'])
  })

  it('is live when the server has said hello, not before', () => {
    const { environment, client, state } = newClient()
    client.start()
    expect(state().state).toBe('connecting')
    environment.socket.open(subprotocolJson)
    expect(state().state).toBe('connecting')
    environment.socket.receive(hello())
    expect(state()).toMatchObject({ state: 'live', transport: 'websocket', reconnects: 0 })
  })

  it('leaves nothing behind when it is closed, and can start again', async () => {
    const { client, environment, exchange } = await connectedClient()
    client.watchQuotes(['A'], 4)()
    client.watchTrades('A', 4, () => undefined)()
    await exchange()
    client.close()
    expect(environment.socket.closed).toBe(true)
    environment.advance(60_000)
    expect({ timers: environment.timerCount, listeners: environment.listenerCount }).toEqual({ timers: 0, listeners: 0 })
    client.start()
    expect(environment.sockets).toHaveLength(2)
  })
})

describe('reconnecting', () => {
  it('waits longer after every failure, a random part of a doubling limit', () => {
    const { environment, client, state } = newClient()
    environment.chance = 0.999
    client.start()
    environment.socket.open(subprotocolJson)
    environment.socket.receive(hello())
    const waits: number[] = []
    for (let failure = 0; failure < 4; failure++) {
      environment.socket.cut()
      expect(state().state).toBe('reconnecting')
      const waitMs = (state().retryAtMs ?? 0) - environment.now()
      waits.push(Math.round(waitMs))
      environment.advance(waitMs)
    }
    expect(waits).toEqual([500, 999, 1_998, 3_996])
  })

  it('starts from the first pause again after a connection that held', () => {
    const { environment, client, state } = newClient()
    environment.chance = 0.999
    client.start()
    const live = () => {
      environment.socket.open(subprotocolJson)
      environment.socket.receive(hello())
    }
    live()
    environment.socket.cut()
    environment.advance(600)
    environment.socket.cut()
    environment.advance(1_100)
    live()
    for (let second = 0; second < 12; second++) {
      environment.advance(1_000)
      environment.socket.receive({ type: 'pong', serverTimeMs: 1 })
    }
    environment.socket.cut()
    expect(Math.round((state().retryAtMs ?? 0) - environment.now())).toBe(500)
    expect(state().reconnects).toBe(1)
  })

  it('comes back when the server says so, not sooner, even if the page is shown meanwhile', () => {
    const { environment, client, state } = newClient()
    client.start()
    environment.socket.open(subprotocolJson)
    environment.socket.receive(hello())
    environment.socket.receive({ type: 'bye', code: 1012, reason: 'server restarting', retryInMs: 7_000 })
    expect(state()).toMatchObject({ state: 'reconnecting', reason: 'server restarting' })
    environment.emit('hidden')
    environment.emit('visible')
    environment.advance(6_900)
    expect(environment.sockets).toHaveLength(1)
    environment.advance(200)
    expect(environment.sockets).toHaveLength(2)
  })

  it('stops at a final no with the reason for it, until it is asked to try again', () => {
    const { environment, client, state } = newClient()
    client.start()
    environment.socket.open(subprotocolJson)
    environment.socket.receive(hello())
    environment.socket.cut(closeCodes.unauthorized.code, 'authentication failed or expired')
    expect(state()).toMatchObject({ state: 'closed', reason: 'authentication failed or expired' })
    environment.advance(600_000)
    environment.emit('online')
    expect(environment.sockets).toHaveLength(1)
    client.reconnect()
    expect(environment.sockets).toHaveLength(2)
  })

  it('says that it is offline, and tries at once when the network is back', () => {
    const { environment, client, state } = newClient()
    client.start()
    environment.socket.open(subprotocolJson)
    environment.socket.receive(hello())
    environment.emit('offline')
    expect(state().state).toBe('live')
    environment.advance(5_000)
    expect(state().state).toBe('offline')
    environment.advance(100)
    const before = environment.sockets.length
    environment.emit('online')
    expect(environment.sockets).toHaveLength(before + 1)
    expect(state().state).toBe('reconnecting')
  })

  it('backs off further while hidden and tries at once when shown', () => {
    const { environment, client, state } = newClient()
    environment.chance = 0.999
    client.start()
    environment.socket.open(subprotocolJson)
    environment.socket.receive(hello())
    environment.emit('hidden')
    environment.socket.cut()
    expect((state().retryAtMs ?? 0) - environment.now()).toBeGreaterThan(3_000)
    environment.emit('visible')
    expect(environment.sockets).toHaveLength(2)
  })

  it('lets go of its socket when the page goes into the back/forward cache, and returns with the page', () => {
    const { environment, client, state } = newClient()
    client.start()
    environment.socket.open(subprotocolJson)
    environment.socket.receive(hello())
    environment.emit('frozen')
    expect(environment.socket.closed).toBe(true)
    environment.advance(600_000)
    expect(environment.sockets).toHaveLength(1)
    environment.emit('thawed')
    expect(environment.sockets).toHaveLength(2)
    expect(state().state).toBe('reconnecting')
  })
})

describe('what a lost connection costs', () => {
  async function withQuote() {
    const connected = await connectedClient()
    const { environment, client, exchange, pass } = connected
    client.watchQuotes(['A'], 4)
    await exchange()
    const first = quote('A', { totalTrades: 100, totalVolume: '5000', dayVolume: '5000' })
    environment.socket.receive({ type: 'snapshot', rate: 4, sequence: 1, timeMs: 1, quotes: [first] })
    environment.paint()
    const comeBack = async (epoch: string, totalTrades: number) => {
      connected.server.accept(environment.socket, { epoch })
      await exchange()
      const back = quote('A', { totalTrades, totalVolume: '6000', dayVolume: '6000' })
      environment.socket.receive({ type: 'snapshot', rate: 4, sequence: 1, timeMs: 2, quotes: [back] })
      environment.paint()
    }
    return { ...connected, comeBack, pass }
  }

  it('is known to the trade when the server kept its counters', async () => {
    const { environment, client, comeBack } = await withQuote()
    environment.socket.cut()
    environment.advance(1_000)
    await comeBack('epoch-1', 142)
    expect(environment.socket.sent.find(({ type }) => type !== 'ping')).toEqual({
      type: 'resume',
      epoch: 'epoch-1',
      seen: { A: [100, '5000'] },
    })
    expect(client.connection.get().missed).toEqual({ trades: 42, instruments: 1 })
    expect(client.quotes.get('A')).toMatchObject({ tradeCount: 142, mergedTrades: 42 })
  })

  it('is unknown when the server has started again, and totals are not compared', async () => {
    const { environment, client, comeBack } = await withQuote()
    environment.socket.cut()
    environment.advance(1_000)
    await comeBack('epoch-2', 3)
    expect(client.connection.get().missed).toBe('unknown')
    expect(client.quotes.get('A')).toMatchObject({ tradeCount: 3, mergedTrades: 0, status: 'live' })
  })

  it('shows every price as stale while the server is away', async () => {
    const { environment, client } = await withQuote()
    environment.socket.cut()
    environment.advance(1_000)
    environment.paint()
    expect(client.quotes.get('A')?.status).toBe('live')
    environment.advance(1_500)
    environment.paint()
    expect(client.quotes.get('A')?.status).toBe('stale')
  })
})

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

describe('a listener with a pace', () => {
  it('is told of the last change though nothing follows it', async () => {
    const { environment, client, exchange } = await connectedClient()
    client.watchQuotes(['A'], 60)
    await exchange()
    const seen: (number | undefined)[] = []
    client.quotes.subscribe('A', () => seen.push(client.quotes.get('A')?.last), 4)
    for (const [sequence, last] of ['1.00', '2.00', '3.00', '4.00'].entries()) {
      environment.socket.receive({ type: 'snapshot', rate: 60, sequence, timeMs: sequence, quotes: [quote('A', { last })] })
      environment.paint()
      environment.advance(20)
    }
    expect(seen).toEqual([100, 200])
    environment.advance(250)
    environment.paint()
    expect(seen).toEqual([100, 200, 400])
  })
})

describe('a hidden page', () => {
  it('takes lower rates after a while, and its own again at once when shown', async () => {
    const { environment, server, client, exchange, pass } = await connectedClient()
    client.watchQuotes(['A'], 10)
    await exchange()
    environment.emit('hidden')
    await pass(5_000)
    expect(server.streams()).toEqual({ 10: ['A'] })
    await pass(6_000)
    expect(server.streams()).toEqual({ 1: ['A'] })
    environment.emit('visible')
    await exchange()
    expect(server.streams()).toEqual({ 10: ['A'] })
  })

  it('takes lower rates also when it is seen but cannot draw that fast, and says so', async () => {
    const { environment, server, client, exchange } = await connectedClient()
    client.watchQuotes(['A'], 60)
    await exchange()
    for (let frame = 0; frame < 50; frame++) {
      const tick = { type: 'snapshot', rate: 60, sequence: frame, timeMs: frame, quotes: [quote('A')] }
      environment.socket.receive(tick)
      environment.advance(130)
      environment.paint()
      await exchange()
    }
    expect(client.connection.get().rateLimit).toEqual({ hz: 20, because: 'slow frames' })
    expect(server.streams()).toEqual({ 20: ['A'] })
  })

  it('does not go above the rate the viewer chose', async () => {
    const { environment, server, client, exchange, pass } = await connectedClient()
    client.setRateCap(0.5)
    client.watchQuotes(['A'], 10)
    environment.emit('hidden')
    await pass(11_000)
    expect(server.streams()).toEqual({ 0.5: ['A'] })
    environment.emit('visible')
    await exchange()
    expect(server.streams()).toEqual({ 0.5: ['A'] })
  })

  it('still tells listeners, so that alerts work, although there are no animation frames', async () => {
    const { environment, client, exchange } = await connectedClient()
    client.watchQuotes(['A'], 10)
    await exchange()
    let told = 0
    client.quotes.subscribe('A', () => {
      told += 1
    })
    environment.paint()
    told = 0
    environment.emit('hidden')
    environment.socket.receive({ type: 'snapshot', rate: 10, sequence: 1, timeMs: 1, quotes: [quote('A')] })
    environment.advance(600)
    expect(told).toBe(1)
    // Timers do not run any more either.
    environment.socket.receive({ type: 'tick', rate: 10, sequence: 2, timeMs: 1, quotes: [{ symbol: 'A', last: '10.01' }] })
    environment.sleep(700)
    environment.socket.receive({ type: 'tick', rate: 10, sequence: 3, timeMs: 2, quotes: [{ symbol: 'A', last: '10.02' }] })
    expect(told).toBe(2)
    expect(client.quotes.get('A')?.last).toBe(1_002)
  })
})
