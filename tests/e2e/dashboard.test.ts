import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { complaintsOf, marketUrl, newPage } from '../support/pages.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

let page: Page
let complaints: readonly string[]

beforeEach(async () => {
  page = await newPage()
  complaints = complaintsOf(page)
})

const connectionState = (state: string) => page.locator(`header [data-state="${state}"]`)
const lastPrice = (symbol: string) => page.locator(`[data-symbol="${symbol}"] [data-column="last"]`)

async function waitForChange(read: () => Promise<string | null>): Promise<void> {
  const before = await read()
  await expect.poll(read, { timeout: 20_000, interval: 100 }).not.toBe(before)
}

describe('the dashboard on the simulated feed', () => {
  it('shows prices that move, and says that they are simulated', async () => {
    await page.goto(marketUrl)
    await connectionState('live').waitFor()
    await page.getByRole('note').filter({ hasText: 'Simulated' }).waitFor()
    const rows = page.locator('[role="row"][data-symbol]')
    await expect.poll(() => rows.count()).toBeGreaterThan(20)
    await expect.poll(() => lastPrice('SIM:BTC-USD').textContent(), { timeout: 20_000 }).toMatch(/\d/)
    await waitForChange(() => lastPrice('SIM:BTC-USD').textContent())
    expect(complaints).toEqual([])
  })

  it('comes as small as a build can make it', async () => {
    const files = new Map<string, string | undefined>()
    page.on('response', (response) => {
      const { pathname } = new URL(response.url())
      if (/\.(?:js|css)$/.test(pathname)) files.set(pathname, response.headers()['content-encoding'])
    })
    await page.goto(marketUrl)
    await page.locator('[data-testid="chart"][data-phase="shown"]').waitFor()
    expect(files.size).toBeGreaterThan(10)
    // Brotli is offered over https and to this machine alone.
    expect([...files].filter(([, coding]) => coding !== 'br')).toEqual([])
  })

  it('draws a chart that grows with the market', async () => {
    await page.goto(`${marketUrl}/?symbol=SIM:BTC-USD&interval=1s`)
    await page.locator('[data-testid="chart"][data-phase="shown"] canvas').first().waitFor()
    const legend = page.locator('.chart-legend')
    const newestBar = async () => /\d\d:\d\d:\d\d/.exec((await legend.textContent()) ?? '')?.[0] ?? null
    await expect.poll(newestBar).toMatch(/:/)
    await waitForChange(newestBar)
    const before = await page.locator('[data-testid="chart"]').screenshot()
    await waitForChange(newestBar)
    const after = await page.locator('[data-testid="chart"]').screenshot()
    expect(after.equals(before)).toBe(false)
    expect(complaints).toEqual([])
  })
})

describe('a server of its own', () => {
  const simulated = { FEED: 'sim', SIM_SYMBOLS: '30', LOG_LEVEL: 'error' }
  let server: ServerProcess

  beforeAll(async () => {
    server = await startServer(simulated)
  })
  afterAll(() => server.kill('SIGKILL'))

  it('is come back to after it was killed and started again', async () => {
    await page.goto(server.url)
    await connectionState('live').waitFor()
    await expect.poll(() => lastPrice('SIM:BTC-USD').textContent(), { timeout: 20_000 }).toMatch(/\d/)
    await page.locator('[data-testid="chart"][data-phase="shown"]').waitFor()
    const { port } = server
    await server.kill('SIGKILL')
    await connectionState('reconnecting').waitFor()
    // Prices stay, and are shown as what they are: the last known ones.
    await page.locator('[role="grid"][data-stale="true"]').waitFor()
    expect(await lastPrice('SIM:BTC-USD').textContent()).toMatch(/\d/)

    server = await startServer(simulated, port)
    await connectionState('live').waitFor({ timeout: 40_000 })
    await page.locator('[role="grid"][data-stale="false"]').waitFor()
    await waitForChange(() => lastPrice('SIM:BTC-USD').textContent())
    // The browser itself reports each attempt to reach a server that is down; a page cannot prevent that.
    expect(
      complaints.filter(
        (text) => !/ERR_CONNECTION_RE(FUSED|SET)|WebSocket connection to|The server cannot be reached/.test(text),
      ),
    ).toEqual([])
  })

  it('stops on SIGTERM, and frees its port', async () => {
    await server.kill('SIGTERM')
    await expect(fetch(server.url)).rejects.toThrow()
  })
})
