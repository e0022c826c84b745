import { describe, expect, it } from 'vitest'
import { connectedClient } from './test-support/fake-server.ts'
import { quote } from './test-support/messages.ts'

describe('quote subscriptions', () => {
  it('ask once for all rows that mount in the same task', async () => {
    const { client, environment, exchange } = await connectedClient()
    for (let row = 0; row < 50; row++) client.watchQuotes([`S${row}`], 4)
    await exchange()
    const asked = environment.socket.sentOf('subscribe')
    expect(asked).toHaveLength(1)
    expect(asked[0]?.symbols).toHaveLength(50)
    expect(asked[0]?.rate).toBe(4)
  })

  it('share one subscription among viewers of a symbol, and end it only after the last has gone', async () => {
    const { client, server, exchange, pass } = await connectedClient()
    const first = client.watchQuotes(['A'], 4)
    const second = client.watchQuotes(['A'], 4)
    await exchange()
    first()
    first()
    await pass(2_000)
    expect(server.streams()).toEqual({ 4: ['A'] })
    second()
    await pass(2_000)
    expect(server.streams()).toEqual({})
  })

  it('send nothing when a component mounts, unmounts and mounts again, as in StrictMode or a scroll there and back', async () => {
    const { client, environment, exchange, pass } = await connectedClient()
    client.watchQuotes(['A'], 4)
    await exchange()
    const before = environment.socket.sent.length
    const release = client.watchQuotes(['A', 'B'], 4)
    release()
    client.watchQuotes(['A', 'B'], 4)
    await pass(1_500)
    const asked = environment.socket.sent.slice(before).filter(({ type }) => type === 'subscribe' || type === 'unsubscribe')
    expect(asked).toEqual([{ type: 'subscribe', id: expect.any(Number), symbols: ['B'], rate: 4, subscription: 1 }])
  })

  it('keep one subscription per rate, and a symbol in that of its fastest viewer', async () => {
    const { client, server, exchange, pass } = await connectedClient()
    server.sendsStates = true
    client.watchQuotes(['A', 'B', 'C'], 1)
    const fast = client.watchQuotes(['B'], 12)
    await exchange()
    await pass(1_000)
    expect(server.streams()).toEqual({ 1: ['A', 'C'], 10: ['B'] })
    fast()
    await pass(2_000)
    expect(server.streams()).toEqual({ 1: ['A', 'B', 'C'] })
  })

  it('join the new rate before leaving the old one, so that nothing is missed in between', async () => {
    const { client, environment, server, exchange, pass } = await connectedClient()
    server.sendsStates = true
    client.watchQuotes(['A', 'B'], 1)
    await exchange()
    client.watchQuotes(['B'], 10)
    await exchange()
    expect(server.streams()).toEqual({ 1: ['A', 'B'], 10: ['B'] })
    await pass(1_000)
    expect(server.streams()).toEqual({ 1: ['A'], 10: ['B'] })
    const types = environment.socket.sent.map(({ type }) => type).filter((type) => type !== 'ping' && type !== 'ack')
    expect(types).toEqual(['subscribe', 'subscribe', 'unsubscribe'])
  })

  it('change rates of what is subscribed when a cap is set, without a new subscription, and change back', async () => {
    const { client, environment, server, exchange, pass } = await connectedClient()
    client.watchQuotes(['A'], 60)
    client.watchQuotes(['B'], 1)
    await exchange()
    client.setRateCap(4)
    await pass(500)
    expect(server.streams()).toEqual({ 1: ['B'], 4: ['A'] })
    client.setRateCap(undefined)
    await pass(500)
    expect(server.streams()).toEqual({ 1: ['B'], 60: ['A'] })
    expect(environment.socket.sentOf('subscribe')).toHaveLength(2)
  })

  it('split a list that is too long for one message, and end with all of it', async () => {
    const { client, environment, server, exchange, pass } = await connectedClient()
    const symbols = Array.from({ length: 1_000 }, (_, row) => `BINANCE:COIN${row}-USDT`)
    client.watchQuotes(symbols, 4)
    await exchange()
    await pass(2_000)
    expect(server.streams()[4]).toEqual([...symbols].sort())
    for (const message of environment.socket.sent) expect(JSON.stringify(message).length).toBeLessThanOrEqual(4_096)
  })

  it('name a symbol the server does not know, keep the others, and do not ask for it again', async () => {
    const { client, environment, server, exchange, pass } = await connectedClient()
    server.unknown.add('NOPE')
    client.watchQuotes(['A', 'NOPE'], 4)
    await exchange()
    await pass(3_000)
    expect(server.streams()).toEqual({ 4: ['A'] })
    expect(client.connection.get().errors).toEqual([expect.objectContaining({ code: 'unknown_symbol', symbols: ['NOPE'] })])
    expect(environment.socket.sentOf('subscribe')).toHaveLength(1)
    client.watchQuotes(['B'], 4)
    await pass(500)
    expect(server.streams()).toEqual({ 4: ['A', 'B'] })
  })

  it('ask for what was refused at one rate again at another, for a server that has it by then', async () => {
    const { client, server, exchange, pass } = await connectedClient()
    server.unknown.add('LATE')
    const release = client.watchQuotes(['LATE'], 1)
    await exchange()
    server.unknown.delete('LATE')
    release()
    client.watchQuotes(['LATE'], 2)
    await pass(500)
    expect(server.streams()).toEqual({ 2: ['LATE'] })
  })

  it('ask for everything again on a new connection', async () => {
    const { client, environment, server, exchange, pass } = await connectedClient()
    client.watchQuotes(['A', 'B'], 4)
    client.watchQuotes(['C'], 10)
    await exchange()
    environment.socket.cut()
    environment.advance(30_000)
    server.accept(environment.socket)
    await exchange()
    await pass(200)
    expect(server.streams()).toEqual({ 4: ['A', 'B'], 10: ['C'] })
  })

  it('stay below the number of messages a second that the server takes', async () => {
    const { client, environment, server, pass } = await connectedClient()
    environment.socket.cut()
    environment.advance(30_000)
    const limits = { messageBytesMax: 300, messagesPerSecondMax: 10, subscriptionsMax: 64, symbolsMax: 5_000 }
    server.accept(environment.socket, { limits })
    client.watchQuotes(
      Array.from({ length: 100 }, (_, row) => `VENUE:SYMBOL-NUMBER-${row}`),
      4,
    )
    const { socket } = environment
    let most = 0
    for (let second = 0; second < 10; second++) {
      const before = socket.sent.length
      await pass(1_000)
      most = Math.max(most, socket.sent.length - before)
    }
    expect(most).toBeLessThanOrEqual(10)
    await pass(20_000)
    expect(server.streams()[4]).toHaveLength(100)
  })

  it('acknowledge a number again when sequences have begun anew', async () => {
    const { client, environment, exchange, pass } = await connectedClient()
    client.watchQuotes(['A'], 4)
    await exchange()
    const snapshot = (sequence: number) => ({ type: 'snapshot', rate: 4, sequence, timeMs: 0, quotes: [] })
    environment.socket.receive(snapshot(7))
    await pass(2_500)
    expect(environment.socket.sentOf('ack').map(({ sequences }) => sequences)).toEqual([{ 4: 7 }])
    environment.socket.receive(snapshot(6))
    environment.socket.receive({ type: 'tick', rate: 4, sequence: 7, timeMs: 0, quotes: [] })
    await pass(2_500)
    expect(environment.socket.sentOf('ack').map(({ sequences }) => sequences)).toEqual([{ 4: 7 }, { 4: 7 }])
  })

  it('are not behind any longer when the stream that was has ended', async () => {
    const { client, environment, exchange, pass } = await connectedClient()
    const release = client.watchQuotes(['A'], 4)
    await exchange()
    environment.socket.receive({ type: 'status', timeMs: 0, behind: { rate: 4, behind: true } })
    expect(client.connection.get().state).toBe('behind')
    release()
    await pass(2_000)
    expect(client.connection.get().state).toBe('live')
  })

  it('take a symbol from the stream that stays, though nothing changes in it', async () => {
    const { client, environment, server, exchange, pass } = await connectedClient()
    const fast = client.watchQuotes(['A'], 10)
    client.watchQuotes(['A'], 1)
    await exchange()
    const state = (rate: number, bid: string) => ({
      type: 'snapshot',
      rate,
      sequence: 0,
      timeMs: 0,
      quotes: [quote('A', { bid, totalTrades: 5, totalVolume: '5' })],
    })
    environment.socket.receive(state(10, '9.98'))
    fast()
    await pass(600)
    environment.socket.receive(state(1, '9.98'))
    await pass(2_000)
    expect(server.streams()).toEqual({ 1: ['A'] })
    expect(client.quotes.get('A')).toMatchObject({ status: 'live', tradeCount: 5 })
  })

  it('tell what is wanted, asked for and granted, the fastest first', async () => {
    const { client, exchange } = await connectedClient()
    client.watchQuotes(['A', 'B'], 1)
    client.watchQuotes(['C'], 10)
    client.setRateCap(4)
    expect(client.quoteRates().map(({ granted }) => granted)).toEqual([undefined, undefined])
    await exchange()
    expect(client.quoteRates()).toEqual([
      { wanted: 10, asked: 4, granted: 4, symbols: new Set(['C']) },
      { wanted: 1, asked: 1, granted: 1, symbols: new Set(['A', 'B']) },
    ])
  })
})
