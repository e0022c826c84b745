import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

/** Every rule of WCAG 2.2 AA that a program can judge. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const desk = { width: 1440, height: 900 }
const phone = { width: 390, height: 844 }
const themes = ['dark', 'light'] as const

let browser: Browser
let server: ServerProcess
let context: BrowserContext

beforeAll(async () => {
  browser = await launchBrowser()
  server = await startServer({ FEED: 'sim', SIM_TICKS_PER_SECOND: '400', LOG_LEVEL: 'error' })
})
afterAll(async () => {
  await browser.close()
  await server.kill('SIGKILL')
})
afterEach(async () => {
  await context.close()
})

type Theme = (typeof themes)[number]

async function open(path: string, viewport: typeof desk, colorScheme: Theme): Promise<Page> {
  context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(`${server.url}${path}`)
  return page
}

async function dashboard(path: string, viewport: typeof desk, colorScheme: Theme): Promise<Page> {
  const page = await open(path, viewport, colorScheme)
  await page.locator('header [data-state="live"]').waitFor()
  return page
}

/** What is wrong, one line for each place. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axeSource)
  const results = await page.evaluate(async (wanted) => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<AxeResults> } }
    return await axe.run({ runOnly: wanted, resultTypes: ['violations'] })
  }, tags)
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary?.replaceAll(/\s+/g, ' ')}`),
  )
}

/** As a link does, without loading the page again. */
async function shows(page: Page, panel: string): Promise<void> {
  await page.locator(`[data-panel="${panel}"]`).first().waitFor()
}

describe.each(themes)('in the %s theme axe finds nothing wrong with', (theme) => {
  it('charts with indicators, several of them, and every panel beside them', async () => {
    const page = await dashboard('/?s=SIM:BTC-USD;SIM:ETH-USD&i=1m;5m&x=ema,rsi&p=quote,trades,depth', desk, theme)
    await page.locator('[data-phase="shown"]').nth(1).waitFor({ state: 'attached' })
    await shows(page, 'depth')
    expect(await faults(page)).toEqual([])
    await page.goto(`${server.url}/?s=SIM:BTC-USD&t=1&p=alerts,movers,health`)
    await shows(page, 'health')
    expect(await faults(page)).toEqual([])
    await page.goto(`${server.url}/?s=NO:SUCH&p=heatmap`)
    await shows(page, 'heatmap')
    await page.getByText('NO:SUCH').first().waitFor()
    expect(await faults(page)).toEqual([])
  })

  it('search, the list of keys, settings and the choice of columns, opened by keys alone', async () => {
    const page = await dashboard('/', desk, theme)
    for (const key of ['Control+k', '?']) {
      await page.keyboard.press(key)
      await page.getByRole('dialog').waitFor()
      expect(await faults(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
    }
    for (const name of ['Settings', 'Columns']) {
      await page.getByRole('button', { name }).first().focus()
      await page.keyboard.press('Enter')
      await page.locator('[popover]:popover-open').first().waitFor()
      expect(await faults(page)).toEqual([])
      await page.keyboard.press('Escape')
    }
  })

  it('any pane on a phone, and none sticks out sideways', async () => {
    const page = await dashboard('/', phone, theme)
    for (const pane of ['Watchlist', 'Chart', 'Trades', 'Depth', 'Alerts', 'Health', 'Quote', 'Movers', 'Heat map']) {
      const tab = page.getByRole('navigation', { name: 'Panes' }).getByRole('button', { name: pane, exact: true })
      if (!(await tab.isVisible())) await page.getByRole('navigation', { name: 'Panes' }).getByRole('button').last().click()
      await page.getByRole('navigation', { name: 'Panes' }).getByText(pane, { exact: true }).last().click()
      expect(await faults(page), pane).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth), pane).toBe(phone.width)
    }
  })
})

describe('axe finds nothing wrong with', () => {
  it.each([
    ['a page that does not exist', '/no-such-page'],
    ['the description of the HTTP side', '/api/docs'],
  ])('%s', async (_, path) => {
    const page = await open(path, desk, 'light')
    await page.locator('h1').first().waitFor()
    expect(await faults(page)).toEqual([])
  })
})
