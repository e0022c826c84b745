import type { Page, WebSocket } from 'playwright-core'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { marketUrl, newPage } from '../support/pages.ts'

let page: Page

beforeEach(async () => {
  // A service worker that takes the page over meanwhile would get the request that keeps the page busy.
  page = await newPage({ serviceWorkers: 'block' })
})

const cell = () => page.locator('[data-symbol="SIM:BTC-USD"] [data-column="last"]')

async function pricesMove(): Promise<void> {
  await expect.poll(() => cell().textContent()).toMatch(/\d/)
  const before = await cell().textContent()
  await expect.poll(() => cell().textContent(), { interval: 100 }).not.toBe(before)
}

/**
 * Makes the page wait for the answer to a request that blocks it: it runs nothing meanwhile, not even a timer. Until then so many
 * messages are sent on the socket, unless that takes too long. What the page's cell shows before and after, and what passed.
 */
async function whileBusy(socket: WebSocket | undefined, word: string, count: number) {
  let sent = 0
  const received: string[] = []
  await page.route('**/busy', async (route) => {
    socket?.on('framesent', ({ payload }) => {
      if (String(payload).includes(word)) sent += 1
    })
    socket?.on('framereceived', ({ payload }) => received.push(String(payload)))
    await vi.waitUntil(() => sent >= count, { timeout: 30_000 }).catch(() => undefined)
    await route.fulfill({ body: '' })
  })
  const cells = await page.evaluate(() => {
    const shown = () => document.querySelector('[data-symbol="SIM:BTC-USD"] [data-column="last"]')?.textContent
    const before = shown()
    const request = new XMLHttpRequest()
    request.open('GET', '/busy', false)
    request.send()
    return { before, during: shown() }
  })
  return { ...cells, sent, received }
}

describe('the stream of a page', () => {
  it('is received in a worker, which acknowledges in time while the page is busy, and the page shows what it missed', async () => {
    const sockets: WebSocket[] = []
    page.on('websocket', (socket) => sockets.push(socket))
    await page.goto(marketUrl)
    await pricesMove()
    expect(page.workers()).toHaveLength(1)
    expect(sockets).toHaveLength(1)
    const { before, during, sent, received } = await whileBusy(sockets[0], '"ack"', 3)
    expect(during).toBe(before)
    expect(sent).toBeGreaterThanOrEqual(3)
    // What the server says to who acknowledges too late for it.
    expect(received.filter((text) => text.includes('"behind":true'))).toEqual([])
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
    await page.goto(marketUrl)
    await page.locator('header [data-state="live"]').waitFor()
    await pricesMove()
    expect(page.workers()).toHaveLength(0)
    await page.locator('[data-testid="chart"][data-phase="shown"]').first().waitFor()
  })
})
