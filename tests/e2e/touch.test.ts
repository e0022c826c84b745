import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { marketUrl, newPage, touchPhone } from '../support/pages.ts'

interface Point {
  readonly x: number
  readonly y: number
}

interface Hand {
  readonly page: Page
  down(...fingers: Point[]): Promise<void>
  move(...fingers: Point[]): Promise<void>
  up(): Promise<void>
  tap(at: Point): Promise<void>
  /** Down, over the way in steps, and up. */
  swipe(from: Point, to: Point): Promise<void>
}

async function open(address: string, options = touchPhone): Promise<Hand> {
  const page = await newPage(options)
  await page.goto(`${marketUrl}${address}`)
  await page.locator('header [data-state="live"]').waitFor()
  const session = await page.context().newCDPSession(page)
  const send = async (type: 'touchStart' | 'touchMove' | 'touchEnd', fingers: readonly Point[]) => {
    await session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: fingers.map(({ x, y }, id) => ({ x, y, id })),
    })
    // The page has seen it.
    await page.evaluate(() => new Promise((seen) => requestAnimationFrame(seen)))
  }
  const hand: Hand = {
    page,
    down: (...fingers) => send('touchStart', fingers),
    move: (...fingers) => send('touchMove', fingers),
    up: () => send('touchEnd', []),
    async tap(at) {
      await hand.down(at)
      await hand.up()
    },
    async swipe(from, to) {
      const steps = 8
      await hand.down(from)
      for (let step = 1; step <= steps; step++) {
        await hand.move({ x: from.x + ((to.x - from.x) * step) / steps, y: from.y + ((to.y - from.y) * step) / steps })
      }
      await hand.up()
    },
  }
  return hand
}

async function boxOf(place: Locator): Promise<Point & { readonly width: number; readonly height: number }> {
  const box = await place.boundingBox()
  if (box === null) throw new Error('Cannot touch what is not on the page')
  return box
}

async function chartMiddle(page: Page): Promise<Point> {
  const shown = page.locator('[data-testid="chart"][data-phase="shown"]')
  await shown.waitFor()
  const { x, y, height } = await boxOf(shown)
  return { x: x + 150, y: y + height / 2 }
}

const legend = (page: Page) => page.getByTestId('legend')
const caption = (page: Page) => page.getByRole('status').filter({ hasText: 'newest first' })
const lines = (page: Page) => page.getByRole('slider')
const price = async (line: Locator) => Number((await line.getAttribute('aria-valuetext'))?.replace(/[^\d.]/g, ''))

describe('on a chart', () => {
  it('one finger scrolls back in time and two zoom', async () => {
    const { page, down, move, up, swipe } = await open('/?s=SIM:BTC-USD&pane=chart&i=1m&t=1')
    const at = await chartMiddle(page)
    await caption(page)
      .filter({ hasText: /newest \d\d/ })
      .waitFor()
    const afterSwipe = async () => {
      await swipe(at, { x: at.x + 140, y: at.y })
      return await caption(page).textContent()
    }
    await expect.poll(afterSwipe, { interval: 500 }).toMatch(/ from .* to /)
    const barsInView = async () => Number.parseInt((await caption(page).textContent()) ?? '', 10)
    await expect.poll(barsInView).toBeGreaterThan(5)
    const before = await barsInView()
    await down({ x: at.x - 20, y: at.y }, { x: at.x + 20, y: at.y })
    for (let apart = 30; apart <= 110; apart += 10) await move({ x: at.x - apart, y: at.y }, { x: at.x + apart, y: at.y })
    await up()
    await expect.poll(barsInView).toBeLessThan(before / 2)
  })

  it('a finger that rests takes the crosshair along, and a tap lets it go', async () => {
    const { page, down, move, up, tap } = await open('/?s=SIM:BTC-USD&pane=chart&i=1m')
    const at = await chartMiddle(page)
    const pointed = () => legend(page).getAttribute('data-pointed')
    const time = () => legend(page).locator('[data-field="time"]').textContent()
    await down({ x: at.x + 90, y: at.y })
    await expect.poll(pointed).toBe('true')
    const before = await time()
    await move({ x: at.x + 60, y: at.y })
    await move({ x: at.x, y: at.y })
    await expect.poll(time).not.toBe(before)
    await up()
    expect(await pointed()).toBe('true')
    await tap({ x: at.x, y: at.y + 40 })
    await expect.poll(pointed).toBe('false')
  })

  it('lines are placed by taps, and moved by a finger beside them', async () => {
    const { page, tap, swipe } = await open('/?s=SIM:ETH-USD&pane=chart')
    const at = await chartMiddle(page)
    await page.getByRole('button', { name: 'Lines', exact: true }).tap()
    await page.getByRole('button', { name: 'Horizontal line' }).tap()
    await page.getByText('click on its price').waitFor()
    await tap(at)
    await lines(page).waitFor()
    const placed = await price(lines(page))
    // A fingertip is less exact than a mouse.
    await swipe({ x: at.x, y: at.y + 18 }, { x: at.x, y: at.y - 60 })
    await expect.poll(() => price(lines(page))).toBeGreaterThan(placed)
  })

  it('of a page that is higher than the window a finger up scrolls the page', async () => {
    const { page, swipe } = await open('/?s=SIM:BTC-USD&pane=chart', { ...touchPhone, viewport: { width: 390, height: 400 } })
    const { x } = await chartMiddle(page)
    // The first touch of a browser that has just begun may be lost.
    const scrolled = async () => {
      await swipe({ x, y: 320 }, { x, y: 120 })
      return await page.evaluate(() => window.scrollY)
    }
    await expect.poll(scrolled).toBeGreaterThan(50)
  })
})

describe('in the list', () => {
  const list = '/?w=Mine!SIM:BTC-USD,SIM:ETH-USD,SIM:SOL-USD,SIM:AAPL,SIM:NVDA'
  const order = (page: Page) =>
    page.locator('.watch-row[data-symbol]').evaluateAll((rows) =>
      rows
        .map((row) => ({ top: row.getBoundingClientRect().top, symbol: row.dataset.symbol }))
        .sort((a, b) => a.top - b.top)
        .map(({ symbol }) => symbol),
    )

  it('a row is taken along by a finger that rested on it', async () => {
    const { page, down, move, up } = await open(list)
    await page.locator('.watchlist[data-own="true"]').waitFor()
    const row = await boxOf(page.locator('.watch-row[data-symbol="SIM:BTC-USD"]'))
    const at = { x: 80, y: row.y + row.height / 2 }
    // A browser that has just begun may take the first touch for a scroll before it asks the page: all stays as it was then.
    const dragged = async () => {
      await down(at)
      await page.locator('.drag-ghost').waitFor()
      await move({ x: at.x, y: at.y + row.height })
      await move({ x: at.x, y: at.y + 2.2 * row.height })
      await up()
      return await order(page)
    }
    await expect.poll(dragged).toEqual(['SIM:ETH-USD', 'SIM:SOL-USD', 'SIM:BTC-USD', 'SIM:AAPL', 'SIM:NVDA'])
    // It was moved and not opened.
    expect(await page.evaluate(() => document.documentElement.dataset.pane)).toBe('list')
  })

  it('a finger that moves at once scrolls, and a tap opens the chart', async () => {
    const { page, swipe, tap } = await open('/')
    const before = await page.locator('.watch-row').first().boundingBox()
    const top = async () => (await page.locator('.watch-row').first().boundingBox())?.y
    // A browser that has just begun may lose the first touch.
    const swiped = async () => {
      await swipe({ x: 150, y: 600 }, { x: 150, y: 300 })
      return await top()
    }
    await expect.poll(swiped, { interval: 500 }).not.toBe(before?.y)
    // A finger that falls on a list in motion stops it, and opens nothing.
    let last: number | undefined
    const stands = async () => {
      const [now, then] = [await top(), last]
      last = now
      return now === then
    }
    await expect.poll(stands, { interval: 150 }).toBe(true)
    await tap({ x: 150, y: 400 })
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset.pane)).toBe('chart')
    await page.getByRole('navigation', { name: 'Panes' }).getByRole('button', { name: 'Depth' }).tap()
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset.pane)).toBe('depth')
  })
})
