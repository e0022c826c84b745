import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { listen, type WebServer } from './web-server.ts'

let server: WebServer | undefined
let socket: Socket | undefined
let eventsOpen = () => false
const unanswered: ServerResponse[] = []
const seen: string[] = []

async function start(answerTimeoutMs = 60_000): Promise<void> {
  seen.length = 0
  server = await listen({
    host: '127.0.0.1',
    port: 0,
    tls: undefined,
    headersTimeoutMs: 10_000,
    answerTimeoutMs,
    socketsMax: 10,
    handlers: [
      {
        request(request, response, path) {
          seen.push(`${path} of ${request.url}`)
          if (path === '/events') {
            request.socket.setTimeout(0)
            response.write('first')
            eventsOpen = () => !response.destroyed
          } else if (path === '/slow') unanswered.push(response)
          else response.end(path === '/long' ? Buffer.alloc(50_000_000) : 'yes')
          if (path === '/long') response.once('close', () => seen.push('cut'))
          return true
        },
        upgrade(request, taken, _head, path) {
          seen.push(`upgrade ${path} of ${request.url}`)
          taken.destroy()
          return true
        },
      },
    ],
  })
}
afterEach(async () => {
  socket?.destroy()
  await server?.close(0)
  server = undefined
})

function urlOf(started: WebServer | undefined): string {
  if (started === undefined) throw new Error('No server was started')
  return started.url
}

/** The first line and the end of the answer to a request with this target. */
async function ask(line: string, headers = ''): Promise<string> {
  socket = connect(Number(new URL(urlOf(server)).port), '127.0.0.1')
  socket.end(`${line} HTTP/1.1\r\nHost: x\r\n${headers === '' ? 'Connection: close\r\n' : headers}\r\n`)
  let text = ''
  socket.on('data', (data) => {
    text += data
  })
  await once(socket, 'close')
  return `${text.split('\r\n')[0]} ${text.split('\r\n\r\n')[1] ?? ''}`.trim()
}

describe('what a request asks for', () => {
  it('is a path, also where the whole URL is given', async () => {
    await start()
    for (const target of ['/a?b=/c', 'http://x/a?b=/c', 'HTTPS://x:1/a?b=/c', 'http://x', 'http://x?q'])
      expect(await ask(`GET ${target}`)).toMatch(/^HTTP\/1.1 200 OK.*yes/s)
    const same = '/a of /a?b=/c'
    expect(seen).toEqual([same, same, same, '/ of /', '/ of /?q'])
  })

  it('is refused with a sentence where it is none, and no handler meets it', async () => {
    await start()
    expect(await ask('OPTIONS *')).toMatch(/^HTTP\/1.1 400 Bad Request.*Cannot answer "\*": expected a path/s)
    const upgrade = 'Upgrade: websocket\r\nConnection: Upgrade\r\n'
    expect(await ask('GET ftp://x/stream', upgrade)).not.toContain('101')
    await ask('GET http://x/stream', upgrade)
    expect(seen).toEqual(['upgrade /stream of /stream'])
  })
})

describe('an answer', () => {
  it('that nobody reads is cut off, and a stream of events that is silent is not', async () => {
    await start(200)
    const port = Number(new URL(urlOf(server)).port)
    const events = connect(port, '127.0.0.1')
    events.write('GET /events HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(events, 'data')
    socket = connect(port, '127.0.0.1')
    socket.pause()
    socket.write('GET /long HTTP/1.1\r\nHost: x\r\n\r\n')
    await expect.poll(() => seen, { timeout: 10_000 }).toContain('cut')
    expect(eventsOpen()).toBe(true)
    events.destroy()
  })

  it('that is read a little at a time is cut off as well', async () => {
    await start(200)
    socket = connect(Number(new URL(urlOf(server)).port), '127.0.0.1')
    socket.write('GET /long HTTP/1.1\r\nHost: x\r\n\r\n')
    const reading = setInterval(() => socket?.read(1), 5)
    await expect.poll(() => seen, { timeout: 10_000 }).toContain('cut')
    clearInterval(reading)
  })
})

it('requests that come before the answers to earlier ones are answered, up to a number', async () => {
  await start()
  unanswered.length = 0
  socket = connect(Number(new URL(urlOf(server)).port), '127.0.0.1')
  let text = ''
  socket.on('data', (data) => {
    text += data
  })
  const statuses = () => [...text.matchAll(/HTTP\/1.1 (\d+)/g)].map(([, status]) => status)
  const slow = 'GET /slow HTTP/1.1\r\nHost: x\r\n\r\n'
  socket.write(slow.repeat(20))
  await expect.poll(() => unanswered).toHaveLength(16)
  for (const response of unanswered) response.end('late')
  await expect.poll(statuses).toEqual([...Array.from({ length: 16 }, () => '200'), '503', '503', '503', '503'])
  socket.write(slow)
  await expect.poll(() => unanswered).toHaveLength(17)
})

/** Of nobody: there is no handshake in which they would matter. */
const certificate = `-----BEGIN CERTIFICATE-----
MIIBfzCCASWgAwIBAgIUT7kKaX7VZfEisAL+MVro7Lq118AwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyODE2NTMzOFoYDzIxMjYxMTA0
MTY1MzM4WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQY8ClPtDdCWwNQFnfJRaffoCXD3x3gvHTM8+EzR38k3XXRV/wyUwyV
cwjsDYNeljVu/gR3UvflawU424svukwfo1MwUTAdBgNVHQ4EFgQUrNIBQitnw+p7
AkeCWwNXsw6xd2gwHwYDVR0jBBgwFoAUrNIBQitnw+p7AkeCWwNXsw6xd2gwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAp4zlZmLpMeUcQy05rLLA
SI5YCNSCR2Hh6QbHaAxuyI4CIGDw07OnvvYjHp/O2f+G2yLaZJV1clH7cmr1wa09
9MQ9
-----END CERTIFICATE-----
`
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgAeufw3Mm+DGxwFqe
szDo3t7f7iZ+75t+CxCM5/ZpUZehRANCAAQY8ClPtDdCWwNQFnfJRaffoCXD3x3g
vHTM8+EzR38k3XXRV/wyUwyVcwjsDYNeljVu/gR3UvflawU424svukwf
-----END PRIVATE KEY-----
`

it('a TLS handshake must be complete as soon as headers must', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ticklane-tls-'))
  const tls = { certificateFile: join(folder, 'certificate.pem'), keyFile: join(folder, 'key.pem') }
  writeFileSync(tls.certificateFile, certificate)
  writeFileSync(tls.keyFile, key)
  const options = { host: '127.0.0.1', port: 0, answerTimeoutMs: 60_000, socketsMax: 10, handlers: [] }
  const secure = await listen({ ...options, tls, headersTimeoutMs: 100 })
  socket = connect(Number(new URL(secure.url).port), '127.0.0.1')
  await once(socket, 'close')
  await secure.close(0)
  rmSync(folder, { recursive: true })
})
