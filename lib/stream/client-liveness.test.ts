import { describe, expect, it } from 'vitest'
import { settled } from './test-support/fake-environment.ts'
import { connectedClient } from './test-support/fake-server.ts'
import { hashOfQuote, quote } from './test-support/messages.ts'

describe('liveness', () => {
  it('gives up a connection on which nothing has come for a while', async () => {
    const { environment, client } = await connectedClient()
    environment.advance(11_000)
    expect(client.connection.get().state).toBe('live')
    environment.advance(3_000)
    expect(client.connection.get().state).toBe('reconnecting')
    expect(client.connection.get().reason).toMatch(/nothing received for 12 s/)
  })

  it('keeps one that is quiet but answers, and measures round trip and clock offset', async () => {
    const { environment, server, client } = await connectedClient()
    // The answers are half a second under way; the server's clock is that of the question.
    for (let step = 0; step < 120; step++) {
      environment.advance(step === 0 ? 250 : 500)
      server.answer()
    }
    expect(client.connection.get()).toMatchObject({ state: 'live', reconnects: 0, roundTripMs: 250, clockOffsetMs: -125 })
    expect(environment.socket.sentOf('ping').length).toBeGreaterThanOrEqual(12)
  })

  it('asks again before it judges when its timers were stopped by sleep', async () => {
    const { environment, server, client, exchange } = await connectedClient()
    environment.sleep(3_600_000)
    environment.advance(100)
    expect(client.connection.get().state).toBe('live')
    await exchange()
    server.answer()
    environment.advance(3_000)
    expect(client.connection.get().state).toBe('live')
  })

  it('finds out within seconds that the connection did not survive sleep', async () => {
    const { environment, client } = await connectedClient()
    environment.sleep(3_600_000)
    environment.advance(6_000)
    expect(client.connection.get().state).toBe('reconnecting')
  })

  it('gives up a connection on which a request is not answered', async () => {
    const { environment, client } = await connectedClient()
    client.watchQuotes(['A'], 4)
    await settled()
    for (let second = 0; second < 20; second++) {
      environment.advance(1_000)
      if (client.connection.get().state === 'live') environment.socket.receive({ type: 'status', timeMs: environment.now() })
    }
    expect(client.connection.get().reason).toBe('a request was not answered')
  })

  it('takes in what arrives first after sleep, and asks nobody why a request was not answered meanwhile', async () => {
    const { environment, server, client, exchange } = await connectedClient()
    client.watchQuotes(['A'], 4)
    await exchange()
    server.define('A')
    client.watchQuotes(['B'], 4)
    await settled()
    environment.sleep(60_000)
    environment.socket.receive({ type: 'snapshot', rate: 4, sequence: 7, timeMs: 1, quotes: [quote('A')] })
    environment.advance(1_000)
    environment.paint()
    expect(client.quotes.get('A')?.symbol).toBe('A')
    expect(client.connection.get()).toMatchObject({ state: 'live', reconnects: 0 })
  })

  it('gives up a connection that sends what is no message', async () => {
    const { environment, client } = await connectedClient()
    environment.socket.receive('<html>502 Bad Gateway</html>')
    expect(client.connection.get().state).toBe('reconnecting')
  })
})

describe('acknowledging', () => {
  it('tells the server the last sequence about once a second, and nothing when there is nothing new', async () => {
    const { environment, client, server, exchange, pass } = await connectedClient()
    client.watchQuotes(['A'], 4)
    await exchange()
    server.define('A')
    environment.socket.receive({ type: 'snapshot', rate: 4, sequence: 7, timeMs: 1, quotes: [quote('A')] })
    await pass(1_200)
    expect(environment.socket.sentOf('ack')).toEqual([{ type: 'ack', sequences: { 4: 7 } }])
    environment.socket.receive({ type: 'tick', rate: 4, sequence: 8, timeMs: 2, quotes: [] })
    environment.socket.receive({ type: 'tick', rate: 4, sequence: 9, timeMs: 3, quotes: [] })
    await pass(3_000)
    expect(environment.socket.sentOf('ack').slice(1)).toEqual([{ type: 'ack', sequences: { 4: 9 } }])
  })

  it('still does so when timers of the hidden page are throttled, since what arrives drives it', async () => {
    const { environment, client, exchange } = await connectedClient()
    client.watchQuotes(['A'], 4)
    await exchange()
    environment.socket.receive({ type: 'snapshot', rate: 4, sequence: 1, timeMs: 1, quotes: [quote('A')] })
    for (let second = 0; second < 10; second++) {
      environment.sleep(2_000)
      environment.socket.receive({ type: 'tick', rate: 4, sequence: 2 + second, timeMs: 2, quotes: [] })
    }
    expect(environment.socket.sentOf('ack').length).toBeGreaterThanOrEqual(9)
  })

  it('reports a failed state check at once, shows the prices as stale, and trusts them again after a snapshot', async () => {
    const { environment, client, exchange } = await connectedClient()
    client.watchQuotes(['A'], 4)
    await exchange()
    environment.socket.receive({ type: 'snapshot', rate: 4, sequence: 1, timeMs: 1, quotes: [quote('A')] })
    environment.paint()
    expect(client.quotes.get('A')?.status).toBe('live')
    environment.socket.receive({ type: 'status', timeMs: 2, check: { rate: 4, sequence: 1, hash: '00000000' } })
    environment.paint()
    expect(environment.socket.sentOf('ack').at(-1)).toEqual({ type: 'ack', sequences: { 4: 1 }, mismatched: [4] })
    expect(client.connection.get()).toMatchObject({ checksPassed: 0, checksFailed: 1 })
    expect(client.quotes.get('A')?.status).toBe('stale')
    environment.socket.receive({ type: 'snapshot', rate: 4, sequence: 1, timeMs: 3, quotes: [quote('A', { last: '11.00' })] })
    environment.paint()
    expect(client.quotes.get('A')).toMatchObject({ status: 'live', last: 1_100 })
  })

  it('shows at once what a state check proved wrong, though nothing trades that would bring a tick', async () => {
    const { environment, client, exchange } = await connectedClient()
    client.watchQuotes(['A'], 4)
    await exchange()
    // Three trades too many: of a stream that ends before anybody could find that out.
    environment.socket.receive({ type: 'snapshot', rate: 4, sequence: 1, timeMs: 1, quotes: [quote('A', { totalTrades: 10 })] })
    environment.paint()
    const moved = { type: 'subscribed', subscription: 1, channel: 'quotes', rate: 2, instruments: [], symbols: ['A'] }
    environment.socket.receive(moved)
    environment.socket.receive({ type: 'snapshot', rate: 2, sequence: 1, timeMs: 1, quotes: [quote('A', { totalTrades: 7 })] })
    environment.paint()
    expect(client.quotes.get('A')?.tradeCount).toBe(10)
    const hash = hashOfQuote({ tradeCount: 7 })
    environment.socket.receive({ type: 'status', timeMs: 2, check: { rate: 2, sequence: 1, hash } })
    environment.paint()
    expect(client.connection.get()).toMatchObject({ checksPassed: 1, checksFailed: 0 })
    expect(client.quotes.get('A')?.tradeCount).toBe(7)
  })

  it('shows that the server merges frames for a viewer that reads too slowly', async () => {
    const { environment, client } = await connectedClient()
    environment.socket.receive({ type: 'status', timeMs: 1, behind: { rate: 4, behind: true } })
    expect(client.connection.get().state).toBe('behind')
    environment.socket.receive({ type: 'status', timeMs: 2, behind: { rate: 4, behind: false } })
    expect(client.connection.get().state).toBe('live')
  })
})
