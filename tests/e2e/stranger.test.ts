import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { eventually, marketUrl, newPage } from '../support/pages.ts'

const addressHas = (page: Page, part: RegExp) => page.waitForURL((url) => part.test(decodeURIComponent(url.search)))

describe('a stranger, by keyboard alone', () => {
  it('learns the keys, finds, charts, compares, adds an indicator, sets an alert that fires, and shares the view', {
    timeout: 120_000,
  }, async () => {
    const page = await newPage({ serviceWorkers: 'allow', permissions: ['clipboard-read', 'clipboard-write'] })
    await page.goto(marketUrl)
    await page.locator('header [data-state="live"]').waitFor()
    const box = page.getByRole('dialog', { name: 'Find' }).getByRole('combobox')
    const pick = async (key: string, text: string): Promise<void> => {
      await page.keyboard.press(key)
      await box.waitFor()
      await page.keyboard.type(text)
      await page.keyboard.press('Enter')
      await box.waitFor({ state: 'hidden' })
    }

    await page.keyboard.press('?')
    const help = page.getByRole('dialog', { name: 'Keyboard' })
    for (const does of ['Find a symbol', 'Change the interval', 'Compare with another symbol', 'Set an alert', 'All commands'])
      await help.getByText(does).waitFor()
    await page.keyboard.press('Escape')
    await help.waitFor({ state: 'hidden' })

    await pick('e', 'th-usd')
    await addressHas(page, /[?&]s=SIM:ETH-USD/)
    await page.locator('[data-testid="chart"][data-phase="shown"]').waitFor()
    await pick('5', '')
    await addressHas(page, /[?&]i=5m/)
    await pick('/', 'bollinger')
    await addressHas(page, /bollinger|bb/i)
    await pick('Alt+c', 'BTC-USD')
    await eventually(() => page.locator('[data-compared]').textContent()).toMatch(/BTC-USD.*%/)

    const price = page.getByLabel('Price', { exact: true })
    const alerts = page.getByRole('region', { name: 'Alerts', exact: true })
    const fired = alerts.getByText(/Fired at/).first()
    // The price of now, as the form proposes it: the market crosses it within moments, and where it has just left it, the next.
    for (let attempt = 0; attempt < 15 && !(await fired.isVisible()); attempt++) {
      await page.keyboard.press('Alt+a')
      await eventually(() => price.evaluate((field) => field === document.activeElement)).toBe(true)
      await eventually(() => price.inputValue()).toMatch(/\d/)
      await page.keyboard.press('Enter')
      await fired.waitFor({ timeout: 5_000 }).catch((error: unknown) => {
        if (attempt === 14) throw error
      })
    }
    await page.getByRole('status').filter({ hasText: 'ETH-USD crosses' }).first().waitFor()

    await pick('Control+k', 'copy a link')
    await page.getByRole('status').filter({ hasText: 'Link to this view copied' }).waitFor()
    const link = await page.evaluate(() => navigator.clipboard.readText())

    const friend = await newPage()
    await friend.goto(link)
    await friend.getByRole('heading', { name: /ETH-USD/ }).waitFor()
    await eventually(() => friend.locator('[data-compared]').textContent()).toMatch(/BTC-USD.*%/)
    await friend.getByRole('region', { name: 'Alerts', exact: true }).waitFor()
    expect(decodeURIComponent(new URL(friend.url()).search)).toMatch(/i=5m.*vs=SIM:BTC-USD/)
    expect(new URL(friend.url()).search).toBe(new URL(page.url()).search)
  })
})
