import type { Page } from 'playwright-core'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { marketUrl, newLastingPage } from '../support/pages.ts'

let page: Page

// Each test leaves the list as it was when it lets it go.
beforeAll(async () => {
  page = await newLastingPage()
  await page.goto(`${marketUrl}/?s=SIM:BTC-USD&p=quote&cols=symbol,trades`)
  // The heading of the column has the same name.
  await page.getByTitle('Trades', { exact: true }).click()
  return () => page.context().close()
})
beforeEach(async () => {
  await page.mouse.move(10, 10)
  await list().evaluate((scroller) => {
    scroller.blur()
    scroller.scrollTo(0, 0)
  })
  await expect.poll(() => list().locator('tbody tr').count(), { timeout: 20_000 }).toBeGreaterThan(60)
  await expect.poll(panelText).not.toContain('Held')
})

const list = () => page.getByRole('region', { name: 'Time and sales' })
const panelText = () => page.locator('[data-panel="trades"]').textContent()

/** What is read in the list: its head and the rows of which something is seen, with where they are. */
const readRows = () =>
  list().evaluate((scroller) => {
    const { top, bottom } = scroller.getBoundingClientRect()
    const head = scroller.querySelector('thead')?.getBoundingClientRect()
    const rows = [...scroller.querySelectorAll('tbody tr')]
      .map((row) => ({ text: row.textContent, box: row.getBoundingClientRect() }))
      .filter(({ box }) => box.bottom > top + 22 && box.top < bottom)
      .map(({ text, box }) => `${Math.round(box.top - top)} ${text}`)
    return {
      head: Math.round((head?.top ?? 0) - top),
      rows,
      fromBottom: Math.round(scroller.scrollHeight - scroller.scrollTop - bottom + top),
    }
  })

/** Waits until so many trades have happened, as the watchlist counts them. */
async function tradesPass(count: number): Promise<void> {
  const counted = page.locator('.watch-row[aria-selected="true"] [data-column="trades"]')
  const read = async () => Number(((await counted.textContent()) ?? '').replaceAll(/\D/g, ''))
  await expect.poll(read, { timeout: 20_000 }).toBeGreaterThan(0)
  const before = await read()
  await expect.poll(read, { timeout: 20_000 }).toBeGreaterThan(before + count)
}

describe('time and sales in a panel with room for a few', () => {
  it('stands still under its head where it is scrolled to, and goes on at its top', async () => {
    const box = await list().boundingBox()
    if (box === null) throw new Error('Expected the list on the page')
    await page.mouse.move(box.x + 50, box.y + 100)
    await page.mouse.wheel(0, 300)
    await expect.poll(() => list().evaluate((scroller) => scroller.scrollTop)).toBe(300)
    await page.mouse.move(10, 10)
    await expect.poll(panelText).toContain('Held until scrolled to the top')
    const read = await readRows()
    expect(read.head).toBe(0)
    expect(read.rows.length).toBeGreaterThan(5)
    await tradesPass(20)
    expect(await readRows()).toEqual(read)
    await list().evaluate((scroller) => scroller.scrollTo(0, 0))
    await expect.poll(panelText).not.toContain('Held')
    const [newest] = (await readRows()).rows
    expect(newest).toMatch(/^22 /)
    await expect.poll(async () => (await readRows()).rows[0]).not.toBe(newest)
  })

  it('is held and read to its end by keys alone', async () => {
    await page.getByLabel('Worth from').focus()
    await page.keyboard.press('Tab')
    await expect.poll(panelText).toContain('Held while it has the focus')
    const read = await readRows()
    await tradesPass(20)
    expect(await readRows()).toEqual(read)
    await page.keyboard.press('End')
    // Less than a pixel from the end is where it ends.
    await expect.poll(async () => (await readRows()).fromBottom).toBeLessThanOrEqual(1)
    const last = await list().locator('tbody tr').last().textContent()
    expect((await readRows()).rows.at(-1)).toContain(last)
  })

  it('lists what another instrument trades when that is selected while the pointer rests on it', async () => {
    await list().hover()
    await expect.poll(panelText).toContain('Held under the pointer')
    await page.getByRole('grid').first().focus()
    const price = async () => {
      const text = await list().locator('tbody tr').first().locator('td').nth(1).textContent()
      return Number.parseFloat((text ?? '').replaceAll(',', ''))
    }
    const before = await price()
    // The next coin: the stock between the two may be in the break of its session, with nothing traded.
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.getByRole('table', { name: 'Trades of ETH-USD' }).waitFor()
    await expect.poll(price).toBeLessThan(before / 2)
  })
})
