import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { desk, marketUrl, newPage, phone } from '../support/pages.ts'

/** Controls that are not whole in the page's width, and those that something else lies upon. By its height a page may scroll. */
async function lost(page: Page): Promise<readonly string[]> {
  return await page.evaluate(() => {
    const scrolls = (element: Element): boolean => {
      for (let parent = element.parentElement; parent !== null; parent = parent.parentElement)
        if (/auto|scroll/.test(getComputedStyle(parent).overflow) && parent !== document.body) return true
      return false
    }
    return [...document.querySelectorAll<HTMLElement>('header button, nav button, main button')]
      .filter((button) => button.checkVisibility({ visibilityProperty: true }) && button.offsetWidth > 0 && !scrolls(button))
      .filter((button) => {
        button.scrollIntoView({ block: 'center', behavior: 'instant' })
        const { left, right, top, bottom } = button.getBoundingClientRect()
        if (left < 0 || right > innerWidth + 0.5) return true
        const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
        return !button.contains(there)
      })
      .map((button) => button.ariaLabel ?? button.textContent)
  })
}

describe('a page at 200 %', () => {
  it.each([
    { ...desk, path: '/' },
    // With a link from a wide screen, or on one that is magnified.
    { ...desk, path: '/?p=quote,trades' },
    { ...phone, path: '/' },
  ])('has all that it has at 100 %: $path at $width x $height', async ({ width, height, path }) => {
    const page = await newPage({ viewport: { width: Math.floor(width / 2), height: height / 2 }, deviceScaleFactor: 2 })
    await page.goto(`${marketUrl}${path}`)
    await page.locator('header [data-state="live"]').waitFor()
    await page.locator('[data-symbol="SIM:BTC-USD"]').waitFor()
    await page.getByRole('button', { name: /^List:/ }).waitFor()
    expect(await lost(page)).toEqual([])
    await page.locator('.pane-tab', { hasText: 'Chart' }).click()
    await page.locator('[data-testid="chart"][data-phase="shown"]').waitFor()
    expect(await lost(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  })
})

/** As far as WCAG 1.4.12 lets a viewer go. */
const spaced = '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }'

describe('a page whose viewer spaces letters, words and lines', () => {
  it.each([phone, { width: 320, height: 640 }])(
    'says whole what it says of an instrument: $width x $height',
    async (viewport) => {
      const page = await newPage({ viewport })
      await page.goto(`${marketUrl}/?s=SIM:BTC-USD&pane=chart`)
      await page.locator('.symbol-header .price').first().waitFor()
      await page.addStyleTag({ content: spaced })
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('.symbol-header, .symbol-header h2, .pane-tab')]
          .filter(
            ({ scrollHeight, clientHeight, scrollWidth, clientWidth }) =>
              scrollHeight > clientHeight || scrollWidth > clientWidth,
          )
          .map((element) => element.textContent),
      )
      expect(cut).toEqual([])
    },
  )

  it('has the whole form of an alert in its panel', async () => {
    const page = await newPage()
    await page.goto(`${marketUrl}/?s=SIM:BTC-USD&p=alerts`)
    const form = page.locator('[data-panel="alerts"] form')
    await form.waitFor()
    await page.addStyleTag({ content: spaced })
    expect(await form.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(0)
  })
})

describe('a browser that is asked for larger letters', () => {
  // Of 16: rows of 28 px beside the chart, of 46 where one pane is shown at a time.
  it.each([
    { size: 24, row: 28 },
    { size: 32, row: 46 },
  ])('gets them, and rows, bars and controls with them: $size px', async ({ size, row }) => {
    const page = await newPage()
    const session = await page.context().newCDPSession(page)
    await session.send('Page.setFontSizes', { fontSizes: { standard: size } })
    await page.goto(`${marketUrl}/?s=SIM:BTC-USD`)
    await page.locator('header [data-state="live"]').waitFor()
    await page.getByRole('button', { name: /^List:/ }).waitFor()
    const price = page.locator('[data-symbol="SIM:ETH-USD"] [data-column="last"]')
    const [font, height] = await price.evaluate((cell) => [
      Number.parseFloat(getComputedStyle(cell).fontSize),
      cell.parentElement?.getBoundingClientRect().height,
    ])
    expect(font).toBeCloseTo((13 * size) / 16, 2)
    expect(height).toBe((row * size) / 16)
    expect(await lost(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  })

  it.each([
    { ...desk, path: '/?s=SIM:PEPE-USD&p=movers,heatmap' },
    { ...desk, path: '/?s=SIM:PEPE-USD&p=quote' },
    { ...phone, path: '/?s=SIM:PEPE-USD&pane=chart' },
  ])('says whole what is charted, and shows that there is more: $path at $width x $height', async ({ width, height, path }) => {
    const page = await newPage({ viewport: { width, height } })
    const session = await page.context().newCDPSession(page)
    await session.send('Page.setFontSizes', { fontSizes: { standard: 24 } })
    await page.goto(`${marketUrl}${path}`)
    await page.locator('.symbol-header .row-mark').waitFor()
    await page.locator('[data-testid="chart"][data-phase="shown"]').waitFor()
    if (path.includes('quote')) await page.getByText(/days known/).waitFor()
    const cut = await page.evaluate(() => [
      ...[...document.querySelectorAll<HTMLElement>('.symbol-header h2, [data-panel="quote"] p.truncate')]
        .filter((text) => text.scrollWidth > text.clientWidth || text.scrollHeight > text.clientHeight)
        .map((text) => text.textContent),
      ...[...document.querySelectorAll('.chart-toolbar button')]
        .filter((button) => button.getBoundingClientRect().right > innerWidth)
        .map((button) => button.ariaLabel),
    ])
    expect(cut).toEqual([])
    const tabs = await page.locator('.pane-tab').evaluateAll((all) => all.map((tab) => tab.getBoundingClientRect()))
    if (width === phone.width) expect(tabs.some(({ left, right }) => left < width - 12 && right > width + 12)).toBe(true)
  })

  it('has the whole of a menu on a phone', async () => {
    const page = await newPage({ viewport: phone })
    const session = await page.context().newCDPSession(page)
    await session.send('Page.setFontSizes', { fontSizes: { standard: 24 } })
    await page.goto(`${marketUrl}/`)
    await page.getByRole('button', { name: 'Columns' }).click()
    const last = page.locator(':popover-open button').nth(1)
    await last.waitFor()
    expect(await last.evaluate((button) => button.getBoundingClientRect().right)).toBeLessThanOrEqual(phone.width)
  })
})
