import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { crosshairs } from '../support/crosshairs.ts'
import { complaintsOf, desk, eventually, marketUrl, newPage, phone } from '../support/pages.ts'

interface Opened {
  readonly page: Page
  /** What the page said in the console as an error or a warning, and what it threw. */
  readonly complaints: readonly string[]
}

async function open(address: string, viewport = desk): Promise<Opened> {
  const page = await newPage({ viewport })
  const complaints = complaintsOf(page)
  await page.goto(`${marketUrl}${address}`)
  await chartShown(page)
  return { page, complaints }
}

async function close({ page, complaints }: Opened): Promise<void> {
  expect(complaints).toEqual([])
  // What a test answers itself may still be on its way.
  await page.unrouteAll({ behavior: 'ignoreErrors' })
}

const canvas = (page: Page, at = 0) => page.getByTestId('chart').nth(at)
const chartShown = async (page: Page) => {
  await page.locator('[data-testid="chart"][data-phase="shown"]').first().waitFor()
  await eventually(() => legend(page).locator('[data-field="close"]').textContent()).toMatch(/\d/)
}
const legend = (page: Page, at = 0) => page.getByTestId('legend').nth(at)
const barTime = (page: Page, at = 0) => legend(page, at).locator('[data-field="time"]').textContent()
const horizontals = (page: Page) => page.getByRole('slider', { name: 'Horizontal line' })

async function number(read: () => Promise<string | null>): Promise<number> {
  return Number((await read())?.replace(/[^\d.-]/g, ''))
}
const price = (line: Locator) => number(() => line.getAttribute('aria-valuetext'))

async function moves(read: () => Promise<string | null>): Promise<void> {
  await eventually(read).toMatch(/\d/)
  const before = await read()
  await eventually(read).not.toBe(before)
}

async function centreOf(place: Locator): Promise<{ x: number; y: number }> {
  const box = await place.boundingBox()
  if (box === null) throw new Error('Cannot point at what is not on the page')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

async function drag(page: Page, from: { x: number; y: number }, byX: number, byY: number): Promise<void> {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(from.x + byX, from.y + byY, { steps: 5 })
  await page.mouse.up()
}

/** Opens the palette to compare, types and takes what is found first. */
async function compareWith(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Alt+c')
  const dialog = page.getByRole('dialog', { name: 'Find' })
  await dialog.waitFor()
  await page.keyboard.type(text)
  await dialog.getByRole('option').first().filter({ hasText: text }).waitFor()
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'hidden' })
}

describe('comparing', () => {
  it('draws other instruments beside the chart in percent, by keyboard alone, and they move, stay and go', async () => {
    const opened = await open('/?s=SIM:BTC-USD&i=1s')
    const { page } = opened
    await compareWith(page, 'ETH-USD')
    await compareWith(page, 'AAPL')
    const compared = page.locator('[data-compared]')
    await eventually(() => compared.count()).toBe(2)
    await page.waitForURL((url) => url.searchParams.get('vs') === 'SIM:ETH-USD,SIM:AAPL')
    await page.getByRole('button', { name: 'Price scale: Percent' }).waitFor()
    await moves(() => compared.first().locator('[data-field="price"]').textContent())
    await eventually(() => compared.last().locator('[data-field="percent"]').textContent()).toMatch(/^[+\u2212]?\d+\.\d\d%$/)
    const colours = await compared
      .locator('[data-field="percent"]')
      .evaluateAll((all) => all.map((each) => getComputedStyle(each).color))
    expect(new Set(colours).size).toBe(2)

    await page.reload()
    await chartShown(page)
    await eventually(() => compared.first().locator('[data-field="percent"]').textContent()).toMatch(/%/)
    await page.getByRole('button', { name: 'Remove ETH-USD from the comparison' }).press('Enter')
    await eventually(() => compared.count()).toBe(1)
    // Chosen again, it goes.
    await compareWith(page, 'AAPL')
    await eventually(() => compared.count()).toBe(0)
    await page.getByRole('button', { name: 'Price scale: Linear' }).waitFor()
    await close(opened)
  })
})

describe('lines', () => {
  it('are drawn, moved, kept and removed by keyboard alone', async () => {
    const opened = await open('/?s=SIM:ETH-USD')
    const { page } = opened
    await page.keyboard.press('Alt+h')
    const line = horizontals(page)
    await line.waitFor()
    const placed = await price(line)
    expect(await line.evaluate((handle) => handle === document.activeElement)).toBe(true)
    await page.keyboard.press('Control+ArrowUp')
    expect(await price(line)).toBeCloseTo(placed + 0.01, 6)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    const moved = await price(line)
    expect(moved).toBeLessThan(placed)

    await page.keyboard.press('Alt+t')
    const end = page.getByRole('slider', { name: 'Trend line, second end' })
    await end.waitFor()
    const before = await end.getAttribute('aria-valuetext')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowUp')
    expect(await end.getAttribute('aria-valuetext')).not.toBe(before)
    const ends = await end.getAttribute('aria-valuetext')

    // Kept with the instrument, in every chart of it: after a reload, and after another was shown.
    await eventually(() =>
      page.evaluate(() => localStorage.getItem('ticklane.workspace') ?? JSON.stringify({ ...localStorage })),
    ).toContain('trend')
    await page.goto(`${marketUrl}/?s=SIM:AAPL`)
    await chartShown(page)
    expect(await line.count()).toBe(0)
    await page.goto(`${marketUrl}/?s=SIM:ETH-USD`)
    await line.waitFor()
    expect(await price(line)).toBe(moved)
    expect(await end.getAttribute('aria-valuetext')).toBe(ends)

    await line.focus()
    await page.keyboard.press('Delete')
    await eventually(() => line.count()).toBe(0)
    await page.getByRole('button', { name: 'Undo' }).press('Enter')
    await line.waitFor()
    expect(await price(line)).toBe(moved)
    await close(opened)
  })

  it('are placed and dragged with a mouse, on ticks, without scrolling the chart', async () => {
    const opened = await open('/?s=SIM:SOL-USD&i=1m')
    const { page } = opened
    const at = await centreOf(canvas(page))
    await page.getByRole('button', { name: 'Lines', exact: true }).click()
    await page.getByRole('button', { name: 'Horizontal line' }).click()
    await page.getByText('click on its price').waitFor()
    await page.mouse.click(at.x, at.y)
    const line = horizontals(page)
    await line.waitFor()
    expect((await centreOf(line)).y).toBeCloseTo(at.y, -1)
    const placed = await price(line)
    const wide = await line.boundingBox()
    expect([wide?.width, wide?.height]).toEqual([24, 24])
    const time = await barTime(page)
    // Beside the line by less than half a target: still taken.
    await drag(page, { x: at.x, y: at.y + 10 }, 0, -80)
    const dragged = await price(line)
    expect(dragged).toBeGreaterThan(placed)
    expect(Math.round(dragged * 100) / 100).toBe(dragged)
    await page.mouse.move(at.x, at.y)
    expect(await barTime(page)).toBe(time)

    await page.getByRole('button', { name: 'Lines', exact: true }).click()
    await page.getByRole('button', { name: 'Trend line' }).click()
    await page.mouse.click(at.x - 120, at.y + 60)
    await page.getByText('click where it ends').waitFor()
    await page.mouse.click(at.x + 60, at.y + 20)
    const first = page.getByRole('slider', { name: 'Trend line, first end' })
    await first.waitFor()
    const from = await first.getAttribute('aria-valuetext')
    await drag(page, await centreOf(first), -60, 40)
    expect(await first.getAttribute('aria-valuetext')).not.toBe(from)

    await page.getByRole('button', { name: 'Lines', exact: true }).click()
    const drawn = page.getByRole('list', { name: 'Lines drawn' })
    await eventually(() => drawn.getByRole('listitem').count()).toBe(2)
    await page.getByRole('button', { name: 'Remove all' }).click()
    await eventually(() => page.getByRole('slider').count()).toBe(0)
    await close(opened)
  })
})

describe('several charts', () => {
  it('follow the crosshair and, when linked, the range of the one under the hand', async () => {
    const opened = await open('/?s=SIM:BTC-USD;SIM:ETH-USD&g=2v&i=1m&t=1&l=crosshair,range')
    const { page } = opened
    await eventually(() => barTime(page, 1)).toMatch(/\d/)
    const at = await centreOf(canvas(page))
    await eventually(() => crosshairs(page)).toEqual([undefined, undefined])
    await page.mouse.move(at.x, at.y)
    await eventually(() => legend(page, 1).getAttribute('data-pointed')).toBe('true')
    await eventually(() => crosshairs(page)).toEqual([true, true])
    const together = async () => (await barTime(page, 1)) === (await barTime(page, 0))
    await eventually(together).toBe(true)
    const before = await barTime(page, 0)
    await page.mouse.move(at.x - 70, at.y)
    await eventually(() => barTime(page, 0)).not.toBe(before)
    await eventually(together).toBe(true)

    const captions = page.getByRole('status').filter({ hasText: 'newest first' })
    const application = page.getByRole('application').first()
    await application.focus()
    await page.keyboard.press('PageUp')
    await page.keyboard.press('PageUp')
    await eventually(() => captions.first().textContent()).toMatch(/ from .* to /)
    // Older bars may still be coming: both move.
    await eventually(async () => (await captions.last().textContent()) === (await captions.first().textContent())).toBe(true)

    await page.goto(`${marketUrl}/?s=SIM:BTC-USD;SIM:ETH-USD&g=2v&i=1m&t=1&l=-`)
    await eventually(() => barTime(page, 1)).toMatch(/\d/)
    await page.mouse.move(at.x, at.y)
    await eventually(() => legend(page, 0).getAttribute('data-pointed')).toBe('true')
    expect(await legend(page, 1).getAttribute('data-pointed')).toBe('false')
    await eventually(() => crosshairs(page)).toEqual([true, undefined])
    await close(opened)
  })
})

describe('the chart as a table', () => {
  it('has the bars in view, with indicators and comparisons, and moves with the market', async () => {
    const opened = await open('/?s=SIM:BTC-USD&i=1s')
    const { page } = opened
    await page.keyboard.press('Alt+b')
    const table = page.getByRole('table', { name: /BTC-USD, 1[sm]/ })
    await table.waitFor()
    await page.waitForURL((url) => url.searchParams.get('t') === '1')
    const headers = () => table.getByRole('columnheader').allTextContents()
    expect(await headers()).toEqual(['Time', 'Open', 'High', 'Low', 'Close', 'Volume'])
    await eventually(async () => Number(await table.getAttribute('aria-rowcount'))).toBeGreaterThan(20)
    const newest = table.getByRole('row').nth(1)
    await eventually(() => newest.getAttribute('aria-rowindex')).toBe('2')
    await moves(() => newest.getByRole('rowheader').textContent())
    await page.goto(`${marketUrl}/?s=SIM:BTC-USD&i=1m&t=1&x=ema,rsi&vs=SIM:ETH-USD`)
    await eventually(headers).toEqual(['Time', 'Open', 'High', 'Low', 'Close', 'Volume', 'EMA 20', 'RSI 14', 'ETH-USD change'])
    await eventually(async () => (await newest.getByRole('cell').allTextContents()).join(' ')).toMatch(
      /^[\d,.]+( [\d,.]+){6} [+\u2212]?\d+\.\d\d%$/,
    )
    await moves(async () => (await newest.getByRole('cell').allTextContents()).join(' '))
    await close(opened)
  })
})

describe('scrolling back', () => {
  it.each(['1s', '1h'])('loads older bars of %s, and lines stay where they are', async (interval) => {
    const opened = await open(`/?s=SIM:BTC-USD&i=${interval}&t=1&vs=SIM:ETH-USD`)
    const { page } = opened
    const first = page.getByRole('slider', { name: 'Trend line, first end' })
    if ((await first.count()) === 0) {
      await page.keyboard.press('Alt+t')
      await first.waitFor()
    }
    const end = await first.getAttribute('aria-valuetext')
    const older: string[] = []
    page.on('request', (request) => {
      const asked = new URL(request.url()).searchParams
      if (request.url().includes('/api/bars') && asked.has('to') && !asked.has('from')) older.push(asked.get('symbol') ?? '')
    })
    await page.getByRole('application').focus()
    for (let steps = 0; steps < 6; steps++) await page.keyboard.press('-')
    const caption = page.getByRole('status').filter({ hasText: 'newest first' })
    await eventually(async () => {
      await page.keyboard.press('PageUp')
      return older.filter((symbol) => symbol === 'SIM:BTC-USD').length
    }).toBeGreaterThan(1)
    await eventually(() => caption.textContent()).toMatch(/ from .* to /)
    // The comparison reaches as far back.
    await page.keyboard.press('Home')
    await eventually(() => page.locator('[data-compared] [data-field="price"]').textContent()).toMatch(/\d/)
    expect(await first.getAttribute('aria-valuetext')).toBe(end)
    await page.keyboard.press('Alt+r')
    await eventually(() => caption.textContent()).toMatch(/^The newest/)
    // Still over its own bar, with thousands of bars in front of it.
    await eventually(async () => {
      // Where a bar is a second the chart may move on in between.
      const at = await centreOf(first)
      await page.mouse.move(at.x, at.y)
      const under = await barTime(page)
      return under !== null && under !== '' && (end ?? '').includes(under)
    }).toBe(true)
    await close(opened)
  })

  it('admits a hole in what is known, on the chart and in the table', async () => {
    const opened = await open('/?s=SIM:BTC-USD&i=1m&t=1')
    const { page } = opened
    // The server lost half an hour, just before the bars that the chart begins with.
    await page.route(/\/api\/bars\?.*[?&]to=/, async (route) => {
      const answer = await route.fetch({ maxRetries: 2 })
      const body: { bars: [number][]; missing: [number, number][] } = await answer.json()
      const [from, to] = [body.bars.at(-31)?.[0] ?? 0, body.bars.at(-1)?.[0] ?? 0]
      body.bars = body.bars.slice(0, -31)
      body.missing = [[from, to]]
      await route.fulfill({ response: answer, json: body })
    })
    await page.getByRole('application').focus()
    for (let steps = 0; steps < 8; steps++) await page.keyboard.press('-')
    // Rows out of sight are not there: all that is in view is scrolled through, and then the view moves back.
    const rows = page.getByRole('region', { name: 'Rows of the table' })
    const admitted = page.getByRole('rowheader').filter({ hasText: 'nothing known for' })
    const isAdmitted = async (): Promise<boolean> => {
      for (let moved = true; moved; ) {
        if ((await admitted.count()) > 0) return true
        moved = await rows.evaluate((scroller) => {
          const before = scroller.scrollTop
          scroller.scrollTop += scroller.clientHeight * 0.8
          return scroller.scrollTop > before
        })
      }
      return false
    }
    await expect
      .poll(
        async () => {
          await rows.evaluate((scroller) => {
            scroller.scrollTop = 0
          })
          await page.keyboard.press('PageUp')
          return await isAdmitted()
        },
        { timeout: 40_000, interval: 200 },
      )
      .toBe(true)
    await close(opened)
  })

  it('says where the known past begins', async () => {
    const opened = await open('/?s=SIM:BTC-USD&i=1d')
    const { page } = opened
    // The simulated past has no beginning; a venue's has.
    await page.route(/\/api\/bars\?.*[?&]to=/, async (route) => {
      const answer = await route.fetch({ maxRetries: 2 })
      await route.fulfill({ response: answer, json: { ...(await answer.json()), bars: [], next: null, missing: [] } })
    })
    await page.getByRole('application').focus()
    // Older bars come in front of the view: the beginning is where none come any more.
    await eventually(async () => {
      await page.keyboard.press('PageUp')
      return await page.getByTestId('chart-note').textContent()
    }).toBe('Nothing older is known.')
    await close(opened)
  })
})

describe('on a phone', () => {
  it('all tools fit, the rest under one button', async () => {
    const opened = await open('/?s=SIM:BTC-USD&pane=chart&vs=SIM:ETH-USD&x=ema', phone)
    const { page } = opened
    const toolbar = page.getByRole('toolbar', { name: 'Chart' })
    expect(await toolbar.evaluate((bar) => bar.scrollWidth - bar.clientWidth)).toBe(0)
    await toolbar.getByRole('button', { name: 'More tools' }).click()
    await page.getByRole('combobox', { name: 'Charts' }).selectOption('Two, one above the other')
    await page.getByRole('checkbox', { name: 'Crosshair' }).waitFor()
    await page.keyboard.press('Escape')
    await eventually(() => page.getByTestId('chart').count()).toBe(2)
    await close(opened)
  })

  it('the eight charts of a wide screen are one below the other, and scroll', async () => {
    const opened = await open('/?s=SIM:BTC-USD;SIM:ETH-USD&g=8&pane=chart', phone)
    const charts = opened.page.locator('.chart-place')
    await eventually(() => charts.count()).toBe(8)
    await charts.last().scrollIntoViewIfNeeded()
    const [first, last] = [await charts.first().boundingBox(), await charts.last().boundingBox()]
    for (const box of [first, last]) {
      expect(box?.width).toBe(phone.width)
      expect(box?.height).toBeGreaterThanOrEqual(200)
    }
    expect((last?.y ?? 0) + (last?.height ?? 0)).toBeLessThanOrEqual(phone.height)
    await close(opened)
  })
})
