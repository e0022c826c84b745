import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import WebSocket from 'ws'
import type { StreamOptions } from '../../server/broadcast/stream-options.ts'
import { type Asked, refusalCode, refusalText } from '../support/refusal.ts'
import { StreamHarness } from '../support/stream-harness.ts'

let harness: StreamHarness

async function start(options: Partial<StreamOptions>): Promise<void> {
  harness = await StreamHarness.start(options)
  harness.define('SIM:BTC-USD')
}

afterEach(async () => {
  await harness.stop()
})

const refused = (...asked: Asked) => refusalText(harness.url, ...asked)

describe('before a connection', () => {
  it('refuses origins that are not on the list, and accepts clients that have none', async () => {
    await start({ originsAllowed: ['https://good.example'] })
    expect(await refused({ origin: 'https://bad.example' })).toEqual([403, 'Origin "https://bad.example" is not allowed here'])
    await harness.connect('json')
    expect(harness.broadcaster.counters.refused.origin).toBe(1)
  })

  it('refuses more connections than there may be in all, and from one address', async () => {
    await start({ connectionsMax: 2 })
    await harness.connect('json')
    await harness.connect('binary')
    expect(await refusalCode(harness.url)).toEqual([503, 'server_full'])
    expect(await (await fetch(`${harness.url}/api/poll?symbols=SIM:BTC-USD`)).json()).toMatchObject({ code: 'server_full' })
    await harness.stop()
    await start({ connectionsPerAddressMax: 1, trustedProxies: 1 })
    await harness.connect('json')
    await harness.connect('json').catch(() => undefined)
    expect((await refused({ 'x-forwarded-for': '127.0.0.1' }))[0]).toBe(429)
    expect(harness.broadcaster.counters.refused.address).toBeGreaterThan(0)
    const elsewhere = new WebSocket(`${harness.url.replace('http', 'ws')}/stream`, {
      headers: { 'x-forwarded-for': '1.2.3.4, 10.0.0.1' },
    })
    await once(elsewhere, 'open')
    elsewhere.terminate()
  })

  it('counts a network of IPv6 as one address, and IPv4 in its form as what it is', async () => {
    await start({ connectionsPerAddressMax: 1, trustedProxies: 1 })
    const status = async (address: string) =>
      (await fetch(`${harness.url}/api/poll?symbols=SIM:BTC-USD`, { headers: { 'x-forwarded-for': address } })).status
    expect(await status('2001:db8:0:7:1::1')).toBe(200)
    expect(await status('2001:0DB8::7:ffff:0:0:9')).toBe(429)
    expect(await status('2001:db8:0:8::1')).toBe(200)
    expect(await status('::1')).toBe(200)
    expect(await status('::9')).toBe(429)
    expect(await status('10.0.0.1')).toBe(200)
    expect(await status('::ffff:10.0.0.1')).toBe(429)
    expect(await status('::ffff:10.0.0.2')).toBe(200)
  })

  it('refuses subprotocols that it does not speak', async () => {
    await start({})
    const [status, detail] = await refused({}, ['ticklane.v9.bin'])
    expect([status, detail]).toEqual([400, expect.stringContaining('expected ticklane.v1.bin or ticklane.v1.json')])
  })

  it('frees the place of a viewer that left', async () => {
    await start({ connectionsMax: 1 })
    for (let round = 0; round < 5; round++) {
      const viewer = await harness.connect('json')
      viewer.socket.close()
      await viewer.until(() => viewer.closeCode !== undefined)
      await new Promise<void>((resolve) => {
        const check = () => (harness.broadcaster.viewers.count === 0 ? resolve() : setImmediate(check))
        check()
      })
    }
  })

  it('keeps the place of one that was sent away and does not answer that, until its connection is gone', async () => {
    await start({ connectionsMax: 1 })
    const { hostname, port } = new URL(harness.url)
    const socket = connect(Number(port), hostname)
    socket.write(
      'GET /stream HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    )
    await once(socket, 'data')
    const [session] = harness.broadcaster.viewers.all()
    if (session === undefined) throw new Error('It is not connected')
    harness.broadcaster.end(session, 'policy')
    expect(harness.broadcaster.viewers.count).toBe(0)
    expect((await refused())[0]).toBe(503)
    socket.destroy()
    await vi.waitFor(async () => expect(await harness.connect('json')).toBeDefined())
  })
})

describe('with authentication', () => {
  it('asks for a token, closes when it expires, and takes a new one', async () => {
    harness = await StreamHarness.start({}, async (token) =>
      token.startsWith('good') ? { expiresAtMs: harness.clock.now() + (token === 'good-long' ? 60_000 : 10_000) } : undefined,
    )
    expect((await refused())[0]).toBe(401)
    expect(await refused({ authorization: 'Bearer bad' })).toEqual([401, 'The token was not accepted'])
    // [C5] As a page asks, which is told nothing of a refused socket.
    const asked = async (query: string) => (await fetch(`${harness.url}/api/poll${query}`)).status
    expect([await asked(''), await asked('?token=bad'), await asked('?token=good')]).toEqual([401, 401, 400])
    const open = async () => {
      const socket = new WebSocket(`${harness.url.replace('http', 'ws')}/stream?token=good`)
      await once(socket, 'message')
      return socket
    }
    const expiring = await open()
    const renewing = await open()
    const closed = once(expiring, 'close')
    renewing.send('{"type":"auth","id":1,"token":"bad"}')
    expect(JSON.parse(String((await once(renewing, 'message'))[0]))).toMatchObject({ type: 'error', code: 'unauthorized', id: 1 })
    renewing.send('{"type":"auth","id":2,"token":"good-long"}')
    expect(JSON.parse(String((await once(renewing, 'message'))[0]))).toMatchObject({ type: 'pong', id: 2 })
    harness.clock.advance(12_000)
    expect((await closed)[0]).toBe(4401)
    expect(harness.broadcaster.viewers.count).toBe(1)
    renewing.terminate()
  })

  it('tells a viewer to come back when its token cannot be checked: the issuer is away', async () => {
    harness = await StreamHarness.start({}, () => Promise.reject(new Error('no keys')))
    const answer = [503, 'The token could not be checked: try again in a few seconds']
    expect(await refused({ authorization: 'Bearer good' })).toEqual(answer)
    const response = await fetch(`${harness.url}/api/stream?symbols=SIM:BTC-USD`, { headers: { authorization: 'Bearer good' } })
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await response.json()).toMatchObject({ code: 'token_not_checked', type: '/api/docs#token_not_checked' })
    expect(await refusalCode(harness.url, { authorization: 'Bearer good' })).toEqual([503, 'token_not_checked'])
  })
})

describe('a connection', () => {
  it('is closed with 1003 for a binary frame', async () => {
    await start({})
    const viewer = await harness.connect('json')
    viewer.socket.send(Buffer.from([1, 2, 3]))
    await viewer.until(() => viewer.closeCode !== undefined)
    expect(viewer.closeCode).toBe(1003)
    const [bye] = viewer.of('bye')
    expect(bye).toMatchObject({ code: 1003 })
    expect(bye).not.toHaveProperty('retryInMs')
  })

  it('is closed with 1009 for a message that is too big', async () => {
    await start({ messageBytesMax: 1_000 })
    const viewer = await harness.connect('json')
    viewer.socket.send('x'.repeat(1_001))
    await viewer.until(() => viewer.closeCode !== undefined)
    expect(viewer.closeCode).toBe(1009)
    expect(harness.broadcaster.counters.closed.messageTooBig).toBe(1)
  })

  it('is closed with 1008 after too many invalid messages', async () => {
    await start({ invalidMessagesMax: 5 })
    const viewer = await harness.connect('json')
    for (let count = 0; count < 5; count++) viewer.socket.send('{')
    await viewer.until(() => viewer.closeCode !== undefined)
    expect(viewer.closeCode).toBe(1008)
    expect(viewer.of('error')).toHaveLength(5)
  })

  it('is forgiven an invalid message every ten seconds', async () => {
    await start({ invalidMessagesMax: 5, silentMs: 1e9, idleMs: 1e9 })
    const viewer = await harness.connect('json')
    for (let count = 0; count < 12; count++) {
      viewer.socket.send('{')
      if (count >= 3) harness.clock.advance(10_000)
      await viewer.settled()
    }
    expect(viewer.closeCode).toBeUndefined()
    viewer.socket.send('{{')
    viewer.socket.send('{{')
    viewer.socket.send('{{')
    await viewer.until(() => viewer.closeCode !== undefined)
    expect(viewer.closeCode).toBe(1008)
  })

  it('is not closed for symbols that went away and limits that it met', async () => {
    await start({ invalidMessagesMax: 2, symbolsMax: 1, subscriptionsMax: 1 })
    harness.define('SIM:ETH-USD')
    const viewer = await harness.connect('json')
    await viewer.request({ type: 'subscribe', symbols: ['SIM:BTC-USD'] }, 'subscribed')
    for (let count = 0; count < 5; count++) {
      viewer.send({ type: 'subscribe', symbols: ['SIM:BTC-USD'] })
      viewer.send({ type: 'subscribe', symbols: ['SIM:GONE'], subscription: 1 })
      viewer.send({ type: 'subscribe', symbols: ['SIM:ETH-USD'], subscription: 1 })
      viewer.send({ type: 'auth', token: 'x' })
    }
    await viewer.settled()
    expect(viewer.of('error')).toHaveLength(20)
    expect(viewer.closeCode).toBeUndefined()
  })

  it('is told when it sends too often, then closed with 4001', async () => {
    await start({ messagesPerSecondMax: 10 })
    const viewer = await harness.connect('json')
    for (let count = 0; count < 15; count++) viewer.send({ type: 'ping' })
    await viewer.until(() => viewer.of('error').length === 5)
    expect(viewer.of('pong')).toHaveLength(10)
    harness.clock.advance(1_000)
    await viewer.request({ type: 'ping' }, 'pong')
    for (let count = 0; count < 25; count++) viewer.send({ type: 'ping' })
    await viewer.until(() => viewer.closeCode !== undefined)
    expect(viewer.closeCode).toBe(4001)
  })

  it('is told when its few messages are too much work, and carried out again a second later', async () => {
    await start({ messagesPerSecondMax: 10 })
    const symbols = Array.from({ length: 600 }, (_, index) => `SIM:M${index}`)
    for (const symbol of symbols) harness.define(symbol)
    const viewer = await harness.connect('json')
    await viewer.request({ type: 'subscribe', symbols, rate: 1 }, 'subscribed')
    harness.clock.advance(1_000)
    const refusedOf = () => viewer.of('error').map(({ code, id }) => [code, id])
    for (const id of [1, 2, 3, 4]) viewer.send({ type: 'rate', id, subscription: 1, rate: id })
    await viewer.until(() => viewer.of('error').length === 1)
    expect(refusedOf()).toEqual([['too_many_messages', 4]])
    harness.clock.advance(1_000)
    viewer.send({ type: 'subscribe', id: 5, symbols, channel: 'trades' })
    await viewer.until(() => viewer.of('subscribed').some(({ id }) => id === 5))
    viewer.send({ type: 'subscribe', id: 6, symbols, channel: 'trades' })
    await viewer.until(() => viewer.of('error').length === 2)
    expect(refusedOf().at(-1)).toEqual(['too_many_messages', 6])
    expect(viewer.closeCode).toBeUndefined()
  })

  it('gets no further allowance with a further connection or request, and others do', async () => {
    await start({ messagesPerSecondMax: 10, trustedProxies: 1 })
    const symbols = Array.from({ length: 200 }, (_, index) => `SIM:M${index}`)
    for (const symbol of symbols) harness.define(symbol)
    const begin = async (address: string) => {
      const url = `${harness.url}/api/poll?channel=trades&symbols=${symbols}`
      const response = await fetch(url, { headers: { 'x-forwarded-for': address } })
      return [response.status, (await response.json()).detail]
    }
    for (let times = 0; times < 5; times++) expect(await begin('10.0.0.1')).toEqual([200, undefined])
    expect(await begin('10.0.0.1')).toEqual([429, expect.stringContaining('More work is asked for from 10.0.0.1')])
    expect(await begin('10.0.0.2')).toEqual([200, undefined])
    harness.clock.advance(1_000)
    expect(await begin('10.0.0.1')).toEqual([200, undefined])
  })

  it.each(['ping', 'pong'] as const)('is closed with 4001 when it sends a flood of %s frames', async (frame) => {
    await start({ messagesPerSecondMax: 10 })
    const viewer = await harness.connect('json')
    for (let count = 0; count < 9; count++) viewer.socket[frame]()
    // Its answer comes after the server has read what was sent before.
    await viewer.settled()
    expect(viewer.closeCode).toBeUndefined()
    harness.clock.advance(1_000)
    for (let count = 0; count < 25; count++) viewer.socket[frame]()
    await viewer.until(() => viewer.closeCode !== undefined)
    expect(viewer.closeCode).toBe(4001)
    expect(harness.broadcaster.counters.closed.tooManyMessages).toBe(1)
  })

  it('is closed with 4004 when it subscribes nothing, and not while it does', async () => {
    await start({ idleMs: 10_000 })
    const idle = await harness.connect('json')
    const busy = await harness.connect('json')
    await busy.request({ type: 'subscribe', symbols: ['SIM:BTC-USD'] }, 'subscribed')
    harness.clock.advance(12_000)
    await idle.until(() => idle.closeCode !== undefined)
    expect(idle.closeCode).toBe(4004)
    await busy.settled()
  })

  it('is pinged when it is quiet, and closed with 4003 when it does not answer', async () => {
    await start({ pingAfterMs: 5_000, silentMs: 20_000, idleMs: 1e9 })
    const viewer = await harness.connect('json')
    const pinged = once(viewer.socket, 'ping')
    harness.clock.advance(7_000)
    await pinged
    const dead = await harness.connect('json')
    dead.stall()
    const [, session] = harness.broadcaster.viewers.all()
    for (let seconds = 0; seconds < 30; seconds += 5) {
      harness.clock.advance(5_000)
      await viewer.settled()
    }
    expect(session?.closed).toBe(true)
    expect(harness.broadcaster.counters.closed.pingTimeout).toBe(1)
    expect(harness.broadcaster.viewers.count).toBe(1)
  })

  it('survives random bytes and garbage without a trace', async () => {
    await start({})
    const bystander = await harness.connect('json')
    let seed = 1
    const randomByte = () => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed & 255
    }
    for (let round = 0; round < 30; round++) {
      const viewer = await harness.connect(round % 2 === 0 ? 'json' : 'binary')
      const raw = (viewer.socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket
      raw.write(Buffer.from(Array.from({ length: 200 }, randomByte)))
      viewer.socket.on('error', () => undefined)
      viewer.terminate()
    }
    await bystander.settled()
    expect(bystander.closeCode).toBeUndefined()
  })
})

describe('server-sent events that nobody reads', () => {
  /** Reads the beginning, then nothing more; what the server writes fills every buffer. */
  async function stuck(): Promise<Socket> {
    const { hostname, port } = new URL(harness.url)
    const socket = connect(Number(port), hostname)
    socket.on('error', () => undefined)
    socket.write(`GET /api/stream?symbols=SIM:BTC-USD&rate=4 HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`)
    await once(socket, 'data')
    socket.pause()
    const [session] = harness.broadcaster.viewers.all()
    // A comment that is more than the kernels of both sides take.
    session?.transport.write(Buffer.from(`: ${' '.repeat(16_000_000)}\n\n`))
    return socket
  }

  async function turns(): Promise<void> {
    for (let count = 0; count < 20; count++) await new Promise((resolve) => setImmediate(resolve))
  }

  it('are cut some seconds after their end, and count in the limits until then', async () => {
    await start({ connectionsMax: 1 })
    const socket = await stuck()
    const [session] = harness.broadcaster.viewers.all()
    if (session !== undefined) harness.broadcaster.end(session, 'unauthorized')
    expect(harness.broadcaster.viewers.count).toBe(0)
    await turns()
    expect((await refused())[0]).toBe(503)
    harness.clock.advance(5_000)
    await turns()
    await harness.connect('json')
    socket.destroy()
  })

  it('are cut at once when they were too slow', async () => {
    await start({ connectionsMax: 1 })
    const socket = await stuck()
    const [session] = harness.broadcaster.viewers.all()
    if (session !== undefined) harness.broadcaster.end(session, 'slowConsumer')
    await turns()
    await harness.connect('json')
    socket.destroy()
  })
})
