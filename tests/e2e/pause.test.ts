import type { Locator, Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { desk, eventually, marketUrl, newPage, phone } from '../support/pages.ts'

let page: Page

const header = () => page.locator('.symbol-header')
const panel = (name: string) => page.getByRole('region', { name, exact: true })
const pausedSince = (place: Locator) => place.getByText(/^Paused since \d/)
const notice = () => page.getByText('Paused: prices do not move.')

async function open(query: string): Promise<void> {
  await page.goto(`${marketUrl}${query}`)
  await eventually(() => header().textContent()).toMatch(/\d\.\d/)
}

beforeEach(async () => {
  page = await newPage()
})

describe('a pause', () => {
  it('is said by the connection, in Health, in the footer, by the price above the chart, its legend and each panel', async () => {
    await open('/?s=SIM:BTC-USD&p=health,depth')
    await page.locator('[data-testid="chart"][data-phase="shown"]').waitFor()
    const health = panel('Health')
    await health.getByText('Connected. Prices arrive as they change.').waitFor()
    await page.keyboard.press('Alt+Shift+p')
    await notice().waitFor()
    await health.getByText(/paused: prices arrive and are not shown/).waitFor()
    expect(await page.getByText('Prices arrive as they change').count()).toBe(0)
    await page.locator('.connection').getByText('Paused').first().waitFor()
    await page
      .locator('footer')
      .getByText(/paused/)
      .waitFor()
    for (const place of [header(), panel('Depth'), page.locator('.chart-legend-lines')]) await pausedSince(place).waitFor()
    expect(await pausedSince(health).count()).toBe(0)
    const look = (price: Locator) => price.evaluate((element) => getComputedStyle(element).fontStyle)
    expect(await look(header().locator('.price').first())).toBe('italic')
    expect(await look(panel('Depth').locator('.price').first())).toBe('italic')
    await page.keyboard.press('Alt+Shift+p')
    await health.getByText('Connected. Prices arrive as they change.').waitFor()
    for (const place of [header(), panel('Depth'), page.locator('.chart-legend-lines')]) {
      await pausedSince(place).waitFor({ state: 'detached' })
    }
    expect(await look(header().locator('.price').first())).toBe('normal')
  })

  it('says of an instrument that is found during it that it is from later, in each part', async () => {
    await open('/?s=SIM:BTC-USD&p=quote,depth&paused=1')
    await pausedSince(header()).waitFor()
    const began = await notice().locator('..').textContent()
    const since = /Since (\d\d:\d\d:\d\d)/.exec(began ?? '')?.[1] ?? 'none'
    await eventually(() => notice().locator('..').textContent()).toMatch(/ ([2-9]|\d\d) s ago/)
    await page.locator('[role="row"][data-symbol="SIM:SOL-USD"]').click()
    for (const place of [panel('Depth'), page.locator('.chart-legend-lines')]) {
      await eventually(() => pausedSince(place).textContent()).not.toContain(since)
      expect((await pausedSince(place).textContent())?.slice(-8).localeCompare(since)).toBe(1)
    }
  })

  it.each([1, 2, 3])('that a link asks for leaves no part without a price (%i)', async () => {
    await open('/?s=SIM:BTC-USD&p=quote,depth,movers&paused=1')
    await notice().waitFor()
    await panel('Quote').getByText('Turnover').waitFor()
    await panel('Depth')
      .getByText(/^Spread/)
      .waitFor()
    await panel('Movers').getByRole('button', { name: /%/ }).first().waitFor()
    const last = page.locator('[role="row"][data-symbol="SIM:BTC-USD"] [data-column="last"]')
    await eventually(() => last.textContent()).toMatch(/\d\.\d/)
  })

  it.each([
    ['desk', desk],
    ['phone', phone],
  ])('is still read while a symbol is read out or something is told, on a %s', async (_, viewport) => {
    await page.setViewportSize(viewport)
    await open('/?s=SIM:BTC-USD')
    await page.keyboard.press('Alt+Shift+p')
    await notice().waitFor()
    await page.keyboard.press('Alt+Shift+r')
    const sentence = page.getByTestId('read-symbol').getByText(/prices are paused/)
    await sentence.waitFor()
    const [read, paused] = [await sentence.boundingBox(), await notice().locator('..').boundingBox()]
    if (read === null || paused === null) throw new Error('Nothing is shown')
    expect(read.y + read.height).toBeLessThanOrEqual(paused.y)
    // And while something else is told.
    await page.keyboard.press('ControlOrMeta+k')
    await page.keyboard.type('copy link')
    await page.keyboard.press('Enter')
    const told = await page.getByTestId('toast').boundingBox()
    expect(paused.y + paused.height).toBeLessThanOrEqual(told?.y ?? 0)
  })
})
