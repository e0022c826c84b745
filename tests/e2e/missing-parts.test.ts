import { expect, it } from 'vitest'
import { eventually, marketUrl, newPage } from '../support/pages.ts'

it('what needs a part of the page that cannot be loaded says so in words, and works once it can', async () => {
  const page = await newPage()
  await page.goto(`${marketUrl}/?s=SIM:BTC-USD`)
  await eventually(() => page.locator('.symbol-header').textContent()).toMatch(/\d\.\d/)
  await page.locator('[data-testid="chart"][data-phase="shown"]').waitFor()
  // Loaded while the page rests, or now.
  await page.keyboard.press('Alt+c')
  await page.getByRole('dialog', { name: 'Find' }).waitFor()
  await page.keyboard.press('Escape')
  await page.route('**/_next/**', (route) => route.abort())
  const read = page.getByTestId('read-symbol')
  await page.keyboard.press('Alt+Shift+r')
  await read.getByText(/could not be loaded/).waitFor()
  expect(await read.textContent()).not.toMatch(/error|chunk|_next/i)
  await page.keyboard.press('Alt+c')
  await page.getByRole('dialog', { name: 'Find' }).getByRole('combobox').fill('ETH-USD')
  await page.keyboard.press('Enter')
  await page.getByText('Nothing can be compared now: that part of the page could not be loaded.').waitFor()
  await page.unroute('**/_next/**')
  await eventually(async () => {
    await page.keyboard.press('Alt+Shift+r')
    return await read.textContent()
  }).toMatch(/BTC-USD, .*: last/)
})
