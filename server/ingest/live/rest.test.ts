import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { RestClient, retryAfterMs } from './rest.ts'

let server: Server | undefined

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function clientOf(answer: RequestListener): Promise<RestClient> {
  server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return new RestClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 0)
}

const failsWith = (message: RegExp) => expect.objectContaining({ code: 'rest_failed', message: expect.stringMatching(message) })

describe('a venue’s REST side', () => {
  it.each([
    ['a page instead of JSON', 200, '<html>Bad gateway</html>', /the answer is not JSON: <html>/],
    ['nothing', 200, '', /the answer is not JSON/],
    ['an error', 500, '{"msg":"no"}', /status 500, \{"msg":"no"\}/],
    ['too many requests', 429, '{}', /status 429/],
  ])('that answers with %s is an error that says so', async (_name, status, body, message) => {
    const client = await clientOf((_request, response) => response.writeHead(status).end(body))
    await expect(client.get('/x')).rejects.toThrow(failsWith(message))
  })

  it('whose answer never ends is left when it is longer than any answer may be', async () => {
    const megabyte = Buffer.alloc(1 << 20, '[')
    let sent = 0
    const client = await clientOf((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const more = () => {
        while (!response.destroyed && response.write(megabyte)) sent += 1
      }
      response.on('drain', more)
      more()
    })
    await expect(client.get('/x')).rejects.toThrow(failsWith(/the answer has more than 67108864 bytes/))
    expect(sent).toBeLessThan(1_000)
  })

  it('that never answers is left when we stop, and the next request has its turn', async () => {
    let silent = true
    let asked: () => void = () => undefined
    const request = new Promise<void>((resolve) => {
      asked = resolve
    })
    const client = await clientOf((_request, response) => {
      asked()
      if (!silent) response.end('[1]')
    })
    const stopping = new AbortController()
    const waiting = client.get('/x', {}, stopping.signal)
    await request
    stopping.abort(new Error('stopping'))
    await expect(waiting).rejects.toThrow(failsWith(/stopping/))
    silent = false
    expect(await client.get('/y')).toEqual(['1'])
  })
})

describe('the time to wait that a venue asks for', () => {
  it('is seconds or a date, at most three days, and five seconds where it is neither', () => {
    expect(retryAfterMs('30')).toBe(30_000)
    expect(retryAfterMs('99999999')).toBe(3 * 86_400_000)
    expect(retryAfterMs(new Date(Date.now() + 60_000).toUTCString())).toBeGreaterThan(50_000)
    for (const nonsense of [null, '', 'soon', '-5', '0', 'Thu, 01 Jan 1970 00:00:00 GMT'])
      expect(retryAfterMs(nonsense)).toBe(5_000)
  })
})
