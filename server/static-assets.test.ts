import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compressAssets } from '../scripts/compress-assets.ts'
import { createStaticAssets } from './static-assets.ts'
import { listen, type WebServer } from './web-server.ts'

const script = `console.log('${'the same again and again '.repeat(100)}')`
const path = '/_next/static/chunks/deep/a-1b2c.js'

let build: string
let server: WebServer

beforeAll(async () => {
  build = mkdtempSync(join(tmpdir(), 'ticklane-build-'))
  mkdirSync(join(build, 'static/chunks/deep'), { recursive: true })
  writeFileSync(join(build, 'static/chunks/deep/a-1b2c.js'), script)
  writeFileSync(join(build, 'static/chunks/b.css'), 'a { color: red }')
  writeFileSync(join(build, 'static/inter.woff2'), 'a font')
  await compressAssets(build)
  server = await listen({
    host: '127.0.0.1',
    port: 0,
    tls: undefined,
    headersTimeoutMs: 5_000,
    answerTimeoutMs: 5_000,
    socketsMax: 100,
    handlers: [
      createStaticAssets(build),
      {
        request(_, response) {
          response.writeHead(418).end('the next handler')
          return true
        },
      },
    ],
  })
})
afterAll(async () => {
  await server.close(0)
  rmSync(build, { recursive: true })
})

async function ask(target: string, headers: IncomingHttpHeaders, method = 'GET') {
  return await new Promise<{ status: number | undefined; headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
    request(server.url + target, { headers, method }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }))
    })
      .on('error', reject)
      .end()
  })
}

describe('scripts and styles of the build', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['br;q=0, gzip;q=0.5', 'gzip', gunzipSync],
  ])('are sent as whoever asks with "%s" can read them: %s', async (accepted, coding, decompress) => {
    const { status, headers, body } = await ask(path, { 'accept-encoding': accepted })
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-encoding': coding,
      'content-type': 'application/javascript; charset=UTF-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-length': String(body.length),
      vary: 'Accept-Encoding',
    })
    expect(body.length).toBeLessThan(200)
    expect(decompress(body).toString()).toBe(script)
  })

  it('are not sent again to whoever has them, and without their content to whoever asks for their head', async () => {
    const accepted = { 'accept-encoding': 'br' }
    const { headers } = await ask(path, accepted)
    const again = await ask(path, { ...accepted, 'if-none-match': `W/"other", ${headers.etag}` })
    expect([again.status, again.body.length]).toEqual([304, 0])
    const gzipped = await ask(path, { 'accept-encoding': 'gzip', 'if-none-match': headers.etag })
    expect(gzipped.status).toBe(200)
    const head = await ask(path, accepted, 'HEAD')
    expect([head.status, head.body.length, head.headers['content-length']]).toEqual([200, 0, headers['content-length']])
  })

  it.each([
    ['without compression', path, {}],
    ['with a weight of nothing for each', path, { 'accept-encoding': 'br;q=0.0, gzip; q=0' }],
    ['in part', path, { 'accept-encoding': 'br', range: 'bytes=0-9' }],
    ['that do not exist', '/_next/static/chunks/none.js', { 'accept-encoding': 'br' }],
    ['outside their folder', '/_next/static/../BUILD_ID', { 'accept-encoding': 'br' }],
    ['that cannot be compressed', '/_next/static/inter.woff2', { 'accept-encoding': 'br' }],
  ])('%s are left to who comes next', async (_, target, headers) => {
    expect((await ask(target, headers)).status).toBe(418)
  })

  it('are for reading: what asks for anything else is left, too', async () => {
    expect((await ask(path, { 'accept-encoding': 'br' }, 'POST')).status).toBe(418)
  })

  it('are all left to who comes next where nothing was compressed', () => {
    expect(() => createStaticAssets(join(build, 'nowhere'))).not.toThrow()
  })
})
