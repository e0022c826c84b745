import { SignJWT } from 'jose'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newPage } from '../support/pages.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

const secret = 'a secret that is long enough to be one'

let server: ServerProcess
let page: Page
/** Every address that the page asked for, sockets too, and what it said it came from. */
let asked: string[]
let referers: string[]

beforeAll(async () => {
  server = await startServer({ FEED: 'sim', SIM_SYMBOLS: '30', AUTH_SECRET: secret, LOG_LEVEL: 'trace' })
})
afterAll(() => server.kill('SIGKILL'))

beforeEach(async () => {
  asked = []
  referers = []
  page = await newPage()
  page.on('request', async (request) => {
    asked.push(request.url())
    referers.push((await request.allHeaders().catch(() => ({ referer: '' }))).referer ?? '')
  })
  page.on('websocket', (socket) => asked.push(socket.url()))
})

async function sign(validSeconds: number): Promise<string> {
  const exp = Math.floor(Date.now() / 1_000) + validSeconds
  return await new SignJWT({ exp }).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret))
}

const header = (state: string) => page.locator(`header [data-state="${state}"]`)
const lastPrice = () => page.locator('[data-symbol="SIM:BTC-USD"] [data-column="last"]').textContent()
const panel = () => page.getByTestId('token-panel')
const address = () => page.evaluate(() => window.location.href)

async function pricesMove(): Promise<void> {
  await expect.poll(lastPrice, { timeout: 20_000 }).toMatch(/\d/)
  const before = await lastPrice()
  await expect.poll(lastPrice, { timeout: 20_000, interval: 100 }).not.toBe(before)
}

async function give(token: string): Promise<void> {
  await page.getByLabel('Token', { exact: true }).and(page.locator('input')).fill(token)
  await page.getByRole('button', { name: 'Use it' }).click()
}

describe('a server that asks for a token', () => {
  it('shows live prices to a page opened with one in the fragment, which is nowhere to be seen after that', async () => {
    const token = await sign(3_600)
    const shown: string[] = []
    page.on('framenavigated', (frame) => shown.push(frame.url()))
    await page.goto(`${server.url}/?theme=dark#token=${token}&x=1`)
    await header('live').waitFor()
    await pricesMove()
    // The address follows the page, and has what was in it before.
    await expect.poll(address).toMatch(/\?theme=dark#x=1$/)
    expect(await page.evaluate(() => window.history.length)).toBeLessThanOrEqual(2)

    // A link for somebody else.
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.keyboard.press('ControlOrMeta+k')
    await page.keyboard.type('copy link')
    await page.keyboard.press('Enter')
    await page.getByText('Link to this view copied').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).not.toContain('token')

    // The tab has kept it: for a page that is loaded anew, and for one whose worker is lost.
    await page.reload()
    await header('live').waitFor()
    await pricesMove()
    const sockets = asked.filter((url) => url.startsWith('ws'))
    const [worker] = page.workers()
    await worker?.evaluate(() => globalThis.close()).catch(() => undefined)
    await expect
      .poll(() => asked.filter((url) => url.startsWith('ws')).length, { timeout: 30_000 })
      .toBeGreaterThan(sockets.length)
    await header('live').waitFor()
    await pricesMove()

    // Wherever else one might put it.
    for (const path of ['/nowhere', '/stream', '/api/stream', '/api/poll', '/api/quotes', '/%ff'])
      await (await fetch(`${server.url}${path}?symbols=SIM:NO&token=${token}`)).text()
    const withToken = asked.filter((url) => url.includes(token))
    expect(withToken.length).toBeGreaterThan(2)
    for (const url of withToken) expect(new URL(url).pathname).toBe('/stream')
    expect(referers.filter((referer) => referer.includes(token))).toEqual([])
    expect(server.output()).not.toContain(token)
  })

  it('says what is missing to a page without one, and goes on without a reload when one is pasted', async () => {
    await page.goto(server.url)
    await panel().getByText('asks for a token before it sends prices, and this page has none').waitFor()
    await header('closed').waitFor()
    // There is no price to be from a moment, or to be simulated.
    const line = page.locator('[data-symbol="SIM:BTC-USD"] .spark')
    await line.waitFor({ state: 'attached' })
    expect(await line.evaluate((each) => getComputedStyle(each).visibility)).toBe('hidden')
    const heading = page.locator('[data-header="symbol"]')
    expect(await heading.evaluate((each) => getComputedStyle(each, '::after').content)).toBe('none')
    // It does not go on asking for what it will not get.
    const sockets = asked.filter((url) => url.startsWith('ws')).length
    expect(sockets).toBe(1)
    await page.evaluate(() => Object.assign(window, { stays: true }))
    await give('nonsense')
    await panel().getByRole('alert').getByText('That is no token').waitFor()
    await give(` Bearer ${await sign(3_600)}\n`)
    await header('live').waitFor()
    await pricesMove()
    await expect.poll(() => panel().count()).toBe(0)
    expect(await page.evaluate('stays')).toBe(true)
  })

  it('says that a token has expired, before it is used and while it is, and takes the next', async () => {
    await page.goto(`${server.url}/#token=${await sign(-60)}`)
    await panel().getByText('The token of this page expired').waitFor()
    expect(await address()).not.toContain('#')
    await give(await sign(4))
    await header('live').waitFor()
    await pricesMove()
    await panel().getByText('The token of this page expired').waitFor()
    const next = await sign(3_600)
    // As a link that is followed in the same tab.
    await page.evaluate((token) => {
      window.location.hash = `token=${token}`
    }, next)
    await header('live').waitFor()
    await pricesMove()
    expect(await address()).not.toContain('token')
  })

  it.each([
    ['server-sent events', '/api/stream'],
    ['long poll', '/api/poll'],
  ])('sends it over %s, too', async (way, path) => {
    await page.addInitScript(`
      const Real = WebSocket
      WebSocket = class extends Real { constructor() { throw new Error('blocked') } }
      ${way === 'long poll' ? 'delete window.EventSource' : ''}
    `)
    const token = await sign(3_600)
    await page.goto(`${server.url}/#token=${token}`)
    await header('fallback').waitFor({ timeout: 30_000 })
    await pricesMove()
    expect(asked.some((url) => new URL(url).pathname === path && url.includes(token))).toBe(true)
    expect(server.output()).not.toContain(token)
  })

  it('lives with storage that is forbidden, and with nonsense in it', async () => {
    await page.addInitScript(`sessionStorage.setItem('ticklane.token', 'no \\ud800 token')`)
    await page.goto(server.url)
    await panel().getByText('this page has none').waitFor()
    await page.addInitScript(`Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('forbidden') } })`)
    await page.goto(`${server.url}/?again#token=${await sign(3_600)}`)
    await header('live').waitFor()
    await pricesMove()
    expect(await address()).not.toContain('token')
  })
})
