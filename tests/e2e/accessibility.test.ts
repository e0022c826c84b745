import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { desk, marketUrl, newPage, phone } from '../support/pages.ts'

/** Every rule of WCAG 2.2 AA that a program can judge. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** Those of them that look at colours: no other can fail in one theme alone. */
const colourRules = ['color-contrast', 'link-in-text-block']
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

async function open(path: string, colorScheme: 'dark' | 'light', viewport = desk): Promise<Page> {
  const page = await newPage({ viewport, colorScheme, reducedMotion: 'reduce' })
  await page.goto(`${marketUrl}${path}`)
  return page
}

async function dashboard(path: string, viewport = desk): Promise<Page> {
  const page = await open(path, 'dark', viewport)
  await page.locator('header [data-state="live"]').waitFor()
  return page
}

/** What is wrong, one line for each place, in the dark theme and then in the light one. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axeSource)
  const found = await faultsIn(page, tags)
  await page.emulateMedia({ colorScheme: 'light' })
  found.push(...(await faultsIn(page, colourRules)))
  await page.emulateMedia({ colorScheme: 'dark' })
  return found
}

async function faultsIn(page: Page, wanted: readonly string[]): Promise<string[]> {
  const { violations } = await page.evaluate(async (runOnly) => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<AxeResults> } }
    return await axe.run({ runOnly, resultTypes: ['violations'] })
  }, wanted)
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary?.replaceAll(/\s+/g, ' ')}`),
  )
}

/** As a link does, without loading the page again. */
async function shows(page: Page, panel: string): Promise<void> {
  await page.locator(`[data-panel="${panel}"]`).first().waitFor()
}

describe('in both themes axe finds nothing wrong with', () => {
  it('charts with indicators, several of them, and every panel beside them', async () => {
    const page = await dashboard('/?s=SIM:BTC-USD;SIM:ETH-USD&i=1m;5m&x=ema,rsi&p=quote,trades,depth')
    await page.locator('[data-phase="shown"]').nth(1).waitFor({ state: 'attached' })
    await shows(page, 'depth')
    expect(await faults(page)).toEqual([])
    await page.goto(`${marketUrl}/?s=SIM:BTC-USD&t=1&p=alerts,movers,health`)
    await shows(page, 'health')
    expect(await faults(page)).toEqual([])
    await page.goto(`${marketUrl}/?s=NO:SUCH&p=heatmap`)
    await shows(page, 'heatmap')
    await page.getByText('NO:SUCH').first().waitFor()
    expect(await faults(page)).toEqual([])
  })

  it('search, the list of keys, settings and the choice of columns, opened by keys alone', async () => {
    const page = await dashboard('/')
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
    const page = await dashboard('/', phone)
    for (const pane of ['Watchlist', 'Chart', 'Trades', 'Depth', 'Alerts', 'Health', 'Quote', 'Movers', 'Heat map']) {
      const tab = page.getByRole('navigation', { name: 'Panes' }).getByRole('button', { name: pane, exact: true })
      if (!(await tab.isVisible())) await page.getByRole('navigation', { name: 'Panes' }).getByRole('button').last().click()
      await page.getByRole('navigation', { name: 'Panes' }).getByText(pane, { exact: true }).last().click()
      // The panes have the colours that they have on a desk; what is around them is the same for all.
      expect(pane === 'Watchlist' ? await faults(page) : await faultsIn(page, tags), pane).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth), pane).toBe(phone.width)
    }
  })
})

describe('on a page that is open', () => {
  it('what is chosen is seen without its colour, and what will speak is there before its words', async () => {
    const page = await dashboard('/?s=SIM:BTC-USD&p=quote')
    await page.locator('[data-phase="shown"]').waitFor({ state: 'attached' })
    await page.getByTestId('view-told').waitFor({ state: 'attached' })
    const mark = (selector: string) =>
      page
        .locator(selector)
        .evaluateAll((all) => all.map((element) => getComputedStyle(element).boxShadow).filter((shadow) => shadow === 'none'))
    expect(await mark('[aria-pressed="true"]:not(.menu-popover *)')).toEqual([])
    await page.keyboard.press('Control+k')
    await page.locator('.palette-item[data-selected="true"]').waitFor()
    expect(await mark('.palette-item[data-selected="true"]')).toEqual([])
    await page.keyboard.press('Escape')
    const silent = await page.evaluate(() =>
      [...document.querySelectorAll('[role="status"]')]
        .filter((region) => region.closest('[popover], dialog') === null && region.getClientRects().length === 0)
        .map((region) => region.outerHTML),
    )
    expect(silent).toEqual([])
    await page.setViewportSize(phone)
    expect(await mark('.pane-tab[aria-current]')).toEqual([])
  })
})

describe('axe finds nothing wrong with', () => {
  it.each([
    ['a page that does not exist', '/no-such-page'],
    ['the description of the HTTP side', '/api/docs'],
  ])('%s', async (_, path) => {
    const page = await open(path, 'light')
    await page.locator('h1').first().waitFor()
    await page.evaluate(axeSource)
    expect(await faultsIn(page, tags)).toEqual([])
    const letters = () => page.evaluate(() => Number.parseFloat(getComputedStyle(document.body).fontSize))
    const usual = await letters()
    const session = await page.context().newCDPSession(page)
    await session.send('Page.setFontSizes', { fontSizes: { standard: 32 } })
    expect(await letters()).toBeCloseTo(2 * usual, 1)
  })
})
