import type { WebSocket } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { allInstruments, eventually, newPage } from '../support/pages.ts'
import { startServer } from '../support/server-process.ts'

async function bidOf(symbol: string, serverUrl: string): Promise<string | undefined> {
  const answer = await fetch(`${serverUrl}/api/quotes?symbols=${symbol}`)
  const { quotes } = (await answer.json()) as { quotes: { bid?: string }[] }
  return quotes[0]?.bid
}

describe('two thousand instruments in one list', () => {
  it('come from a file, are subscribed in messages the server takes, and scroll without a row missing', async () => {
    const sockets: WebSocket[] = []
    const sent: string[] = []
    const server = await startServer({ FEED: 'sim', SIM_SYMBOLS: '2000', SIM_TICKS_PER_SECOND: '2000', LOG_LEVEL: 'error' })
    onTestFinished(() => server.kill('SIGKILL'))
    const page = await newPage()
    const grid = page.locator('.watchlist')
    await page.goto(`${server.url}/?cols=symbol,last,bid,ask`)
    await page.locator('header [data-state="live"]').waitFor()
    await page.getByRole('button', { name: /^List:/ }).waitFor()
    const instruments = await allInstruments(server.url)
    expect(instruments.length).toBeGreaterThanOrEqual(2000)
    // From here on a list of one's own, opened anew: its subscription is the only one of this size.
    page.on('websocket', (socket) => {
      sockets.push(socket)
      socket.on('framesent', ({ payload }) => sent.push(String(payload)))
    })
    const file = instruments.map(({ symbol }) => symbol).join('\n')
    await page.getByLabel('File of symbols').setInputFiles({ name: 'all.txt', mimeType: 'text/plain', buffer: Buffer.from(file) })
    await page.getByRole('button', { name: 'List: all', exact: true }).waitFor()
    await page.reload()
    await page.locator('header [data-state="live"]').waitFor()
    await eventually(() => grid.getAttribute('aria-rowcount')).toBe(String(instruments.length + 1))
    const asked = () =>
      new Set(
        sent.flatMap((text) => {
          const message = JSON.parse(text) as { type: string; symbols?: string[] }
          return message.type === 'subscribe' ? (message.symbols ?? []) : []
        }),
      ).size
    await eventually(asked).toBe(instruments.length)
    expect(Math.max(...sent.map((text) => Buffer.byteLength(text)))).toBeLessThanOrEqual(16_384)
    expect(sockets.every((socket) => !socket.isClosed())).toBe(true)

    // Each frame of a fast scroll has rows all over the view.
    const holes = await grid.evaluate(async (element) => {
      const scroller = element.firstElementChild
      if (scroller === null) return ['no scroller']
      const found: string[] = []
      for (let step = 0; step < 60; step++) {
        scroller.scrollTop += step % 3 === 0 ? 2_500 : 130
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
        const view = scroller.getBoundingClientRect()
        for (const part of [0.15, 0.5, 0.95]) {
          const at = document.elementFromPoint(view.left + 60, view.top + view.height * part)
          if (at?.closest('[data-symbol]') === null) found.push(`${step}: ${part}`)
        }
      }
      scroller.scrollTop = scroller.scrollHeight
      return found
    })
    expect(holes).toEqual([])
    // Quoted from the start, while its first trade may be a minute away.
    const last = instruments.at(-1)?.symbol ?? ''
    const shownBid = async () =>
      (await page.locator(`[data-symbol="${last}"] [data-column="bid"]`).textContent())?.replaceAll(',', '')
    // The page fills up with zeros.
    await eventually(async () => Number(await shownBid()) === Number(await bidOf(last, server.url))).toBe(true)
    expect(await shownBid()).toMatch(/\d/)
  }, 120_000)
})
