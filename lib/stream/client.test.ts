import { describe, expect, it } from 'vitest'
import { closeCodes } from '../protocol/close-codes.ts'
import { subprotocolJson } from '../protocol/messages.ts'
import { PageStreamClient } from './client.ts'
import { FakeEnvironment } from './test-support/fake-environment.ts'
import { connectedClient } from './test-support/fake-server.ts'
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

  it.each([1002, 1007])(
    '[E2] comes back after a broken frame (%i), and not after the third with no good connection between',
    (code) => {
      const { environment, client, state } = newClient()
      client.start()
      const cut = () => {
        environment.socket.open(subprotocolJson)
        environment.socket.receive(hello())
        environment.socket.cut(code, 'Invalid frame')
      }
      const comeBack = () => environment.advance((state().retryAtMs ?? 0) - environment.now())
      for (let time = 1; time <= 2; time++) {
        cut()
        expect(state().state).toBe('reconnecting')
        comeBack()
        expect(environment.sockets).toHaveLength(time + 1)
      }
      environment.socket.open(subprotocolJson)
      environment.socket.receive(hello())
      for (let second = 0; second < 12; second++) {
        environment.advance(1_000)
        environment.socket.receive({ type: 'pong', serverTimeMs: 1 })
      }
      for (let time = 1; time <= 3; time++) {
        expect(state().state).not.toBe('closed')
        cut()
        if (time < 3) comeBack()
      }
      expect(state()).toMatchObject({ state: 'closed', reason: 'Invalid frame' })
      const { length } = environment.sockets
      environment.advance(600_000)
      expect(environment.sockets).toHaveLength(length)
      client.reconnect()
      cut()
      expect(state().state).toBe('reconnecting')
    },
  )

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
