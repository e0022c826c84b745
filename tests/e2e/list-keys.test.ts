import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

let browser: Browser
let server: ServerProcess
let page: Page

beforeAll(async () => {
  browser = await launchBrowser()
  server = await startServer({ FEED: 'sim', SIM_SYMBOLS: '200', SIM_TICKS_PER_SECOND: '1000', LOG_LEVEL: 'error' })
})
afterAll(async () => {
  await browser.close()
  await server.kill('SIGKILL')
})
afterEach(async () => {
  await page.context().close()
})

const grid = () => page.locator('.watchlist')
const selected = () => page.locator('.watch-row[aria-selected="true"]')

async function open(address: string, viewport: { readonly width: number; readonly height: number }): Promise<void> {
  page = await (await browser.newContext({ viewport })).newPage()
  await page.goto(`${server.url}${address}`)
  await page.locator('header [data-state="live"]').waitFor()
  await selected().waitFor()
}

/** What lies over the row at its four corners, if not the row itself: headings, bars, the edge of the window. */
const coveredCorners = () =>
  selected().evaluate((row) => {
    const { top, bottom } = row.getBoundingClientRect()
    const { left, right } = row.closest('.watchlist')?.getBoundingClientRect() ?? row.getBoundingClientRect()
    const corners = [left + 3, right - 20].flatMap((x) => [top + 1, bottom - 2].map((y) => document.elementFromPoint(x, y)))
    return corners.filter((over) => !row.contains(over)).map((over) => over?.className ?? 'outside the window')
  })

async function selectDown(key: string, presses: number): Promise<void> {
  const before = Number(await selected().getAttribute('aria-rowindex'))
  for (let press = 1; press <= presses; press++) {
    await page.keyboard.press(key)
    await expect.poll(() => selected().getAttribute('aria-rowindex')).toBe(String(before + press))
  }
}

describe.each([
  ['a desk', '/?', { width: 1440, height: 900 }],
  ['a narrow window', '/?pane=list', { width: 390, height: 844 }],
] as const)('keys in the list of %s', (_, address, viewport) => {
  it.each([
    ['Space', 'the page'],
    ['ArrowDown', 'the page'],
    ['Space', 'the list'],
    ['ArrowDown', 'the list'],
  ])('select by %s with the focus in %s no row that is out of view', async (key, focus) => {
    await open(address, viewport)
    if (focus === 'the list') await grid().focus()
    await selectDown(key, 34)
    await expect.poll(coveredCorners).toEqual([])
    await page.keyboard.press(key === 'Space' ? 'Shift+Space' : 'ArrowUp')
    await expect.poll(coveredCorners).toEqual([])
  })
})

describe('a list that is sorted', () => {
  const heading = () => page.locator('[data-header="symbol"]')
  const sign = () => heading().evaluate((element) => getComputedStyle(element, '::after').content)

  /** Pixels of the heading, and of its word, that have no room. */
  const overhang = () =>
    heading().evaluate((element) =>
      [element, ...element.querySelectorAll('.truncate')].map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth),
    )

  it('is stepped through in the order that one sees', async () => {
    await open('/?', { width: 1440, height: 900 })
    await heading().getByRole('button').click()
    await heading().getByRole('button').click()
    await expect.poll(() => page.locator('[data-header="symbol"]').getAttribute('aria-sort')).toBe('descending')
    await page.locator('.watch-row[aria-rowindex="2"]').click()
    await page.locator('.watch-row[aria-rowindex="2"][aria-selected="true"]').waitFor()
    await selectDown('Space', 3)
  })

  it('says that keys hold its order, with room for it, and Escape lets it go', async () => {
    await open('/?', { width: 1440, height: 900 })
    await page.locator('[data-header="percent"]').getByRole('button').click()
    expect(await sign()).toBe('none')
    const before = await overhang()
    await page.keyboard.press('Tab')
    await grid().focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await expect.poll(sign).toMatch(/held/)
    expect(await overhang()).toEqual(before)
    await page.keyboard.press('Escape')
    await expect.poll(sign).toBe('none')
    await page.keyboard.press('ArrowDown')
    await expect.poll(sign).toMatch(/held/)
    await grid().evaluate((element) => element.blur())
    await expect.poll(sign).toBe('none')
  })
})
