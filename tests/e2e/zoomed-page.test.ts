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
  it.each([desk, phone])('has all that it has at 100 %: $width x $height', async ({ width, height }) => {
    const page = await newPage({ viewport: { width: Math.floor(width / 2), height: height / 2 }, deviceScaleFactor: 2 })
    await page.goto(marketUrl)
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
