import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { marketUrl, newPage } from '../support/pages.ts'

const live = (page: Page) => page.locator('header [data-state="live"]').waitFor()
const panel = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const chartShown = (page: Page) => page.locator('[data-testid="chart"][data-phase="shown"]').first().waitFor()

async function open(address: string): Promise<Page> {
  const page = await newPage()
  await page.goto(`${marketUrl}${address}`)
  await live(page)
  return page
}

async function moves(read: () => Promise<string | null>): Promise<void> {
  await expect.poll(read, { timeout: 20_000 }).toMatch(/\d/)
  const before = await read()
  await expect.poll(read, { timeout: 20_000, interval: 100 }).not.toBe(before)
}

describe('the dashboard by keyboard alone', () => {
  it('finds, charts, changes the interval, adds an indicator, sets an alert that fires, and its address shows the same', async () => {
    const page = await open('/')
    await chartShown(page)
    const dialog = page.getByRole('dialog', { name: 'Find' })
    for (const [text, query] of [
      ['ETH-USD', /[?&]s=SIM:ETH-USD/],
      ['5', /[?&]i=5m/],
      ['/bollinger', /bollinger|bb/i],
    ] as const) {
      await page.keyboard.press(text.charAt(0))
      await dialog.waitFor()
      await page.keyboard.type(text.slice(1))
      await page.keyboard.press('Enter')
      await dialog.waitFor({ state: 'hidden' })
      await page.waitForURL((url) => query.test(decodeURIComponent(url.search)))
    }
    const price = page.getByLabel('Price', { exact: true })
    const fired = panel(page, 'Alerts')
      .getByText(/Fired at/)
      .first()
    // The price of now, as the form proposes it: the market crosses it within moments, and where it has just left it, the next.
    for (let attempt = 0; attempt < 6 && !(await fired.isVisible()); attempt++) {
      await page.keyboard.press('Alt+a')
      await expect.poll(() => price.evaluate((field) => field === document.activeElement)).toBe(true)
      await expect.poll(() => price.inputValue()).toMatch(/\d/)
      await page.keyboard.press('Enter')
      await fired.waitFor({ timeout: 5_000 }).catch((error: unknown) => {
        if (attempt === 5) throw error
      })
    }
    await page.getByRole('status').filter({ hasText: 'ETH-USD crosses' }).first().waitFor()

    const other = await open(new URL(page.url()).search)
    await chartShown(other)
    await other.getByRole('heading', { name: /ETH-USD/ }).waitFor()
    await panel(other, 'Alerts').waitFor()
    expect(new URL(other.url()).search).toBe(new URL(page.url()).search)
  })
})

describe('panels beside the chart', () => {
  it('show trades and health that move', async () => {
    const page = await open('/?symbol=SIM:BTC-USD')
    for (const name of ['Trades', 'Health']) await page.getByRole('button', { name, exact: true }).click()
    await moves(() => panel(page, 'Trades').locator('tbody').textContent())
    const health = panel(page, 'Health')
    await health.getByText('Connected. Prices arrive as they change.').waitFor()
    await expect.poll(() => health.textContent(), { timeout: 20_000 }).toMatch(/Venue to server-?\d/)
    await expect.poll(() => health.textContent(), { timeout: 20_000 }).toMatch(/Browser\d/)
  })
})
