import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { LoopbackVenue } from '../loopback-venue/loopback-venue.ts'
import { marketUrl, newPage, phone } from '../support/pages.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

const recording = join(import.meta.dirname, '../fixtures/binance-spot-20240809-btc-eth-90s.tsv.gz')

async function withServer(env: Readonly<Record<string, string>>, act: (server: ServerProcess) => Promise<void>): Promise<void> {
  const server = await startServer({ LOG_LEVEL: 'error', ...env })
  try {
    await act(server)
  } finally {
    await server.kill('SIGKILL')
  }
}

const connection = (page: Page, state: string) => page.locator(`header [data-state="${state}"]`)
/** What is seen of the words of the connection; undefined while a part of them is cut. */
async function wordsSeen(page: Page, state: string): Promise<string | undefined> {
  const words = connection(page, state).locator('[aria-hidden]').last()
  const cut = await words.evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
  // biome-ignore lint/performance/useDomNodeTextContent: what is not seen is in the page, too
  return cut ? undefined : await words.innerText()
}

describe('a menu that is loaded when it is first opened', () => {
  it('has the focus as soon as it is there, and gives it back', async () => {
    const page = await newPage()
    await page.goto(marketUrl)
    await connection(page, 'live').waitFor()
    for (const [name, id] of [
      ['Settings', 'settings'],
      ['Layouts', 'layouts'],
    ] as const) {
      const button = page.getByRole('button', { name, exact: true })
      await button.focus()
      await page.keyboard.press('Enter')
      const focusedInside = () => page.evaluate((menu) => document.activeElement?.closest(`#${menu}`) !== null, id)
      await expect.poll(focusedInside).toBe(true)
      await page.keyboard.press('Escape')
      await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true)
    }
  })
})

describe('the connection on a phone', () => {
  it('is said whole while it is opened, lived with, lost and closed', async () => {
    await withServer({ FEED: 'sim', SIM_SYMBOLS: '30' }, async (server) => {
      const page = await newPage({ viewport: phone })
      const opened = Promise.withResolvers<void>()
      await page.routeWebSocket(/\/stream/, async (socket) => {
        await opened.promise
        socket.connectToServer()
      })
      await page.goto(server.url)
      await expect.poll(() => wordsSeen(page, 'connecting')).toBe('Opening')
      opened.resolve()
      await expect.poll(() => wordsSeen(page, 'live')).toMatch(/^<?\d+ ms$/)
      await server.kill('SIGKILL')
      await expect.poll(() => wordsSeen(page, 'reconnecting')).toMatch(/^Retry(ing| \d+ s)$/)
      expect(await connection(page, 'reconnecting').getByRole('status').textContent()).toContain('The connection was lost')
    })
  })

  it('says in words that a feed is dead, and goes on by itself when it is back', async () => {
    const venue = await LoopbackVenue.start('binance', recording)
    const symbols = 'BINANCE:BTC-USDT,BINANCE:ETH-USDT'
    const { port } = venue
    const env = { FEED: 'sim,binance', SYMBOLS: symbols, BINANCE_WS_URL: venue.wsUrl, BINANCE_REST_URL: venue.restUrl }
    await withServer(env, async ({ url }) => {
      const page = await newPage({ viewport: phone })
      await page.goto(url)
      await expect.poll(() => wordsSeen(page, 'live')).toMatch(/ms$/)
      await venue.stop()
      await expect.poll(() => wordsSeen(page, 'live')).toBe('Feed down')
      const sentence = () => connection(page, 'live').getByRole('status').textContent()
      await expect.poll(sentence).toContain('The feed binance is away')
      await expect.poll(sentence, { timeout: 40_000 }).toContain('it refuses connections.')
      expect(await sentence()).not.toContain('ECONN')
      const again = await LoopbackVenue.start('binance', recording, { port })
      await expect.poll(() => wordsSeen(page, 'live'), { timeout: 40_000 }).toMatch(/ms$/)
      await again.stop()
    })
  })
})
