import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { marketUrl } from '../support/pages.ts'

const status = async (path: string, init: RequestInit = {}) =>
  (await fetch(marketUrl + path, { redirect: 'manual', ...init })).status

/** Status of an answer to a request that no client of ours would make. */
function statusOf(line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(marketUrl).port), '127.0.0.1')
    socket.once('data', (data) => {
      socket.destroy()
      resolve(String(data).slice(9, 12))
    })
    socket.once('error', reject)
    socket.write(`${line} HTTP/1.1\r\nHost: x\r\n\r\n`)
  })
}

it('pages take no other method than GET and HEAD, whatever Next would make of it', async () => {
  expect(await status('/', { method: 'HEAD' })).toBe(200)
  expect(await status('/', { method: 'POST', headers: { 'next-action': 'a' }, body: 'x' })).toBe(405)
  expect(await status('/sw.js', { method: 'DELETE' })).toBe(405)
})

it('no picture is scaled for anybody', async () => {
  expect(await status('/_next/image?url=%2Fscreenshots%2Fdashboard-dark.png&w=3840&q=75')).toBe(404)
})

it('a target that is no path is refused, and one that a proxy would be asked is answered', async () => {
  expect(await statusOf('OPTIONS *')).toBe('400')
  expect(await statusOf('GET http://x/healthz')).toBe('200')
  expect(await statusOf('GET /[')).toBe('404')
})
