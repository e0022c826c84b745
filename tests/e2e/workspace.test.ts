import type { BrowserContextOptions, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { complaintsOf, downloadedText, eventually, marketUrl, newPage } from '../support/pages.ts'

const live = (page: Page) => page.locator('header [data-state="live"]').waitFor()
const chartShown = (page: Page) => page.locator('[data-testid="chart"][data-phase="shown"]').first().waitFor()
const message = (page: Page, text: string | RegExp) => page.getByRole('status').filter({ hasText: text }).first()

const addressHas = (page: Page, part: RegExp) => page.waitForURL((url) => part.test(decodeURIComponent(url.search)))
const lastPrice = (page: Page, symbol: string) => page.locator(`[data-symbol="${symbol}"] [data-column="last"]`)

async function open(address: string, options: BrowserContextOptions & { readonly before?: () => void } = {}): Promise<Page> {
  const { before, ...rest } = options
  const page = await newPage(rest)
  if (before !== undefined) await page.addInitScript(before)
  await page.goto(`${marketUrl}${address}`)
  return page
}

describe('layouts with names', () => {
  it('are saved, opened, renamed, deleted, brought back and reset by mouse', async () => {
    const page = await open('/?s=SIM:ETH-USD&i=15m&p=quote')
    await live(page)
    const menu = page.getByRole('dialog', { name: 'Layouts' })
    const openMenu = () => page.getByRole('button', { name: 'Layouts', exact: true }).click()
    await openMenu()
    await menu.getByText('No layout is saved in this browser.').waitFor()
    await menu.getByLabel('Name of the layout').fill('Swing')
    await menu.getByRole('button', { name: 'Save' }).click()
    await message(page, 'Layout “Swing” saved').waitFor()

    await openMenu()
    await menu.getByRole('button', { name: 'Reset to the first layout' }).click()
    await page.waitForURL((url) => url.search === '')
    await openMenu()
    await menu.getByRole('button', { name: 'Rename Swing' }).click()
    await menu.getByLabel('New name of Swing').fill('Position')
    await menu.getByRole('button', { name: 'Rename', exact: true }).click()
    await menu.getByRole('button', { name: /^Position/ }).click()
    await addressHas(page, /s=SIM:ETH-USD.*i=15m.*p=quote/)
    await page.getByRole('heading', { name: /ETH-USD/ }).waitFor()

    await openMenu()
    await menu.getByRole('button', { name: 'Delete Position' }).click()
    await menu.getByText('No layout is saved in this browser.').waitFor()
    await page.keyboard.press('Escape')
    await message(page, 'Layout “Position” deleted').getByRole('button', { name: 'Undo' }).click()
    await openMenu()
    await menu.getByRole('button', { name: 'Delete Position' }).waitFor()
  })

  it('are saved and opened by keyboard alone', async () => {
    const page = await open('/?s=SIM:ETH-USD&i=4h')
    await live(page)
    const box = page.getByRole('dialog', { name: 'Find' }).getByRole('combobox')
    await page.keyboard.press('.')
    await box.waitFor()
    await page.keyboard.type('Slow')
    await page.keyboard.press('Enter')
    await message(page, 'Layout “Slow” saved').waitFor()
    await page.keyboard.press('.')
    await box.waitFor()
    await page.keyboard.type('reset')
    // Above it is the offer to save under that name.
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.search === '')
    await page.keyboard.press('.')
    await box.waitFor()
    await page.keyboard.type('slo')
    await page.keyboard.press('Enter')
    await addressHas(page, /i=4h/)
    // And back: what was there before it was opened.
    await page.keyboard.press('Control+z')
    await page.waitForURL((url) => url.search === '')
  })

  it('go to a file and come back in another browser; a file that is none is refused with the reason', async () => {
    const page = await open('/?s=SIM:ETH-USD&i=5m&x=rsi')
    await live(page)
    await page.getByRole('button', { name: 'Layouts', exact: true }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export this layout' }).click()
    const saved = await downloadedText(await download)

    const other = await open('/')
    await live(other)
    const choose = async (name: string, text: string) => {
      await other.getByRole('button', { name: 'Layouts', exact: true }).click()
      await other.getByLabel('File of a layout').setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) })
    }
    await choose('prices.json', 'Time,Open')
    await message(other, '“prices.json” was not opened. It is no JSON').waitFor()
    await choose('Desk.json', saved)
    await message(other, 'Layout “Desk” imported').waitFor()
    await addressHas(other, /s=SIM:ETH-USD.*i=5m.*x=rsi/)
    await choose('Future.json', '{"version":99,"charts":[{"symbol":"SIM:BTC-USD","interval":"1h"}],"panels":["hologram"]}')
    await message(other, /saved by a newer version.*“hologram” is not known/).waitFor()
    await addressHas(other, /i=1h/)
  })
})

describe('numbers and times', () => {
  it('are written as the browser’s language has them', async () => {
    const page = await open('/?s=SIM:BTC-USD&p=trades,quote', { locale: 'de-DE' })
    await chartShown(page)
    await eventually(() => lastPrice(page, 'SIM:BTC-USD').textContent()).toMatch(/^\d{1,3}\.\d{3},\d\d$/)
    await eventually(() => page.locator('.chart-legend').first().textContent()).toMatch(/\d\.\d{3},\d\d/)
    await eventually(() => page.getByRole('region', { name: 'Trades' }).locator('tbody').textContent()).toMatch(/\d\.\d{3},\d\d/)
    await eventually(() => page.getByRole('region', { name: 'Quote', exact: true }).textContent()).toMatch(/\d\.\d{3},\d\d/)
  })

  it('follow the choice at once, everywhere, and keep it', async () => {
    const page = await open('/?s=SIM:BTC-USD&i=1s&p=trades')
    await chartShown(page)
    const trades = page.getByRole('region', { name: 'Trades' }).locator('tbody')
    const legend = page.locator('.chart-legend').first()
    await eventually(() => trades.textContent()).toMatch(/\d\d:\d\d:\d\d/)
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByLabel('Language of numbers and dates').selectOption('fr-FR')
    await page.getByLabel('12 hours').check()
    await eventually(() => lastPrice(page, 'SIM:BTC-USD').textContent()).toMatch(/^\d{1,3}\s\d{3},\d\d$/)
    await eventually(() => legend.textContent()).toMatch(/\d{1,2}:\d\d:\d\d\s(AM|PM)/)
    await eventually(() => trades.textContent()).toMatch(/\d\d:\d\d:\d\d\s(AM|PM)/)
    await page.waitForFunction(() => localStorage.getItem('ticklane.workspace')?.includes('fr-FR'))
    await page.reload()
    await eventually(() => lastPrice(page, 'SIM:BTC-USD').textContent()).toMatch(/^\d{1,3}\s\d{3},\d\d$/)
  })
})

describe('what bad input gets', () => {
  it('a link with an unknown symbol: its name, and a way on', async () => {
    const page = await newPage()
    const complaints = complaintsOf(page)
    await page.goto(`${marketUrl}/?s=SIM:NO-SUCH`)
    await page.getByRole('heading', { name: /SIM:NO-SUCH/ }).waitFor()
    await eventually(() => lastPrice(page, 'SIM:BTC-USD').textContent()).toMatch(/\d/)
    await page.getByRole('button', { name: /^Show / }).click()
    await chartShown(page)
    expect(complaints).toEqual([])
  })

  it('a link whose other chart and comparison are unknown: each says so in its place, and the rest works', async () => {
    const page = await open('/?s=SIM:BTC-USD;NO:SUCH&g=2h&vs=FOO:BAR&p=quote')
    await chartShown(page)
    await page.getByRole('region', { name: 'Chart 2: SUCH' }).getByText('There is no instrument NO:SUCH here').waitFor()
    const compared = page.locator('[data-compared="FOO:BAR"]').first()
    await eventually(() => compared.textContent()).toContain('is not offered here')
    await page.getByRole('button', { name: 'Remove BAR from the comparison' }).first().click()
    await eventually(() => page.getByRole('region', { name: 'Chart 1: BTC-USD' }).locator('[data-compared]').count()).toBe(0)
  })

  it('a server that does not answer for bars: the chart says what it waits for, in sight', async () => {
    const page = await newPage()
    // Opened, and then silent.
    await page.routeWebSocket(/\/stream/, () => undefined)
    await page.goto(`${marketUrl}/?s=SIM:BTC-USD`)
    const waiting = page.getByText('Loading the chart …')
    await waiting.waitFor()
    await page.locator('[data-testid="chart"] canvas').first().waitFor({ state: 'attached' })
    const onTop = await waiting.evaluate((text) => {
      const { left, top, width, height } = text.getBoundingClientRect()
      const layer = text.parentElement
      if (layer !== null) layer.style.pointerEvents = 'auto'
      return document.elementFromPoint(left + width / 2, top + height / 2) === text
    })
    expect(onTop).toBe(true)
  })

  it('storage with nonsense in it: one sentence, and a page that works', async () => {
    const page = await open('/', {
      before: () => {
        if (localStorage.getItem('spoiled') !== null) return
        for (const key of ['spoiled', 'ticklane.workspace', 'ticklane.layouts']) localStorage.setItem(key, '{"charts":[[')
      },
    })
    await message(page, 'The saved layout could not be read; the default one is shown.').waitFor()
    await live(page)
    await chartShown(page)
    await page.getByRole('button', { name: 'Layouts', exact: true }).click()
    await page.getByText('The layouts that this browser kept could not be read.').waitFor()
    await page.getByLabel('Name of the layout').fill('Anew')
    await page.keyboard.press('Enter')
    await message(page, 'Layout “Anew” saved').waitFor()
    expect(await page.evaluate(() => localStorage.getItem('ticklane.layouts.unread'))).toBe('{"charts":[[')
  })

  it('storage that is forbidden: one sentence, the page works, and the address holds the layout', async () => {
    const page = await open('/', {
      before: () => {
        Object.defineProperty(window, 'localStorage', {
          get() {
            throw new DOMException('denied', 'SecurityError')
          },
        })
      },
    })
    await live(page)
    await chartShown(page)
    await page.keyboard.press('Alt+l')
    await message(page, 'This browser keeps nothing: its storage is full or not allowed.').waitFor()
    await addressHas(page, /y=log/)
    await page.keyboard.press('.')
    await page.getByRole('combobox').waitFor()
    await page.keyboard.type('Mine')
    await page.keyboard.press('Enter')
    await message(page, 'This browser did not keep the layout: its storage is full or not allowed.').waitFor()
  })

  it('a link from another version: what is not known is named, and the rest holds', async () => {
    const page = await open('/?s=SIM:ETH-USD&i=7m&k=candles&theme=sepia&x=ema~length~-5')
    await message(page, /“7m” is not known.*“length” of the indicator “ema” is “-5”, not from 1 to 1000/).waitFor()
    await chartShown(page)
    await page.getByRole('heading', { name: /ETH-USD/ }).waitFor()
    await page.keyboard.press('Alt+l')
    await addressHas(page, /y=log&x=ema(?!~)/)
  })
})

describe('a link to another view than the one kept', () => {
  const charts = (page: Page) => page.getByRole('region', { name: /^Chart \d: / })

  it('is told at the first change, with the way back; the view of before is among the layouts', async () => {
    const page = await open('/?s=SIM:BTC-USD;SIM:ETH-USD&g=4&x=rsi')
    await live(page)
    await page.keyboard.press('Alt+l')
    await page.waitForFunction(() => localStorage.getItem('ticklane.workspace')?.includes('"log"'))
    await page.goto(`${marketUrl}/?s=SIM:ETH-USD`)
    await live(page)
    await page.keyboard.press('Alt+l')
    const told = message(page, 'The link’s view took the place of yours, kept as layout “Before the link”')
    await told.getByRole('button', { name: 'Undo' }).click()
    await addressHas(page, /s=SIM:BTC-USD;SIM:ETH-USD/)
    await eventually(() => charts(page).count()).toBe(4)
    await page.getByRole('button', { name: 'Layouts', exact: true }).click()
    await page
      .getByRole('dialog', { name: 'Layouts' })
      .getByRole('button', { name: /^Before the link 4 charts/ })
      .waitFor()
  })

  it('is not what a page has whose own address is loaded again', async () => {
    const page = await open('/?s=SIM:BTC-USD')
    await live(page)
    await page.keyboard.press('Alt+l')
    await addressHas(page, /y=log/)
    await page.waitForFunction(() => localStorage.getItem('ticklane.workspace') !== null)
    // As another tab keeps its view.
    await page.evaluate(() => {
      const kept = JSON.parse(localStorage.getItem('ticklane.workspace') ?? '')
      localStorage.setItem('ticklane.workspace', JSON.stringify({ ...kept, arrangement: '4' }))
    })
    await page.reload()
    await live(page)
    await page.keyboard.press('Alt+p')
    await page.waitForFunction(() => localStorage.getItem('ticklane.workspace')?.includes('"percent"'))
    const stored = await page.evaluate(() => [
      localStorage.getItem('ticklane.workspace.replaced'),
      localStorage.getItem('ticklane.layouts'),
    ])
    expect(stored).toEqual([null, null])
  })
})

describe('two tabs of one browser', () => {
  it('keep what the other stored; the symbol is each one’s own', async () => {
    const first = await open('/?s=SIM:BTC-USD')
    await live(first)
    const second = await first.context().newPage()
    await second.goto(`${marketUrl}/?s=SIM:ETH-USD`)
    await live(second)
    const kept = () => first.evaluate(() => JSON.parse(localStorage.getItem('ticklane.workspace') ?? '{}'))

    await first.keyboard.press('Alt+w')
    await eventually(async () => (await kept()).lists?.length).toBe(2)
    await second.keyboard.press('5')
    await second.getByRole('dialog', { name: 'Find' }).waitFor()
    await second.keyboard.press('Enter')
    await addressHas(second, /i=5m/)
    await eventually(async () => (await kept()).charts[0].interval).toBe('5m')
    expect((await kept()).lists).toHaveLength(2)
    expect(second.url()).toContain('SIM:ETH-USD')

    await second.close({ runBeforeUnload: true })
    expect((await kept()).lists).toHaveLength(2)
  })
})
