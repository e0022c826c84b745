/**
 * Pictures of the dashboard as a person sees it: `node_modules/.bin/node scripts/screenshot.ts <url> <folder> [name...]`. Takes every size and theme
 * unless names (`dashboard-dark`, `phone-light`, `phone-chart-dark` ...) are given.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../tests/support/browser.ts'

interface Shot {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly path: string
  readonly theme: 'dark' | 'light'
}

const sizes = [
  { name: 'dashboard', width: 1440, height: 900, path: '/' },
  { name: 'trading', width: 1440, height: 900, path: '/?s=SIM:BTC-USD&x=ema&p=quote,trades' },
  { name: 'wide', width: 2560, height: 1440, path: '/' },
  { name: 'phone', width: 390, height: 844, path: '/' },
  { name: 'phone-chart', width: 390, height: 844, path: '/?pane=chart' },
] as const
const shots: readonly Shot[] = sizes.flatMap((size) =>
  (['dark', 'light'] as const).map((theme) => ({ ...size, theme, name: `${size.name}-${theme}` })),
)

const [url = 'http://127.0.0.1:3000', folder = 'test-results/screenshots', ...names] = process.argv.slice(2)
const settleMs = Number(process.env.SETTLE_MS ?? 4000)
mkdirSync(folder, { recursive: true })
const browser = await launchBrowser()
for (const shot of shots) {
  if (names.length === 0 || names.includes(shot.name)) await take(browser, shot)
}
await browser.close()

async function take(inBrowser: Browser, shot: Shot): Promise<void> {
  const phone = shot.width < 500
  const context = await inBrowser.newContext({
    viewport: { width: shot.width, height: shot.height },
    deviceScaleFactor: phone ? 2 : 1,
    colorScheme: shot.theme,
    hasTouch: phone,
    isMobile: phone,
  })
  const page = await context.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') console.error(`${shot.name}: ${message.text()}`)
  })
  page.on('pageerror', (error) => console.error(`${shot.name}: ${error.message}`))
  await page.goto(new URL(shot.path, url).href)
  await page.locator('[data-phase="shown"]').waitFor({ state: 'attached' })
  // Long enough for prices to have moved and lines to have been drawn.
  await page.waitForTimeout(settleMs)
  const file = join(folder, `${shot.name}.png`)
  await page.screenshot({ path: file })
  console.log(file)
  await context.close()
}
