import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { SocketRecorder } from './socket-recorder.ts'

/** Waits pass at once: what matters here is what is sent and written. */
const clock = {
  now: () => performance.timeOrigin + performance.now(),
  after(delayMs: number, callback: () => void) {
    const timer = setTimeout(callback, delayMs > 60_000 ? delayMs : 1)
    return () => clearTimeout(timer)
  },
}

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

async function record(send: readonly string[], ping: string | undefined, onSocket: (socket: WebSocket) => void) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const asked: string[] = []
  server.on('connection', (socket) => {
    socket.on('message', (text) => asked.push(String(text)))
    onSocket(socket)
  })
  const written: [string, number][] = []
  const closed: string[] = []
  const recorder = new SocketRecorder({
    ...{ url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, send, ping, clock },
    onRaw: (raw, _timeMs, connection) => written.push([raw, connection]),
    onClosed: (reason) => closed.push(reason),
  })
  cleanups.push(
    () => recorder.stop(),
    () => server.close(),
  )
  recorder.start()
  return { asked, written, closed }
}

describe('a recording of any WebSocket', () => {
  it('asks for the same on each connection, and numbers the connections', async () => {
    const { asked, written, closed } = await record(['subscribe a', 'subscribe b'], undefined, (socket) => {
      let requests = 0
      socket.on('message', (text) => {
        socket.send(`answer to ${String(text)}`)
        requests += 1
        if (requests === 2) socket.close(4000, 'enough')
      })
    })
    await expect.poll(() => written.length).toBeGreaterThanOrEqual(4)
    expect(asked.slice(0, 4)).toEqual(['subscribe a', 'subscribe b', 'subscribe a', 'subscribe b'])
    expect(written.slice(0, 4)).toEqual([
      ['answer to subscribe a', 0],
      ['answer to subscribe b', 0],
      ['answer to subscribe a', 1],
      ['answer to subscribe b', 1],
    ])
    expect(closed[0]).toBe('closed by the venue with code 4000: enough')
  })

  it('says again and again what keeps the connection open, where it is told what', async () => {
    const { asked } = await record([], 'still here', () => undefined)
    await expect.poll(() => asked.length).toBeGreaterThanOrEqual(2)
    expect(new Set(asked)).toEqual(new Set(['still here']))
  })
})
