import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { desk, eventually, marketUrl, newPage, phone, touchPhone } from '../support/pages.ts'

/** Places of what stays while the connection comes and goes. */
const placesOf = (page: Page) =>
  page.evaluate(() => {
    const kept = [
      '[data-testid="chart"] canvas',
      '[data-testid="chart"]',
      '.symbol-header > *',
      'footer',
      'nav',
      '.dashboard-list',
    ]
    return [...document.querySelectorAll(kept.join())].map((each) => {
      const { left, top, height } = each.getBoundingClientRect()
      return [left, top, height].map(Math.round)
    })
  })

async function setOffline(page: Page, offline: boolean): Promise<void> {
  await page.context().setOffline(offline)
  await page.evaluate((type) => window.dispatchEvent(new Event(type)), offline ? 'offline' : 'online')
}

describe('what is said of the connection', () => {
  for (const [device, options, address] of [
    ['a desk', { viewport: desk }, '/?s=SIM:BTC-USD'],
    ['a desk that shows a chart alone', { viewport: desk }, '/?s=SIM:BTC-USD&max=1'],
    ['a phone', touchPhone, '/?s=SIM:BTC-USD&pane=chart'],
    [
      'a phone on its side',
      { ...touchPhone, viewport: { width: phone.height, height: phone.width } },
      '/?s=SIM:BTC-USD&pane=chart',
    ],
  ] as const) {
    it(`hides nothing of a chart and moves nothing, on ${device}`, async () => {
      const page = await newPage(options)
      await page.goto(`${marketUrl}${address}`)
      await page.locator('[data-testid="chart"][data-phase="shown"]').waitFor()
      await page.locator('header [data-state="live"]').waitFor()
      await eventually(() => page.locator('.symbol-header .price').first().textContent()).toMatch(/\d/)
      const before = await placesOf(page)
      // What the viewer is told of what was done hides no figure of the axes either.
      await page.keyboard.press('ControlOrMeta+k')
      await page.keyboard.type('copy link')
      await page.keyboard.press('Enter')
      const toast = await page.getByTestId('toast').boundingBox()
      const axis = await page.locator('[data-testid="chart"] table tr').last().boundingBox()
      if (toast === null || axis === null) throw new Error('There is no toast, or no axis')
      expect(toast.y + toast.height).toBeLessThanOrEqual(axis.y)
      const notice = page.getByTestId('connection-notice')
      const isSeenWhole = async () => {
        const [box, chart] = [await notice.boundingBox(), await page.getByTestId('chart').boundingBox()]
        const view = page.viewportSize()
        if (box === null || chart === null || view === null) throw new Error('There is no notice, or no chart')
        const apart = box.y + box.height <= chart.y || box.y >= chart.y + chart.height || box.x + box.width <= chart.x
        return apart && box.y >= 0 && box.y + box.height <= view.height && box.x >= 0 && box.x + box.width <= view.width
      }
      await setOffline(page, true)
      await notice.getByText(/last known/).waitFor()
      expect(await isSeenWhole()).toBe(true)
      expect(await placesOf(page)).toEqual(before)
      await setOffline(page, false)
      await notice.getByText(/^Back/).waitFor({ timeout: 40_000 })
      expect(await isSeenWhole()).toBe(true)
      expect(await placesOf(page)).toEqual(before)
    })
  }
})
