import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { marketUrl, newPage } from '../support/pages.ts'

let page: Page

beforeEach(async () => {
  // What the service worker has kept could not be refused.
  page = await newPage({ serviceWorkers: 'block' })
})

const row = (status: string) => page.locator(`[data-symbol="SIM:BTC-USD"][data-status="${status}"]`)
const cell = () => page.locator('[data-symbol="SIM:BTC-USD"] [data-column="last"]')
const header = (state: string) => page.locator(`header [data-state="${state}"]`)

async function pricesMove(): Promise<void> {
  await expect.poll(() => cell().textContent()).toMatch(/\d/)
  const before = await cell().textContent()
  await expect.poll(() => cell().textContent(), { interval: 100 }).not.toBe(before)
}

/** Every status that the row has had since; it is stale for a moment only. */
async function recordStatuses(): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const statuses: string[] = []
    const element = document.querySelector<HTMLElement>('[data-symbol="SIM:BTC-USD"]')
    if (element === null) throw new Error('no such row')
    new MutationObserver(() => statuses.push(element.dataset.status ?? '')).observe(element, { attributeFilter: ['data-status'] })
    Object.assign(window, { statuses })
  })
  return async () => await page.evaluate<readonly string[]>('statuses')
}

describe('a page whose stream is received by a worker', () => {
  it('goes on by itself when that hangs, in another one, and in the page itself when that one dies, too', async () => {
    await page.goto(marketUrl)
    await header('live').waitFor()
    await pricesMove()
    await page.locator('[data-testid="chart"][data-phase="shown"]').first().waitFor()
    const statuses = await recordStatuses()
    const [first] = page.workers()
    // Not at once: a worker that hangs while it is asked by a debugger cannot be ended.
    await first?.evaluate(() => {
      setTimeout(() => {
        for (;;);
      })
    })
    await expect.poll(statuses).toEqual(['stale', 'live'])
    await page.getByText('Missed while away').waitFor()
    await row('live').waitFor()
    await header('live').waitFor()
    await pricesMove()
    await expect.poll(() => page.workers().length).toBe(1)
    const [second] = page.workers()
    expect(second).not.toBe(first)

    // Nobody is told of that.
    await second?.evaluate(() => globalThis.close()).catch(() => undefined)
    await expect.poll(statuses).toEqual(['stale', 'live', 'stale', 'live'])
    await header('live').waitFor()
    await pricesMove()
    await expect.poll(() => page.workers().length).toBe(0)
  })

  it('tries again by itself when it can load neither that nor what takes its place, and says so', async () => {
    await page.addInitScript(() => {
      class Refused extends EventTarget {
        onerror: ((event: Event) => void) | null = null
        constructor() {
          super()
          Object.assign(window, { refuse: () => this.onerror?.(new Event('error')) })
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
    const failures: string[] = []
    page.on('pageerror', ({ message }) => failures.push(message))
    await page.goto(marketUrl, { waitUntil: 'networkidle' })
    let refused = 0
    await page.route('**/_next/static/chunks/**', (route) => {
      refused += 1
      return route.abort()
    })
    await page.evaluate('refuse()')
    await page.getByText(/Offline, retry in \d+ s/).waitFor()
    await expect.poll(() => refused).toBeGreaterThan(2)
    await page.unroute('**/_next/static/chunks/**')
    await header('live').waitFor()
    await pricesMove()
    expect(failures).toEqual([])
  })
})
