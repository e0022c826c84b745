import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { allInstruments, desk, downloadedText, eventually, marketUrl, newPage, phone } from '../support/pages.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const axeTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

let page: Page

const grid = () => page.locator('.watchlist')
const row = (symbol: string) => page.locator(`[data-symbol="${symbol}"]`)
const cell = (symbol: string, column: string) => row(symbol).locator(`[data-column="${column}"]`)
const heading = (column: string) => page.locator(`[data-header="${column}"]`)
const separator = (column: string) => heading(column).getByRole('separator')

/** Lines of the list from the top: symbols, and `# name` of groups. */
const lines = () =>
  page.locator('.watch-row').evaluateAll((rows) =>
    rows
      .map((each) => ({
        at: Number(each.getAttribute('aria-rowindex')),
        text:
          each.getAttribute('data-symbol')?.replace('SIM:', '') ??
          `# ${each.querySelector('.truncate')?.textContent ?? 'naming'}`,
      }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ text }) => text),
  )
const expectLines = (...wanted: readonly string[]) => eventually(lines).toEqual(wanted)

async function open(address = '/?', viewport = desk): Promise<void> {
  page = await newPage({ viewport })
  await page.goto(`${marketUrl}${address}`)
  await page.locator('header [data-state="live"]').waitFor()
  await page.getByRole('button', { name: /^List:/ }).waitFor()
  // What changes a list comes after the first paint.
  if (address.includes('w=')) await page.locator('.watchlist[data-own="true"]').waitFor()
  await separator('symbol').waitFor()
}

/** Chooses by keys alone. */
async function pickFromMenu(entry: string): Promise<void> {
  await page.getByRole('button', { name: /^List:/ }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: entry, exact: true }).focus()
  await page.keyboard.press('Enter')
}

async function newGroup(name: string): Promise<void> {
  await pickFromMenu('New group in this list')
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
  await page.locator('[data-group]', { hasText: name }).waitFor()
}

async function middleOf(target: ReturnType<typeof row>): Promise<{ readonly x: number; readonly y: number }> {
  const box = await target.boundingBox()
  if (box === null) throw new Error('Cannot point at what is not on the page')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** Takes what is there with the mouse and moves it to a place, without letting it go. */
async function take(target: ReturnType<typeof row>, to: { readonly x: number; readonly y: number }): Promise<void> {
  const from = await middleOf(target)
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  // The code that drags comes with the first use: small moves until it has.
  await eventually(async () => {
    await page.mouse.move(from.x + 8 * Math.random(), from.y + 8)
    return page.locator('.drop-line, [data-resizing]').count()
  }).toBeGreaterThan(0)
  await page.mouse.move(to.x, to.y, { steps: 4 })
}

const mine = '/?w=Mine!SIM:BTC-USD,SIM:ETH-USD,SIM:SOL-USD;Tech!SIM:AAPL,SIM:NVDA;Empty!'

describe('groups', () => {
  it('are made, named, folded, moved and removed by keys, and rows go from one to the other', async () => {
    await open('/?w=Mine!SIM:BTC-USD,SIM:ETH-USD,SIM:SOL-USD')
    await newGroup('Majors')
    await newGroup('Rest')
    await expectLines('BTC-USD', 'ETH-USD', 'SOL-USD', '# Majors', '# Rest')
    expect(await grid().getAttribute('role')).toBe('treegrid')
    expect(await grid().getAttribute('aria-rowcount')).toBe('6')

    await row('SIM:SOL-USD').click()
    await grid().focus()
    await page.keyboard.press('Alt+ArrowDown')
    await expectLines('BTC-USD', 'ETH-USD', '# Majors', 'SOL-USD', '# Rest')
    expect(await row('SIM:SOL-USD').getAttribute('aria-level')).toBe('2')
    await page.keyboard.press('Alt+ArrowDown')
    await expectLines('BTC-USD', 'ETH-USD', '# Majors', '# Rest', 'SOL-USD')

    // From a row to the line of its group, which is named anew, folded and opened.
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('F2')
    await page.keyboard.type('Others')
    await page.keyboard.press('Enter')
    await expectLines('BTC-USD', 'ETH-USD', '# Majors', '# Others', 'SOL-USD')
    await page.keyboard.press('Alt+ArrowUp')
    await expectLines('BTC-USD', 'ETH-USD', '# Others', 'SOL-USD', '# Majors')
    await page.keyboard.press('ArrowLeft')
    await expectLines('BTC-USD', 'ETH-USD', '# Others', '# Majors')
    const line = page.locator('[data-group="1"]')
    expect(await line.getAttribute('aria-expanded')).toBe('false')
    expect(await grid().getAttribute('aria-activedescendant')).toBe(await line.getAttribute('id'))
    expect(await grid().getAttribute('aria-rowcount')).toBe('5')

    // All of it is there at the next visit.
    await page.goto(marketUrl)
    await expectLines('BTC-USD', 'ETH-USD', '# Others', '# Majors')
    await line.getByRole('button', { name: /^Others/ }).click()
    await expectLines('BTC-USD', 'ETH-USD', '# Others', 'SOL-USD', '# Majors')
    await grid().focus()
    await page.keyboard.press('Delete')
    await expectLines('BTC-USD', 'ETH-USD', 'SOL-USD', '# Majors')
    await page.getByRole('button', { name: 'Undo' }).click()
    await expectLines('BTC-USD', 'ETH-USD', '# Others', 'SOL-USD', '# Majors')
  })

  it('are renamed and removed by the pointer, are sorted each by itself, and a drag while sorted changes the group', async () => {
    await open(mine)
    await expectLines('BTC-USD', 'ETH-USD', 'SOL-USD', '# Tech', 'AAPL', 'NVDA', '# Empty')
    await heading('symbol').getByRole('button').click()
    await heading('symbol').getByRole('button').click()
    await expectLines('SOL-USD', 'ETH-USD', 'BTC-USD', '# Tech', 'NVDA', 'AAPL', '# Empty')
    await take(row('SIM:ETH-USD'), await middleOf(row('SIM:NVDA')))
    await page.mouse.up()
    await expectLines('SOL-USD', 'BTC-USD', '# Tech', 'NVDA', 'ETH-USD', 'AAPL', '# Empty')
    await page.locator('[data-group="1"]').hover()
    const cursorOver = (line: Locator) => line.evaluate((element) => getComputedStyle(element).cursor)
    // A click on a row chooses it; one beside the name of a group does nothing.
    expect([await cursorOver(row('SIM:NVDA')), await cursorOver(page.locator('[data-group="1"]'))]).toEqual(['pointer', 'auto'])
    await page.getByRole('button', { name: 'Rename Tech' }).click()
    await page.keyboard.type('Chips')
    await page.keyboard.press('Enter')
    await eventually(lines).toContain('# Chips')
    await page.locator('[data-group="2"]').hover()
    await page.getByRole('button', { name: 'Remove the group Empty' }).click()
    await eventually(lines).not.toContain('# Empty')
  })

  it('go into a file and come back from it', async () => {
    await open(mine)
    await row('SIM:NVDA').waitFor()
    await page.getByRole('button', { name: /^List:/ }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export as CSV' }).click()
    const text = await downloadedText(await download)
    expect(text).toMatch(/^SIM:NVDA,[^\r\n]*,Tech\r?$/m)
    await page.getByLabel('File of symbols').setInputFiles({ name: 'again.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
    await page.getByRole('button', { name: 'List: again' }).waitFor()
    await expectLines('BTC-USD', 'ETH-USD', 'SOL-USD', '# Tech', 'AAPL', 'NVDA')
  })

  it('leave axe nothing to find', async () => {
    await open(mine)
    await row('SIM:NVDA').click()
    await page.evaluate(axeSource)
    const found = await page.evaluate(async (tags) => {
      const { axe } = window as unknown as { axe: { run(context: string, options: object): Promise<AxeResults> } }
      const { violations } = await axe.run('.dashboard-list', { runOnly: tags, resultTypes: ['violations'] })
      return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
    }, axeTags)
    expect(found).toEqual([])
  })
})

describe('rows', () => {
  it('are dragged to another place and another group; Escape leaves all as it was', async () => {
    await open(mine)
    await row('SIM:NVDA').waitFor()
    const below = await middleOf(row('SIM:SOL-USD'))
    await take(row('SIM:BTC-USD'), { x: below.x, y: below.y + 8 })
    await page.keyboard.press('Escape')
    await eventually(() => page.locator('.drop-line').count()).toBe(0)
    await page.mouse.up()
    await expectLines('BTC-USD', 'ETH-USD', 'SOL-USD', '# Tech', 'AAPL', 'NVDA', '# Empty')

    await take(row('SIM:BTC-USD'), { x: below.x, y: below.y + 8 })
    await page.mouse.up()
    await expectLines('ETH-USD', 'SOL-USD', 'BTC-USD', '# Tech', 'AAPL', 'NVDA', '# Empty')
    const between = await middleOf(row('SIM:AAPL'))
    await take(row('SIM:ETH-USD'), { x: between.x, y: between.y + 8 })
    await page.mouse.up()
    await expectLines('SOL-USD', 'BTC-USD', '# Tech', 'AAPL', 'ETH-USD', 'NVDA', '# Empty')
    // What was dragged was not clicked.
    expect(await row('SIM:ETH-USD').getAttribute('aria-selected')).toBe('false')
  })

  it('scroll by themselves while one is held at the edge', async () => {
    const symbols = (await allInstruments(marketUrl)).slice(0, 90).map(({ symbol }) => symbol)
    const [dragged = ''] = symbols
    await open(`/?w=Long!${symbols.join(',')}`)
    await row(dragged).waitFor()
    const box = await grid().boundingBox()
    if (box === null) throw new Error('The list has no place')
    await take(row(dragged), { x: box.x + 80, y: box.y + box.height - 4 })
    const atEnd = () =>
      grid().evaluate((element) => {
        const { scrollTop, clientHeight, scrollHeight } = element.firstElementChild ?? element
        return scrollTop > 0 && scrollTop + clientHeight >= scrollHeight - 1
      })
    await eventually(atEnd).toBe(true)
    await page.mouse.up()
    await eventually(async () => (await lines()).at(-1)).toBe(dragged.replace('SIM:', ''))
  })

  it('are added by Alt+W, which the list of keys tells', async () => {
    await open('/?s=SIM:NVDA&w=Mine!SIM:BTC-USD')
    await row('SIM:BTC-USD').waitFor()
    await page.keyboard.press('Alt+w')
    await expectLines('BTC-USD', 'NVDA')
    await page.keyboard.press('?')
    await page.getByRole('dialog').getByText('Add the symbol to the list').waitFor()
  })

  it('say from when they are once prices have been paused for a while', async () => {
    await open()
    await row('SIM:BTC-USD').waitFor()
    await page.keyboard.press('Alt+Shift+p')
    const [notice, header] = [page.getByText('Paused: prices do not move'), page.locator('.symbol-header')]
    const below = async () => ((await notice.boundingBox())?.y ?? 0) - ((await header.boundingBox())?.y ?? 0)
    // Over the price it would hide what does not move.
    await eventually(below).toBeGreaterThan((await header.boundingBox())?.height ?? 0)
    await page.locator('.watchlist[data-stale="true"][data-since="true"]').waitFor({ timeout: 20_000 })
    const said = await page.locator('[data-header="symbol"]').evaluate((element) => getComputedStyle(element, '::after').content)
    expect(said).toMatch(/\d\d:\d\d/)
    expect(await cell('SIM:BTC-USD', 'last').evaluate((element) => getComputedStyle(element).fontStyle)).toBe('italic')
    await page.keyboard.press('Alt+Shift+p')
    await page.locator('.watchlist[data-stale="false"][data-since="false"]').waitFor()
  })
})

describe('columns', () => {
  const order = () => page.locator('[data-header]').evaluateAll((cells) => cells.map((each) => each.getAttribute('data-header')))
  const widthOf = async (column: string) => Math.round((await heading(column).boundingBox())?.width ?? 0)

  it('are moved and resized by the pointer, rows and headings alike, and Escape gives the width back', async () => {
    await open(`${mine}&cols=symbol,last,percent,bid`)
    await row('SIM:NVDA').waitFor()
    await take(heading('bid'), await middleOf(heading('last')))
    await page.mouse.up()
    await eventually(order).toEqual(['symbol', 'bid', 'last', 'percent'])

    const before = await widthOf('bid')
    const edge = await middleOf(separator('bid'))
    await take(separator('bid'), { x: edge.x + 60, y: edge.y })
    await page.keyboard.press('Escape')
    await page.mouse.up()
    await eventually(() => widthOf('bid')).toBe(before)
    await take(separator('bid'), { x: edge.x + 60, y: edge.y })
    await page.mouse.up()
    await eventually(() => widthOf('bid')).toBeGreaterThan(before + 50)
    const [above, below] = [await heading('bid').boundingBox(), await cell('SIM:NVDA', 'bid').boundingBox()]
    expect([below?.x, below?.width]).toEqual([above?.x, above?.width])
    await separator('bid').dblclick()
    await eventually(() => widthOf('bid')).toBeLessThan(before + 20)
    const spare = await cell('SIM:NVDA', 'bid').evaluate((element) => {
      const range = document.createRange()
      range.selectNodeContents(element)
      return range.getBoundingClientRect().left - element.getBoundingClientRect().left
    })
    expect(spare).toBeGreaterThanOrEqual(0)
  })

  it('are moved and resized by keys', async () => {
    await open(`${mine}&cols=symbol,last,percent`)
    await row('SIM:NVDA').waitFor()
    await heading('last').getByRole('button').focus()
    await page.keyboard.press('Alt+ArrowRight')
    await eventually(order).toEqual(['symbol', 'percent', 'last'])
    await separator('percent').focus()
    const before = Number(await separator('percent').getAttribute('aria-valuenow'))
    expect(before).toBe(await widthOf('percent'))
    await page.keyboard.press('Shift+ArrowRight')
    await eventually(() => separator('percent').getAttribute('aria-valuenow')).toBe(String(before + 40))
    await eventually(() => widthOf('percent')).toBe(before + 40)
    await page.keyboard.press('Enter')
    await eventually(() => widthOf('percent')).toBeLessThan(before)
  })

  it('change places by keys with the next one that is shown, and bring none that has no room', async () => {
    await open(`/?`, phone)
    await eventually(order).toEqual(['symbol', 'spark', 'last', 'percent'])
    await heading('last').getByRole('button').focus()
    await page.keyboard.press('Alt+ArrowRight')
    await eventually(order).toEqual(['symbol', 'spark', 'percent', 'last'])
    // What does not sort is moved by keys, too; the focus goes with the column.
    await heading('spark').focus()
    await page.keyboard.press('Alt+ArrowRight')
    await eventually(order).toEqual(['symbol', 'percent', 'spark', 'last'])
    await page.keyboard.press('Alt+ArrowRight')
    await eventually(order).toEqual(['symbol', 'percent', 'last', 'spark'])
    await page.keyboard.press('Alt+ArrowLeft')
    await eventually(order).toEqual(['symbol', 'percent', 'spark', 'last'])
    await page.setViewportSize(desk)
    await eventually(order).toEqual(['symbol', 'percent', 'spark', 'change', 'last', 'volume'])
  })

  it('that are too narrow for their figures have them whole, to the left', async () => {
    await open(`${mine}&cols=symbol,last~40,bid~40`)
    await eventually(() => cell('SIM:BTC-USD', 'last').textContent()).toMatch(/\d/)
    const beyondTheRight = (column: string) =>
      cell('SIM:BTC-USD', column).evaluate((element) => {
        const text = [...element.childNodes].find((node) => node instanceof Text)
        if (text === undefined) throw new Error('Nothing is written there')
        const before = text.data
        text.data = '1,234,567.89012345'
        const range = document.createRange()
        range.selectNodeContents(text)
        const [written, place] = [range.getBoundingClientRect(), element.getBoundingClientRect()]
        text.data = before
        return written.right - (place.right - Number.parseFloat(getComputedStyle(element).paddingRight))
      })
    expect(await beyondTheRight('last')).toBeCloseTo(0, 1)
    expect(await beyondTheRight('bid')).toBeCloseTo(0, 1)
  })

  it('show range, age, turnover and spread, and scroll sideways where there is no room', async () => {
    await open(`${mine}&cols=symbol,range,age,turnover,spread-bp,trades,open,high,low,bid-size,ask-size,status,venue`)
    await eventually(() => cell('SIM:BTC-USD', 'age').textContent()).toMatch(/^\d+ s$/)
    await eventually(() => cell('SIM:BTC-USD', 'range').textContent()).toMatch(/^\d+%$/)
    expect(await cell('SIM:BTC-USD', 'turnover').textContent()).toMatch(/^\d+(\.\d+)?[KMBT]?$/)
    expect(await cell('SIM:BTC-USD', 'spread-bp').textContent()).toMatch(/^\d+\.\d$/)
    // What does not change any more grows old: while paused, nothing does.
    await page.keyboard.press('Alt+Shift+p')
    await eventually(async () => Number.parseInt((await cell('SIM:BTC-USD', 'age').textContent()) ?? '', 10)).toBeGreaterThan(2)
    await heading('venue').scrollIntoViewIfNeeded()
    const [above, below] = [await heading('venue').boundingBox(), await cell('SIM:BTC-USD', 'venue').boundingBox()]
    expect(below?.x).toBe(above?.x)
    // Whose figures these are is seen wherever one has scrolled to.
    const atTheLeft = (line: Locator) =>
      line.evaluate((element) => {
        const { top, height } = element.getBoundingClientRect()
        const left = element.closest('.watchlist')?.getBoundingClientRect().left ?? 0
        return document.elementFromPoint(left + 20, top + height / 2)?.closest('[data-column], [data-header]')?.textContent
      })
    expect(await atTheLeft(row('SIM:BTC-USD'))).toContain('BTC-USD')
    expect(await atTheLeft(heading('symbol'))).toContain('Symbol')
  })
})
