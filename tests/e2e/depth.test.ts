import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { marketUrl, newPage } from '../support/pages.ts'

let page: Page

beforeEach(async () => {
  page = await newPage({ viewport: { width: 1440, height: 1000 } })
})

interface Shown {
  readonly bid: string
  readonly ask: string
  readonly bids: readonly string[]
  readonly asks: readonly string[]
}

/** The quote in the chart's header and the ladder's prices, best first, at one moment. */
const readPrices = (): Promise<Shown> =>
  page.evaluate(() => {
    const fact = (name: string) =>
      [...document.querySelectorAll('.symbol-header dt')].find((term) => term.textContent === name)?.nextElementSibling
        ?.textContent ?? ''
    const side = (name: string) =>
      [...document.querySelectorAll(`.ladder [data-side="${name}"] tr`)].map((row) => row.querySelector('td')?.textContent ?? '')
    return { bid: fact('Bid'), ask: fact('Ask'), bids: side('bid'), asks: side('ask').toReversed() }
  })

const isFull = async () => {
  const { bids, asks } = await readPrices()
  return bids.length > 0 && [...bids, ...asks].every((price) => price !== '')
}
const numberOf = (text: string) => Number(text.replaceAll(',', ''))

describe('the depth of the simulated feed', () => {
  it('has sizes in the order in which they are read, whatever a language writes behind a number', async () => {
    await page.goto(`${marketUrl}/?s=SIM:PEPE-USD&p=depth&lang=de-DE`)
    const lefts = () =>
      page.evaluate(() => {
        const cells = [...document.querySelectorAll('.ladder td:nth-child(3)')]
        const text = cells.map((cell) => cell.firstChild).find((node) => node?.textContent?.endsWith('.'))
        if (text == null) return undefined
        return [...(text.textContent ?? '')].map((_, at) => {
          const range = document.createRange()
          range.setStart(text, at)
          range.setEnd(text, at + 1)
          return range.getBoundingClientRect().left
        })
      })
    const inOrder = async () => {
      const read = await lefts()
      return read?.every((left, at) => at === 0 || left > (read[at - 1] ?? 0))
    }
    await expect.poll(inOrder, { timeout: 5_000 }).toBe(true)
  })

  it('is a ladder of 20 levels a side, whose best prices are those of the quote and whose rows keep their places while they change', async () => {
    await page.goto(`${marketUrl}/?s=SIM:ETH-USD&p=depth`)
    const places = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('.ladder tr')].map((row) => {
          const { top, left, width, height } = row.getBoundingClientRect()
          return [top, left, width, height].join(' ')
        }),
      )
    const text = () => page.locator('.ladder tbody').allTextContents()
    await page.locator('.ladder').waitFor()
    const waiting = await places()
    await expect.poll(isFull, { timeout: 20_000 }).toBe(true)
    expect(await places()).toEqual(waiting)
    for (let change = 0; change < 5; change++) {
      const before = (await text()).join()
      await expect.poll(async () => (await text()).join(), { timeout: 20_000, interval: 20 }).not.toBe(before)
      expect(await places()).toEqual(waiting)
    }

    const { bids, asks } = await readPrices()
    expect([bids.length, asks.length]).toEqual([20, 20])
    const ladder = [...asks.toReversed(), ...bids].map(numberOf)
    expect(ladder.every((price) => price > 0)).toBe(true)
    expect(ladder).toEqual([...ladder].sort((a, b) => b - a))
    // Decimal marks stand below one another, however many digits come before them.
    const alignments = await page
      .locator('.ladder :is(tbody[data-side] td, th):first-child')
      .evaluateAll((cells) => cells.map((cell) => getComputedStyle(cell).textAlign))
    expect(new Set(alignments)).toEqual(new Set(['right']))
    // Quote and book come with flushes of their own: they agree as soon as neither is ahead of the other.
    await expect
      .poll(
        async () => {
          const shown = await readPrices()
          return shown.bid !== '' && shown.bids[0] === shown.bid && shown.asks[0] === shown.ask
        },
        { timeout: 20_000, interval: 20 },
      )
      .toBe(true)
  })

  it('begins at the spread and shows all its levels by scrolling in its panel, under its head, where there is room for a few', async () => {
    await page.setViewportSize({ width: 1440, height: 800 })
    await page.goto(`${marketUrl}/?s=SIM:AAPL&p=quote,depth,trades`)
    const scroller = page.locator('[data-panel="depth"] .tape-scroller')
    await page.locator('.ladder').waitFor()
    const places = () =>
      scroller.evaluate((element) => {
        const middleOf = (selector: string): number => {
          const { top = 0, bottom = 0 } = element.querySelector(selector)?.getBoundingClientRect() ?? {}
          return (top + bottom) / 2
        }
        const { top, bottom } = element.getBoundingClientRect()
        return {
          middle: (top + bottom) / 2,
          head: middleOf('thead') - top,
          spread: middleOf('.ladder-spread'),
          fromBottom: bottom - middleOf('[data-side="bid"] tr:last-child'),
          fromTop: middleOf('[data-side="ask"] tr:first-child') - top,
        }
      })
    const { middle, spread, fromTop } = await places()
    // The head takes half of its height from each side; half a row more or less, so that the one at the top is whole.
    expect(Math.abs(spread - middle - 11)).toBeLessThanOrEqual(11)
    expect((fromTop - 32) % 20).toBeCloseTo(0, 1)
    await scroller.focus()
    await page.keyboard.press('End')
    await expect.poll(async () => Math.round((await places()).fromBottom)).toBe(10)
    expect(Math.round((await places()).head)).toBe(11)
    await page.keyboard.press('Home')
    await expect.poll(async () => Math.round((await places()).fromTop)).toBe(32)
    expect(Math.round((await places()).head)).toBe(11)
  })
})
