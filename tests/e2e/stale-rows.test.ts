import { describe, expect, it, onTestFinished } from 'vitest'
import { eventually, marketUrl, newPage } from '../support/pages.ts'
import { startServer } from '../support/server-process.ts'

describe('rows', () => {
  it('that are stale say so whatever the name is, in any width, and show an age whole or not at all', async () => {
    // Beside a panel at the side: the least room for names.
    const page = await newPage()
    await page.goto(`${marketUrl}/?p=alerts`)
    await page.locator('header [data-state="live"]').waitFor()
    const nameCell = (symbol: string) => page.locator(`[data-symbol="${symbol}"] [data-column="symbol"]`)
    await nameCell('SIM:AVAX-USD').waitFor()
    for (const [symbol, width] of [
      ['SIM:BTC-USD', ''],
      ['SIM:AVAX-USD', ''],
      ['SIM:AVAX-USD', '60px'],
      ['SIM:AVAX-USD', '260px'],
    ] as const) {
      const seen = await nameCell(symbol).evaluate((element, toWidth) => {
        const [mark, age] = [...element.querySelectorAll<HTMLElement>('.row-condition > *')]
        if (mark === undefined || age === undefined) throw new Error('no mark')
        element.style.maxWidth = toWidth
        mark.hidden = false
        mark.textContent = 'stale'
        age.dataset.staleSince = '0'
        age.textContent = '17 min'
        const [box, whole] = [mark.getBoundingClientRect(), element.getBoundingClientRect()]
        const letters = document.createRange()
        letters.selectNodeContents(age)
        const text = letters.getBoundingClientRect()
        const ageBox = age.getBoundingClientRect()
        const below = text.top >= ageBox.bottom
        return {
          mark: box.width >= 15 && box.right <= whole.right + 0.5 && box.top >= whole.top && box.bottom <= whole.bottom,
          age: below ? 'none' : text.right <= whole.right ? 'whole' : 'cut',
        }
      }, width)
      expect(seen.mark, `${symbol} ${width}`).toBe(true)
      expect(seen.age, `${symbol} ${width}`).not.toBe('cut')
    }
  })

  it('name the venue where there are several, and in a pause that outlives its connection are stale, too', async () => {
    const feed = 'sim,replay:tests/fixtures/binance-spot-20240809-btc-eth-90s.tsv.gz'
    const server = await startServer({ FEED: feed, SIM_SYMBOLS: '10', LOG_LEVEL: 'error' })
    onTestFinished(() => server.kill('SIGKILL'))
    const page = await newPage()
    await page.goto(server.url)
    const written = (symbol: string, part: string, where: '::before' | '::after') =>
      page.locator(`[data-symbol="${symbol}"] ${part}`).evaluate((each, pseudo) => getComputedStyle(each, pseudo).content, where)
    await eventually(() => written('BINANCE:BTC-USDT', '.row-symbol', '::after')).toContain('BINANCE')
    await eventually(() => written('SIM:BTC-USD', '.row-symbol', '::after')).toBe('none')
    await eventually(() => page.locator('[data-symbol="SIM:BTC-USD"]').getAttribute('data-status')).toBe('live')
    await page.keyboard.press('Alt+Shift+p')
    await page.getByText('Paused: prices do not move.').waitFor()
    await eventually(() => written('SIM:BTC-USD', '.row-condition', '::before')).toBe('none')
    await server.kill('SIGKILL')
    await eventually(() => written('SIM:BTC-USD', '.row-condition', '::before')).toContain('stale')
  })
})
