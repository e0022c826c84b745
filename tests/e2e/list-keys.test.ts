import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { desk, marketUrl, newLastingPage, newPage, phone } from '../support/pages.ts'

let page: Page

const grid = () => page.locator('.watchlist')
const selected = () => page.locator('.watch-row[aria-selected="true"]')

async function open(address: string): Promise<void> {
  page = await newPage()
  await show(address)
}

async function show(address: string): Promise<void> {
  await page.goto(`${marketUrl}${address}`)
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

const place = async () => Number(await selected().getAttribute('aria-rowindex'))

async function selectDown(key: string, presses: number): Promise<void> {
  const before = await place()
  for (let press = 1; press <= presses; press++) {
    await page.keyboard.press(key)
    await expect.poll(place).toBe(before + press)
  }
}

describe.each([
  ['a desk', '/?', desk],
  ['a narrow window', '/?pane=list', phone],
] as const)('keys in the list of %s', (_, address, viewport) => {
  beforeAll(async () => {
    page = await newLastingPage({ viewport })
    await show(address)
    const context = page.context()
    return () => context.close()
  })

  // Each goes on from the last row in view, which the one before has come to.
  it.each([
    ['Space', 'the page', 34],
    ['ArrowDown', 'the page', 4],
    ['Space', 'the list', 4],
    ['ArrowDown', 'the list', 4],
  ])('select by %s with the focus in %s no row that is out of view', async (key, focus, presses) => {
    if (focus === 'the list') await grid().focus()
    await selectDown(key, presses)
    await expect.poll(coveredCorners).toEqual([])
    const before = await place()
    await page.keyboard.press(key === 'Space' ? 'Shift+Space' : 'ArrowUp')
    await expect.poll(place).toBe(before - 1)
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
    await open('/?')
    await heading().getByRole('button').click()
    await heading().getByRole('button').click()
    await expect.poll(() => page.locator('[data-header="symbol"]').getAttribute('aria-sort')).toBe('descending')
    await page.locator('.watch-row[aria-rowindex="2"]').click()
    await page.locator('.watch-row[aria-rowindex="2"][aria-selected="true"]').waitFor()
    await selectDown('Space', 3)
  })

  it('says that keys hold its order, with room for it, and Escape lets it go', async () => {
    await open('/?')
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
