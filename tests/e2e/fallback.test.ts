import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { marketUrl, newPage } from '../support/pages.ts'
import { startServer } from '../support/server-process.ts'

let page: Page

beforeEach(async () => {
  page = await newPage()
})

const connectionState = (state: string) => page.locator(`header [data-state="${state}"]`)
const lastPrice = () => page.locator('[data-symbol="SIM:BTC-USD"] [data-column="last"]').textContent()

async function pricesMove(): Promise<void> {
  await expect.poll(lastPrice, { timeout: 20_000 }).toMatch(/\d/)
  const before = await lastPrice()
  await expect.poll(lastPrice, { timeout: 20_000, interval: 100 }).not.toBe(before)
}

describe('the dashboard where sockets cannot be opened', () => {
  it.each([
    ['server-sent events', '/api/stream'],
    ['long poll', '/api/poll'],
  ])('shows moving prices over %s, and takes a socket when it can', async (way, path) => {
    const requests: string[] = []
    page.on('request', (request) => requests.push(new URL(request.url()).pathname))
    await page.addInitScript(`
      socketsBlocked = true
      const Real = WebSocket
      WebSocket = class extends Real {
        constructor(...all) {
          if (socketsBlocked) throw new Error('blocked')
          super(...all)
        }
      }
      ${way === 'long poll' ? 'delete window.EventSource' : ''}
    `)
    await page.goto(marketUrl)
    await connectionState('fallback').waitFor({ timeout: 30_000 })
    await pricesMove()
    expect(requests).toContain(path)
    await page.evaluate('socketsBlocked = false')
    await connectionState('live').waitFor({ timeout: 30_000 })
    await pricesMove()
  })
})

describe('the dashboard whose server was away for long', () => {
  it('comes back to a socket as soon as there is one, and takes no other way meanwhile', { timeout: 120_000 }, async () => {
    const simulated = { FEED: 'sim', SIM_SYMBOLS: '30', LOG_LEVEL: 'error' }
    let server = await startServer(simulated)
    onTestFinished(() => server.kill('SIGKILL'))
    const requests: string[] = []
    let sockets = 0
    page.on('request', (request) => {
      const { pathname, search } = new URL(request.url())
      requests.push(pathname + search)
    })
    page.on('websocket', () => {
      sockets += 1
    })
    await page.goto(server.url)
    await connectionState('live').waitFor()
    await pricesMove()
    const { port } = server
    await server.kill('SIGKILL')
    // More than it takes where they are blocked.
    await expect.poll(() => sockets, { timeout: 40_000 }).toBeGreaterThan(6)
    server = await startServer(simulated, port)
    await connectionState('live').waitFor({ timeout: 40_000 })
    await pricesMove()
    expect(requests.filter((path) => /^\/api\/(stream|poll)\?/.test(path))).toEqual([])
  })
})
