import type { Browser, Page, WebSocket } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

let browser: Browser
let server: ServerProcess
let page: Page

beforeAll(async () => {
  browser = await launchBrowser()
  server = await startServer({ FEED: 'sim', SIM_TICKS_PER_SECOND: '5000', LOG_LEVEL: 'error' })
})
afterAll(async () => {
  await browser.close()
  await server.kill('SIGKILL')
})
beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
})
afterEach(async () => {
  await page.close()
})

const cell = () => page.locator('[data-symbol="SIM:BTC-USD"] [data-column="last"]')

async function pricesMove(): Promise<void> {
  await expect.poll(() => cell().textContent()).toMatch(/\d/)
  const before = await cell().textContent()
  await expect.poll(() => cell().textContent(), { interval: 100 }).not.toBe(before)
}

describe('the stream of a page', () => {
  it('is received in a worker, which acknowledges in time while the page is busy, and the page shows what it missed', async () => {
    const sockets: WebSocket[] = []
    page.on('websocket', (socket) => sockets.push(socket))
    await page.goto(server.url)
    await pricesMove()
    expect(page.workers()).toHaveLength(1)
    expect(sockets).toHaveLength(1)
    let acknowledged = 0
    sockets[0]?.on('framesent', ({ payload }) => {
      if (String(payload).includes('"ack"')) acknowledged += 1
    })
    const before = await cell().textContent()
    const during = await page.evaluate(() => {
      const untilMs = performance.now() + 3_500
      while (performance.now() < untilMs);
      return document.querySelector('[data-symbol="SIM:BTC-USD"] [data-column="last"]')?.textContent
    })
    expect(during).toBe(before)
    expect(acknowledged).toBeGreaterThanOrEqual(2)
    await pricesMove()
    await page.locator('header [data-state="live"]').waitFor()
    expect(sockets).toHaveLength(1)
    expect(sockets[0]?.isClosed()).toBe(false)
  })

  it('is received in the page itself where the worker cannot be loaded', async () => {
    await page.addInitScript(() => {
      // What a browser does with the script of a worker that it may not have.
      class Refused extends EventTarget {
        onerror: ((event: Event) => void) | null = null
        constructor() {
          super()
          setTimeout(() => this.onerror?.(new ErrorEvent('error', { message: 'refused' })), 50)
        }
        postMessage(): void {
          // Nobody is there.
        }
        terminate(): void {
          // Nobody is there.
        }
      }
      Object.assign(window, { Worker: Refused })
    })
    await page.goto(server.url)
    await page.locator('header [data-state="live"]').waitFor()
    await pricesMove()
    expect(page.workers()).toHaveLength(0)
    await page.locator('[data-testid="chart"][data-phase="shown"]').first().waitFor()
  })
})
