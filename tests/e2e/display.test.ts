import type { BrowserContextOptions, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { perceivedDistance } from '../support/colour-distance.ts'
import { marketUrl, newLastingPage, newPage, touchPhone } from '../support/pages.ts'

async function open(address: string, options?: BrowserContextOptions): Promise<Page> {
  const page = await newPage(options)
  await show(page, address)
  return page
}

async function show(page: Page, address: string): Promise<void> {
  await page.goto(`${marketUrl}${address}`)
  await page.locator('header [data-state="live"]').waitFor()
}

const chart = (page: Page) => page.locator('[data-testid="chart"][data-phase="shown"]')

/** How many colours the largest canvas of the chart has in at least twenty pixels: of a blank one there is one. */
async function coloursDrawn(page: Page): Promise<number> {
  return await chart(page)
    .first()
    .evaluate((place) => {
      const [largest] = [...place.querySelectorAll('canvas')].sort((a, b) => b.width * b.height - a.width * a.height)
      const context = largest?.getContext('2d')
      if (largest === undefined || !context) return 0
      const { data } = context.getImageData(0, 0, largest.width, largest.height)
      const counts = new Map<string, number>()
      for (let at = 0; at < data.length; at += 4) {
        const colour = `${data[at]} ${data[at + 1]} ${data[at + 2]}`
        counts.set(colour, (counts.get(colour) ?? 0) + 1)
      }
      return [...counts.values()].filter((count) => count >= 20).length
    })
}

/** What lies over something else in the bar at the top, pair by pair. */
async function overlapsInBar(page: Page): Promise<string[]> {
  return await page.locator('.top-bar').evaluate((bar) => {
    const seen = [...bar.querySelectorAll('[role="note"], button, [data-state]')].filter(
      (each) => each.getClientRects().length > 0,
    )
    const boxes = seen.map((each) => [each.getAttribute('aria-label') ?? each.textContent, each.getBoundingClientRect()] as const)
    return boxes.flatMap(([name, one], index) =>
      boxes
        .slice(index + 1)
        .filter(([, other]) => one.left < other.right - 0.5 && other.left < one.right - 0.5)
        .map(([other]) => `${name} and ${other}`),
    )
  })
}

describe('with the few colours that a system forces', () => {
  it('candles are drawn, and what is chosen, new or rising is seen, in a dark palette and a light one', async () => {
    const page = await open('/?s=SIM:BTC-USD&p=quote', { forcedColors: 'active' })
    await chart(page).waitFor()
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      await expect.poll(() => coloursDrawn(page)).toBeGreaterThan(3)

      const backgroundOf = (selector: string) =>
        page
          .locator(selector)
          .first()
          .evaluate((each) => getComputedStyle(each).backgroundColor)
      const selected = '.watch-row[aria-selected="true"]'
      expect(await backgroundOf(selected)).not.toBe(await backgroundOf('.watch-row[aria-selected="false"]'))
      expect(await backgroundOf('header button[aria-pressed="true"]')).not.toBe(
        await backgroundOf('header button[aria-pressed="false"]'),
      )
      // What flashes in it keeps its ground, which its text is readable on.
      const flashing = await page.waitForFunction((row) => {
        const cell = document.querySelector(`${row} [data-flash="up"], ${row} [data-flash="down"]`)
        return cell === null ? undefined : getComputedStyle(cell).backgroundColor
      }, selected)
      expect(await flashing.jsonValue()).toBe(await backgroundOf(selected))
      const outlined = await page.waitForFunction(() => {
        const flashing = document.querySelector('.watch-row[aria-selected="false"] [data-flash="up"]')
        return flashing === null ? undefined : getComputedStyle(flashing).outlineStyle
      })
      expect(await outlined.jsonValue()).toBe('solid')
      const arrow = await page.waitForFunction(() => {
        const rising = document.querySelector('[data-column="last"][data-sign="up"]')
        if (rising === null) return undefined
        const { borderLeftColor, borderBottomColor } = getComputedStyle(rising, '::before')
        return [borderLeftColor, borderBottomColor]
      })
      const [side, triangle] = (await arrow.jsonValue()) ?? []
      expect(side).toBe('rgba(0, 0, 0, 0)')
      expect(triangle).not.toBe(side)
    }
  })

  it('the text of every filled button is of another colour than what it stands on', async () => {
    const page = await newPage({ forcedColors: 'active' })
    for (const [address, button] of [
      ['/?s=SIM:BTC-USD&p=alerts', 'Set alert'],
      ['/?s=SIM:NONE', 'Show '],
      ['/nowhere', 'dashboard'],
    ] as const) {
      await page.goto(`${marketUrl}${address}`)
      const filled = page.locator('.text-accent-ink', { hasText: button }).first()
      await filled.waitFor()
      const { text, ground, plate } = await filled.evaluate((each) => {
        const { color, backgroundColor, forcedColorAdjust } = getComputedStyle(each) as CSSStyleDeclaration & {
          readonly forcedColorAdjust: string
        }
        return { text: color, ground: backgroundColor, plate: forcedColorAdjust !== 'none' }
      })
      expect(text, button).not.toBe(ground)
      // Where colours are forced, a plate in the page's colour lies beneath the text.
      expect(plate, button).toBe(false)
    }
  })

  it('are taken at once when somebody switches to them', async () => {
    const page = await open('/?s=SIM:BTC-USD&x=ema')
    await chart(page).waitFor()
    const legend = page.locator('[data-indicator] [data-value]').first()
    const colour = () => legend.evaluate((each) => each.style.color)
    await expect.poll(colour).toMatch(/rgb/)
    const before = await colour()
    await page.emulateMedia({ forcedColors: 'active' })
    await expect.poll(colour).not.toBe(before)
  })
})

describe('on one chart', () => {
  it('no line has a colour near that of another, of a direction or of the prices, in any convention and theme', async () => {
    const compared = ['ETH-USD', 'SOL-USD', 'AAPL', 'NVDA', 'TSLA'].map((name) => `SIM:${name}`).join()
    const page = await open(`/?s=SIM:BTC-USD&x=sma,ema,wma,vwap&vs=${compared}`)
    await chart(page).waitFor()
    const lines = page.locator('[data-compared] [data-field="percent"], [data-indicator] [data-value]')
    await expect.poll(() => lines.count()).toBe(9)
    for (const theme of ['dark', 'light']) {
      for (const convention of ['west', 'east-asia', 'korea', 'safe']) {
        await page.evaluate(
          ([wantedTheme, wantedConvention]) =>
            Object.assign(document.documentElement.dataset, { theme: wantedTheme, colours: wantedConvention }),
          [theme, convention],
        )
        const readColours = () =>
          page.evaluate(() => {
            const probe = document.body.appendChild(document.createElement('span'))
            const directions = ['ink-2', 'up', 'down', 'accent'].map((name) => {
              probe.style.color = `var(--${name})`
              return [name, getComputedStyle(probe).color] as const
            })
            probe.remove()
            const drawn = [
              ...document.querySelectorAll<HTMLElement>('[data-compared] [data-field="percent"], [data-indicator] [data-value]'),
            ].map((each) => [each.parentElement?.textContent ?? '', each.style.color] as const)
            return [...directions, ...drawn]
          })
        // Legends are written at the next tick.
        await expect
          .poll(async () => {
            const colours = await readColours()
            return colours.flatMap(([name, colour], index) =>
              colours
                .slice(Math.max(index + 1, 3))
                .filter(([, other]) => perceivedDistance(colour, other) < 0.09)
                .map(([other]) => `${theme} ${convention}: ${name} and ${other}`),
            )
          })
          .toEqual([])
      }
    }
  })
})

describe('at 400 % of a small window', () => {
  // 1280 by 1024 pixels.
  const magnified = { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 }
  const panes = ['Watchlist', 'Chart', 'Trades', 'Depth', 'Alerts', 'Health', 'Quote', 'Movers', 'Heat map']

  let page: Page
  beforeAll(async () => {
    page = await newLastingPage(magnified)
    // A font that comes too late is not used, and the one that stands in for it is wider.
    await page.route('**/*.woff2', (route) => route.abort())
    await show(page, '/?s=SIM:BTC-USD')
    return () => page.context().close()
  })

  it('nothing in the bar at the top lies over anything else', async () => {
    expect(await overlapsInBar(page)).toEqual([])
  })

  it('a menu whose button is low opens upwards, whole in the window', async () => {
    await page.getByRole('navigation', { name: 'Panes' }).getByRole('button').last().click()
    const box = await page.getByRole('menu', { name: 'More panes' }).boundingBox()
    expect(box?.y).toBeGreaterThanOrEqual(0)
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(256)
    await page.keyboard.press('Escape')
  })

  it('every pane is read by scrolling down alone, and the chart has a height to be read at', async () => {
    const tabs = page.getByRole('navigation', { name: 'Panes' })
    for (const pane of panes) {
      const tab = tabs.getByRole('button', { name: pane, exact: true })
      if (await tab.isVisible()) await tab.click()
      else {
        await tabs.getByRole('button').last().click()
        await page.getByRole('menuitemradio', { name: pane }).click()
      }
      const shown = page.getByRole('region', { name: pane, exact: true }).first()
      await shown.waitFor()
      const [width, height] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.scrollHeight,
      ])
      expect(width, pane).toBe(320)
      expect(height, pane).toBeLessThan(700)
      const box = await shown.boundingBox()
      expect(box?.height, pane).toBeGreaterThan(200)
      // The tabs lie over the page, and the page is longer by them.
      await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight))
      const [bottom, top] = await Promise.all([shown.boundingBox(), tabs.boundingBox()])
      expect((bottom?.y ?? 0) + (bottom?.height ?? 0), pane).toBeLessThanOrEqual(Math.ceil(top?.y ?? 0))
    }
  })
})

describe('the narrowest window with a list beside the chart', () => {
  it('has nothing in the bar at the top over anything else', async () => {
    const page = await open('/?s=SIM:BTC-USD', { viewport: { width: 900, height: 700 } })
    expect(await overlapsInBar(page)).toEqual([])
  })
})

describe('a phone on its side', () => {
  it('has its chart without scrolling', async () => {
    const page = await open('/?s=SIM:BTC-USD&pane=chart', {
      viewport: { width: 844, height: 390 },
      hasTouch: true,
      isMobile: true,
    })
    await chart(page).waitFor()
    expect((await chart(page).boundingBox())?.height).toBeGreaterThan(190)
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(390)
  })
})

describe('while prices move', () => {
  it.each([
    ['a desk', {}, 'quote,trades,heatmap', ''],
    ['a phone', touchPhone, '', 'trades'],
  ])(
    'nothing else does on %s: not the tape, the map of the market, the bar at the top or the scale of prices',
    async (_, options, panels, pane) => {
      const page = await newPage(options)
      await page.addInitScript(() => {
        const seen = { shift: 0, rows: 0, sources: [] as string[] }
        Object.assign(window, { seen })
        type Shift = PerformanceEntry & {
          readonly value: number
          readonly hadRecentInput: boolean
          readonly sources: readonly { readonly node: Node | null }[]
        }
        new PerformanceObserver((list) => {
          for (const { value, hadRecentInput, sources } of list.getEntries() as Shift[]) {
            if (hadRecentInput) continue
            seen.shift += value
            seen.sources.push(
              ...sources.map(({ node }) => `${node?.parentElement?.className} ${node?.textContent?.slice(0, 30)}`),
            )
          }
        }).observe({ type: 'layout-shift', buffered: true })
        new MutationObserver((changes) => {
          for (const { addedNodes } of changes) for (const node of addedNodes) if (node.nodeName === 'TR') seen.rows += 1
        }).observe(document, { subtree: true, childList: true })
      })
      await page.goto(`${marketUrl}/?s=SIM:BTC-USD&p=${panels}&pane=${pane}`)
      await page.locator('header [role="note"]').waitFor()
      await chart(page).waitFor({ state: 'attached' })
      const seen = () =>
        page.evaluate(() => (window as unknown as { seen: { shift: number; rows: number; sources: string[] } }).seen)
      await expect.poll(async () => (await seen()).rows, { timeout: 40_000 }).toBeGreaterThan(120)
      const { shift, sources } = await seen()
      // What is left are texts of a pixel or two.
      expect(shift, sources.join('\n')).toBeLessThan(0.002)
    },
  )
})

describe('figures and names', () => {
  it('a minus is as wide as a plus, and names have the hyphen of texts and not one as wide as a figure', async () => {
    const page = await open('/?s=SIM:BTC-USD&p=movers,quote')
    const percent = page.locator('.watch-row [data-column="percent"]').first()
    await expect.poll(() => percent.textContent()).toMatch(/^[+\u2212]?\d/)
    const widths = await percent.evaluate((cell) => {
      const { fontFamily, fontVariantNumeric } = getComputedStyle(cell)
      return ['+', '\u2212'].map((text) => {
        const span = document.createElement('span')
        Object.assign(span.style, { position: 'absolute', fontFamily, fontVariantNumeric, fontSize: '100px' })
        span.textContent = text
        document.body.append(span)
        return span.getBoundingClientRect().width
      })
    })
    expect(widths[0]).toBeGreaterThan(0)
    expect(widths[1]).toBe(widths[0])
    const named = ['.row-symbol', 'h2', '[data-panel="movers"] button .truncate', '[data-panel="quote"] .truncate']
    for (const name of named) {
      const first = page.locator(name).filter({ hasText: '-' }).first()
      expect(await first.evaluate((element) => getComputedStyle(element).fontVariantNumeric), name).toBe('normal')
    }
  })
})
