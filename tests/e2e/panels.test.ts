import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { marketUrl, newPage, touchPhone } from '../support/pages.ts'
import { startServer } from '../support/server-process.ts'

const panel = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const tiles = (page: Page) => page.locator('[data-tile]')
const activeTile = (page: Page) => page.locator('[data-tile][data-active="true"]').getAttribute('data-tile')
const symbolShown = (page: Page) => page.locator('.symbol-header h2').textContent()

async function open(address: string, options?: BrowserContextOptions, prepare?: (page: Page) => Promise<void>): Promise<Page> {
  const page = await newPage(options)
  await prepare?.(page)
  await page.goto(`${marketUrl}${address}`)
  await page.locator('header [data-state="live"]').waitFor()
  return page
}

/** Presses Tab until the focus is there. */
async function tabTo(page: Page, selector: string): Promise<void> {
  await expect
    .poll(
      async () => {
        await page.keyboard.press('Tab')
        return await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)
      },
      { timeout: 30_000, interval: 5 },
    )
    .toBe(true)
}

async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog', { name: 'Find' }).waitFor()
  await page.keyboard.type(words)
  await page.getByRole('option', { name: words }).first().waitFor()
  await page.keyboard.press('Enter')
}

async function axeFaults(page: Page, within: string): Promise<readonly string[]> {
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
  return await page.evaluate(async (selector) => {
    const { axe } = window as unknown as {
      axe: { run(context: string): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
    }
    const { violations } = await axe.run(selector)
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
  }, within)
}

/** As the browser keeps them: one every twentieth of a thousandth, to both sides of the price. */
async function alertsAround(symbol: string): Promise<string> {
  const answer = await fetch(`${marketUrl}/api/quotes?symbols=${symbol}`)
  const { quotes } = (await answer.json()) as { quotes: { last: string }[] }
  const last = Number(quotes[0]?.last)
  // Closest where the price is: a quiet market crosses some, too.
  const away = (index: number) => (index - 79.5) / 79.5
  const alerts = Array.from({ length: 160 }, (_, index) => ({
    id: `a${index}`,
    symbol,
    condition: {
      kind: 'price',
      direction: 'either',
      level: (last * (1 + away(index) * Math.abs(away(index)) * 0.004)).toFixed(2),
    },
    repeat: 'once',
    cooldownMs: 60_000,
    enabled: true,
    note: '',
    createdAtMs: 0,
  }))
  return JSON.stringify({ version: 1, alerts })
}

describe('the heat map', () => {
  it('is opened, walked and used by keyboard alone; colours move, areas do not', async () => {
    const page = await open('/')
    await command(page, 'Show or hide heat map')
    await tiles(page).first().waitFor()
    expect(await tiles(page).count()).toBeGreaterThan(100)
    expect(await page.getByRole('group', { name: 'Crypto' }).getByRole('option').count()).toBeGreaterThan(20)
    const places = () => tiles(page).evaluateAll((all) => all.map((tile) => tile.getAttribute('style')).join())
    const figures = () => panel(page, 'Heat map').locator('[role="listbox"]').textContent()
    await tabTo(page, '[role="listbox"]')
    // Whoever moves through it must find every tile where it was.
    await page.keyboard.press('Home')
    const [before, read] = [await places(), await figures()]
    const first = await activeTile(page)
    await page.keyboard.press('ArrowDown')
    const second = await activeTile(page)
    expect(second).not.toBe(first)
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowRight')
    expect(await activeTile(page)).not.toBe(first)
    await page.keyboard.press('Enter')
    const chosen = (await activeTile(page)) ?? ''
    await expect.poll(() => symbolShown(page)).toBe(chosen.split(':')[1])
    await page.locator(`[data-tile="${chosen}"][aria-selected="true"]`).waitFor()
    await expect.poll(figures, { timeout: 20_000 }).not.toBe(read)
    expect(await places()).toBe(before)
  })

  it('says up and down without colour, is a table for who prefers one, and follows a click', async () => {
    const page = await open('/?p=heatmap')
    const [up, down] = ['▲', '▼'].map((arrow) => page.locator('[data-tile]').filter({ hasText: arrow }).first())
    await up?.waitFor({ state: 'attached' })
    await down?.waitFor({ state: 'attached' })
    expect(await up?.textContent()).toMatch(/\+\d/)
    expect(await down?.textContent()).toMatch(/\u2212\d/)
    const largest = page.locator('[data-tile][data-size="large"]').first()
    await largest.click()
    const chosen = await largest.getAttribute('data-tile')
    await expect.poll(() => symbolShown(page)).toBe(chosen?.split(':')[1])
    const tilesOn = await tiles(page).count()
    await page.getByLabel('By class').uncheck()
    await page.getByRole('group', { name: 'All' }).waitFor({ state: 'attached' })
    expect(await tiles(page).count()).toBe(tilesOn)
    await page.getByLabel('As a table', { exact: true }).check()
    const rows = panel(page, 'Heat map').locator('tbody tr')
    await expect.poll(() => rows.count()).toBeGreaterThan(100)
    expect(await axeFaults(page, '.side-panel')).toEqual([])
    await rows.nth(3).getByRole('button').click()
    const named = (await rows.nth(3).getByRole('button').textContent()) ?? ''
    // Of a market that is closed the name says so.
    await expect.poll(() => symbolShown(page)).toBe(named.split(' ')[0])
  }, 120_000)
})

describe('alerts', () => {
  it('are exact at one update in two seconds: a price that was only touched in between fires', async () => {
    const kept = await alertsAround('SIM:BTC-USD')
    const page = await open('/?s=SIM:BTC-USD&hz=0.5&p=alerts', {}, async (fresh) => {
      await fresh.addInitScript((alerts) => localStorage.setItem('ticklane.alerts', alerts), kept)
    })
    const price = page.locator('[data-symbol="SIM:BTC-USD"] [data-column="last"]')
    await expect.poll(() => price.textContent(), { timeout: 20_000 }).toMatch(/\d/)
    const shown: { atMs: number; price: number }[] = []
    const read = async () => {
      const value = Number((await price.textContent())?.replaceAll(',', ''))
      if (value !== shown.at(-1)?.price) shown.push({ atMs: performance.now(), price: value })
      const fired = await panel(page, 'Alerts').locator('li').filter({ hasText: 'Fired' }).allTextContents()
      const firedLevels = fired.map((text) => Number(/crosses ([\d.]+)/.exec(text)?.[1]))
      const now = shown.map((each) => each.price)
      return firedLevels.filter((level) => level > Math.max(...now) || level < Math.min(...now)).length
    }
    await expect.poll(read, { timeout: 60_000, interval: 50 }).toBeGreaterThan(0)
    // Not because prices came more often than that.
    const seconds = ((shown.at(-1)?.atMs ?? 0) - (shown[0]?.atMs ?? 0)) / 1000
    expect(shown.length - 1).toBeLessThanOrEqual(seconds / 2 + 1)
  })

  it('are counted in the title until looked at, and silent until sound is chosen', async () => {
    const kept = await alertsAround('SIM:BTC-USD')
    const page = await open('/', {}, async (fresh) => {
      await fresh.addInitScript((alerts) => localStorage.setItem('ticklane.alerts', alerts), kept)
      await fresh.addInitScript(() => {
        const { createOscillator } = AudioContext.prototype
        AudioContext.prototype.createOscillator = function count(this: AudioContext) {
          document.documentElement.dataset.tones = String(Number(document.documentElement.dataset.tones ?? 0) + 1)
          return createOscillator.call(this)
        }
      })
    })
    const tones = () => page.evaluate(() => Number(document.documentElement.dataset.tones ?? 0))
    const bell = page.locator('.top-bar').getByRole('button', { name: 'Alerts' })
    await expect.poll(() => page.title(), { timeout: 30_000 }).toMatch(/^\(\d+\) .*Ticklane/)
    expect(await bell.textContent()).toMatch(/^\d+ unread$/)
    await bell.click()
    await expect.poll(() => page.title()).toMatch(/^[\w-]+ · Ticklane$/)
    expect(await tones()).toBe(0)
    await page.getByLabel('Sound').check()
    // What the choice sounds like, and any alert that has fired since.
    const first = await tones()
    expect(first).toBeGreaterThan(0)
    await bell.click()
    await expect.poll(() => page.title(), { timeout: 30_000 }).toMatch(/^\(\d+\) .*Ticklane/)
    expect(await tones()).toBeGreaterThan(first)
  })

  it('are set from the palette and from the head of the chart, whether their panel is open or not', async () => {
    const page = await open('/?s=SIM:ETH-USD')
    const field = page.getByLabel('Price', { exact: true })
    const focused = () => field.evaluate((element) => element === document.activeElement)
    for (const turn of [1, 2]) {
      await command(page, 'Set an alert on this instrument')
      await expect.poll(focused).toBe(true)
      await expect.poll(() => field.inputValue()).toMatch(/\d/)
      // What was there is selected; a second of the same would be refused.
      await page.keyboard.type(String(turn))
      await page.keyboard.press('Enter')
      await expect.poll(() => panel(page, 'Alerts').locator('li').count()).toBe(turn)
    }
    await page.getByRole('button', { name: 'Close Alerts' }).click()
    const bell = page.getByRole('button', { name: 'Set an alert on ETH-USD' })
    const has = (target: typeof bell) => target.evaluate((element) => element === document.activeElement)
    await bell.click()
    await expect.poll(focused).toBe(true)
    await page.keyboard.press('Escape')
    expect(await has(bell)).toBe(true)
    await page.locator('.watchlist').focus()
    await page.keyboard.press('Alt+a')
    await expect.poll(focused).toBe(true)
    await page.keyboard.press('Escape')
    expect(await has(page.locator('.watchlist'))).toBe(true)
    expect(await field.isVisible()).toBe(true)
  })

  it('say calmly that notifications are refused, and have no faults that a machine finds', async () => {
    const page = await open('/?p=alerts,quote', {}, async (fresh) => {
      await fresh.addInitScript(() => Object.defineProperty(Notification, 'permission', { get: () => 'denied' }))
    })
    await panel(page, 'Alerts').getByText('Notifications are off for this page in the settings of the browser.').waitFor()
    await expect.poll(() => panel(page, 'Quote').textContent()).toMatch(/52 weeks[\d,.]+/)
    for (const name of ['alerts', 'quote']) expect(await axeFaults(page, `[data-panel="${name}"]`)).toEqual([])
  })

  it('open on a wide screen from the link of a phone, and can be closed there', async () => {
    const page = await open('/?pane=alerts')
    await panel(page, 'Alerts').waitFor()
    await page.getByRole('button', { name: 'Close Alerts' }).click()
    await page.waitForURL((url) => url.searchParams.get('pane') !== 'alerts')
    await page.reload()
    await page.locator('header [data-state="live"]').waitFor()
    expect(await panel(page, 'Alerts').count()).toBe(0)
  })
})

describe('on a phone', () => {
  it('every panel is a tab or two taps away', async () => {
    const page = await open('/', touchPhone)
    const tabs = page.getByRole('navigation', { name: 'Panes' })
    for (const name of ['Alerts', 'Health']) {
      await tabs.getByRole('button', { name }).tap()
      await panel(page, name).waitFor()
      expect(await panel(page, name).count()).toBe(1)
    }
    for (const name of ['Quote', 'Movers', 'Heat map']) {
      await tabs.getByRole('button').last().tap()
      await page.getByRole('menuitemradio', { name }).tap()
      await panel(page, name).waitFor()
    }
    await tiles(page).first().tap()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  })
})

describe('the instrument shown', () => {
  it('is said in one sentence when asked, by key and by command, and never by itself', async () => {
    const page = await open('/?s=SIM:BTC-USD')
    const region = page.getByTestId('read-symbol')
    await expect.poll(() => symbolShown(page)).toBe('BTC-USD')
    await expect.poll(() => page.locator('.symbol-header .price').first().textContent(), { timeout: 20_000 }).toMatch(/\d/)
    expect(await region.textContent()).toBe('')
    await page.keyboard.press('Alt+Shift+KeyR')
    await expect
      .poll(() => region.textContent())
      .toMatch(
        /^BTC-USD, Bitcoin \/ US dollar: last [\d,.]+ USD, (up|down) [\d,.]+, or [\d.]+ percent, today, bid [\d,.]+, ask [\d,.]+, day range [\d,.]+ to [\d,.]+, simulated, not a market price, updated .+ ago\.$/,
      )
    const said = await region.textContent()
    await page.locator('[role="row"][data-symbol="SIM:AAPL"]').click()
    await expect.poll(() => symbolShown(page)).toBe('AAPL')
    expect(await region.textContent()).toBe(said)
    await command(page, 'Read this instrument')
    await expect.poll(() => region.textContent()).toContain('AAPL, ')
    await page.keyboard.press('Shift+Slash')
    await page.getByRole('dialog', { name: 'Keyboard' }).getByText('Read this symbol aloud').waitFor()
  })
})

describe('movers', () => {
  it('are the largest of the market, in order, and stand still under the pointer', async () => {
    const page = await open('/?p=movers')
    const list = page.getByRole('list', { name: 'Up most today' })
    await expect.poll(() => list.getByRole('button').count(), { timeout: 20_000 }).toBe(8)
    const percents = (await list.getByRole('button').allTextContents()).map((text) => Number(/\+([\d.]+)%/.exec(text)?.[1]))
    expect(percents).toEqual(percents.toSorted((a, b) => b - a))
    expect(await axeFaults(page, '[data-panel="movers"]')).toEqual([])
    await list.hover()
    const held = await list.textContent()
    const elsewhere = () => page.locator('[role="grid"]').textContent()
    for (let second = 0; second < 3; second++) {
      const before = await elsewhere()
      await expect.poll(elsewhere, { timeout: 10_000, interval: 1500 }).not.toBe(before)
    }
    expect(await list.textContent()).toBe(held)
    const first = list.getByRole('button').first()
    const named = (await first.locator('span').first().textContent()) ?? ''
    await first.click()
    await expect.poll(() => symbolShown(page)).toBe(named)
  })
})

describe('health', () => {
  it('tells rates asked and granted, and is right through a killed server and its return', async () => {
    const simulated = { FEED: 'sim', SIM_SYMBOLS: '30', LOG_LEVEL: 'error' }
    const own = await startServer(simulated)
    onTestFinished(() => own.kill('SIGKILL'))
    const page = await newPage()
    await page.goto(`${own.url}/?s=SIM:BTC-USD&hz=4`)
    await page.getByRole('button', { name: 'Health', exact: true }).click()
    const health = panel(page, 'Health')
    const text = async () => (await health.textContent())?.replaceAll('\u00a0', ' ')
    await expect.poll(text, { timeout: 30_000 }).toContain('Limit of rates4 Hz, as you chose')
    await expect.poll(text, { timeout: 30_000 }).toContain('Rate, Hz10 wanted, 4 asked, 4 granted, 4 shown')
    await expect.poll(text, { timeout: 30_000 }).toContain('Wait for the flushup to 250 ms')
    await expect.poll(text, { timeout: 30_000 }).toMatch(/State checks[1-9]\d* passed, 0 repaired/)
    await expect.poll(text).toMatch(/Drawing(\d|few)/)
    await health.getByText('Connected. Prices arrive as they change.').waitFor()
    await expect.poll(text, { timeout: 20_000 }).toMatch(/Venue to server-?\d/)
    await expect.poll(text, { timeout: 20_000 }).toMatch(/Browser\d/)
    const { port } = own
    await own.kill('SIGKILL')
    await expect.poll(text, { timeout: 20_000 }).toMatch(/Updates\/s0.*Round trip|Round tripunknownUpdates\/s0/)
    await expect.poll(text, { timeout: 20_000 }).toContain('This is the last known price.')
    const again = await startServer(simulated, port)
    onTestFinished(() => again.kill('SIGKILL'))
    await expect.poll(text, { timeout: 40_000 }).toContain('Reconnects1')
    await expect.poll(text, { timeout: 20_000 }).toContain('Missed at the lastnot known, the server started anew')
    await expect.poll(text, { timeout: 20_000 }).toMatch(/Updates\/s[1-9]/)
    await expect.poll(text, { timeout: 20_000 }).not.toContain('This is the last known price.')
    expect(await axeFaults(page, '[data-panel="health"]')).toEqual([])
  }, 120_000)
})
