import { describe, expect, it } from 'vitest'
import { connectedClient } from './test-support/fake-server.ts'
import { quote } from './test-support/messages.ts'

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

  it('does not wait for one that is slower and began to wait before', async () => {
    const { environment, client, exchange } = await connectedClient()
    client.watchQuotes(['A', 'B'], 60)
    await exchange()
    const told: string[] = []
    client.quotes.subscribe('A', () => told.push('A'), 0.5)
    client.quotes.subscribe('B', () => told.push('B'), 10)
    for (const [sequence, symbol] of ['A', 'A', 'A', 'B', 'B', 'B'].entries()) {
      const quotes = [quote(symbol, { last: `${sequence}.00` })]
      environment.socket.receive({ type: 'snapshot', rate: 60, sequence, timeMs: sequence, quotes })
      environment.paint()
      environment.advance(20)
    }
    expect(told).toEqual(['A', 'A', 'B', 'B'])
    environment.advance(120)
    environment.paint()
    expect(told).toEqual(['A', 'A', 'B', 'B', 'B'])
    environment.advance(2_400)
    environment.paint()
    expect(told).toEqual(['A', 'A', 'B', 'B', 'B', 'A'])
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
